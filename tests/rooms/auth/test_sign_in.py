"""Signing in: who gets in, where to, with which cookie, and how often one may guess."""

import hashlib
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from audit_app import passwords, security, signing_in
from audit_app.demo.people import PASSWORD
from audit_app.demo.script import known_id
from audit_app.ops import apply, make
from audit_app.store import people
from audit_app.store.db import Database
from audit_app.store.tables import rate_windows
from tests.rooms.conftest import SignedIn

NOW = "2023-10-27T02:42:00.000Z"


def enter(client: FlaskClient, account: str = "liyan", password: str = PASSWORD, **more: str):
    return client.post("/login", data={"account": account, "password": password, **more})


def test_the_right_password_opens_the_first_page_of_the_house(stranger: FlaskClient) -> None:
    answer = enter(stranger, "zhaoweidong")
    assert answer.status_code == 303 and answer.location == "/"
    assert stranger.get("/me").status_code == 200
    assert "赵卫东" in stranger.get("/me").text


@pytest.mark.parametrize("account", ["LiYan", "LIYAN", " liyan "])
def test_the_case_of_an_account_makes_no_difference(stranger: FlaskClient, account: str) -> None:
    assert enter(stranger, account).status_code == 303
    assert "李岩" in stranger.get("/me").text


def test_the_cookie_is_for_the_server_alone(stranger: FlaskClient) -> None:
    cookie = enter(stranger).headers["Set-Cookie"]
    assert (
        cookie.startswith("audit_session=") and "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/" in cookie
    )
    assert "Secure" not in cookie


def test_over_https_the_cookie_is_bound_to_the_host(app: Flask, stranger: FlaskClient) -> None:
    app.config["SESSION_SECURE"] = True
    answer = stranger.post("/login", data={"account": "liyan", "password": PASSWORD}, base_url="https://localhost")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-audit_session=") and "Secure" in cookie and "Domain" not in cookie
    assert stranger.get("/me", base_url="https://localhost").status_code == 200


def test_every_sign_in_has_a_token_of_its_own_and_only_its_hash_is_kept(
    stranger: FlaskClient, database: Database
) -> None:
    stranger.set_cookie(security.COOKIE, "a-token-from-somebody-else")
    tokens = [re.match(r"audit_session=([^;]+)", enter(stranger).headers["Set-Cookie"])[1] for _ in range(2)]
    assert len({*tokens, "a-token-from-somebody-else"}) == 3
    with database.reading() as connection:
        kept = {row["token_hash"] for row in people.list_sessions(connection, known_id("liyan"))}
    assert kept == {hashlib.sha256(tokens[-1].encode()).hexdigest()}


def test_signing_in_again_ends_the_session_it_replaces_and_no_other(app: Flask, stranger: FlaskClient) -> None:
    def token_of(client: FlaskClient) -> str:
        return re.match(r"audit_session=([^;]+)", enter(client).headers["Set-Cookie"])[1]

    elsewhere = app.test_client()
    elsewhere.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    first, other = token_of(stranger), token_of(elsewhere)
    token_of(stranger)
    asked = app.test_client(use_cookies=False)
    answers = [asked.get("/me", headers={"Authorization": f"Bearer {token}"}).status_code for token in (first, other)]
    assert answers == [302, 200]


def test_a_stranger_chooses_the_language_where_one_signs_in(stranger: FlaskClient) -> None:
    page = stranger.get("/login?next=/review/nc").text
    assert 'action="/me/language"' in page and 'value="/login?next=/review/nc"' in page
    answer = stranger.post("/me/language", data={"lang": "en", "next": "/login?next=/review/nc"})
    assert answer.status_code == 303 and answer.location == "/login?next=/review/nc"
    assert "Sign in" in stranger.get(answer.location).text


def test_the_choice_of_language_leads_nowhere_else(stranger: FlaskClient) -> None:
    assert stranger.post("/me/language", data={"lang": "en", "next": "//example.org"}).location == "/"


@pytest.mark.parametrize("account", ["liyan", "nobody-has-this"])
def test_a_wrong_password_says_how_many_tries_are_left(stranger: FlaskClient, account: str) -> None:
    pages = [enter(stranger, account, "not the password") for _ in range(5)]
    assert [page.status_code for page in pages] == [422, 422, 422, 422, 429]
    assert [re.search(r"账号或密码不对，还可以试 (\d) 次", page.text)[1] for page in pages[:4]] == ["4", "3", "2", "1"]
    assert "not the password" not in pages[0].text and "还没有" not in pages[0].text


