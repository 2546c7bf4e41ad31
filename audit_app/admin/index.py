"""The first page of the room: where to go from here. Each subject has a file of its own."""

from flask import g, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from audit_app.admin import offered, room
from audit_app.security import database
from audit_app.show import show
from audit_app.store import editions, people
from checklists import available


@room.get("")
def index() -> Response:
    """The pages offered, each with one line that says what is behind it."""
    with database().reading() as connection:
        users = people.list_users(connection, g.actor.organisation)
        organisations = len(people.list_organisations(connection))
        own = len(editions.list_editions(connection, g.actor.organisation))
    active = sum(bool(user["active"]) for user in users)
    said = {
        "admin.people": _("%(n)s 人，其中 %(m)s 人在用", n=len(users), m=active),
        "admin.organisations": _("%(n)s 个单位", n=organisations),
        "admin.editions": _("系统自带 %(n)s 个，本机构编号 %(m)s 个", n=len(available()), m=own),
    }
    pages = [{"words": words, "url": url_for(endpoint), "said": said[endpoint]} for endpoint, words in offered()]
    return show("admin/index.html", pages=pages)
