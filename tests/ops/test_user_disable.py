"""user.disable: the account is closed, its sessions with it; what it has written stays."""

from audit_app.rules import ids
from audit_app.store.db import Database
from audit_app.store.people import get_session, put_session
from tests.ops.people_kit import OURS, STAFF, World
from tests.ops.site_kit import NOW

KIND = "user.disable"


def test_the_account_is_closed_and_its_sessions_count_no_more(database: Database) -> None:
    world = World(database)
    with database.writing() as connection:
        put_session(connection, token_hash="t", user_id=world.users["chenjing"], created_at=NOW, seen_at=NOW)
        assert get_session(connection, "t")
    assert world.did("fengjie", KIND, world.users["chenjing"], {}) == {"sessions", "users"}
    assert world.row("users", world.users["chenjing"])["active"] == 0
    with database.reading() as connection:
        assert get_session(connection, "t") is None
    assert world.did("fengjie", "user.enable", world.users["chenjing"], {}) == {"users"}
    with database.reading() as connection:
        assert get_session(connection, "t") is None


def test_only_administrators_of_the_organisation_close_it(database: Database) -> None:
    world = World(database)
    said = world.turned_away(KIND, world.users["chenjing"], {}, "fengjie")
    assert said == {"not_permitted": OURS - {"fengjie"}, "absent": {*STAFF, "house"} - OURS}
    assert world.why("zhoumin", KIND, world.users["wuhao"], {}) == "not_permitted"
    assert world.why("fengjie", KIND, ids.new_id(), {}) == "absent"


def test_nobody_closes_the_own_account(database: Database) -> None:
    world = World(database)
    assert world.why("fengjie", KIND, world.users["fengjie"], {}) == "not_yourself"
    assert world.did("operator", KIND, world.users["fengjie"], {}) == {"users"}


def test_a_repeat_is_once_and_who_is_closed_goes_on_no_new_audit(database: Database) -> None:
    world = World(database)
    body = world.plan()
    world.is_once("fengjie", KIND, world.users["chenjing"], {})
    assert world.did("fengjie", KIND, world.users["chenjing"], {}) == set()
    assert world.why("sunqian", "audit.plan", world.audit, body) == "absent:team"
