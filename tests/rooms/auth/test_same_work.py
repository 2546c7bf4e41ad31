"""A try at an account that is not there costs the same work as one that is: the hash calls are counted, not the time."""

from collections.abc import Callable

import pytest
from argon2 import PasswordHasher, Type, extract_parameters
from flask import Flask

from audit_app import passwords
from audit_app.demo.script import known_id
from audit_app.ops import actor_of, apply, make
from tests.quick import CHEAP, SHIPPED

NOW = "2023-10-27T02:42:00.000Z"
Work = list[tuple[str, object]]
WORDS = "not the password of anybody"


class Counting(PasswordHasher):
    """The hasher of the house that writes down each call and what it costs."""

    def __init__(self) -> None:
        super().__init__(CHEAP.time_cost, CHEAP.memory_cost, CHEAP.parallelism)
        self.work: Work = []

    def hash(self, password: str | bytes, **more: bytes) -> str:
        self.work.append(("hash", extract_parameters(made := super().hash(password, **more))))
        return made

    def verify(self, hash: str | bytes, password: str | bytes) -> bool:
        self.work.append(("verify", extract_parameters(str(hash))))
        return super().verify(hash, password)


@pytest.fixture
def tried(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Work]:
    """The work of one wrong try at an account, in a process that has just started."""

    def one(account: str) -> Work:
        hasher = Counting()
        monkeypatch.setattr(passwords, "_hasher", hasher)
        passwords._nobody.cache_clear()
        client = app.test_client()
        client.environ_base |= {"HTTP_SEC_FETCH_SITE": "same-origin"}
        answer = client.post("/login", data={"account": account, "password": WORDS})
        assert answer.status_code != 302
        return hasher.work

    return one


def test_a_guess_costs_what_rfc_9106_says_for_little_memory() -> None:
    """Section 4, second choice. The tests hash more cheaply; what is shipped does not."""
    assert (SHIPPED.time_cost, SHIPPED.memory_cost, SHIPPED.parallelism, SHIPPED.type) == (3, 64 * 1024, 4, Type.ID)


def test_an_unknown_and_a_disabled_account_cost_what_a_known_one_does(app: Flask, tried: Callable[[str], Work]) -> None:
    database = app.extensions["database"]
    known = tried("liyan")
    with database.reading() as connection:
        operator = actor_of(connection, known_id("fengjie"))
    assert apply(database, make("user.disable", known_id("heming"), {}), operator, NOW).outcome == "done"
    assert [step for step, _cost in known] == ["verify"]
    assert tried("nobody-of-this-name") == known
    assert tried("heming") == known


@pytest.mark.parametrize("other", ["nothing is compared", "a cheaper hash"])
def test_work_that_differs_is_noticed(
    tried: Callable[[str], Work], monkeypatch: pytest.MonkeyPatch, other: str
) -> None:
    known, real = tried("liyan"), passwords.fits
    if other == "a cheaper hash":
        cheap = PasswordHasher(time_cost=1, memory_cost=1024).hash("x")
        monkeypatch.setattr(
            passwords, "fits", lambda password, kept: real(password, kept or cheap) and kept is not None
        )
    else:
        monkeypatch.setattr(passwords, "fits", lambda password, kept: kept is not None and real(password, kept))
    assert tried("nobody-of-this-name") != known