def test_a_known_and_an_unknown_account_get_the_same_page(stranger: FlaskClient) -> None:
    known, unknown = enter(stranger, "liyan", "wrong"), enter(stranger, "liyax", "wrong")
    assert known.text.replace("liyan", "X") == unknown.text.replace("liyax", "X")
    assert known.status_code == unknown.status_code


def test_after_too_many_tries_even_the_right_password_waits(stranger: FlaskClient) -> None:
    for _ in range(5):
        enter(stranger, password="wrong")
    page = enter(stranger)
    assert page.status_code == 429 and int(page.headers["Retry-After"]) <= 900
    assert "分钟再试" in page.text and "Set-Cookie" not in page.headers


def test_the_wait_ends_by_real_time_also_where_the_clock_stands_still(
    stranger: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        enter(stranger, password="wrong")
    later = security.wall_seconds() + signing_in.WAIT
    monkeypatch.setattr(security, "wall_seconds", lambda: later)
    assert enter(stranger).status_code == 303


def test_a_good_sign_in_forgets_the_wrong_tries(stranger: FlaskClient) -> None:
    for _ in range(3):
        enter(stranger, password="wrong")
    assert enter(stranger).status_code == 303
    stranger.post("/logout")
    assert "还可以试 4 次" in enter(stranger, password="wrong").text


def test_one_address_cannot_try_many_accounts(stranger: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing_in, "PER_ADDRESS", 3)
    pages = [enter(stranger, f"guess{n}", "wrong").status_code for n in range(4)]
    assert pages == [422, 422, 422, 429]


def test_an_address_may_guess_a_hundred_times_an_hour_and_no_more(
    stranger: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each time at another account; nothing is compared, which would take long."""
    compared: list[str] = []
    monkeypatch.setattr(passwords, "fits", lambda password, kept: bool(compared.append(password)))
    monkeypatch.setattr(security, "wall_seconds", lambda: 1698374520.0)
    pages = [enter(stranger, f"guess{n}", "wrong").status_code for n in range(102)]
    assert pages == [422] * 100 + [429] * 2 and len(compared) == 100


def guess_from(app: Flask, address: str, times: int, password: str = "wrong") -> list[int]:
    client = app.test_client()
    client.environ_base |= {"HTTP_SEC_FETCH_SITE": "same-origin", "REMOTE_ADDR": address}
    return [enter(client, password=password).status_code for _ in range(times)]


def test_who_guesses_at_an_account_locks_out_the_own_address_and_not_its_owner(app: Flask) -> None:
    assert guess_from(app, "203.0.113.9", 9) == [422] * 4 + [429] * 5
    assert guess_from(app, "198.51.100.4", 1, PASSWORD) == [303]


def test_guesses_from_many_addresses_are_counted_together(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing_in, "FROM_ANYWHERE", 6)
    answers = [guess_from(app, f"203.0.113.{n}", 1)[0] for n in range(8)]
    assert answers == [422] * 6 + [429] * 2
    assert guess_from(app, "198.51.100.4", 1, PASSWORD) == [429]


def test_the_owner_does_not_give_the_guessers_their_tries_back(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing_in, "FROM_ANYWHERE", 4)
    assert guess_from(app, "203.0.113.9", 3) == [422] * 3
    assert guess_from(app, "198.51.100.4", 2, PASSWORD) == [303, 303]
    assert [guess_from(app, f"203.0.113.{n}", 1)[0] for n in (1, 2)] == [422, 429]


def browser(app: Flask, address: str) -> FlaskClient:
    client = app.test_client()
    client.environ_base |= {"HTTP_SEC_FETCH_SITE": "same-origin", "REMOTE_ADDR": address}
    return client


def test_nobody_locks_out_a_device_that_the_account_knows(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wrong tries from everywhere, from its own address too: the owner's browser and right password pass."""
    mine = browser(app, "198.51.100.4")
    assert enter(mine).status_code == 303
    mine.post("/logout")
    monkeypatch.setattr(signing_in, "FROM_ANYWHERE", 4)
    for n in range(5):
        guess_from(app, f"203.0.113.{n}", 1)
    assert guess_from(app, "198.51.100.4", 6)[-1] == 429
    assert guess_from(app, "198.51.100.4", 1, PASSWORD) == [429], "a strange browser on the guesser's address waits"
    assert enter(mine).status_code == 303


def test_a_new_browser_on_a_network_of_the_account_passes_a_flood_from_elsewhere(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signing_in, "FROM_ANYWHERE", 6)
    assert guess_from(app, "198.51.100.4", 1, PASSWORD) == [303]
    assert [guess_from(app, f"203.0.113.{n}", 1)[0] for n in range(8)] == [422] * 6 + [429] * 2
    assert guess_from(app, "198.51.100.4", 1, PASSWORD) == [303]
    assert guess_from(app, "198.51.100.5", 1, PASSWORD) == [429]


def test_guesses_at_many_accounts_from_an_address_do_not_lock_out_who_works_there(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signing_in, "PER_ADDRESS", 3)
    mine, guesser = browser(app, "198.51.100.4"), browser(app, "198.51.100.4")
    assert enter(mine).status_code == 303
    assert [enter(guesser, f"guess{n}", "wrong").status_code for n in range(4)] == [422, 422, 422, 429]
    mine.post("/logout")
    assert enter(mine).status_code == 303


def test_a_stolen_device_cookie_has_few_guesses_too(app: Flask) -> None:
    mine = browser(app, "198.51.100.4")
    assert enter(mine).status_code == 303
    mine.post("/logout")
    assert [enter(mine, password="wrong").status_code for _ in range(6)] == [422] * 4 + [429] * 2
    assert guess_from(app, "198.51.100.4", 1, PASSWORD) == [303], "another browser there is not slowed by it"


def test_waiting_grows_with_each_further_wrong_try(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    waited, now = [], security.wall_seconds()
    guess_from(app, "203.0.113.9", 4)
    for _ in range(6):
        client = browser(app, "203.0.113.9")
        waited.append(int(enter(client, password="wrong").headers["Retry-After"]))
        now += waited[-1] + 1
        monkeypatch.setattr(security, "wall_seconds", lambda now=now: now)
    assert waited == [900, 1800, 3600, 7200, 14400, 14400]


def test_what_a_clock_counted_that_was_ahead_slows_nobody_once_it_is_right(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = security.wall_seconds()
    monkeypatch.setattr(security, "wall_seconds", lambda: now + 730 * 86_400)
    assert guess_from(app, "203.0.113.9", 6)[-1] == 429
    monkeypatch.setattr(security, "wall_seconds", lambda: now)
    assert guess_from(app, "203.0.113.9", 1) == [422], "and is counted anew from the first"
    assert guess_from(app, "203.0.113.9", 1, PASSWORD) == [303]


def test_clocks_a_little_apart_count_together(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    now = security.wall_seconds()
    monkeypatch.setattr(security, "wall_seconds", lambda: now + 30)
    assert guess_from(app, "203.0.113.9", 6)[-1] == 429
    monkeypatch.setattr(security, "wall_seconds", lambda: now)
    assert guess_from(app, "203.0.113.9", 1, PASSWORD) == [429]


def test_who_gets_a_new_password_begins_anew(app: Flask) -> None:
    assert guess_from(app, "203.0.113.9", 7)[-1] == 429
    with app.test_request_context():
        signing_in.start_anew("LiYan ")
    assert guess_from(app, "203.0.113.9", 1, PASSWORD) == [303]


@pytest.mark.parametrize("guesses", [500, pytest.param(10_000, marks=pytest.mark.torture)])
def test_of_all_guesses_over_an_hour_few_are_compared_and_the_owner_passes(
    app: Flask, monkeypatch: pytest.MonkeyPatch, guesses: int
) -> None:
    """Half from one address, half from a new one each time. Its control: without counting every guess is compared."""
    compared: list[str] = []
    monkeypatch.setattr(
        passwords, "fits", lambda password, kept: bool(compared.append(password)) or password == PASSWORD
    )
    start, mine = security.wall_seconds() // 3600 * 3600, browser(app, "198.51.100.4")
    monkeypatch.setattr(security, "wall_seconds", lambda: start)
    assert enter(mine).status_code == 303
    mine.post("/logout")
    for n in range(guesses):
        monkeypatch.setattr(security, "wall_seconds", lambda now=start + n * 3500 // guesses: now)
        address = "203.0.113.9" if n % 2 else f"192.0.{n // 500}.{n // 2 % 250}"
        guess_from(app, address, 1)
    assert 5 < len(compared) <= 100
    assert enter(mine).status_code == 303
    compared.clear()
    monkeypatch.setattr(signing_in, "count", lambda attempt: 5)
    monkeypatch.setattr(signing_in, "begin", lambda account: signing_in.Try("", "", "", "device"))
    for _ in range(20):
        guess_from(app, "203.0.113.9", 1)
    assert len(compared) == 20


def test_a_try_that_may_not_be_made_writes_nothing(app: Flask, database: Database) -> None:
    guess_from(app, "203.0.113.9", 5)
    with database.aside() as connection:
        before = connection.execute(select(rate_windows)).all()
    assert guess_from(app, "203.0.113.9", 3) == [429] * 3
    with database.aside() as connection:
        assert connection.execute(select(rate_windows)).all() == before


def test_twelve_right_ones_at_once_all_pass(app: Flask) -> None:
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda n: guess_from(app, "198.51.100.4", 1, PASSWORD)[0], range(12)))
    assert answers == [303] * 12


def test_good_sign_ins_do_not_count_against_an_address(stranger: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing_in, "PER_ADDRESS", 2)
    for account in ("liyan", "chenjing", "sunqian", "fengjie"):
        assert enter(stranger, account).status_code == 303
        stranger.post("/logout")


@pytest.mark.parametrize(
    "target",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "/\\elsewhere.example",
        "javascript:alert(1)",
        "/a\nb",
        "review",
    ],
)
def test_after_signing_in_one_stays_in_the_house(stranger: FlaskClient, target: str) -> None:
    assert enter(stranger, next=target).location == "/"


def test_after_signing_in_one_is_where_one_wanted_to_go(stranger: FlaskClient) -> None:
    sent = stranger.get("/review/nc?state=open")
    assert sent.status_code == 302 and sent.location == "/login?next=/review/nc?state%3Dopen"
    assert 'name="next" value="/review/nc?state=open"' in stranger.get(sent.location).text
    assert enter(stranger, next="/review/nc?state=open").location == "/review/nc?state=open"


def test_an_empty_form_says_what_is_missing_and_costs_no_try(stranger: FlaskClient) -> None:
    for _ in range(6):
        page = enter(stranger, " ", "")
    assert page.status_code == 422 and "还没有写账号" in page.text and "还没有写密码" in page.text


def test_a_disabled_person_gets_the_answer_of_a_wrong_password(stranger: FlaskClient, database: Database) -> None:
    with database.reading() as connection:
        admin = people.get_actor(connection, known_id("fengjie"))
    assert apply(database, make("user.disable", known_id("liyan"), {}), admin, NOW).outcome == "done"
    assert "账号或密码不对" in enter(stranger).text


def test_signing_out_ends_the_session_on_the_server(stranger: FlaskClient) -> None:
    token = re.match(r"audit_session=([^;]+)", enter(stranger).headers["Set-Cookie"])[1]
    assert stranger.post("/logout").location == "/login"
    stranger.set_cookie(security.COOKIE, token)
    assert stranger.get("/me").status_code == 302


def test_signing_out_needs_a_page_of_ours(signed_in: SignedIn) -> None:
    client = signed_in("liyan")
    assert client.get("/logout").status_code == 302, "a page above it is shown, and nobody is signed out"
    assert client.get("/me").status_code == 200
    assert client.post("/logout", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert client.get("/me").status_code == 200


def test_too_many_comparisons_at_once_ask_to_wait(stranger: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "PATIENCE", 0.01)
    slots = [passwords.turn() for _ in range(passwords.AT_ONCE)]
    for slot in slots:
        slot.__enter__()
    try:
        page = enter(stranger)
    finally:
        for slot in slots:
            slot.__exit__()
    assert page.status_code == 429 and page.headers["Retry-After"] == "30"
    assert enter(stranger).status_code == 303


@pytest.mark.parametrize(
    ("opened", "lives"),
    [
        pytest.param("2023-10-27T02:46:00.000Z", True, id="by a clock a little ahead"),
        pytest.param("2033-10-27T02:42:00.000Z", False, id="in the future"),
        pytest.param("2023-09-27T02:42:00.000Z", True, id="thirty days ago"),
        pytest.param("2023-09-27T02:41:59.999Z", False, id="more than thirty days ago"),
    ],
)
def test_a_session_lives_thirty_days_from_its_opening(
    app: Flask, stranger: FlaskClient, opened: str, lives: bool
) -> None:
    """However lately it was used: `seen_at` prolongs nothing."""
    with app.extensions["database"].writing() as connection:
        people.put_session(
            connection,
            token_hash=security.token_hash("t" * 43),
            user_id=known_id("liyan"),
            created_at=opened,
            seen_at=max(opened, NOW),
        )
    stranger.set_cookie(security.COOKIE, "t" * 43)
    assert (stranger.get("/me").status_code == 200) is lives
