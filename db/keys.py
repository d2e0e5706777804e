"""The keys of a TOML table, taken one by one with their types; what is left over is an error."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from db.words import Word

T = TypeVar("T")
W = TypeVar("W", bound=Word)


class TomlError(Exception):
    """A key of a table is missing, unknown or of the wrong type; the message says which and where."""


class Keys:
    """A table whose keys are taken once each. `where` names it in messages."""

    def __init__(self, where: str, table: object) -> None:
        if not isinstance(table, dict):
            raise TomlError(f"{where} must be a table.")
        self.where = where
        self._left = dict(table)

    def take(self, key: str, kind: type[T]) -> T:
        """The value of a key that must be there."""
        value = self.take_if(key, kind)
        if value is None:
            raise TomlError(f"{self.where} must have “{key}”.")
        return value

    def take_if(self, key: str, kind: type[T]) -> T | None:
        """The value of a key, or None where it is not there."""
        value = self._left.pop(key, None)
        if value is None:
            return None
        if type(value) is not kind:
            raise TomlError(f"“{key}” of {self.where} must be of type {kind.__name__}.")
        return value

    def flag(self, key: str, *, otherwise: bool) -> bool:
        """Yes or no; `otherwise` where the key is not there."""
        value = self.take_if(key, bool)
        return otherwise if value is None else value

    def table_if(self, key: str) -> Keys:
        """A table within this one; an empty one where the key is not there."""
        return Keys(f"{self.where}.{key}", self.take_if(key, dict) or {})

    def word(self, key: str, words: type[W]) -> W:
        """One of a closed set of words."""
        return self._word(key, self.take(key, str), words)

    def words(self, key: str, words: type[W]) -> tuple[W, ...]:
        """Several of a closed set of words; none where the key is not there."""
        return tuple(self._word(key, str(name), words) for name in self.take_if(key, list) or [])

    def sentences(self, key: str) -> tuple[str, ...]:
        """A list of sentences with at least one in it."""
        found = self.take(key, list)
        if not found or not all(isinstance(text, str) and text.endswith(".") for text in found):
            raise TomlError(f"“{key}” of {self.where} must be a list of sentences.")
        return tuple(found)

    def tables(self, key: str) -> list[Keys]:
        """A list of tables; empty where the key is not there."""
        found = self.take_if(key, list) or []
        return [Keys(f"{self.where}.{key}[{at}]", table) for at, table in enumerate(found, start=1)]

    def span(self, key: str, kind: type[T]) -> tuple[T, T]:
        """Two values, the first not above the second."""
        found = self.take(key, list)
        if len(found) != 2 or any(type(value) is not kind for value in found) or found[0] > found[1]:
            raise TomlError(f"“{key}” of {self.where} must be two values, the lower first.")
        return found[0], found[1]

    def rest(self) -> dict[str, str | int | date]:
        """Every key that is left, with its text, number or date."""
        found, self._left = self._left, {}
        for key, value in found.items():
            if not isinstance(value, str | int | date):
                raise TomlError(f"“{key}” of {self.where} must be a text, a number or a date.")
        return found

    def end(self) -> None:
        """Refuse the keys that nobody took."""
        if self._left:
            raise TomlError(f"{self.where} has an unknown key “{min(self._left)}”.")

    def _word(self, key: str, name: str, words: type[W]) -> W:
        if name not in words.__members__:
            accepted = ", ".join(words.__members__)
            raise TomlError(f"“{key}” of {self.where} is {name} and must be one of {accepted}.")
        return words[name]
