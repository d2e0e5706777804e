from hypothesis import given
from hypothesis import strategies as st

from db.parsers.publications import host_of, publication
from db.parsers.tables import Line


def line(url: str, kind: str = "NEWS") -> Line:
    return Line(None, 2, {"source_url": url, "source_kind": kind})


def test_an_id_can_be_read_and_tells_two_publishers_at_one_address_apart() -> None:
    one = publication(line("https://www.latimes.com/a"), "Los Angeles Times")
    other = publication(line("https://www.latimes.com/a"), "A post there")
    assert one.id.startswith("latimes-com-")
    assert one.id != other.id
    assert one == publication(line("https://www.latimes.com/a"), "Los Angeles Times")


def test_the_host_stands_for_a_publisher_that_is_not_named() -> None:
    found = publication(line("https://www.cdcr.ca.gov/interaction", "PRIMARY"), None)
    assert (found.publisher, found.kind) == ("cdcr.ca.gov", "PRIMARY")


@given(st.text())
def test_any_text_has_a_host_or_none(text: str) -> None:
    assert host_of(text) is None or text.lstrip().lower().startswith("http")
