"""What happens while MkDocs makes the site: pages are written from their registers, filled in, and packed."""

from __future__ import annotations

import gzip
import re
from functools import cache
from pathlib import Path
from typing import Any

from graphql import build_schema
from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from api.docs.fill import environment
from api.docs.schema_pages import reference
from db.source_pages import markdown
from db.sources import read_sources

ROOT = Path(__file__).resolve().parents[2]

INCLUDED = {
    "corrections.md": ".github/CORRECTIONS.md",
    "deployment.md": "api/deploy/README.md",
    "changes.md": "CHANGELOG.md",
    "schema-changes.md": "schema/CHANGELOG.md",
}
"""Pages that stand where their authors look for them."""

LEAST_PACKED = 1400
"""Bytes. What fits one packet gains nothing."""

HOME = "/docs/"
"""Where the server has the site; the page for an address that is not there can be anywhere below."""

NOT_THERE = "404.html"

NAME = re.compile(r"<code>[\w!\[\]]+</code>")
"""A name of the schema, an error's code or a setting, as a page has it in its text and its tables."""

BETWEEN_WORDS = re.compile(r"(?<=_)(?=\w)|(?<=[a-z])(?=[A-Z])")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that are written from a register, so that each fact stands in one place."""
    written = {"sources.md": markdown(read_sources().values())}
    written |= {name: (ROOT / path).read_text("utf-8") for name, path in INCLUDED.items()}
    schema = build_schema((ROOT / "schema" / "schema.graphql").read_text("utf-8"))
    written |= {f"reference/{name}.md": page for name, page in reference(schema)}
    for name, page in written.items():
        files.append(File.generated(config, name, content=page))
    return files


def on_page_markdown(text: str, page: Page, **_: Any) -> str:
    """Fill in the numbers, questions and charts of a page that is written by hand."""
    return text if page.file.generated_by else filling().from_string(text).render()


@cache
def filling() -> Environment:
    """One for the whole build."""
    return environment()


def on_template_context(context: dict[str, Any], template_name: str, **_: Any) -> dict[str, Any]:
    """Let the page for what is not there find its styles from any depth."""
    return {**context, "base_url": HOME} if template_name == NOT_THERE else context


def on_post_page(html: str, **_: Any) -> str:
    """Name the dialog of the search, which the theme leaves without a name, and let names break between their words."""
    named = html.replace('role="dialog"', 'role="dialog" aria-label="Search"', 1)
    assert named != html, "the theme has another search"
    return NAME.sub(lambda name: BETWEEN_WORDS.sub("<wbr>", name[0]), named)


def on_post_template(html: str, template_name: str, **_: Any) -> str:
    """The same for the page for what is not there."""
    return on_post_page(html) if template_name == NOT_THERE else html


def on_post_build(config: MkDocsConfig) -> None:
    """Leave out what no page uses, and lay a packed copy beside each file."""
    site = Path(config.site_dir)
    for unused in (site / "sitemap.xml", site / "sitemap.xml.gz", *site.rglob("*.map")):
        unused.unlink(missing_ok=True)
    for file in sorted(site.rglob("*")):
        if file.is_file() and file.stat().st_size > LEAST_PACKED and file.suffix != ".png":
            file.with_name(f"{file.name}.gz").write_bytes(gzip.compress(file.read_bytes(), mtime=0))
