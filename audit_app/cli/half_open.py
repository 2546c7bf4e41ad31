"""Requests that never become whole: closed after a term, so that they do not hold the places of others."""

from functools import partial
from typing import Any

import waitress
from flask import Flask

from audit_app.cli.own_words import LARGEST, Channel

PLACES = 800
"""Connections at once in a process: below the 1024 files that a process may open where nobody raised that."""
IDLE, HEAD, BODY = 60, 20, 900
"""Seconds without a byte; seconds for all of a request's headers; for all of its body, 64 MiB over a slow line at most."""
LOOK = 5


def make_server(
    app: Flask,
    *,
    places: int = PLACES,
    idle: int = IDLE,
    head: float = HEAD,
    body: float = BODY,
    look: int = LOOK,
    **more: Any,
) -> Any:
    """A waitress server for one listener, with these terms; `look` is how often they are looked at."""
    server = waitress.create_server(
        app,
        connection_limit=places,
        channel_timeout=idle,
        cleanup_interval=look,
        asyncore_use_poll=True,
        # reading ahead notices a connection that is closed while its answer is made
        **{"max_request_body_size": LARGEST, "channel_request_lookahead": 1, **more},
    )
    server.channel_class = Channel
    server.maintenance = partial(_close_late, server, server.maintenance, {}, head, body)
    return server


def _close_late(server: Any, usual: Any, since: dict[Any, float], head: float, body: float, now: float) -> None:
    """Beside silent ones also those that send a byte now and then. `since`: when each half request was first seen."""
    usual(now)
    half = {one.request: one for one in server.active_channels.values() if one.request is not None}
    for request in since.keys() - half.keys():
        del since[request]
    for request, channel in half.items():
        term = body if request.headers_finished else head
        if now - since.setdefault(request, now) > term:
            channel.will_close = True
