"""Files that come again, or whose place a later one has taken: what stands is what was loaded last, once."""

import csv
from pathlib import Path

import pytest

from tests.db.load.small import Ask, Run, agreements, claimed, detainers, figures, loaded, of_month, on_list

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("totals_hold")]

LIST = "participatingAgencies06152026am.csv"
LAST = "select max(number) as number from revision"


def mended(run: Run, release: int, path: Path, column: str, value: str) -> Path:
    """The rows of a release in quarantine, with a value in one column of each."""
    assert run("quarantine", "export", str(release), "--output", path).code == 0
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows({**row, column: value} for row in rows)
    return path


def release_of(ask: Ask, name: str) -> int:
    found: int = ask("select max(id) as id from release where file_name = $1", name)[0]["id"]
    return found


def test_mended_rows_of_a_replaced_release_are_not_counted_on_top(run: Run, ask: Ask, tmp_path: Path) -> None:
    broken = detainers(tmp_path / "a.csv", {"2025-10-07": 89, "2025-10-99": 3, "2025-12-03": 40})
    whole = detainers(tmp_path / "b.csv", {"2025-10-07": 92})
    loaded(run, broken)
    mend = mended(run, release_of(ask, "a.csv"), tmp_path / "mend.csv", "Detainer Prepare Date", "2025-10-08")
    together = run("load", whole, mend)
    assert together.code == 65
    assert "which was replaced by a file given with it, b.csv for 2025-10 to 2025-10" in together.err
    revision = loaded(run, whole)
    assert of_month(ask, "2025-10") == (92, 92)
    refused = run("load", mend)
    assert refused.code == 65
    assert (
        f"mend.csv mends rows of release {release_of(ask, 'a.csv')}, a.csv, "
        f"which was replaced by revision {revision}, b.csv for 2025-10 to 2025-10. Nothing was changed."
        in refused.err
    )
    assert of_month(ask, "2025-10") == (92, 92)
    # In December the first release stands, so that its rows can be mended there.
    loaded(
        run,
        mended(run, release_of(ask, "a.csv"), tmp_path / "other.csv", "Detainer Prepare Date", "2025-12-04"),
    )
    assert (of_month(ask, "2025-10"), of_month(ask, "2025-12")) == ((92, 92), (43, 43))


def test_mended_rows_count_again_once_what_replaced_them_is_withdrawn(
    run: Run, ask: Ask, tmp_path: Path
) -> None:
    loaded(run, detainers(tmp_path / "a.csv", {"2025-10-07": 89, "2025-10-99": 3}))
    mend = mended(run, release_of(ask, "a.csv"), tmp_path / "mend.csv", "Detainer Prepare Date", "2025-10-08")
    revision = loaded(run, detainers(tmp_path / "b.csv", {"2025-10-07": 92}))
    assert run("withdraw", str(revision), "--why", "mistake").code == 0
    loaded(run, mend)
    assert of_month(ask, "2025-10") == (92, 92)


def test_mended_lines_of_a_replaced_list_and_figures_are_refused(
    run: Run, ask: Ask, sources: Path, tmp_path: Path
) -> None:
    path = agreements(tmp_path / LIST, 140)
    path.write_text(path.read_text("utf-8").replace("MINNESOTA,Agency 7,", "ATLANTIS,Agency 7,"), "utf-8")
    loaded(run, path)
    mend = mended(run, release_of(ask, LIST), tmp_path / "mend.csv", "STATE", "MINNESOTA")
    loaded(run, agreements(path, 140))
    assert "was replaced by revision" in run("load", mend).err
    assert on_list(ask, "2026-06-15") == 140

    loaded(run, figures(sources, tmp_path / "first.csv", "many"))
    mend = mended(run, release_of(ask, "first.csv"), tmp_path / "mend.csv", "value", "1640")
    loaded(run, figures(sources, tmp_path / "second.csv", "1648"))
    assert "was replaced by revision" in run("load", mend).err
    assert claimed(ask) == [1648]


def test_an_earlier_release_that_comes_again_is_loaded(run: Run, ask: Ask, tmp_path: Path) -> None:
    first = detainers(tmp_path / "a.csv", {"2025-10-07": 89, "2025-11-03": 40})
    second = detainers(tmp_path / "b.csv", {"2025-10-07": 92})
    for path, october in ((first, 89), (second, 92), (first, 89), (second, 92), (first, 89), (second, 92)):
        loaded(run, path)
        assert of_month(ask, "2025-10") == (october, october)
        # Whoever loads a folder each night has both in it, and what stands is what they say together.
        before = ask(LAST)
        assert run("load", path).out == "ice-detainers: nothing new; what every file says stands already.\n"
        assert ask(LAST) == before
    assert (
        run("load", first, second).out == "ice-detainers: nothing new; what every file says stands already.\n"
    )
    assert of_month(ask, "2025-10") == (92, 92)


