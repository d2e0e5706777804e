"""The TypeScript program: its types are the schema's, its numbers the server's."""

from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest

from tests.clients.programs import HERE, Done, npm, said
from tests.clients.reluctant import reluctant

pytestmark = pytest.mark.clients

PACKAGE = HERE / "typescript"
SCHEMA = HERE.parents[1] / "schema"


@pytest.fixture(scope="module")
def compiled() -> Path:
    """The package, its types checked against the schema and the program written."""
    said(npm(PACKAGE, "check"))
    return PACKAGE


def rates(server: str, *codes: str) -> Done:
    return npm(PACKAGE, "rates", server, "2025", *codes)


@pytest.mark.usefixtures("compiled")
def test_it_says_what_the_records_say_with_bounds_and_source(server_url: str) -> None:
    california, prisons, minnesota, comparison = said(
        rates(server_url, "CA-CDCR", "MN-DOC", "MN")
    ).splitlines()
    # By hand, from the statements of both prison systems: more than 88% of 1,641; 84 of 84.
    assert california.startswith(
        "California Department of Corrections and Rehabilitation: more than 88% (88% to 100%; "
    )
    assert "https://" in california
    assert prisons.startswith("Minnesota Department of Corrections: 100% (100% to 100%; ")
    assert minnesota.startswith("Minnesota: not known. ")
    assert comparison.startswith("These rates may not be put side by side")


@pytest.mark.usefixtures("compiled")
def test_it_tells_the_servers_own_sentence_of_a_mistake(server_url: str) -> None:
    done = rates(server_url, "CA-CDCR", "XX")
    assert done.returncode == 1
    assert done.stderr.startswith("There is no jurisdiction with the code “XX”")


@pytest.mark.usefixtures("compiled")
@pytest.mark.parametrize("status", [429, 503])
def test_it_waits_as_long_as_a_busy_server_says(server_url: str, status: int) -> None:
    with reluctant(server_url, status) as busy:
        assert "more than 88%" in said(rates(busy.address, "CA-CDCR", "MN-DOC"))
        assert busy.statuses[0] == status
        assert busy.statuses[-1] == 200


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        (
            "rate { value lower",
            "rate { value lowest",
            'Cannot query field "lowest" on type "Rate"',
        ),
        ("percent(rate.lower)", "percent(rate.lowest)", "Property 'lowest' does not exist"),
        ("  LESS_THAN", "  LESSER_THAN", "'LESSER_THAN' does not exist in type"),
        ("$year: Int!", "$year: String!", '"$year" of type "String!" used in position expecting type "Int"'),
    ],
)
def test_what_the_schema_does_not_have_does_not_compile(
    tmp_path: Path, right: str, wrong: str, told: str
) -> None:
    copy = tmp_path / "tests" / "clients" / "typescript"
    copytree(PACKAGE, copy, ignore=ignore_patterns("node_modules", "generated", "dist"))
    (copy / "node_modules").symlink_to(PACKAGE / "node_modules")
    (tmp_path / "schema").symlink_to(SCHEMA)
    program = copy / "rates.ts"
    text = program.read_text("utf-8")
    assert text.count(right) == 1
    program.write_text(text.replace(right, wrong), "utf-8")
    done = npm(copy, "check")
    assert done.returncode != 0
    assert told in done.stdout + done.stderr
