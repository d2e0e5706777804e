"""Charts are as long as their numbers, and what is not known is never drawn as nothing."""

from datetime import date
from itertools import pairwise
from xml.etree import ElementTree

from api.docs.charts import WIDTH, Bar, Span, bars, columns, spans
from api.docs.fill import answer
from api.docs.fill import shares as chart_of_shares

Drawn = ElementTree.Element


def drawing(figure: str) -> Drawn:
    found = ElementTree.fromstring(figure.replace(" data-search-exclude", "")).find("svg")
    assert found is not None
    return found


def shapes(svg: Drawn, kind: str) -> list[Drawn]:
    """The rectangles of a kind, without those of the hatching itself."""
    return [each for each in svg.findall("rect") if each.get("class") == kind]


def test_a_bar_is_as_long_as_its_number_and_lighter_up_to_the_most() -> None:
    svg = drawing(bars("Two", [Bar("a", "1 to 3", 1, 3), Bar("b", "4", 4, 4)], 4))
    assert [each.get("width") for each in shapes(svg, "least")] == [f"{WIDTH / 4:.1f}", f"{WIDTH:.1f}"]
    assert [each.get("width") for each in shapes(svg, "most")] == [f"{WIDTH * 3 / 4:.1f}"]
    assert shapes(svg, "unknown") == []
    assert svg.get("aria-label") == "Two. a: 1 to 3; b: 4."


def test_a_name_that_leaves_no_room_for_the_number_has_a_line_of_its_own() -> None:
    rows = [Bar("short", "more than 88%", 1, 1), Bar("a" * 40, "more than 88%", 1, 1), Bar("next", "4", 1, 1)]
    svg = drawing(bars("Three", rows, 1))
    name, number = (
        [float(each.get("y", "")) for each in svg.findall("text") if each.get("class") == kind]
        for kind in ("name", "figure")
    )
    assert [y - x for x, y in zip(name, number, strict=True)] == [0, 16, 0]
    tops = [float(each.get("y", "")) for each in shapes(svg, "least")]
    assert all(number < top for number, top in zip(number, tops, strict=True))
    assert all(top < name for top, name in zip(tops, name[1:], strict=False))
    assert svg.get("viewBox") == f"0 0 {WIDTH} {3 * 40 + 16}"


def test_what_is_not_known_is_hatched_and_a_zero_is_not() -> None:
    rows = [Bar("zero", "0", 0, 0), Bar("none", "not known", None, None)]
    svg = drawing(bars("Both", rows, 1))
    assert [each.get("width") for each in shapes(svg, "least")] == ["0.0"]
    assert [each.get("width") for each in shapes(svg, "unknown")] == [f"{WIDTH:.1f}"]
    steps = drawing(columns("Both", rows))
    assert len(shapes(steps, "unknown")) == len(shapes(steps, "least")) == 1


def test_a_column_is_as_high_as_its_number_beside_the_highest() -> None:
    svg = drawing(columns("Steps", [Bar(str(n), str(n), n, n) for n in (1, 2, 4)]))
    heights = [float(each.get("height", "")) for each in shapes(svg, "least")]
    assert heights[2] == 2 * heights[1] == 4 * heights[0] > 0


def test_no_text_of_many_columns_runs_over_the_edge_or_into_the_next() -> None:
    svg = drawing(columns("Months", [Bar(f"2025-{n:02}", "1,000", n, n) for n in range(1, 25)]))
    names = [each for each in svg.findall("text") if each.get("class") == "axis"]
    centres = [float(each.get("x", "")) for each in names]
    half = 7 * len("2025-01") / 2
    assert all(half <= centre <= WIDTH - half for centre in centres)
    assert all(after - before >= 2 * half for before, after in pairwise(centres))


def test_a_span_lies_between_its_days_and_is_hatched_without_a_start() -> None:
    first, last = date(2025, 1, 1), date(2025, 1, 11)
    rows = [Span("a", "", date(2025, 1, 6), None), Span("b", "", None, date(2025, 1, 6))]
    svg = drawing(spans("Two", rows, first, last))
    (known,), (unknown,) = shapes(svg, "least"), shapes(svg, "unknown")
    assert (known.get("x"), known.get("width")) == (f"{WIDTH / 2:.1f}", f"{WIDTH / 2:.1f}")
    assert (unknown.get("x"), unknown.get("width")) == ("0.0", f"{WIDTH / 2:.1f}")


def test_names_cannot_write_into_the_page() -> None:
    figure = bars("<i>", [Bar("<script>", '"&', 1, 1)], 1)
    assert "<script>" not in figure
    assert drawing(figure).get("aria-label") == '<i>. <script>: "&.'


def test_the_share_that_california_left_open_is_the_lighter_part() -> None:
    rate = answer("california-prisons")["jurisdiction"]["pickupRate"]
    svg = drawing(chart_of_shares("California", [("prisons", rate)]))
    assert [each.get("width") for each in shapes(svg, "least")] == [f"{WIDTH * 0.88:.1f}"]
    assert [each.get("width") for each in shapes(svg, "most")] == [f"{WIDTH:.1f}"]
    assert svg.get("aria-label") == "California. Prisons: more than 88%."