def test_earlier_figures_policies_and_lists_that_come_again_are_loaded(
    run: Run, ask: Ask, sources: Path, tmp_path: Path
) -> None:
    first, second = (figures(sources, tmp_path / f"{value}.csv", value) for value in ("1640", "1648"))
    for path, value in ((first, 1640), (second, 1648), (first, 1640)):
        loaded(run, path)
        assert claimed(ask) == [value]
    other = tmp_path / "other.csv"
    other.write_text(first.read_text("utf-8").replace("cdcr-2025-detainers", "another"), "utf-8")
    loaded(run, other)
    assert "nothing new" in run("load", first).out

    shipped = sources / "policies/policies.csv"
    changed = tmp_path / "policies.csv"
    changed.write_text(shipped.read_text("utf-8").replace(",LIMITED,", ",PROHIBITED,", 1), "utf-8")
    stances = "select count(*) as n from policy where until = 2147483647 and stance = 'LIMITED' and id = 'ca-trust-act'"
    assert ask(stances) == [{"n": 1}]
    for path, limited in ((changed, 0), (shipped, 1), (changed, 0)):
        loaded(run, path)
        assert ask(stances) == [{"n": limited}]

    lists = {}
    for count in (140, 150):
        (tmp_path / str(count)).mkdir()
        lists[count] = agreements(tmp_path / str(count) / LIST, count)
    for count in (140, 150, 140):
        loaded(run, lists[count])
        assert on_list(ask, "2026-06-15") == count


def test_a_list_of_the_same_agencies_on_another_day_is_another_list(
    run: Run, ask: Ask, tmp_path: Path
) -> None:
    loaded(run, agreements(tmp_path / LIST, 140))
    later = agreements(tmp_path / "participatingAgencies06222026am.csv", 140)
    loaded(run, later)
    assert (on_list(ask, "2026-06-15"), on_list(ask, "2026-06-22")) == (140, 140)
    assert ask(
        "select count(*) as n from agreement where until = 2147483647 and agency like 'Agency %' "
        "and first_listed_on = '2026-06-15' and last_listed_on = '2026-06-22'"
    ) == [{"n": 140}]
    assert "nothing new" in run("load", later).out


def test_two_lists_of_a_day_are_not_added(run: Run, ask: Ask, tmp_path: Path) -> None:
    morning = agreements(tmp_path / LIST, 140)
    evening = agreements(tmp_path / LIST.replace("am", "pm"), 150, "Office")
    refused = run("load", morning, evening)
    assert refused.code == 65
    assert "2 of the files are lists of 2026-06-15; load them one after the other" in refused.err
    loaded(run, morning)
    loaded(run, morning, evening)
    assert on_list(ask, "2026-06-15") == 150


def test_a_new_list_and_mended_lines_of_another_are_loaded_together(
    run: Run, ask: Ask, tmp_path: Path
) -> None:
    path = agreements(tmp_path / LIST, 140)
    path.write_text(path.read_text("utf-8").replace("MINNESOTA,Agency 7,", "ATLANTIS,Agency 7,"), "utf-8")
    other = tmp_path / "participatingAgencies06222026am.csv"
    loaded(run, path)
    loaded(run, agreements(other, 150, "Office"))
    mend = mended(run, release_of(ask, LIST), tmp_path / "mend.csv", "STATE", "MINNESOTA")
    loaded(run, agreements(other, 145), mend)
    assert (on_list(ask, "2026-06-15"), on_list(ask, "2026-06-22")) == (140, 145)


def test_months_between_two_releases_of_one_load_stay(run: Run, ask: Ask, tmp_path: Path) -> None:
    loaded(run, detainers(tmp_path / "all.csv", {"2025-10-07": 30, "2025-11-03": 40, "2025-12-09": 50}))
    loaded(
        run,
        detainers(tmp_path / "october.csv", {"2025-10-07": 31}),
        detainers(tmp_path / "december.csv", {"2025-12-09": 51}),
    )
    assert [of_month(ask, month)[0] for month in ("2025-10", "2025-11", "2025-12")] == [31, 40, 51]


