"""Shapes that acts of several subjects share."""

from schemas.fields import Id, Ref, Shape, Text


class Correction(Shape):
    """What was on the screen, what takes its place, and why. Each names its `was` and `now`."""

    reason = Text(most=1000, required=False, load_default="")


class Empty(Shape):
    """An act that needs no words."""


class Reasoned(Shape):
    reason = Text(most=1000, least=1)


class OnClause(Shape):
    visit = Id()
    ref = Ref()


class Withdraw(Shape):
    visit = Id()
    reason = Text(most=1000, required=False, load_default="")
