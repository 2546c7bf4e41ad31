"""Signing in and out, and the page about oneself. The one room that strangers may enter."""

from flask import Blueprint

room = Blueprint("auth", __name__)

from audit_app.auth import doors, helping, me, undo, views  # noqa: E402, F401
