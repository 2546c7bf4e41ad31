"""One page of help for everybody: what the shapes mean, the words of this system, whom to ask."""

import json

from flask import g
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from audit_app.auth import bp
from audit_app.rules.refusals import N_
from audit_app.rules.vocabulary import SEVERITIES
from audit_app.security import database
from audit_app.severities import labels
from audit_app.show import show
from audit_app.store import people

ADMINS = {"body_admin", "operator", "city", "province"}
STATES = (
    ("conform", N_("查过了，符合要求")),
    ("nonconform", N_("不符合要求，要写明事实")),
    ("observation", N_("符合，但值得提醒；不符合不写成观察项")),
    ("not_applicable", N_("本次不适用，收尾检查时写明理由")),
    ("todo", N_("还没有判定")),
    ("overdue", N_("过了期限，数字是天数")),
    ("local", N_("只在这台平板上，还没有到服务器")),
    ("server", N_("服务器已收到并核对")),
    ("two", N_("两处写法不一样，要选定一种")),
    ("failed", N_("没有传上去，打开可看原因和办法")),
)
AT = 5
"""Where the severities stand among the states, in the words of the reader's own body."""
WORDS = (
    (N_("判定"), N_("对一个条款的结论：符合、不符合、观察项或不适用。")),
    (N_("审核记录"), N_("每个条款、每个部门、每位作者一段，互不覆盖。")),
    (N_("证据"), N_("照片、文件、抽样和面谈。原图一直不变。")),
    (N_("不符合项"), N_("一条写清事实、条款和责任部门的不符合，有编号和期限。")),
    (N_("纠正措施期限"), N_("从末次会议的次日起算，天数由本机构规定。")),
    (N_("准备离线"), N_("出发前把审核放进平板，没有网络也能工作。")),
    (N_("交回平板"), N_("确认全部内容已存服务器，再把平板交还。")),
    (N_("限期整改"), N_("监管部门要求企业在规定日期前改正。")),
    (N_("约谈 / 书面提醒"), N_("监管部门对认证机构采取的措施。")),
)


@bp.get("/help")
def help() -> Response:
    states = [(state, _(meaning)) for state, meaning in STATES]
    states[AT:AT] = [(name, _("%(severity)s不符合", severity=labels()[name])) for name in reversed(SEVERITIES)]
    words = [(_(word), _(meaning)) for word, meaning in WORDS]
    return show("auth/help.html", states=states, words=words, admins=whom_to_ask())


def whom_to_ask() -> list[str]:
    """Names and posts of the administrators of the reader's own organisation; nobody for a stranger."""
    if g.actor is None:
        return []
    with database().reading() as connection:
        users = people.list_users(connection, g.actor.organisation)
    named = [u for u in users if u["active"] and ADMINS & set(json.loads(u["roles"]))]
    return [f"{u['name']}（{u['post']}）" if u["post"] else str(u["name"]) for u in named]
