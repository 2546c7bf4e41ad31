"""Rules of the code that imports cannot say. Each check is a function, tried here on something that breaks it."""

import ast
import re
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Blueprint, Flask

from audit_app.cli import WHERE
from audit_app.config import Config
from audit_app.effects.worker import JOBS
from audit_app.ops.handlers import HANDLERS
from audit_app.rules.permits import PERMITS
from schemas.loading import newest
from schemas.ops import KINDS, SHAPES
from tests.whole import routes
from tests.whole.source import ROOT, calls, committed, imported_from, name_of, python_files, tree_of

BLUEPRINTS = ("auth", "field", "review", "regulator", "admin", "api")
OPEN_BLUEPRINTS = {"auth", "api"}
"""Strangers may enter these two; their views ask for the actor themselves (tests/test_access.py)."""
WITHOUT_AN_OP = {
    "put_session",
    "touch_session",
    "revoke_session",
    "revoke_sessions_of",
    "put_credential",
    "count_one",
    "uncount_one",
    "forget",
    "put_upload",
    "put_digests",
    "note_device",
    "count_on",
    "change_upload",
    "put_access",
    "put_rendition",
    "put_off",
}
"""Written without an op: sessions, credentials, rate windows, upload offsets, the record of looking, effects, views."""
WHOLE_DATABASE = {"audit_app/packages/backup.py"}
"""Restoring and copying put a whole database in place, log and all."""
WRITING = re.compile(r"^\s*(insert\s+(or\s+\w+\s+)?into|update\s+\w+\s+set|delete\s+from)\b", re.IGNORECASE)
NOT_OURS = re.compile(
    r"/wo[r]k/|/ho[m]e/\w+|/ro[o]t/|/Us[e]rs/\w+|\bcl[a]ude|anthr[o]pic|chat[g]pt|open[a]i\b|cop[i]lot", re.IGNORECASE
)
PAGE = re.compile(r'"((?:auth|field|review|regulator|admin|api|errors)/\w+\.html)"')
TEXTS = {
    ".py",
    ".md",
    ".toml",
    ".yaml",
    ".yml",
    ".txt",
    ".html",
    ".js",
    ".css",
    ".sh",
    ".json",
    ".lock",
    ".po",
    ".cfg",
    "",
}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return routes.bare_app(str(tmp_path_factory.mktemp("app")))


# ---- imports


def contracts(where: Path) -> subprocess.CompletedProcess[str]:
    command = Path(sys.executable).parent / "lint-imports"
    return subprocess.run([command, "--no-cache"], cwd=where, capture_output=True, text=True)


def test_imports_keep_to_the_floors() -> None:
    done = contracts(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


def test_an_import_between_blueprints_is_found(tmp_path: Path) -> None:
    for package in ("audit_app", "checklists", "evidence", "schemas"):
        shutil.copytree(
            ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__", "static", "templates")
        )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "audit_app/field/planted.py").write_text("from audit_app.review import bp\n", encoding="utf-8")
    done = contracts(tmp_path)
    assert done.returncode != 0 and "audit_app.field.planted -> audit_app.review" in done.stdout


# ---- blueprints and addresses


def unguarded(app: Flask) -> set[str]:
    return {name for name in app.blueprints if not app.before_request_funcs.get(name)} - OPEN_BLUEPRINTS


def test_every_blueprint_has_a_guard(app: Flask) -> None:
    assert set(app.blueprints) >= set(BLUEPRINTS)
    assert unguarded(app) == set()


def test_a_blueprint_without_a_guard_is_found(tmp_path: Path) -> None:
    app = routes.bare_app(str(tmp_path))
    app.register_blueprint(Blueprint("planted", __name__))
    assert unguarded(app) == {"planted"}


def test_addresses_are_those_of_the_list(app: Flask) -> None:
    listed = routes.LIST.read_text(encoding="utf-8").split("\n")
    assert routes.lines(app) == [line for line in listed if line], "python -m tests.whole.routes > tests/routes.txt"


def misnamed(app: Flask) -> list[str]:
    """Endpoints that are not called like the function that answers."""
    return sorted(
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static" and rule.endpoint.rpartition(".")[2] != app.view_functions[rule.endpoint].__name__
    )


def test_endpoints_are_called_like_their_functions(app: Flask) -> None:
    assert misnamed(app) == []


