"""The words of roles and kinds of organisation, and which roles a kind may have. What a role may do is in `permits`."""

from audit_app.rules.refusals import N_

ROLE_WORDS: dict[str, str] = {
    "auditor": N_("审核员"),
    "lead": N_("审核组长"),
    "expert": N_("技术专家"),
    "trainee": N_("实习审核员"),
    "planner": N_("计划人员"),
    "decider": N_("认证决定人员"),
    "body_admin": N_("机构管理员"),
    "city": N_("市知识产权局监管人员"),
    "province": N_("省知识产权局监管人员"),
    "inspector": N_("检查人员"),
    "contact": N_("企业联系人"),
    "operator": N_("运维人员"),
}

KIND_WORDS: dict[str, str] = {
    "body": N_("认证机构"),
    "city_office": N_("市知识产权局"),
    "province_office": N_("省知识产权局"),
    "company": N_("企业"),
    "house": N_("本系统"),
}

ROLES_OF: dict[str, tuple[str, ...]] = {
    "house": ("operator",),
    "body": ("lead", "auditor", "expert", "trainee", "planner", "decider", "body_admin"),
    "city_office": ("city", "inspector"),
    "province_office": ("province",),
    "company": ("contact",),
}
"""Roles that people of a kind of organisation may have, in the order screens show them."""
