"""`python -m bench [NAME…]`: print each goal with its limit, share, runs and spread; end with 1 when a gate is red."""

import argparse
import sys

from bench import answers, checklist, paper, photo
from bench.measure import Result, measure
from bench.world import world

GOALS = {
    "sync": answers.batch, "answer": answers.one, "checklist": checklist.opened, "photo": photo.taken_in,
    "annex": paper.annex3,
}  # fmt: skip


def line(result: Result) -> str:
    """One result as people read it."""
    goal, (figure, slowest, fastest), (limit, *_) = result.goal, result.figure, result.limit
    return (
        f"{'RED  ' if result.red else 'green'} {goal.name:9} {goal.title}: {figure:,.1f} {goal.unit}/s "
        f"({slowest:,.1f} to {fastest:,.1f}), limit {limit:,.1f}, share {result.share:.0%} "
        f"[{result.low:.0%} to {result.high:.0%}], gate {goal.gate:.0%}, aim {goal.aim:.0%}, "
        f"{result.pairs} pairs of {goal.calls} calls; {times(result)}"
    )


def times(result: Result) -> str:
    """Milliseconds of a call, beside those that were set out where there are any."""
    (half, most), wanted = result.took, result.goal.most
    text = f"a call {half:,.1f} ms, 95 % within {most:,.1f} ms"
    if wanted is None:
        return text
    good = (wanted[0] is None or half <= wanted[0]) and most <= wanted[1]
    limits = " / ".join(f"{number:g}" for number in wanted if number is not None)
    return f"{text} ({'within' if good else 'ABOVE'} {limits} ms)"


def main(arguments: list[str] | None = None) -> int:
    """0 when every gate that was measured is green, 1 when one is red."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*GOALS, []], help="which goals; all when left out")
    parser.add_argument("--pairs", type=int, default=7, help="pairs of measurements (default 7)")
    parser.add_argument("--plant-sleep", choices=list(GOALS), help="plant 30 ms into this goal; its gate must turn red")
    given = parser.parse_args(arguments)
    red = False
    for name in given.names or GOALS:
        with world() as here:
            result = measure(GOALS[name](here), max(2, given.pairs), planted=name == given.plant_sleep)
        print(line(result), flush=True)
        red = red or result.red
    return int(red)


if __name__ == "__main__":
    sys.exit(main())
