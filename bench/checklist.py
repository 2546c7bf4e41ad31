"""The goal on opening a checklist: an audit's page of 67 clauses with its pack, beside a bare Flask with the same document."""

import json
import sqlite3

from flask import Flask, Response, jsonify

from bench.measure import Goal
from bench.world import World


def opened(world: World) -> Goal:
    """GET of the audit's page with its pack. The limit: a bare Flask that reads the same document from SQLite and answers it as JSON."""
    client, address = world.client(), "/field/a/B1/pack"
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    bare = _bare(world, answer.text).test_client()
    assert bare.get(address).json == answer.json

    def ours() -> None:
        assert client.get(address).status_code == 200

    def limit() -> None:
        assert bare.get(address).status_code == 200

    return Goal(
        "checklist", "opening a checklist of 67 clauses", "pages", 1, 0.15, 0.25, ours, limit, calls=9, most=(None, 40)
    )


def _bare(world: World, document: str) -> Flask:
    """One route, one row."""
    file = sqlite3.connect(world.folder / "page.db", check_same_thread=False)
    file.execute("CREATE TABLE page (address TEXT PRIMARY KEY, document TEXT NOT NULL)")
    file.execute("INSERT INTO page VALUES (?, ?)", ("/field/a/B1/pack", document))
    file.commit()
    app = Flask("bare")

    @app.get("/field/a/B1/pack")
    def page() -> Response:
        (text,) = file.execute("SELECT document FROM page WHERE address = ?", ("/field/a/B1/pack",)).fetchone()
        return jsonify(json.loads(text))

    return app
