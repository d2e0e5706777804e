"""The site as a whole: built anew it is the same, its links lead somewhere, and what it must tell it tells."""

import csv
import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

import httpx
import pytest
from graphql import build_schema

from api.docs.hooks import INCLUDED
from api.docs.registers import codes, environment_variables
from api.documentation import SITE
from db.meaning.phrases import sentence
from db.sources import read_sources
from schema.codes import Code
from tests.api.docs_site import DOCS, site

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("api", "db", "schema")


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def test_built_anew_every_file_is_the_same(tmp_path: Path) -> None:
    """So what is served is of these sources, and the same sources give the same site."""
    building = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--site-dir", str(tmp_path)]
    done = subprocess.run(
        [*building, "--config-file", str(DOCS / "mkdocs.yml")],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    anew, built = files(tmp_path), files(SITE)
    assert anew.keys() == built.keys()
    assert [name for name in anew if anew[name] != built[name]] == [], "make docs"


def test_every_link_within_leads_to_a_page_and_a_place_on_it() -> None:
    for address, page in site().items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc or parts.path.startswith("/"):
                continue
            target = (page.path.parent / unquote(parts.path)).resolve()
            target = target / "index.html" if target.is_dir() else target
            assert target.is_relative_to(SITE.resolve()), f"{address}: {link}"
            assert target.is_file(), f"{address}: {link}"
            if parts.fragment and target.suffix == ".html":
                there = next(each for each in site().values() if each.path == target)
                assert unquote(parts.fragment) in there.ids | {"__codelineno-0-1"}, f"{address}: {link}"


def test_every_link_to_the_server_is_answered(server_url: str) -> None:
    own = {urlsplit(link).path for page in site().values() for link in page.links if link.startswith("/")}
    assert "/graphql" in own
    for path in sorted(own):
        answer = httpx.get(f"{server_url}{path}", headers={"Accept": "text/html, */*"}, timeout=60)
        assert answer.status_code == 200, path


def test_links_to_others_are_well_formed() -> None:
    for address, page in site().items():
        for link in page.links:
            parts = urlsplit(link)
            if not parts.scheme:
                assert not parts.netloc, f"{address}: {link}"
            elif parts.netloc != "127.0.0.1:8000" and link != "https://squidfunk.github.io/mkdocs-material/":
                assert parts.scheme in {"https", "mailto"}, f"{address}: {link}"
                assert parts.scheme == "mailto" or re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", parts.netloc), (
                    link
                )
                assert " " not in link, f"{address}: {link}"


def test_the_law_pages_have_every_policy_of_the_database(sources: Path) -> None:
    california, minnesota = site()["law/california/"], site()["law/minnesota/"]
    with (sources / "policies" / "policies.csv").open(encoding="utf-8") as file:
        policies = list(csv.DictReader(file))
    assert len(policies) > 10
    for policy in policies:
        page = california if policy["jurisdiction"][:2] in {"CA", "06"} else minnesota
        for said in (policy["authority"], sentence(policy["summary"]), policy["effective_from"]):
            assert " ".join(said.split()) in page.text, policy["id"]
        assert policy["source_url"] in page.links


def test_every_source_has_its_section() -> None:
    page = site()["sources/"]
    for source in read_sources().values():
        assert source.title in page.text
        for told in source.limits:
            assert " ".join(told.replace("`", "").split()) in page.text, source.id


def test_every_type_field_and_value_of_the_schema_is_in_the_reference() -> None:
    built = build_schema((ROOT / "schema" / "schema.graphql").read_text("utf-8"))
    assert built.query_type is not None
    told = "".join(page.path.read_text("utf-8") for at, page in site().items() if at.startswith("reference/"))
    told = told.replace("<wbr>", "")
    places = set().union(*(page.ids for at, page in site().items() if at.startswith("reference/")))
    for name, kind in built.type_map.items():
        if name.startswith("__") or name in {"String", "Int", "Float", "Boolean", "ID"}:
            continue
        assert name.lower() in places or name == "Query", name
        for member in {**getattr(kind, "fields", {}), **getattr(kind, "values", {})}:
            assert f"<code>{member}</code>" in told, f"{name}.{member}"


def test_every_code_can_be_linked_to() -> None:
    assert {code.lower() for code in Code} <= site()["errors/"].ids
    assert codes().count("\n") == len(Code) + 1


def test_every_variable_that_the_server_reads_is_among_the_settings() -> None:
    told = environment_variables()
    for room in ROOMS:
        for module in (ROOT / room).rglob("*.py"):
            for name in re.findall(r'"(HANDOVER_[A-Z_]+|DATABASE_URL)"', module.read_text("utf-8")):
                assert f"`{name}`" in told, f"{module.relative_to(ROOT)} reads {name}"


@pytest.mark.parametrize(("address", "path"), INCLUDED.items())
def test_what_others_keep_is_told_whole(address: str, path: str) -> None:
    page = site()[f"{address.removesuffix('.md')}/"]
    heads = re.findall(r"^#+ (.+)$", (ROOT / path).read_text("utf-8"), re.MULTILINE)
    assert heads
    for head in heads:
        assert head.replace("[", "").replace("]", "") in page.text.replace("[", "").replace("]", "")


@pytest.mark.parametrize("address", sorted(site()))
def test_a_chart_says_in_words_what_it_shows(address: str) -> None:
    for alternative in site()[address].charts:
        caption, _, numbers = alternative.partition(". ")
        assert caption
        assert re.search(r": \S", numbers), alternative
