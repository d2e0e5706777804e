"""A release, made in a clone of the project: what it writes, tags and packs, and what it refuses."""

import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
from pathlib import Path

import pytest
import yaml
from graphql import build_schema

from schema.version import VERSION, version_in

ROOT = Path(__file__).resolve().parents[1]
MADE = {line.strip("/") for line in (ROOT / ".gitignore").read_text("utf-8").split()} | {".git"}

IDENTITY = {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "A releaser"), ("EMAIL", "releaser@example.org"))
}


def without_made(folder: str, names: list[str]) -> set[str]:
    """What .gitignore names, at the top or anywhere."""
    inside = Path(folder).relative_to(ROOT)
    return {name for name in names if name in MADE or (inside / name).as_posix() in MADE}


def git(clone: Path, *arguments: str) -> str:
    command = ["git", "-c", "commit.gpgsign=false", "-c", "tag.gpgsign=false", *arguments]
    return subprocess.run(
        command, cwd=clone, env=os.environ | IDENTITY, capture_output=True, text=True, check=True
    ).stdout


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with the project as it stands now, its tests aside."""
    folder = tmp_path_factory.mktemp("release") / "handover"
    shutil.copytree(ROOT, folder, ignore=without_made)
    shutil.rmtree(folder / "tests")
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "As it stands")
    return folder


@pytest.fixture
def clone(original: Path, tmp_path: Path) -> Path:
    git(original, "clone", "--quiet", str(original), str(tmp_path / "clone"))
    return tmp_path / "clone"


def release(clone: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, ".ci/release.py", *arguments],
        cwd=clone,
        env=os.environ | IDENTITY,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.system
def test_a_release_writes_its_version_keeps_the_schema_and_tags(clone: Path) -> None:
    ended = release(clone, "9.8.7")
    assert ended.returncode == 0, ended.stderr
    assert git(clone, "status", "--porcelain") == ""
    assert git(clone, "tag", "--points-at", "HEAD").split() == ["v9.8.7"]
    assert tomllib.loads((clone / "pyproject.toml").read_text("utf-8"))["project"]["version"] == "9.8.7"
    assert yaml.safe_load((clone / "CITATION.cff").read_text("utf-8"))["version"] == "9.8.7"
    changelog = (clone / "CHANGELOG.md").read_text("utf-8")
    assert re.search(r"## \[Unreleased\]\n\n## \[9\.8\.7\] - \d{4}-\d{2}-\d{2}\n\n### Added\n", changelog)
    kept = (clone / f"schema/releases/{VERSION}.graphql").read_text("utf-8")
    assert kept == (clone / "schema/schema.graphql").read_text("utf-8")
    assert version_in(build_schema(kept).description) == VERSION


@pytest.mark.system
def test_the_context_has_what_the_image_is_made_of_and_nothing_else(clone: Path) -> None:
    assert release(clone, "1.0.0").returncode == 0
    with tarfile.open(clone / "dist/handover-1.0.0-context.tar.gz") as archive:
        names = {member.name for member in archive.getmembers() if member.isfile()}
    copied = re.findall(r"^COPY (?!--from)(.*) \S+$", (clone / "Dockerfile").read_text("utf-8"), re.MULTILINE)
    sources = [source.strip("/") for line in copied for source in line.split()]
    assert len(sources) > 5
    for source in sources:
        assert source in names or any(name.startswith(f"{source}/") for name in names), source
    tops = {name.partition("/")[0] for name in names}
    assert tops == {source.partition("/")[0] for source in sources} | {"Dockerfile", ".dockerignore"}


@pytest.mark.system
def test_a_release_is_refused_with_the_reason_and_changes_nothing(clone: Path) -> None:
    head = git(clone, "rev-parse", "HEAD")
    for version in ("", "1", "1.2", "v1.2.3", "1.2.3-rc1", "01.2.3"):
        refused = release(clone, version)
        assert refused.returncode == 1
        assert refused.stderr == "VERSION must be three numbers, as in make release VERSION=1.2.3.\n"
    (clone / "README.md").write_text("Otherwise.", encoding="utf-8")
    assert "not committed" in release(clone, "1.0.0").stderr
    git(clone, "checkout", "--quiet", "README.md")
    (clone / "left-over").touch()
    assert "not committed" in release(clone, "1.0.0").stderr
    (clone / "left-over").unlink()
    assert git(clone, "rev-parse", "HEAD") == head
    assert git(clone, "tag") == ""


@pytest.mark.system
def test_versions_go_up_and_each_says_what_it_brings(clone: Path) -> None:
    assert release(clone, "1.10.0").returncode == 0
    assert release(clone, "1.11.0").stderr == "CHANGELOG.md has nothing under [Unreleased].\n"
    for version in ("1.10.0", "1.9.0", "0.11.0"):
        assert (
            release(clone, version).stderr
            == f"The last release is 1.10.0; {version} does not come after it.\n"
        )


@pytest.mark.system
def test_a_schema_that_breaks_clients_is_not_released(clone: Path) -> None:
    released = clone / f"schema/releases/{VERSION}.graphql"
    schema = (clone / "schema/schema.graphql").read_text("utf-8")
    released.write_text(
        schema.replace("type Agency {", "type Agency {\n  gone: String\n", 1), encoding="utf-8"
    )
    git(clone, "add", "--all")
    git(clone, "commit", "--quiet", "--message", "A field was there")
    refused = release(clone, "1.0.0")
    assert refused.returncode == 1
    assert "Agency.gone was removed" in refused.stderr
    assert git(clone, "tag") == ""


# https://github.com/citation-file-format/citation-file-format/blob/1.2.0/schema-guide.md
CFF_KEYS = set(
    "abstract authors cff-version commit contact date-released doi identifiers keywords license license-url message "
    "preferred-citation references repository repository-artifact repository-code title type url version".split()
)
CFF_ENTITY = set(
    "address alias city country date-end date-start email fax location name orcid post-code region tel website".split()
)


def test_the_citation_file_keeps_the_rules_of_its_format() -> None:
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert cited.keys() <= CFF_KEYS
    assert cited.keys() >= {"cff-version", "message", "title", "authors"}
    assert cited["cff-version"] == "1.2.0"
    assert cited["type"] in {"software", "dataset"}
    assert cited["authors"]
    for author in cited["authors"]:
        assert "name" in author
        assert author.keys() <= CFF_ENTITY
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", cited["date-released"])
    assert len(set(cited["keywords"])) == len(cited["keywords"]) > 0
    assert (
        str(cited["version"])
        == tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    )


FORMS = sorted((ROOT / ".github/ISSUE_TEMPLATE").glob("[!c]*.yml"))


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.stem)
def test_an_issue_form_has_what_such_forms_must_have(form: Path) -> None:
    told = yaml.safe_load(form.read_text("utf-8"))
    assert told.keys() >= {"name", "description", "body"}
    ids = [part["id"] for part in told["body"]]
    assert len(set(ids)) == len(ids)
    for part in told["body"]:
        assert part["type"] in {"input", "textarea", "markdown", "dropdown", "checkboxes"}
        assert part["attributes"]["label"]
