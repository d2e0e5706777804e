"""The version of the schema, by semantic versioning (https://semver.org): what clients may build on.

The first release is 1.0.0 and not 0.1.0, which would promise nothing. It is the schema's own number: the program's, in
pyproject.toml, moves with what it is run by, and a new program with an old schema breaks no client.
"""

from __future__ import annotations

import re

VERSION = "1.1.0"

DESCRIPTION = f"U.S. immigration-enforcement statistics, each number with its source. Version {VERSION}."
"""What the schema says of itself, in the SDL and to who introspects it."""

_VERSION = re.compile(r"Version (\d+\.\d+\.\d+)\.$")


def version_in(description: str | None) -> str:
    """The version in a schema's description. Raises ValueError where it says none."""
    found = _VERSION.search(description or "")
    if found is None:
        raise ValueError("The schema's description does not end with its version.")
    return found[1]
