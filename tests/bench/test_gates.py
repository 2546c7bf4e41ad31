"""The gates of the bench see what they are for: 30 ms planted into a goal turn it red. Only ratios count here."""

from collections.abc import Callable

import pytest

from bench import answers, checklist, paper, photo
from bench.__main__ import GOALS, line, main
from bench.measure import Goal, Result, interval, measure
from bench.world import World, world

SMALL: dict[str, Callable[[World], Goal]] = {
    "sync": answers.batch, "answer": answers.one, "checklist": checklist.opened, "photo": photo.taken_in,
    "annex": lambda here: paper.annex3(here, companies=3),
}  # fmt: skip


def test_every_goal_is_tried_here() -> None:
    assert SMALL.keys() == GOALS.keys()


@pytest.mark.parametrize("name", SMALL)
def test_thirty_planted_milliseconds_turn_the_gate_red(name: str) -> None:
    with world() as here:
        goal = SMALL[name](here)
        as_it_is = measure(goal, 3)
        for pairs in (5, 9, 15):  # a busy machine widens the interval; more pairs narrow it again
            planted = measure(goal, pairs, planted=True)
            if planted.red:
                break
    assert planted.red and line(planted).startswith("RED"), line(planted)
    assert planted.share < as_it_is.share, (line(as_it_is), line(planted))


def test_the_command_ends_with_one_when_a_gate_is_red(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sync", "--pairs", "2", "--plant-sleep", "sync"]) == 1
    assert capsys.readouterr().out.startswith("RED   sync")


@pytest.mark.parametrize(
    ("shares", "red"), [([0.5, 0.6, 0.7], False), ([0.1, 0.9, 0.1], False), ([0.1, 0.2, 0.3], True)]
)
def test_a_gate_is_red_only_when_the_whole_interval_lies_below_it(shares: list[float], red: bool) -> None:
    goal = Goal("x", "x", "x", 1, 0.5, 0.9, lambda: None, lambda: None)
    low, high = interval(shares)
    assert Result(goal, 3, (1, 1, 1), (1, 1, 1), sorted(shares)[1], low, high, (1, 1)).red is red


@pytest.mark.parametrize(("took", "says"), [((4, 8), "within 5 / 9 ms"), ((6, 8), "ABOVE"), ((4, 10), "ABOVE")])
def test_calls_that_take_longer_than_was_set_out_are_named(took: tuple[float, float], says: str) -> None:
    goal = Goal("x", "x", "x", 1, 0.5, 0.9, lambda: None, lambda: None, most=(5, 9))
    assert says in line(Result(goal, 3, (1, 1, 1), (1, 1, 1), 1, 1, 1, took))