def test_an_id_that_stands_twice_is_loaded_once_and_told(
    run: Run, ask: Ask, sources: Path, tmp_path: Path
) -> None:
    policies = (sources / "policies/policies.csv").read_text("utf-8").splitlines()
    arrests = next((sources / "arrests").glob("ice_arrests_by_state_*.csv")).read_text("utf-8").splitlines()
    (texas,) = (at for at, line in enumerate(arrests) if line.startswith("Texas,"))
    twice = {
        "figures.csv": (
            figures(sources, tmp_path / "f.csv", "1641", "1648").read_text("utf-8").splitlines(),
            3,
            2,
        ),
        "policies.csv": ([*policies, policies[1]], len(policies) + 1, 2),
        "arrests.csv": ([*arrests, "Texas,1"], len(arrests) + 1, texas + 1),
    }
    for name, (lines, second, first) in twice.items():
        (tmp_path / name).write_text("\n".join(lines) + "\n", "utf-8")
        done = run("load", tmp_path / name, "--accept-drift", "--why", "test", "--json")
        assert done.code == 0, done.err
        (file,) = done.report["sources"][0]["files"]
        assert (file["rows"], file["loaded"], file["quarantined"]) == (len(lines) - 1, len(lines) - 2, 1)
        assert [(broken["rule"], broken["rows"]) for broken in file["broken"]] == [
            (f"must not stand twice: line {first} has it", 1)
        ]
        assert ask("select line from quarantine where release = $1", release_of(ask, name)) == [
            {"line": second}
        ]
    assert claimed(ask) == [1641]
    assert ask(
        "select value::int as value from statement where id = 'ice-arrests-TX' and until = 2147483647"
    ) == [{"value": int(arrests[texas].split(",")[1])}]
    assert ask("select count(*) as n from policy where until = 2147483647") == [{"n": len(policies) - 1}]


def test_two_files_with_one_id_are_refused(run: Run, ask: Ask, sources: Path, tmp_path: Path) -> None:
    one, other = (figures(sources, tmp_path / f"{value}.csv", value) for value in ("1648", "1650"))
    refused = run("load", one, other)
    assert refused.code == 65
    assert (
        "the ID “cdcr-2025-detainers” stands in line 2 of 1648.csv and in line 2 of 1650.csv" in refused.err
    )
    assert claimed(ask) == [1641]


def missed(run: Run) -> list[str]:
    """What `check` finds."""
    done = run("check", "--json")
    found = [total["sentence"] for totals in done.report.values() for total in totals if total["sentence"]]
    assert done.code == (65 if found else 0)
    return found


def test_check_holds_what_is_counted_against_what_was_loaded(run: Run, ask: Ask, tmp_path: Path) -> None:
    loaded(run, detainers(tmp_path / "a.csv", {"2025-10-07": 89, "2025-10-99": 3, "2025-11-03": 40}))
    loaded(run, detainers(tmp_path / "b.csv", {"2025-12-09": 50, "2025-12-99": 2}))
    column = "Detainer Prepare Date"
    loaded(run, mended(run, release_of(ask, "a.csv"), tmp_path / "mend.csv", column, "2025-11-08"))
    path = agreements(tmp_path / LIST, 140)
    path.write_text(path.read_text("utf-8").replace("MINNESOTA,Agency 7,", "ATLANTIS,Agency 7,"), "utf-8")
    loaded(run, path)
    loaded(run, mended(run, release_of(ask, LIST), tmp_path / "line.csv", "STATE", "MINNESOTA"))
    done = run("check", "--json").report
    held = {
        total["what"]: (total["found"], total["expected"])
        for name in ("ice-detainers", "ice-287g-lists")
        for total in done[name]
        if total["what"].endswith("counted")
    }
    # Counted by hand: 89 and 40, and the 3 that were mended; 139 lines, and the mended one.
    assert held["rows of a.csv counted"] == (132, 132)
    assert held["rows of b.csv counted"] == (50, 50)
    assert held[f"rows of {LIST} counted"] == (140, 140)
    assert missed(run) == []
    # Of a release that is replaced in part, nobody knows how many rows stand.
    loaded(run, detainers(tmp_path / "c.csv", {"2025-10-07": 91}))
    assert "rows of a.csv counted" not in {t["what"] for t in run("check", "--json").report["ice-detainers"]}
    ask(
        "insert into detainer_cell (grain, place, start_on, end_on, form, lift_reason, criminality, duplicate, count, since) "
        "select grain, place, start_on, end_on, form, lift_reason, 'once more', duplicate, count, since from detainer_cell c "
        "where c.until = 2147483647 and c.start_on = '2025-10-01' "
        "and c.grain = (select key from grain where source = 'ice-detainers' and until = 2147483647)"
    )
    ask("delete from listed_agreement where listed_on = '2026-06-15' and line = 3")
    assert missed(run) == [
        f"{LIST}: 139 rows counted, and 140 were loaded",
        "c.csv: 182 rows counted, and 91 were loaded",
    ]
