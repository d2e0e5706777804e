from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from db.parsers import LayoutError
from db.parsers.policies import COLUMNS, parse
from db.rows import Policy, Publication, Rejected
from db.words import Custody, PolicyBasis, PolicyDimension, StanceValue

GOOD = dict(
    zip(
        COLUMNS,
        [
            "a",
            "CA",
            "COUNTY_JAIL",
            "TRANSFER",
            "LIMITED",
            "STATUTE",
            "2018-01-01",
            "",
            "SB 54",
            "a summary",
            "PRIMARY",
            "https://example.org",
        ],
        strict=True,
    )
)


@pytest.fixture(scope="module")
def found(sources: Path) -> list[Policy | Publication | Rejected]:
    return list(parse(sources / "policies" / "policies.csv"))


def test_every_line_is_a_policy_after_its_publication(found: list[Policy | Publication | Rejected]) -> None:
    known = set()
    for row in found:
        assert not isinstance(row, Rejected)
        if isinstance(row, Publication):
            assert row.id not in known
            known.add(row.id)
        else:
            assert row.source in known
    assert len([row for row in found if isinstance(row, Policy)]) == 19


def test_a_policy_keeps_its_dates_and_its_authority(found: list[Policy | Publication | Rejected]) -> None:
    (trust,) = [row for row in found if isinstance(row, Policy) and row.id == "ca-trust-act"]
    assert (trust.effective_from, trust.effective_to) == (date(2014, 1, 1), date(2017, 12, 31))
    assert (trust.custody, trust.dimension) == (Custody.COUNTY_JAIL, PolicyDimension.HOLD_ON_DETAINER)
    assert (trust.stance, trust.basis) == (StanceValue.LIMITED, PolicyBasis.STATUTE)
    assert trust.authority == "TRUST Act (AB 4, 2013), Gov. Code 7282-7282.5"


@pytest.mark.parametrize(
    ("column", "value", "rule"),
    [
        ("stance", "MAYBE", "must be one of REQUIRED"),
        ("dimension", "HOLD", "must be one of HOLD_ON_DETAINER"),
        ("basis", "", "must not be blank"),
        ("applies_to", "JAILS", "must be one of STATE_PRISON"),
        ("effective_from", "2018", "must be a date"),
        ("effective_to", "2017-12-31", "must not be before effective_from"),
    ],
)
def test_a_line_that_breaks_a_rule_is_rejected(
    write_csv: Callable[..., Path], column: str, value: str, rule: str
) -> None:
    path = write_csv(",".join(COLUMNS), ",".join({**GOOD, column: value}.values()))
    (row,) = parse(path)
    assert isinstance(row, Rejected)
    assert (row.column, row.rule[: len(rule)]) == (column, rule)


def test_a_file_without_a_stance_is_refused(write_csv: Callable[..., Path]) -> None:
    with pytest.raises(LayoutError, match="has no column “stance”"):
        list(parse(write_csv(",".join(name for name in COLUMNS if name != "stance"))))
