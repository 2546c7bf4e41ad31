"""R26: no input becomes SQL. The source is read, then every parameter of every address is tried with hostile text."""

import ast
from pathlib import Path

from tests.whole.source import name_of, python_files, tree_of

EXECUTING = {
    "execute",
    "executemany",
    "executescript",
    "exec_driver_sql",
    "scalar",
    "scalars",
    "text",
    "literal_column",
}
TEXT_ALLOWED = (
    "audit_app/store/search.py",
    "audit_app/store/db.py",
    "audit_app/store/portable.py",
    "audit_app/store/migrations/",
)
CONSTANT_LOOPS = {
    ("audit_app/store/db.py", "raw.execute(f'PRAGMA {pragma}')"),
    ("audit_app/store/write_ahead.py", "cursor.execute(f'PRAGMA user_version = {listed[-1]}')"),
    ("audit_app/store/migrations/versions/0013_one_vocabulary.py", "sa.text(f'PRAGMA schema_version = {version + 1}')"),
}
"""Put together from a tuple written right above it, or from a number (a PRAGMA takes no parameters), and from nothing else."""


def constants(tree: ast.Module) -> set[str]:
    """Names that this module binds once, at its top, to a string that is written out."""
    return {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def is_built(node: ast.expr, known: set[str]) -> bool:
    """Whether this argument is text put together from something else than constants."""
    if isinstance(node, ast.JoinedStr):
        parts = [part.value for part in node.values if isinstance(part, ast.FormattedValue)]
        return not all(isinstance(part, ast.Name) and part.id in known for part in parts)
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.Mod | ast.Add) and any(
            isinstance(leaf, ast.JoinedStr) or (isinstance(leaf, ast.Constant) and isinstance(leaf.value, str))
            for leaf in ast.walk(node)
        )
    if isinstance(node, ast.Call):
        called = node.func
        return isinstance(called, ast.Attribute) and (
            called.attr in {"format", "replace", "format_map"}
            or (called.attr == "join" and isinstance(called.value, ast.Constant))
        )
    return False


def assembled(tree: ast.Module) -> list[str]:
    """Calls that execute text put together, also through a local name."""
    known, found = constants(tree), []
    for function in [tree, *(n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef))]:
        local = {
            target.id
            for node in ast.walk(function)
            if isinstance(node, ast.Assign) and is_built(node.value, known)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(function):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            first = node.args[0]
            if name in EXECUTING and (is_built(first, known) or (isinstance(first, ast.Name) and first.id in local)):
                found.append(ast.unparse(node))
    return sorted(set(found))


def imports_text(tree: ast.Module) -> bool:
    return any(
        isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith("sqlalchemy")
        and {"text", "literal_column", "TextClause"} & {alias.name for alias in node.names}
        for node in ast.walk(tree)
    )


def test_no_statement_is_put_together_from_text() -> None:
    found = {(name_of(p), call) for p in python_files() for call in assembled(tree_of(p))}
    assert found - CONSTANT_LOOPS == set()


def test_statements_as_text_stay_in_the_store() -> None:
    assert [
        name_of(p) for p in python_files() if imports_text(tree_of(p)) and not name_of(p).startswith(TEXT_ALLOWED)
    ] == []


def test_planted_statements_are_found() -> None:
    planted = (
        "connection.execute(text(f'SELECT * FROM users WHERE account = {account}'))",
        "connection.exec_driver_sql('SELECT * FROM users ORDER BY %s' % column)",
        "connection.execute(text('SELECT * FROM users ORDER BY ' + column))",
        "connection.execute(text('SELECT * FROM {}'.format(name)))",
        "def f(name):\n    sql = f'SELECT * FROM {name}'\n    raw.execute(sql)",
    )
    assert [ast.parse(one).body and assembled(ast.parse(one)) != [] for one in planted] == [True] * len(planted)
    assert assembled(ast.parse("TABLE = 'search'\nraw.execute(f'DELETE FROM {TABLE}')")) == []
    assert imports_text(ast.parse("from sqlalchemy import select, text"))


def test_the_packages_were_read() -> None:
    names = {name_of(p) for p in python_files()}
    assert {"audit_app/store/log.py", "evidence/take_in.py", "checklists/loading.py"} <= names
    assert all(Path(name).suffix == ".py" for name in names)
