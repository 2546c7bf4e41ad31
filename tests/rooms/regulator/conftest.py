"""The cast told once and copied, and a small campaign on it."""

import pytest

from audit_app.demo.script import Script
from tests.rooms.cast import database, script
from tests.rooms.regulator.kit import Campaign

__all__ = ["database", "script"]


@pytest.fixture
def opened(script: Script) -> Campaign:
    """T1 of the province with all its cities; nothing is imported yet."""
    return Campaign(script).open()


@pytest.fixture
def drawn(opened: Campaign) -> Campaign:
    """南通 has drawn 6 of 12 companies and 苏州 4, and both have sealed."""
    return opened.draw("320600", 6).draw("320500", 4)


@pytest.fixture
def told(drawn: Campaign) -> Campaign:
    """南通: overdue, going on, done, slight, uncheckable, one only approved. 苏州: one fails, three pass."""
    return drawn.check()
