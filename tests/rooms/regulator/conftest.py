"""A small campaign on the cast, in three stages."""

from typing import Any

import pytest

from audit_app.demo.script import Script
from tests.rooms.cast import CAST, Stage
from tests.rooms.regulator.kit import Campaign

OPENED = Stage("opened", lambda script: Campaign(script).open().memory(), CAST)
DRAWN = Stage("drawn", lambda script: Campaign(script).draw("320600", 6).draw("320500", 4).memory(), OPENED)
TOLD = Stage("told", lambda script: Campaign(script).found().check().memory(), DRAWN)


@pytest.fixture
def opened(script: Script, memory: Any) -> Campaign:
    """T1 of the province with all its cities; nothing is imported yet."""
    return Campaign(script, memory)


@pytest.fixture
def drawn(script: Script, memory: Any) -> Campaign:
    """南通 has drawn 6 of 12 companies and 苏州 4, and both have sealed."""
    return Campaign(script, memory)


@pytest.fixture
def told(script: Script, memory: Any) -> Campaign:
    """南通: overdue, going on, done, slight, uncheckable, one only approved. 苏州: one fails, three pass."""
    return Campaign(script, memory)
