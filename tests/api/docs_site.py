"""The documentation as `make docs` built it, read back."""

from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

from api.documentation import SITE

DOCS = SITE.parent
PAGES = DOCS / "pages"

# What a page has around its content stands outside of this element.
CONTENT = "article"
# Not words to be read: code, and drawings with a text of their own.
SILENT = {"code", "pre", "svg", "script", "style"}


@dataclass
class Page(HTMLParser):
    """A page of the site: its links, the places that links can lead to, its words and its code."""

    path: Path
    links: list[str] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    words: list[str] = field(default_factory=list)
    code: list[str] = field(default_factory=list)
    charts: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._open: list[str] = []
        self.feed(self.path.read_text("utf-8"))

    def __hash__(self) -> int:
        return hash(self.path)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if tag in {"article", *SILENT}:
            self._open.append(tag)
        if tag == "pre":
            self.code.append("")
        if tag == "svg" and CONTENT in self._open and given.get("role") == "img":
            self.charts.append(given.get("aria-label") or "")
        self.links += [value for name, value in given.items() if name in {"href", "src"} and value]
        if given.get("id"):
            self.ids.add(str(given["id"]))

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            del self._open[len(self._open) - 1 - self._open[::-1].index(tag) :]

    def handle_data(self, text: str) -> None:
        if "pre" in self._open:
            self.code[-1] += text
        elif CONTENT in self._open and not SILENT & set(self._open):
            self.words.append(text)

    @property
    def text(self) -> str:
        """The words of the content with single spaces."""
        return " ".join(" ".join(self.words).split())


@cache
def site() -> dict[str, Page]:
    """Every page by its address below `/docs/`."""
    assert (SITE / "index.html").is_file(), "the documentation is not built: make docs"
    pages = sorted(SITE.rglob("index.html"))
    return {f"{path.parent.relative_to(SITE).as_posix()}/".removeprefix("./"): Page(path) for path in pages}
