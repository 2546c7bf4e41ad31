"""The goal on opening a checklist: the page of an audit with 67 clauses, beside its pack, against a bare render of the same HTML."""

from typing import Any

from flask import template_rendered

from bench.measure import Goal
from bench.world import World


def opened(world: World) -> Goal:
    """GET of the audit's page with its pack. The limit: its template alone, with the values it was given, to the same bytes."""
    client, address = world.client(), "/field/a/B1/pack"
    template, values, page = rendered(world, client, address)
    context = world.app.test_request_context(address)
    context.push()
    assert template.render(values) == page

    def ours() -> None:
        assert client.get(address).status_code == 200

    def limit() -> None:
        template.render(values)

    return Goal(
        "checklist", "opening a checklist of 67 clauses", "pages", 1, 0.60, 0.67, ours, limit, calls=5, most=(None, 40)
    )


def rendered(world: World, client: Any, address: str) -> tuple[Any, dict[str, Any], str]:
    """The template of this page, what it was given, and the page."""
    found: list[tuple[Any, dict[str, Any]]] = []

    def note(_app: Any, template: Any, context: dict[str, Any], **_more: Any) -> None:
        found.append((template, dict(context)))

    with template_rendered.connected_to(note, world.app):
        answer = client.get(address)
    assert answer.status_code == 200, answer.text
    template, values = found[0]
    return template, values, answer.json["html"]
