"""R23, written by hand: who gets in where. An address that is not listed here fails the test.

`enter` may come into the room; `ok` get the thing of the story (or are told what their form lacks); `denied` belong to the
same office but may not (403). Everybody else in the room gets 404, the same as for a thing that never was. Who may not even
enter gets 403, strangers are sent to sign in.
"""

from dataclasses import dataclass

CAST = [
    "liyan", "chenjing", "zhaoweidong", "sunqian", "fengjie", "heming", "qinyu", "linfan", "gaoyuan", "zhoumin", "wuhao",
    "qianlei", "nanjing", "xuning", "operator",
]  # fmt: skip
FIELD = "liyan chenjing heming qinyu linfan qianlei"
TEAM = "liyan chenjing"
REVIEW = "liyan chenjing zhaoweidong sunqian fengjie linfan gaoyuan"
BODY = "liyan chenjing zhaoweidong sunqian fengjie"
PLANNERS = "sunqian fengjie gaoyuan"
NOT_PLANNERS = "liyan chenjing zhaoweidong linfan"
OFFICES = "zhoumin wuhao nanjing qianlei"
CITY = "zhoumin wuhao qianlei"
ADMINS = "fengjie gaoyuan operator zhoumin wuhao nanjing"
EDITORS, NOT_EDITORS = "fengjie gaoyuan", "operator zhoumin wuhao nanjing"
ANYBODY = " ".join(CAST)


@dataclass(frozen=True)
class Expected:
    """What one address asks; `of` names the story's thing for each part of the address."""

    ok: frozenset[str]
    denied: frozenset[str]
    enter: frozenset[str]
    of: tuple[tuple[str, str], ...]
    query: str
    open: bool


def _at(
    enter: str, ok: str | None = None, denied: str = "", query: str = "", open: bool = False, **of: str
) -> Expected:
    names = frozenset(enter.split())
    allowed = names if ok is None else frozenset(ok.split())
    return Expected(allowed, frozenset(denied.split()), names, tuple(of.items()), query, open)


