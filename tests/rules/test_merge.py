"""Heads: any order that respects the bases gives the same value, the same conflict and the same heads."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit_app.rules.merge import Head, conflict, settle, shown


def play(ops):
    heads = ()
    for op, base, value, stamp in ops:
        heads = settle(heads, op, base, value, stamp)
    return heads


@st.composite
def histories(draw):
    """Ops of three tablets, each written while looking at the heads its tablet knew."""
    ops, seen = [], dict.fromkeys("ABC", ())
    for n in range(draw(st.integers(1, 12))):
        tablet = draw(st.sampled_from("ABC"))
        if draw(st.booleans()):
            seen[tablet] = play(ops)
        base = frozenset(head.op for head in seen[tablet])
        op = (
            f"op{n:02}",
            base,
            draw(st.sampled_from(["符合", "不符合", "观察项"])),
            f"{draw(st.integers(0, 5))}-{n:02}",
        )
        ops.append(op)
        seen[tablet] = settle(seen[tablet], *op)
    return ops


def shuffled(ops, seed):
    """A random order in which no op comes before what it was based on, with some ops delivered twice."""
    rng, left, done, order = random.Random(seed), list(ops), set(), []
    while left:
        ready = [op for op in left if op[1] <= done]
        op = rng.choice(ready)
        left.remove(op)
        done.add(op[0])
        order += [op, op] if rng.random() < 0.2 else [op]
    return order


@settings(max_examples=300, deadline=None)
@given(histories(), st.integers())
def test_any_order_that_respects_bases_gives_the_same_heads(ops, seed):
    one, other = play(ops), play(shuffled(ops, seed))
    assert one == other
    assert shown(one) == shown(other)
    assert conflict(one) is conflict(other)


@settings(max_examples=200, deadline=None)
@given(histories())
def test_no_words_are_lost_unless_somebody_wrote_over_them_knowingly(ops):
    built_upon = {base for _, bases, _, _ in ops for base in bases}
    assert {head.op for head in play(ops)} == {op for op, *_ in ops} - built_upon


def test_one_after_the_other_leaves_one_head():
    heads = play([("a", (), "符合", "1"), ("b", ("a",), "不符合", "2")])
    assert heads == (Head("b", "不符合", "2"),)
    assert not conflict(heads)


def test_two_who_did_not_know_of_each_other_leave_two_heads_and_a_conflict():
    heads = play([("a", (), "符合", "1"), ("b", ("a",), "不符合", "3"), ("c", ("a",), "观察项", "2")])
    assert [head.op for head in heads] == ["c", "b"]
    assert shown(heads).value == "不符合"
    assert conflict(heads)


def test_two_who_wrote_the_same_do_not_disagree():
    heads = play([("b", (), ["4.1", "7.2"], "2"), ("c", (), ["4.1", "7.2"], "1")])
    assert len(heads) == 2
    assert not conflict(heads)


def test_a_third_who_saw_both_settles_it():
    heads = play([("b", (), "不符合", "2"), ("c", (), "观察项", "1"), ("d", ("b", "c"), "不符合", "0")])
    assert heads == (Head("d", "不符合", "0"),)


def test_equal_stamps_are_told_apart_by_the_op():
    assert shown(play([("b", (), "一", "1"), ("a", (), "二", "1")])).op == "b"


def test_nothing_is_shown_where_nobody_wrote():
    assert not conflict(())
    with pytest.raises(ValueError):
        shown(())
