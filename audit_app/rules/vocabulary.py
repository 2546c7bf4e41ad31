"""The values that are stored, each listed once with its word: tables, shapes, pages and the tablet take them from here.

States are not here: they are what the machines reach. What a value means for an act is said by the rules that use it.
"""

from audit_app.rules.refusals import N_

Words = dict[str, str]

JUDGEMENTS: Words = {
    "conforms": N_("符合"), "nonconforming": N_("不符合"), "observation": N_("观察项"), "not_applicable": N_("不适用"),
}  # fmt: skip

SEVERITIES: Words = {"major": N_("严重"), "minor": N_("一般")}
"""Of a nonconformity, the graver first. The steps of a spot check are another list (`ladder`)."""

SEVERITY_LABELS: dict[str, Words] = {"general": SEVERITIES, "slight": {**SEVERITIES, "minor": N_("轻微")}}
"""What a certification body calls the two severities: its own setting `severity_words`, the first where it has made none."""

AUDIT_TYPES: Words = {
    "initial_stage_1": N_("初次认证 · 第一阶段"), "initial_stage_2": N_("初次认证 · 第二阶段"),
    "surveillance_1": N_("第一次监督审核"), "surveillance_2": N_("第二次监督审核"), "surveillance": N_("监督审核"),
    "recertification": N_("再认证审核"), "transition": N_("换版审核"), "surveillance_transition": N_("监督加换版审核"),
    "scope_extension": N_("扩大范围审核"), "short_notice": N_("临时通知的审核"), "resumption": N_("暂停后恢复的审核"),
    "takeover": N_("从其他机构转来的审核"), "special": N_("特殊审核"),
}  # fmt: skip
"""GB/T 27021.1 9.3, 9.6 (LIKELY): initial, surveillance, recertification and special audits; conversion by notice 27 of 2023."""

OFFERED_TYPES = tuple(name for name in AUDIT_TYPES if name != "surveillance")
"""Those of a new plan. A surveillance whose number nobody said stands in earlier plans and in what other systems send."""

AUDIT_TIME_ROWS: dict[str, str | None] = {
    **dict.fromkeys(("initial_stage_1", "initial_stage_2", "takeover"), "initial"),
    **dict.fromkeys(("surveillance", "surveillance_1", "surveillance_2", "surveillance_transition"), "surveillance"),
    "recertification": "recertification",
    **dict.fromkeys(("transition", "scope_extension", "short_notice", "resumption", "special"), None),
}
"""Which row of the body's audit-time table a type uses; None: no row, the body sets the days in each case (ASSUMED)."""

TEAM_ROLES = ("lead", "auditor", "expert", "trainee")
VISIT_ROLES = (*TEAM_ROLES, "inspector")
"""Roles on a visit: those of an audit team, and the inspector of a spot check."""

VISIT_KINDS = ("audit", "spot_check")

CHECK_METHODS: Words = {"on_site": N_("现场"), "documents": N_("书面"), "both": N_("现场加档案")}
CHECK_RESULTS: Words = {"meets": N_("达到标准"), "not_met": N_("未达标准"), "uncheckable": N_("无法检查")}
MEASURES_TAKEN = ("reminder", "interview")
MEASURES = ("none", *MEASURES_TAKEN)
"""What an office does about the certification body after a spot check."""

PHOTO_SOURCES = ("camera", "album")
