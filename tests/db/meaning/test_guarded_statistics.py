"""A figure that is held back: nothing of its number is left in it. What is held back is tested over whole tables."""

from db.figures import Caveat, Figure
from db.meaning.guarded_statistics import held_back
from db.words import CaveatCode, FigureStatus, Qualifier


def test_a_figure_held_back_gives_nothing_away() -> None:
    caveat = Caveat(CaveatCode.BATCH_ENTRY, "Entered together.")
    figure = Figure(
        3, 3, 3, Qualifier.AT_LEAST, FigureStatus.REPORTED, "three people", "a-source", (caveat,), "the rows"
    )
    assert held_back(figure) == Figure(
        None,
        None,
        None,
        Qualifier.EXACT,
        FigureStatus.SUPPRESSED,
        None,
        "a-source",
        (caveat,),
        "the rows",
    )
