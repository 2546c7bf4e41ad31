"""The application with its cast, as the tests of rooms have it."""

from tests.rooms.conftest import app, house, script, signed_in
from tests.rooms.field.conftest import a1, jpeg

__all__ = ["a1", "app", "house", "jpeg", "script", "signed_in"]
