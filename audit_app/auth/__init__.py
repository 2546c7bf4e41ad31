"""Signing in and out, and the page about oneself. The one part that is open to strangers."""

from flask import Blueprint

bp = Blueprint("auth", __name__)

from audit_app.auth import doors, helping, me, undo, views  # noqa: E402, F401