def pages() -> list[str]:
    """`blueprint/page` for every template that is a whole page."""
    found = (ROOT / "audit_app/templates").glob("*/*.html")
    return sorted(
        f"{p.parent.name}/{p.stem}"
        for p in found
        if p.parent.name in BLUEPRINTS and not p.name.startswith("_") and p.stem != "base"
    )


def test_every_page_is_called_like_its_endpoint_or_shown_by_a_view_that_names_it(app: Flask) -> None:
    endpoints = {rule.endpoint.replace(".", "/") for rule in app.url_map.iter_rules()}
    shown = {name for p in python_files() for name in re.findall(r'"(\w+/\w+)\.html"', p.read_text(encoding="utf-8"))}
    assert [page for page in pages() if page not in endpoints | shown] == []


def test_every_template_that_a_view_names_is_there() -> None:
    named = {(name_of(p), name) for p in python_files() for name in PAGE.findall(p.read_text(encoding="utf-8"))}
    assert [one for one in sorted(named) if not (ROOT / "audit_app/templates" / one[1]).exists()] == []


def untested(pages: list[str], tests: dict[str, str]) -> list[str]:
    """Pages for which the tests of their blueprint have neither a file of that name nor a word."""
    missing = []
    for page in pages:
        room, name = page.split("/")
        own = {file: text for file, text in tests.items() if f"rooms/{room}/" in file}
        if not any(file.endswith(f"/test_{name}.py") or re.search(rf"\b{name}\b", text) for file, text in own.items()):
            missing.append(page)
    return missing


def test_every_page_has_a_test_beside_those_of_its_blueprint() -> None:
    tests = {name_of(p): p.read_text(encoding="utf-8") for p in (ROOT / "tests/rooms").rglob("test_*.py")}
    assert untested(pages(), tests) == []
    assert untested(["review/planted"], tests) == ["review/planted"]


# ---- ops


def test_every_kind_has_shape_handler_permit_and_test() -> None:
    assert set(HANDLERS) == set(KINDS)
    assert sorted(KINDS - set(PERMITS)) == []
    tests = {p.stem for p in (ROOT / "tests").rglob("test_*.py")}
    assert [kind for kind in sorted(KINDS) if f"test_{kind.replace('.', '_')}" not in tests] == []


def test_every_shape_belongs_to_a_kind_and_its_versions_have_no_gap() -> None:
    for kind in KINDS:
        assert [v for v in range(1, newest(kind) + 1) if (kind, v) not in SHAPES] == [], kind


def test_every_effect_that_a_handler_names_has_its_file() -> None:
    named = {
        call.args[0].value
        for path in (ROOT / "audit_app/ops").glob("*.py")
        for name, call in calls(tree_of(path))
        if name == "follow" and call.args and isinstance(call.args[0], ast.Constant)
    }
    assert named == JOBS.keys()
    assert [name for name in JOBS.values() if not (ROOT / f"audit_app/effects/{name}.py").exists()] == []


# ---- writing


def writers(tree: ast.AST) -> set[str]:
    """How this file writes rows: SQLAlchemy's verbs by name, and SQL in strings."""
    verbs = {"insert", "update", "delete"} & (imported_from(tree, "sqlalchemy") | imported_from(tree, "sqlalchemy.sql"))
    strings = {
        node.value[:40]
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and WRITING.match(node.value)
    }
    return verbs | strings


def test_rows_are_written_in_the_store_alone() -> None:
    found = {name_of(p): writers(tree_of(p)) for p in python_files() if not name_of(p).startswith("audit_app/store/")}
    assert {name: how for name, how in found.items() if how} == {}


def test_a_planted_insert_is_found() -> None:
    assert writers(ast.parse("from sqlalchemy import insert, select")) == {"insert"}
    assert writers(ast.parse("raw.execute('DELETE FROM log')")) == {"DELETE FROM log"}


def writing_functions() -> set[str]:
    """Functions of the store that change rows."""
    found: set[str] = set()
    for path in (ROOT / "audit_app/store").glob("*.py"):
        for node in tree_of(path).body:
            if isinstance(node, ast.FunctionDef):
                verbs = {name for name, _ in calls(node)} & {"insert", "update", "delete", "upsert"}
                if verbs and not node.name.startswith("_"):
                    found.add(node.name)
    return found


