"""The schema as a file: `python -m schema` writes it to standard output, for `make sdl`.

python -m schema check     says what of the last release it would break, and which version it must bear
python -m schema freeze    keeps it among the releases, where it is never changed
"""

import sys
from datetime import UTC, datetime
from pathlib import Path

from schema.promise import problems
from schema.sdl import sdl
from schema.version import VERSION

HERE = Path(__file__).parent
RELEASES = HERE / "releases"
"""A file for each version of the schema that clients were given."""


def last_release() -> str | None:
    """The SDL of the newest release; None before the first."""
    files = {tuple(map(int, path.stem.split("."))): path for path in RELEASES.glob("*.graphql")}
    return files[max(files)].read_text(encoding="utf-8") if files else None


def check() -> None:
    """Exit with a sentence for each thing that is wrong."""
    changelog = (HERE / "CHANGELOG.md").read_text(encoding="utf-8")
    if found := list(problems(last_release(), sdl(), changelog, datetime.now(UTC).date())):
        sys.exit("\n".join(found))


def freeze() -> None:
    """Write the release of this version, unless it is there."""
    check()
    path = RELEASES / f"{VERSION}.graphql"
    if not path.exists():
        RELEASES.mkdir(exist_ok=True)
        path.write_text(sdl(), encoding="utf-8")


match sys.argv[1:]:
    case []:
        sys.stdout.write(sdl())
    case ["check"]:
        check()
    case ["freeze"]:
        freeze()
    case _:
        sys.exit(__doc__)
