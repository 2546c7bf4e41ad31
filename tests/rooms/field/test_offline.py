"""The service worker, its list of files, the manifest and the words."""

import hashlib
import json
import pathlib
import re

from flask import Flask
from flask.testing import FlaskClient

from audit_app.field.modules import ENTRIES
from tests.rooms.conftest import SignedIn


def listed(client: FlaskClient) -> tuple[list[list[str]], str]:
    found = re.match(r'const FILES = (\[.*\]);\nconst VERSION = "([0-9a-f]{16})";\n', client.get("/field/sw.js").text)
    assert found
    return json.loads(found.group(1)), found.group(2)


def test_every_file_in_the_list_is_served_and_every_module_is_in_the_list(stranger: FlaskClient, app: Flask) -> None:
    files, _version = listed(stranger)
    for address, digest in files:
        answer = stranger.get(address)
        assert answer.status_code == 200 and hashlib.sha256(answer.data).hexdigest()[:16] == digest
    shells = {
        f"/field/shell/{name}.{lang}" for name in ("today", "me", "help", "unsent", "audit") for lang in ("zh", "en")
    }
    assert shells <= {address for address, _ in files}
    folder = pathlib.Path(str(app.static_folder))
    modules = {f"/static/field/{path.name}" for path in (folder / "field").glob("*.js")} - {"/static/field/sw.js"}
    assert modules <= {address for address, _ in files} and "/static/field.css" in {address for address, _ in files}


def test_the_worker_may_lead_home_without_a_network_and_is_asked_for_anew(stranger: FlaskClient) -> None:
    answer = stranger.get("/field/sw.js")
    assert answer.headers["Service-Worker-Allowed"] == "/" and answer.headers["Cache-Control"] == "no-cache"
    assert answer.mimetype == "text/javascript"


def test_the_manifest_starts_in_the_field(stranger: FlaskClient) -> None:
    about = json.loads(stranger.get("/field/manifest.webmanifest").text)
    assert (about["start_url"], about["scope"]) == ("/field", "/field")


def test_words_come_in_the_readers_language(signed_in: SignedIn) -> None:
    client = signed_in("chenjing")
    assert client.get("/field/words.json").json["lang"] == "zh"
    client.set_cookie("lang", "en")
    words = client.get("/field/words.json").json
    assert words["lang"] == "en" and all(isinstance(text, str) and text for text in words["words"].values())


def test_me_and_help_open(signed_in: SignedIn) -> None:
    for address in ("/field/me", "/field/help", "/field/unsent"):
        assert signed_in("chenjing").get(address).status_code == 200
    assert "陈静" in signed_in("chenjing").get("/field/pack/me").json["html"]


def test_the_head_of_a_shell_names_every_module_at_once_and_no_other(stranger: FlaskClient, app: Flask) -> None:
    folder = pathlib.Path(str(app.static_folder)).resolve()
    for name, own in (("audit", "main.js"), ("today", "today.js"), ("unsent", "unsent.js")):
        told = re.findall(r'modulepreload" href="/static/([^"]+)"', stranger.get(f"/field/shell/{name}.zh").text)
        assert {"field/open.js", f"field/{own}"} <= set(told) and len(told) == len(set(told))
        sources = {one: (folder / one).read_text(encoding="utf-8") for one in told}
        asked = {
            (folder / one).parent.joinpath(target).resolve().relative_to(folder).as_posix()
            for one, source in sources.items()
            for target in re.findall(r'from "(\.[^"]+)"', source)
        }
        assert asked | {"field/open.js", f"field/{own}"} == set(told), name


def test_entries_are_what_the_opening_module_begins_with(app: Flask) -> None:
    source = (pathlib.Path(str(app.static_folder)) / "field/open.js").read_text(encoding="utf-8")
    begun = dict(re.findall(r'(\w+): \(\) => import\("\./(\w+\.js)"\)', source))
    assert {shell: names[1] for shell, names in ENTRIES.items()} == begun