TABLE: dict[str, Expected] = {
    # ---- strangers may enter: signing in, help, the description of the API
    "GET home": _at(ANYBODY, open=True), "GET static": _at(ANYBODY, open=True, filename="site.css"),
    "GET auth.help": _at(ANYBODY, open=True), "GET auth.sign_in": _at(ANYBODY, open=True),
    "GET auth.first_password": _at(ANYBODY, open=True), "POST auth.take_password": _at(ANYBODY, open=True),
    "POST auth.replace_first": _at(ANYBODY, open=True), "POST auth.sign_out": _at(ANYBODY, open=True),
    "GET api.index": _at(ANYBODY, open=True), "GET api.openapi": _at(ANYBODY, open=True),
    "POST api.new_session": _at(ANYBODY, open=True),
    # ---- oneself
    "GET auth.me": _at(ANYBODY), "POST auth.set_language": _at(ANYBODY, open=True), "POST auth.change_password": _at(ANYBODY),
    "POST auth.undo": _at(ANYBODY, ""),
    "POST auth.end_session": _at(ANYBODY, handle="somebody's session"),
    # ---- field
    "GET field.today": _at(FIELD), "GET field.me": _at(FIELD), "GET field.help_page": _at(FIELD),
    "GET field.unsent": _at(FIELD),
    "GET field.words": _at(FIELD), "GET field.manifest": _at(ANYBODY, open=True), "GET field.worker": _at(ANYBODY, open=True),
    "GET field.audit": _at(FIELD, TEAM, "heming qinyu", code="A1", rest="nowhere"),
    "GET field.check": _at(FIELD, "qianlei", check="a check", rest="nowhere"),
    "GET field.shell": _at(ANYBODY, open=True, name="audit", lang="zh"), "GET field.page_pack": _at(FIELD, name="today"),
    "GET field.audit_pack": _at(FIELD, TEAM, "heming qinyu", code="A1"),
    "GET field.check_pack": _at(FIELD, "qianlei", check="a check"),
    "GET field.photo": _at(FIELD, TEAM, sha256="a photo", view="thumb"),
    "POST field.sync": _at(FIELD), "POST field.uploads": _at(FIELD, TEAM, "heming qinyu"),
    "PATCH field.upload_more": _at(FIELD, "liyan", upload="an upload"),
    "DELETE field.upload_end": _at(FIELD, "liyan", upload="an upload"),
    # ---- review
    "GET review.desk": _at(REVIEW), "GET review.audits": _at(REVIEW), "GET review.nonconformities": _at(REVIEW),
    "GET review.audit": _at(REVIEW, BODY, audit="A1"), "GET review.findings": _at(REVIEW, BODY, audit="A1"),
    "GET review.nonconformity": _at(REVIEW, BODY, nonconformity="a nonconformity"),
    "GET review.photo": _at(REVIEW, BODY, sha256="a photo", size="screen"),
    "GET review.new_audit": _at(REVIEW, PLANNERS, NOT_PLANNERS),
    "GET review.correct_audit": _at(REVIEW, "sunqian fengjie", "liyan chenjing zhaoweidong", audit="A1"),
    "POST review.correct_audit_now": _at(REVIEW, "sunqian fengjie", "liyan chenjing zhaoweidong", audit="A1"),
    "GET review.correct_company": _at(REVIEW, "sunqian fengjie", "liyan chenjing zhaoweidong", audit="A1"),
    "POST review.correct_company_now": _at(REVIEW, "sunqian fengjie", "liyan chenjing zhaoweidong", audit="A1"),
    "POST review.plan_audit": _at(REVIEW, PLANNERS, NOT_PLANNERS),
    "POST review.act": _at(REVIEW, "sunqian fengjie", TEAM + " zhaoweidong", audit="A1", verb="prepare"),
    "POST review.send_back": _at(REVIEW, BODY, audit="A1"),
    "POST review.release": _at(REVIEW, "liyan sunqian fengjie", "chenjing zhaoweidong", audit="A1"),
    # ---- regulator
    "GET regulator.overview": _at(OFFICES), "GET regulator.campaigns": _at(OFFICES), "GET regulator.rectifications": _at(OFFICES),
    "GET regulator.papers": _at(OFFICES), "GET regulator.latest_summary": _at(OFFICES),
    "GET regulator.new_campaign": _at(OFFICES, "zhoumin", "wuhao nanjing qianlei"),
    "POST regulator.open_campaign": _at(OFFICES, "zhoumin", "wuhao nanjing qianlei"),
    "GET regulator.campaign": _at(OFFICES, campaign="K1"), "GET regulator.summary": _at(OFFICES, campaign="K1"),
    "GET regulator.export": _at(OFFICES, campaign="K1"), "GET regulator.annex3_file": _at(OFFICES, campaign="K1", kind="xlsx"),
    "GET regulator.template": _at(OFFICES, campaign="K1", what="register", kind="csv"),
    "GET regulator.list_progress": _at(OFFICES, token="nothing"),
    "GET regulator.draw": _at(OFFICES, "wuhao nanjing qianlei", campaign="K1"),
    "POST regulator.register_check": _at(OFFICES, "wuhao nanjing", "zhoumin qianlei", campaign="K1"),
    "POST regulator.inspectors_check": _at(OFFICES, "wuhao nanjing", "zhoumin qianlei", campaign="K1"),
    "POST regulator.confirm": _at(OFFICES, "wuhao nanjing", "zhoumin qianlei", campaign="K1", what="register"),
    "GET regulator.correct_campaign": _at(OFFICES, "zhoumin", campaign="K1"),
    "POST regulator.correct_campaign_now": _at(OFFICES, "zhoumin", campaign="K1"),
    "POST regulator.add_city": _at(OFFICES, "zhoumin", campaign="K1"),
    "GET regulator.register_rows": _at(OFFICES, "", campaign="K1", register="nothing"),
    "GET regulator.correct_check": _at(OFFICES, "wuhao qianlei", "zhoumin", check="a check"),
    "POST regulator.correct_check_now": _at(OFFICES, "wuhao qianlei", "zhoumin", check="a check"),
    "POST regulator.set_measure": _at(OFFICES, "wuhao qianlei", "zhoumin", check="a check"),
    "POST regulator.correct_conclusion": _at(OFFICES, "wuhao qianlei", "zhoumin", check="a check"),
    "POST regulator.rectification_number": _at(OFFICES, "wuhao", "zhoumin qianlei", paper="a rectification"),
    "POST regulator.paper_number": _at(OFFICES, "nanjing", "zhoumin", kind="reminder", paper="a reminder"),
    "POST regulator.paper_withdraw": _at(OFFICES, "nanjing", "zhoumin", kind="reminder", paper="a reminder"),
    "POST regulator.freeze": _at(OFFICES, "wuhao", "qianlei", campaign="K1"),
    "POST regulator.draw_lots": _at(OFFICES, "wuhao nanjing", "qianlei", campaign="K1"),
    "POST regulator.redraw": _at(OFFICES, "wuhao nanjing", "qianlei", campaign="K1"),
    "GET regulator.supplement": _at(OFFICES, "wuhao nanjing", "qianlei", campaign="K1"),
    "POST regulator.supplement_lots": _at(OFFICES, "wuhao nanjing", "qianlei", campaign="K1"),
    "POST regulator.seal": _at(OFFICES, "wuhao nanjing", "qianlei", campaign="K1"),
    "POST regulator.summary_act": _at(OFFICES, "wuhao nanjing", "qianlei", campaign="K1", act="report"),
    "GET regulator.check": _at(OFFICES, CITY, check="a check"),
    "GET regulator.check_photo": _at(OFFICES, CITY, check="a walked check", sha256="its photo", size="thumb"),
    "POST regulator.check_step": _at(OFFICES, "wuhao", "zhoumin qianlei", check="a check", act="approve"),
    "POST regulator.release": _at(OFFICES, "", check="a check", op="nothing"),
    "POST regulator.amend": _at(OFFICES, "wuhao", "zhoumin qianlei", check="a check", field="district"),
    "POST regulator.take_back": _at(OFFICES, "wuhao qianlei", "zhoumin", check="a check"),
    "POST regulator.transfer": _at(OFFICES, "wuhao", "zhoumin qianlei", check="a check"),
    "POST regulator.replace": _at(OFFICES, "wuhao", "zhoumin qianlei", check="a check"),
    "POST regulator.complete": _at(OFFICES, "wuhao qianlei", "zhoumin", check="a check"),
    "POST regulator.conclude": _at(OFFICES, "wuhao qianlei", "zhoumin", check="a check"),
    "GET regulator.rectification": _at(OFFICES, CITY, paper="a rectification"),
    "GET regulator.paper_dates": _at(OFFICES, "wuhao", "zhoumin qianlei", kind="rectification", paper="a rectification"),
    "POST regulator.undo_step": _at(OFFICES, "wuhao", "zhoumin qianlei", kind="rectification", paper="a rectification"),
    "POST regulator.paper_dates_now": _at(OFFICES, "wuhao", "zhoumin qianlei", kind="rectification", paper="a rectification"),
    "POST regulator.rectification_act": _at(OFFICES, "wuhao", "zhoumin qianlei", paper="a rectification", act="issue"),
    "GET regulator.reminder": _at(OFFICES, "zhoumin nanjing", paper="a reminder"),
    "GET regulator.interview": _at(OFFICES, CITY, paper="an interview"),
    "POST regulator.paper_act": _at(OFFICES, "nanjing", "zhoumin", kind="reminder", paper="a reminder", act="issue"),
    "POST regulator.new_interview": _at(OFFICES, "wuhao nanjing zhoumin", "qianlei"),
    # ---- admin
    "GET admin.index": _at(ADMINS), "GET admin.people": _at(ADMINS), "GET admin.new_person": _at(ADMINS),
    "POST admin.create_person": _at(ADMINS), "GET admin.person": _at(ADMINS, "fengjie operator", person="liyan"),
    "GET admin.correct_person": _at(ADMINS, "fengjie operator", person="liyan"),
    "POST admin.correct_person_now": _at(ADMINS, "fengjie operator", person="liyan"),
    "POST admin.set_roles": _at(ADMINS, "fengjie operator", person="liyan"),
    "POST admin.disable": _at(ADMINS, "fengjie operator", person="liyan"),
    "POST admin.enable": _at(ADMINS, "fengjie operator", person="liyan"),
    "POST admin.reset_password": _at(ADMINS, "fengjie operator", person="liyan"),
    "GET admin.organisations": _at(ADMINS, "operator", "fengjie gaoyuan zhoumin wuhao nanjing"),
    "POST admin.create_organisation": _at(ADMINS, "operator", "fengjie gaoyuan zhoumin wuhao nanjing"),
    "GET admin.correct_organisation": _at(ADMINS, "operator", "fengjie gaoyuan zhoumin wuhao nanjing", organisation="an office"),
    "POST admin.correct_organisation_now": _at(ADMINS, "operator", "fengjie gaoyuan zhoumin wuhao nanjing", organisation="an office"),
    "GET admin.editions": _at(ADMINS, EDITORS, NOT_EDITORS),
    "GET admin.contents": _at(ADMINS, EDITORS, NOT_EDITORS, edition="an edition"),
    "GET admin.new_edition": _at(ADMINS, EDITORS, NOT_EDITORS),
    "POST admin.publish_edition": _at(ADMINS, EDITORS, NOT_EDITORS),
    "POST admin.set_default": _at(ADMINS, EDITORS, NOT_EDITORS),
    "POST admin.set_review_days": _at(ADMINS, EDITORS, NOT_EDITORS),
    "POST admin.set_severity_words": _at(ADMINS, EDITORS, NOT_EDITORS),
    # ---- programs
    "GET api.checklists": _at(ANYBODY), "GET api.checklist": _at(ANYBODY, checklist_id="an edition"),
    "POST api.apply_ops": _at(ANYBODY), "DELETE api.end_session": _at(ANYBODY),
    "GET api.audits": _at(ANYBODY, BODY + " heming qinyu linfan gaoyuan qianlei", "zhoumin wuhao nanjing xuning operator"),
    "GET api.audit": _at(ANYBODY, BODY, "heming qinyu", audit_id="A1's id"),
    "GET api.register": _at(ANYBODY, CITY, BODY + " heming qinyu linfan gaoyuan xuning operator", "campaign=K1&city=320600"),
}  # fmt: skip
