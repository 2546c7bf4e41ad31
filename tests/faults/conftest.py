"""The application with its cast, as the tests of rooms have it, told anew for each test: here databases are broken."""

import pytest

from audit_app.config import Config
from audit_app.demo import audits, people
from audit_app.demo.script import Script
from audit_app.store.db import Database
from evidence.folder import open_store
from tests.rooms.conftest import app, house, signed_in
from tests.rooms.field.conftest import VISIT, jpeg

__all__ = ["app", "house", "jpeg", "signed_in"]


@pytest.fixture
def script(database: Database, config: Config) -> Script:
    """The cast is here; more of the story is told by the test."""
    script = Script(database, open_store(config.evidence))
    people.tell(script)
    return script


@pytest.fixture
def a1(script: Script) -> str:
    """The id of audit A1, with everything recorded on it."""
    audits.tell(script)
    return VISIT
