"""What a reader can work out from counts that are shown: everything that adding and subtracting gives, exactly.

A count is a set of atoms, the smallest things that it adds up; what it counts is known where it is shown.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping
from typing import TypeVar

A = TypeVar("A", bound=Hashable)

PRIME = 2**61 - 1
"""What follows in fractions follows modulo a prime too, unless the prime divides a denominator; none is that large."""


def followed(shown: Mapping[frozenset[A], float], sought: Collection[frozenset[A]]) -> list[frozenset[A]]:
    """Those of the counts sought that follow from the counts shown.

    A multiple of any count may be taken from any other; and where nobody is counted, nobody is in any part of it.
    """
    empty = {atom for atoms, count in shown.items() if not count for atom in atoms}
    told = {atoms: atoms - empty for atoms in (*shown, *sought)}
    classes = told_apart(told.values())
    span = Span()
    for atoms in sorted(shown, key=len):
        span.add({classes[atom] for atom in told[atoms]})
    return [atoms for atoms in sought if not span.rest({classes[atom] for atom in told[atoms]})]


def told_apart(sets: Iterable[frozenset[A]]) -> dict[A, int]:
    """A number for each atom; atoms that are always counted together have the same."""
    signature: dict[A, list[int]] = defaultdict(list)
    for number, atoms in enumerate(set(sets)):
        for atom in atoms:
            signature[atom].append(number)
    numbers: dict[tuple[int, ...], int] = {}
    return {atom: numbers.setdefault(tuple(found), len(numbers)) for atom, found in signature.items()}


class Span:
    """What follows from some sums: rows of coefficients in echelon form, modulo the prime."""

    def __init__(self) -> None:
        self._rows: dict[int, dict[int, int]] = {}

    def rest(self, unknowns: Iterable[int]) -> dict[int, int]:
        """What is left of a sum when everything that follows is taken from it: nothing if the sum itself follows."""
        row = dict.fromkeys(unknowns, 1)
        left: dict[int, int] = {}
        while row:
            first = min(row)
            factor = row.pop(first)
            if first not in self._rows:
                left[first] = factor
                continue
            for other, coefficient in self._rows[first].items():
                if value := (row.get(other, 0) - factor * coefficient) % PRIME:
                    row[other] = value
                else:
                    row.pop(other, None)
        return left

    def add(self, unknowns: Iterable[int]) -> None:
        """Show a sum."""
        if row := self.rest(unknowns):
            first = min(row)
            inverse = pow(row.pop(first), -1, PRIME)
            self._rows[first] = {other: value * inverse % PRIME for other, value in row.items()}
