# Handover. `make serve` and `make test` each do everything from a fresh checkout.
PORT ?= 8000
PYTHON ?= python3
BIN := .venv/bin

.PHONY: backup restore serve test test-slow test-system test-failover test-clients fuzz check format snapshot sdl bundle docs answers lock clean bench bench-briefly bench-growth bench-load bench-pressure bench-revisions release

# What tests and benchmarks write goes with them: in memory, where the system has a folder for that with 8 GB of room. On a
# disk that others use too, the databases made for tests would take longer than everything else.
ifndef TMPDIR
MEMORY := $(shell test -w /dev/shm && df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 && $$4 > 8000000 { print $$6 }')
ifdef MEMORY
test test-slow test-system test-failover test-clients fuzz bench bench-briefly bench-growth bench-load bench-pressure bench-revisions: export TMPDIR := $(MEMORY)
endif
endif

serve: .venv/installed api/web/dist/index.html api/docs/site/index.html
	@$(BIN)/python -m api --port $(PORT) || [ $$? -eq 130 ]

test: .venv/tested api/web/dist/index.html api/docs/site/index.html
	$(BIN)/python -m pytest -m "not system and not clients and not slow" --numprocesses=4 --dist=loadscope --no-loadscope-reorder

# What needs programs that are not Python's: a browser, PostgreSQL 15, a shared cache. .ci/run installs them.
test-system: .venv/tested api/web/dist/index.html api/docs/site/index.html
	$(BIN)/python -m pytest -m system --ignore=tests/api/deploy

# The deployment of api/deploy on loopback: HAProxy, PgBouncer, a primary that is lost and a standby that takes its place.
test-failover: .venv/tested api/web/dist/index.html api/docs/site/index.html
	$(BIN)/python -m pytest tests/api/deploy

# At random: ten thousand requests, questions answered both ways and with other literals, whatever the properties are
# about, files. The same ones in every run, but for a few into which hypothesis puts constants of whatever modules are
# loaded by then; make fuzz SEED=7 has others, CASES=100000 more questions. atheris is there on Linux, for Python before
# 3.14.
SEED ?= 0
CASES ?= 10000
fuzz: .venv/tested api/web/dist/index.html api/docs/site/index.html
	HANDOVER_SEED=$(SEED) HANDOVER_REQUESTS=9000 HANDOVER_ALLOWED=1000 HANDOVER_FILES=4000 HYPOTHESIS_PROFILE=more \
	$(BIN)/python -m pytest tests/fuzz --numprocesses=4 --dist=loadscope --no-loadscope-reorder --hypothesis-seed=$(SEED)
	HANDOVER_CASES=$(CASES) HYPOTHESIS_PROFILE=more \
	$(BIN)/python -m pytest tests/schema/test_compiled.py tests/schema/test_compiled_lists.py tests/schema/test_literals.py tests/schema/test_bad_input.py tests/db/meaning --numprocesses=auto --hypothesis-seed=$(SEED)
	$(BIN)/python -m tests.fuzz.parsers $(or $(SOURCES),../shared/data) 20000 $(SEED)

# What kills, fills and waits, and so takes minutes.
test-slow: .venv/tested api/web/dist/index.html api/docs/site/index.html
	$(BIN)/python -m pytest -m slow --numprocesses=4 --dist=loadscope

# Programs of those who ask, each with what it needs: TypeScript, React, Python, a notebook, an element for newsrooms; R of
# the distribution.
CLIENTS := tests/clients
test-clients: .venv/tested api/web/dist/index.html api/docs/site/index.html $(CLIENTS)/python/.venv/installed $(CLIENTS)/typescript/node_modules/.package-lock.json $(CLIENTS)/react/node_modules/.package-lock.json
	$(BIN)/python -m pytest $(CLIENTS)

$(CLIENTS)/python/.venv/installed: $(CLIENTS)/python/requirements.lock
	$(PYTHON) -m venv $(@D)
	$(@D)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement $<
	@touch $@

check: .venv/tested
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/alembic --quiet upgrade head --sql | $(BIN)/squawk
	$(BIN)/python -m schema check

format: .venv/tested
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# The figures that ship, from a folder of source files: make snapshot SOURCES=../shared/data
snapshot: .venv/installed
	$(BIN)/python -m db snapshot $(SOURCES)

# The whole database as one file, by pg_dump, and back: make backup FILE=handover.dump. It restores into an empty database,
# or over one that has tables with REPLACE=yes.
backup: .venv/installed
	@$(BIN)/python -m db backup $(FILE)

restore: .venv/installed
	@$(BIN)/python -m db restore $(if $(REPLACE),--replace) $(FILE)

# The schema as a file; a test fails when it is not that of the code.
sdl: .venv/installed
	$(BIN)/python -m schema > schema/schema.graphql

# The pages at /, /embed and /graphql: their types taken from the schema and checked, bundled, each file packed once more as .gz.
bundle: api/web/dist/index.html

api/web/dist/index.html: api/web/node_modules/.package-lock.json schema/schema.graphql $(addprefix api/web/,index.html graphiql.html embed/panel.html codegen.mjs tsconfig.json vite.config.ts) $(shell find api/web/src -type f)
	$(BIN)/python api/web/npm.py run --silent build

%/node_modules/.package-lock.json: %/.npmrc %/package.json %/package-lock.json api/web/npm.py | .venv/installed
	$(BIN)/python api/web/npm.py --prefix $(abspath $*) ci > /dev/null
	@touch $@

# The documentation at /docs: pages, registers and answers made into a site that loads nothing from elsewhere. The theme's
# makers announce their next program at each build; this one is what the lock has.
docs: api/docs/site/index.html

api/docs/site/index.html: .venv/installed CHANGELOG.md schema/CHANGELOG.md .github/CORRECTIONS.md api/deploy/README.md schema/schema.graphql db/sources.toml $(shell find api/docs -name site -prune -o -name __pycache__ -prune -o -type f -print) $(wildcard api/*.py db/*.py db/meaning/*.py schema/*.py)
	@NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --quiet --strict --config-file api/docs/mkdocs.yml

# The answers that the documentation quotes, asked anew of a server that has the figures that ship.
answers: .venv/installed
	$(BIN)/python -m api.docs.ask http://127.0.0.1:$(PORT)

# How long loads take, beside the sheet reader alone and by size: make bench-load SOURCES=../shared/data
bench-load: .venv/tested
	$(BIN)/python -m tests.bench.load $(SOURCES)

# How fast questions are answered, beside PostGraphile, one plain statement and bare bytes: .bench/answers.md and .json.
# wrk of the distribution asks, where it is installed.
BENCH ?= .bench
bench: .venv/tested
	$(BIN)/python -m tests.bench.answers $(BENCH)
	$(BIN)/python -m tests.bench.growth $(BENCH)

# The same for a moment each, to see that all of it still runs and that all answers are the same: no figure of it says anything.
bench-briefly:
	HANDOVER_BENCH=briefly $(MAKE) bench bench-pressure BENCH=$(BENCH)/briefly

# That part of it which makes the data 10 and 100 times as large.
bench-growth: .venv/tested
	$(BIN)/python -m tests.bench.growth $(BENCH)

# What becomes of answers when 128 clients ask four times what one core answers: pressure.md and .json beside the others.
bench-pressure: .venv/tested
	$(BIN)/python -m tests.bench.pressure $(BENCH)

# What keeping every revision of a file costs, beside whole copies of it.
bench-revisions: .venv/tested
	$(BIN)/python -m tests.bench.revisions

# The locks, of every platform, with hashes: what serves and builds the pages, what tests add to it, and what Python clients
# need. pip reads them, uv writes them.
LOCKED := pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header
lock: .venv/installed
	$(BIN)/pip install --quiet uv
	$(BIN)/uv $(LOCKED) pyproject.toml --group build --output-file requirements.lock
	$(BIN)/uv $(LOCKED) pyproject.toml --group dev --constraint requirements.lock --output-file tests/requirements.lock
	$(BIN)/uv $(LOCKED) $(CLIENTS)/python/pyproject.toml --output-file $(CLIENTS)/python/requirements.lock

.venv/installed: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Handover needs Python 3.11 or later; name one with PYTHON=python3.12")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	@touch $@

.venv/tested: .venv/installed tests/requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement tests/requirements.lock
	@touch $@

# A release of what is committed: the version where it stands, the changelog's heading, the schema kept, a tag, and what the
# image is built from in dist/. Pushes nothing.
release: check
	$(BIN)/python .ci/release.py $(VERSION)

clean:
	rm -rf .venv dist api/docs/site $(foreach kind,dist generated node_modules .venv,$(wildcard api/web/$(kind) $(CLIENTS)/*/$(kind)))
