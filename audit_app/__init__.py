"""贯标审核. Nothing is wired before `create_app` is called: rules, tables and shapes can be imported alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from audit_app.config import Config


def create_app(config: Config | None = None) -> Flask:
    """The whole application on one database and one evidence store; settings from the environment when none are given."""
    from audit_app import application

    return application.create_app(config)
