"""How a goal is measured: ours and the limit in turns (A B B A), the median of the pairs' ratios, a bootstrap interval.

What is measured is in the files beside this one.
"""

import random
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

RESAMPLES = 2000
SLEEP = 0.030
Work = Callable[[], object]


@dataclass(frozen=True)
class Goal:
    """What is wanted, in shares of the limit's rate (0.15: at least 15 % of it).

    `gate` is what fails the run; `aim` is where we want to be: far above the gate means that we are not there yet.
    `ours` and `limit` do `units` of work at each call; `calls` of them are one measurement, of which the best counts:
    other work on the machine only ever makes a call slower. `sleeps`: how many sleeps the control plants into a call.
    `most`: milliseconds that half and 95 % of the calls should not exceed; shown beside what they took, and no gate.
    """

    name: str
    title: str
    unit: str
    units: int
    gate: float
    aim: float
    ours: Work
    limit: Work
    calls: int = 3
    sleeps: int = 1
    most: tuple[float | None, float] | None = None


@dataclass(frozen=True)
class Result:
    """Rates of ours and of the limit (units a second: median, lowest, highest), the share with its 95 % interval, and
    how many milliseconds half and 95 % of our calls took at most."""

    goal: Goal
    pairs: int
    figure: tuple[float, float, float]
    limit: tuple[float, float, float]
    share: float
    low: float
    high: float
    took: tuple[float, float]

    @property
    def red(self) -> bool:
        """The gate is red when the whole interval lies below it."""
        return self.high < self.goal.gate


def measure(goal: Goal, pairs: int = 7, *, planted: bool = False) -> Result:
    """Measure a goal in so many pairs; with `planted` every call of ours sleeps 30 ms, as often as the goal says, or half of what it
    takes where that is more: 30 ms are little on a slow machine.
    """
    goal.ours(), goal.limit()
    sleep = max(SLEEP * goal.sleeps, min(seconds_of(goal.ours, goal.calls)) / 2) if planted else 0
    ours = slowed(goal.ours, sleep) if planted else goal.ours
    every_mine, every_bare = list[list[float]](), list[list[float]]()
    for pair in range(pairs):
        order = ((ours, every_mine), (goal.limit, every_bare))
        for work, seconds in order if pair % 2 == 0 else reversed(order):
            seconds.append(seconds_of(work, goal.calls))
    mine, bare = [min(some) for some in every_mine], [min(some) for some in every_bare]
    shares = [b / a for a, b in zip(mine, bare, strict=True)]
    low, high = interval(shares)
    figure, limit = rates(goal.units, mine), rates(goal.units, bare)
    ranked = sorted(one * 1000 for some in every_mine for one in some)
    took = statistics.median(ranked), ranked[int(len(ranked) * 0.95)]
    return Result(goal, pairs, figure, limit, statistics.median(shares), low, high, took)


def slowed(work: Work, sleep: float) -> Work:
    """The same work with a planted sleep: the control that every gate must notice."""

    def slow() -> object:
        time.sleep(sleep)
        return work()

    return slow


def seconds_of(work: Work, calls: int) -> list[float]:
    """Seconds of each of several calls."""
    found = []
    for _ in range(calls):
        began = own_seconds()
        work()
        found.append(own_seconds() - began)
    return found


def own_seconds() -> float:
    """Time without what this thread spent queueing for a processor that other work had; sleep and disk count.

    Linux counts the queueing in schedstat (nanoseconds, second figure); elsewhere it is plain time.
    """
    try:
        with open("/proc/thread-self/schedstat", encoding="ascii") as kept:
            queued = int(kept.read().split()[1])
    except OSError:
        queued = 0
    return time.perf_counter() - queued / 1e9


def rates(units: int, seconds: list[float]) -> tuple[float, float, float]:
    return units / statistics.median(seconds), units / max(seconds), units / min(seconds)


def interval(shares: list[float], seed: int = 1) -> tuple[float, float]:
    """95 % bootstrap interval of the median."""
    chance = random.Random(seed)
    medians = sorted(statistics.median(chance.choices(shares, k=len(shares))) for _ in range(RESAMPLES))
    return medians[int(RESAMPLES * 0.025)], medians[int(RESAMPLES * 0.975) - 1]
