"""The schema as text, with its version at the top: what schema.graphql holds and the server gives."""

from __future__ import annotations

from functools import cache

from schema import schema
from schema.version import DESCRIPTION


@cache
def sdl() -> str:
    """The SDL. Strawberry prints no description of the schema itself."""
    return f'"""{DESCRIPTION}"""\nschema {{\n  query: Query\n}}\n\n{schema.as_str()}\n'
