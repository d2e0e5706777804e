"""Makes a release of the commit that is checked out: `make release VERSION=1.2.3`, which first runs `make check`.

It puts the version and the day into the files that name them, makes what the changelog has under Unreleased that
version's, keeps the schema among its releases, commits, tags, and packs what the image is built from into
dist/handover-1.2.3-context.tar.gz: `docker build - < dist/handover-1.2.3-context.tar.gz`. Nothing is pushed.
"""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NAMES_THE_VERSION = {
    "pyproject.toml": (r'(?m)^version = ".*"$', 'version = "{version}"'),
    "CITATION.cff": (r"(?m)^version: .*\ndate-released: .*$", 'version: {version}\ndate-released: "{day}"'),
    "CHANGELOG.md": (r"(?m)^## \[Unreleased\]$", "## [Unreleased]\n\n## [{version}] - {day}"),
}
"""What stands in these files once, and what takes its place."""


def run(*command: str) -> str:
    """What a program says. Ends with what it complains of."""
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 no shell
    if ended.returncode:
        sys.exit(ended.stderr.strip() or ended.stdout.strip())
    return ended.stdout


def numbers(version: str) -> tuple[int, ...]:
    """`1.10.0` as numbers, so that it comes after `1.9.0`."""
    return tuple(map(int, version.split(".")))


def refuse(version: str) -> None:
    """Exit with the reason for which this cannot be released as that version."""
    if not re.fullmatch(r"(0|[1-9]\d*)(\.(0|[1-9]\d*)){2}", version):
        sys.exit("VERSION must be three numbers, as in make release VERSION=1.2.3.")
    if run("git", "status", "--porcelain"):
        sys.exit("There are changes that are not committed; a release is of what is.")
    tags = [tag.removeprefix("v") for tag in run("git", "tag", "--list", "v[0-9]*").split()]
    last = max(tags, key=numbers, default=None)
    if last is not None and numbers(version) <= numbers(last):
        sys.exit(f"The last release is {last}; {version} does not come after it.")
    if not re.search(r"(?m)^## \[Unreleased\]\n+(### .*\n+)?- ", (ROOT / "CHANGELOG.md").read_text("utf-8")):
        sys.exit("CHANGELOG.md has nothing under [Unreleased].")


def write(version: str) -> None:
    """Put the version and the day where they stand, and keep the schema."""
    day = datetime.now(UTC).date().isoformat()
    for name, (pattern, meant) in NAMES_THE_VERSION.items():
        path = ROOT / name
        text, times = re.subn(pattern, meant.format(version=version, day=day), path.read_text("utf-8"))
        if times != 1:
            sys.exit(f"{name} does not name the version as it is written here.")
        path.write_text(text, "utf-8")
    run(sys.executable, "-m", "schema", "freeze")


def pack(version: str) -> Path:
    """Pack what .dockerignore lets through of the tagged commit, with the Dockerfile."""
    lines = (ROOT / ".dockerignore").read_text("utf-8").split("\n")
    let_through = [line.removeprefix("!") for line in lines if line.startswith("!")]
    path = ROOT / "dist" / f"handover-{version}-context.tar.gz"
    path.parent.mkdir(exist_ok=True)
    run("git", "archive", "--output", str(path), f"v{version}", "Dockerfile", ".dockerignore", *let_through)
    return path


def main(version: str) -> None:
    """Release."""
    refuse(version)
    write(version)
    run("git", "add", *NAMES_THE_VERSION, "schema/releases")
    run("git", "commit", "--quiet", "--message", f"Release {version}")
    run("git", "tag", "--annotate", f"v{version}", "--message", f"Handover {version}")
    sys.stdout.write(f"{pack(version).relative_to(ROOT)}\nPush it: git push --follow-tags\n")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) == 2 else "")
