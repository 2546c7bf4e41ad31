"""These tests begin with the cast."""

from tests.rooms.cast import database, script

__all__ = ["database", "script"]
