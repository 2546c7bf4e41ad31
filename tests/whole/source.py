"""The house as text: its files, its calls, its imports. Nothing is executed here."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("audit_app", "checklists", "evidence", "schemas")


@cache
def committed() -> tuple[Path, ...]:
    """Every file under version control, or every file where there is none (an unpacked release)."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode == 0 and listed.stdout:
        return tuple(p for name in listed.stdout.split("\0") if name and (p := ROOT / name).is_file())
    left_out = {".venv", ".git", "demo", "__pycache__", "node_modules", "data"}
    return tuple(p for p in ROOT.rglob("*") if p.is_file() and not left_out & set(p.relative_to(ROOT).parts))


def python_files() -> list[Path]:
    """The four packages' modules."""
    return sorted(p for package in PACKAGES for p in (ROOT / package).rglob("*.py"))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """(last part of the called name, call) for every call."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func
            if isinstance(called, ast.Attribute):
                yield called.attr, node
            elif isinstance(called, ast.Name):
                yield called.id, node


def imported_from(tree: ast.AST, module: str) -> set[str]:
    """Local names that this file imports from `module`."""
    return {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == module
        for alias in node.names
    }
