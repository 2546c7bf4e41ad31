"""The list of all addresses: `python -m tests.whole.routes > tests/routes.txt` writes it anew after a wanted change."""

import tempfile
from pathlib import Path

from flask import Flask
from werkzeug.routing import Rule

from audit_app import create_app
from audit_app.config import Config

LIST = Path(__file__).resolve().parents[1] / "routes.txt"


def bare_app(folder: str) -> Flask:
    """The application on an empty database: enough to look at its routes."""
    return create_app(
        Config(database=f"sqlite:///{folder}/bare.db", evidence=f"{folder}/evidence", uploads=f"{folder}/uploads")
    )


def methods_of(rule: Rule) -> list[str]:
    return sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})


def lines(app: Flask) -> list[str]:
    """One line an address and method: what is asked, where, and which view answers."""
    return sorted(
        f"{rule.rule} {method} {rule.endpoint}" for rule in app.url_map.iter_rules() for method in methods_of(rule)
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        print("\n".join(lines(bare_app(folder))))
