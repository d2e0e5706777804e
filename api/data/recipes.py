"""Recipes for the tools that read the files, with the address of this server in them."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

RECIPES: list[dict[str, str]] = tomllib.loads(
    Path(__file__).with_name("recipes.toml").read_text(encoding="utf-8")
)["recipe"]


def recipes(address: str) -> list[dict[str, Any]]:
    """Each recipe as it is to be typed, for files at this address."""
    return [{**recipe, "text": recipe["text"].replace("{data}", address).strip()} for recipe in RECIPES]