def without_an_op(tree: ast.AST, forbidden: set[str]) -> set[str]:
    imported = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("audit_app.store")
        for alias in node.names
    }
    return {
        name
        for name, call in calls(tree)
        if name in forbidden and getattr(getattr(call.func, "value", call.func), "id", "") in imported
    }


def test_only_ops_change_rows_but_for_a_named_list() -> None:
    forbidden = {
        name for name in writing_functions() if name.startswith(("put_", "change_", "remove_", "revoke_"))
    } - WITHOUT_AN_OP
    assert len(forbidden) > 30
    outside = [p for p in python_files() if not name_of(p).startswith(("audit_app/store/", "audit_app/ops/"))]
    found = {name_of(p): without_an_op(tree_of(p), forbidden) for p in outside if name_of(p) not in WHOLE_DATABASE}
    assert {name: how for name, how in found.items() if how} == {}


def test_a_page_that_writes_is_found() -> None:
    planted = ast.parse(
        "from audit_app.store import visits\nvisits.change_audit(connection, audit_id, state='decided')"
    )
    assert without_an_op(planted, {"change_audit"}) == {"change_audit"}


# ---- what is written about the code


def documents() -> str:
    return "\n".join(p.read_text(encoding="utf-8") for p in committed() if p.suffix == ".md")


def test_every_setting_is_in_the_documents() -> None:
    text = documents()
    assert [
        f"AUDIT_{name.upper()}" for name in Config.__dataclass_fields__ if f"AUDIT_{name.upper()}" not in text
    ] == []


def test_every_command_is_in_the_documents() -> None:
    text = documents()
    assert [name for name in WHERE if not re.search(rf"audit-app {name}\b|\| {name} |`{name}\b", text)] == []


def test_no_file_names_a_machine_or_how_it_was_made() -> None:
    found = {}
    for path in committed():
        if path.suffix in TEXTS and "vendor" not in path.parts and path != Path(__file__):
            hits = NOT_OURS.findall(path.read_text(encoding="utf-8", errors="replace"))
            if hits:
                found[name_of(path)] = hits[:3]
    assert found == {}


def test_a_planted_path_is_found() -> None:
    assert NOT_OURS.search("see /ho" + "me/somebody/x") and NOT_OURS.search("/wo" + "rk/main")
    assert not NOT_OURS.search("the work of an audit; framework/home page; open air")


# ---- sizes


def lengths(suffix: str, folder: str) -> dict[str, int]:
    found = [p for p in (ROOT / folder).rglob(f"*{suffix}") if "vendor" not in p.parts]
    return {name_of(p): len(p.read_text(encoding="utf-8").splitlines()) for p in found}


def too_long(sizes: dict[str, int], cap: int, **special: int) -> dict[str, int]:
    return {name: size for name, size in sizes.items() if size > special.get(Path(name).stem, cap)}


def test_files_stay_small() -> None:
    sizes = {
        name: size
        for package in ("audit_app", "checklists", "evidence", "schemas")
        for name, size in lengths(".py", package).items()
    }
    assert too_long({n: s for n, s in sizes.items() if "/versions/" not in n}, 500) == {}
    assert statistics.median(size for size in sizes.values() if size > 3) < 90


def test_modules_of_the_tablet_stay_small() -> None:
    assert too_long(lengths(".js", "audit_app/static"), 150, sw=200) == {}
    assert too_long({"planted.js": 151, "sw.js": 200}, 150, sw=200) == {"planted.js": 151}


def test_handlers_stay_within_thirty_lines() -> None:
    long = {}
    for kind, verb in HANDLERS.items():
        path = ROOT / (verb.handle.__module__.replace(".", "/") + ".py")
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.FunctionDef) and node.name == verb.handle.__name__:
                lines = (node.end_lineno or 0) - node.lineno + 1 - len((ast.get_docstring(node) or "").splitlines())
                if lines > 30:
                    long[kind] = lines
    assert long == {}


def test_every_module_says_what_lives_in_it() -> None:
    silent = [p for p in python_files() if not ast.get_docstring(tree_of(p)) and p.stat().st_size]
    assert [name_of(p) for p in silent if "/versions/" not in name_of(p)] == []
