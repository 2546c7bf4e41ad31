"""The room for programs: the same door and the same reads as JSON, described by OpenAPI 3.1."""

from flask import Flask


def register(app: Flask) -> None:
    """Attach the API to the application."""
