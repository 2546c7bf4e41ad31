"""What an auditor is told beside the questions of a clause: records to look for, how, in which departments, when it may not apply.

All of it is of our own making (the editions' files); it fills no field and judges nothing.
"""

from typing import NamedTuple

from flask_babel import gettext as _

from audit_app.rules.refusals import N_
from audit_app.show import listed
from checklists import Edition, Item
from checklists.edition import FORM_NUMBER

METHODS = {
    "read": N_("查阅文件"),
    "sample": N_("抽样"),
    "interview": N_("面谈"),
    "observe": N_("现场观察"),
    "photo": N_("拍照取证"),
}


class Guide(NamedTuple):
    """`records` as names; `methods`, `departments` and `unless` (when the clause may not apply) in words, "" where nothing is said."""

    records: list[str]
    methods: str
    departments: str
    unless: str


def guide(item: Item, edition: Edition, lang: str) -> Guide:
    """What is known beside the questions of this leaf clause, in the reader's language where it has been written in both.
    The form numbers of one company stand in the first published editions only, which audits go on with: they are left out here.
    """
    when = edition.features.get(item.when or "", {})
    told = when.get("en" if lang.startswith("en") else "zh", "")
    return Guide(
        list(dict.fromkeys(FORM_NUMBER.sub("", record) for record in item.records)),
        listed([_(METHODS[method]) for method in item.methods]),
        "、".join(item.departments),
        _("企业%(has)s时才看；没有的，可以判不适用，写明依据", has=told) if told else "",
    )
