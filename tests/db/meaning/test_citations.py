"""Citations as other programs read them: CSL-JSON and BibTeX through a CSL processor, APA by hand."""

import io
import json
from datetime import date

import pytest
from citeproc import (
    Citation,
    CitationItem,
    CitationStylesBibliography,
    CitationStylesStyle,
    formatter,
)
from citeproc.source.bibtex import BibTeX
from citeproc.source.bibtex.latex import substitute_ligatures
from citeproc.source.bibtex.latex.macro import MACROS, Symbol
from citeproc.source.json import CiteProcJSON
from hypothesis import given
from hypothesis import strategies as st

from db.meaning.citations import Cited, cite
from db.words import CitationStyle

LIST = Cited(
    id="ice-287g-participating",
    title="Participating agencies",
    publisher="U.S. Immigration and Customs Enforcement",
    url="https://www.ice.gov/identify-and-arrest/287g",
    issued_on=date(2026, 5, 18),
    retrieved_on=date(2026, 5, 20),
    version="2026-05-18",
)

# The reader warns of every field that CSL 1.0 had no place for, such as `url`.
reads_bibtex = pytest.mark.filterwarnings("ignore:Unsupported BibTeX field")


@pytest.fixture(scope="module", autouse=True)
def braces_mended():
    """The reader takes its own symbol for a brace as the start of a placeholder; doubled, it is a brace."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(MACROS, "textbraceleft", Symbol("{{"))
        patch.setitem(MACROS, "textbraceright", Symbol("}}"))
        yield


def rendered(source, key: str) -> str:
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    bibliography = CitationStylesBibliography(style, source, formatter.plain)
    bibliography.register(Citation([CitationItem(key)]))
    [entry] = bibliography.bibliography()
    return str(entry)


def read_bibtex(entry: str):
    [reference] = BibTeX(io.StringIO(entry)).values()
    return reference


def test_apa_with_all_and_with_little() -> None:
    assert cite(CitationStyle.APA, LIST) == (
        "U.S. Immigration and Customs Enforcement. (2026, May 18). Participating agencies (Version 2026-05-18) "
        "[Data set]. Retrieved May 20, 2026, from https://www.ice.gov/identify-and-arrest/287g"
    )
    report = Cited("kqed", "Who decides?", "KQED Inc.", url="https://www.kqed.org/1", kind="webpage")
    assert cite(CitationStyle.APA, report) == "KQED Inc. (n.d.). Who decides? https://www.kqed.org/1"


def test_a_csl_processor_renders_the_json() -> None:
    items = json.loads(cite(CitationStyle.CSL_JSON, LIST))
    text = rendered(CiteProcJSON(items), LIST.id)
    assert LIST.publisher in text
    assert LIST.title in text
    assert "(2026)" in text
    assert LIST.url in text
    assert "May 20, 2026" in text


@reads_bibtex
def test_a_csl_processor_renders_the_bibtex() -> None:
    entry = cite(CitationStyle.BIBTEX, LIST)
    text = rendered(BibTeX(io.StringIO(entry)), LIST.id)
    assert LIST.publisher in text
    assert LIST.title in text
    assert "(2026)" in text
    assert "url = {https://www.ice.gov/identify-and-arrest/287g}" in entry
    assert "urldate = {2026-05-20}" in entry
    assert "month = may" in entry


@reads_bibtex
def test_the_date_in_bibtex_is_that_of_the_issue() -> None:
    issued = read_bibtex(cite(CitationStyle.BIBTEX, LIST)).issued
    assert (issued.year, issued.month) == (2026, 5)
    assert "issued" not in read_bibtex(cite(CitationStyle.BIBTEX, Cited("a", "b", "c")))


nasty = st.text(
    st.one_of(st.sampled_from(list("\\{}~^&%$#_\"'`-,<>?!@=() \n\t\x00")), st.characters()), max_size=30
)


@reads_bibtex
@given(nasty, nasty)
def test_any_title_comes_back_from_bibtex(title: str, publisher: str) -> None:
    # The reader stumbles over a command that ends a text, so each ends in a letter.
    cited = Cited("any", f"T {title} t", f"P {publisher} p", "https://example.org/", date(2026, 5, 18))
    entry = cite(CitationStyle.BIBTEX, cited)
    assert entry.count("{") == entry.count("}")
    reference = read_bibtex(entry)
    # It joins ligatures that TeX would keep apart, so the same is done to what is expected.
    assert str(reference.title) == substitute_ligatures(json_title(cited))
    assert reference.issued.year == 2026


def json_title(cited: Cited) -> str:
    return json.loads(cite(CitationStyle.CSL_JSON, cited))[0]["title"]


@given(nasty, nasty, st.none() | st.dates(date(1000, 1, 1)))
def test_any_text_makes_valid_csl_json_on_one_line(title: str, publisher: str, day: date | None) -> None:
    cited = Cited("any", title, publisher, None, day, day)
    text = cite(CitationStyle.CSL_JSON, cited)
    assert "\n" not in text
    [item] = json.loads(text.encode())
    assert (
        item["title"].split()
        == "".join(
            " " if ord(c) < 0x20 or 0x7F <= ord(c) < 0xA0 or 0xD800 <= ord(c) < 0xE000 else c for c in title
        ).split()
    )
    assert item["type"] == "dataset"
    assert ("issued" in item) == (day is not None)
    if day:
        assert item["issued"] == {"date-parts": [[day.year, day.month, day.day]]}
    assert (
        cite(CitationStyle.APA, cited).isprintable() or not title.isprintable() or not publisher.isprintable()
    )


def test_no_address_ends_its_own_field() -> None:
    cited = Cited("a", "b", "c", "https://example.org/a b{c}\\d%20é\u3000f")
    entry = cite(CitationStyle.BIBTEX, cited)
    assert "url = {https://example.org/a%20b%7Bc%7D%5Cd%20é%E3%80%80f}" in entry


@pytest.mark.parametrize("style", CitationStyle)
def test_every_style_names_publisher_title_and_address(style: CitationStyle) -> None:
    text = cite(style, LIST)
    assert LIST.publisher in text
    assert LIST.title in text
    assert LIST.url in text
