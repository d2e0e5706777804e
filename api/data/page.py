"""The page at `/data/`: what the JSON there says, for people."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence
from hashlib import sha256
from html import escape
from pathlib import Path
from string import Template
from typing import Any

STYLE = Path(__file__).with_name("page.css").read_text(encoding="utf-8")
PAGE = Template(Path(__file__).with_name("page.html").read_text(encoding="utf-8"))

# The page has one style, which the policy names by its hash, and nothing else.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        f"style-src 'sha256-{b64encode(sha256(STYLE.encode()).digest()).decode()}'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)


def page(told: Mapping[str, Any]) -> str:
    """The list of files as a page."""
    revision = told["revision"]
    return PAGE.substitute(
        style=STYLE,
        title=escape(told["title"]),
        description=escape(told["description"]),
        revision=f"{revision['number']} of {revision['publishedAt'][:10]}",
        package=escape(told["dataPackage"]),
        contents="".join(
            f'<li><a href="#{table["name"]}">{escape(table["title"])}</a></li>' for table in told["tables"]
        ),
        tables="".join(map(_table, told["tables"])),
        recipes="".join(map(_recipe, told["recipes"])),
    )


def _table(table: Mapping[str, Any]) -> str:
    name = table["name"]
    files = " ".join(
        f'<a href="{escape(address)}">{name}.{ending}</a>' for ending, address in table["files"].items()
    )
    parameters = [
        (each["name"], each["example"], _sentence(each["description"], each["accepted"]))
        for each in table["parameters"]
    ]
    columns = [
        (each["name"], each["type"], _sentence(each["description"], each["words"]))
        for each in table["columns"]
    ]
    return (
        f'<section aria-labelledby="{name}"><h2 id="{name}">{escape(table["title"])}</h2>'
        f"<p>{escape(table['description'])}</p>"
        f'<p class="files">{files} <a href="{escape(table["metadata"])}">metadata</a></p>'
        f"{_rows(f'Parameters of {name}', ('Parameter', 'Example', 'Meaning'), parameters)}"
        f"{_rows(f'Columns of {name}', ('Column', 'Type', 'Meaning'), columns)}</section>"
    )


def _sentence(description: str, words: Sequence[str] | None) -> str:
    return f"{description} One of {', '.join(words)}." if words else description


def _rows(caption: str, heads: Sequence[str], rows: Sequence[tuple[str, str, str]]) -> str:
    """A table with a row heading, that unfolds."""
    head = "".join(f'<th scope="col">{each}</th>' for each in heads)
    body = "".join(
        f'<tr><th scope="row"><code>{escape(name)}</code></th><td>{escape(second)}</td><td>{escape(third)}</td></tr>'
        for name, second, third in rows
    )
    return (
        f'<details><summary>{caption}</summary><div class="wide" role="region" tabindex="0" aria-label="{caption}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div></details>"
    )


def _recipe(recipe: Mapping[str, str]) -> str:
    tool = escape(recipe["tool"])
    return f'<h3>{tool}</h3><pre tabindex="0" aria-label="Recipe for {tool}"><code>{escape(recipe["text"])}</code></pre>'
