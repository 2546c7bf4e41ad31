"""The cast: organisations and people of the demo and of every test. All names are fictional."""

from argon2 import PasswordHasher

from audit_app.demo.script import Script, known_id
from audit_app.rules.permits import Actor
from audit_app.store import people
from checklists import regions

PASSWORD = "yanshi-2023-1027"
OPERATOR = Actor(known_id("operator"), known_id("house"), "house", frozenset({"operator"}), "运维")

BODIES = (
    ("JX", "江信认证（示例）", "江信", "CNCA-R-2099-901"),
    ("HH", "华衡认证（示例）", "华衡", "CNCA-R-2099-902"),
    ("ZY", "中元认证（示例）", "中元", "CNCA-R-2099-903"),
)
PEOPLE = (
    # account, name, organisation code, roles, post
    ("liyan", "李岩", "JX", "auditor lead", "审核组长"),
    ("chenjing", "陈静", "JX", "auditor", "审核员"),
    ("zhaoweidong", "赵卫东", "JX", "decider", "认证决定人员"),
    ("sunqian", "孙倩", "JX", "planner", "计划人员"),
    ("fengjie", "冯洁", "JX", "body_admin", "机构管理员"),
    ("heming", "何明", "JX", "expert", "技术专家"),
    ("qinyu", "秦雨", "JX", "trainee", "实习审核员"),
    ("linfan", "林帆", "ZY", "auditor lead", "审核员"),
    ("gaoyuan", "高远", "ZY", "planner body_admin", "计划人员"),
    ("zhoumin", "周敏", "320000", "province", "产业促进处"),
    ("wuhao", "吴昊", "320600", "city", "知识产权促进科"),
    ("qianlei", "钱磊", "320600", "inspector", "检查人员"),
    ("xuning", "许宁", "QH", "contact", "知识产权部经理"),
)
CITY_PEOPLE = {
    "320100": ("nanjing", "陆川"),
    "320200": ("wuxi", "顾青"),
    "320300": ("xuzhou", "孟辉"),
    "320400": ("changzhou", "沈杰"),
    "320500": ("suzhou", "陶然"),
    "320700": ("lianyungang", "石磊"),
    "320800": ("huaian", "范宁"),
    "320900": ("yancheng", "卞涛"),
    "321000": ("yangzhou", "马珂"),
    "321100": ("zhenjiang", "丁一"),
    "321200": ("taizhou", "季文"),
    "321300": ("suqian", "臧平"),
}


def tell(script: Script) -> None:
    """Create organisations and people; passwords are set without an op, the ops only say so."""
    script.at("2023-03-01 09:00")
    _house(script)
    for code, name, short, approval in BODIES:
        _organisation(script, "body", code, name, short_name=short, approval_no=approval)
    region = regions()
    _organisation(
        script,
        "province_office",
        region.code,
        f"{region.name}知识产权局",
        short_name="省知识产权局",
        region=region.code,
    )
    for city in region.cities:
        _organisation(
            script,
            "city_office",
            city.code,
            f"{city.name}知识产权局",
            short_name=f"{city.name}知识产权局",
            region=city.code,
            parent=known_id(region.code),
        )
    _organisation(script, "company", "QH", "江苏启衡精密仪器有限公司", short_name="启衡")
    for account, name, organisation, roles, post in PEOPLE:
        _user(script, account, name, organisation, roles, post)
    for code, (account, name) in CITY_PEOPLE.items():
        _user(script, account, name, code, "city", "知识产权促进科")
    script.flush()
    _passwords(script)


def accounts() -> list[str]:
    return ["operator", *(row[0] for row in PEOPLE), *(account for account, _ in CITY_PEOPLE.values())]


def _house(script: Script) -> None:
    script.do(OPERATOR, "organisation.create", known_id("house"), {"kind": "house", "code": "house", "name": "本系统"})
    script.do(
        OPERATOR,
        "user.create",
        known_id("operator"),
        {"organisation": known_id("house"), "account": "operator", "name": "运维", "roles": ["operator"]},
    )


def _organisation(script: Script, kind: str, code: str, name: str, **more: str) -> None:
    script.do(OPERATOR, "organisation.create", known_id(code), {"kind": kind, "code": code, "name": name, **more})


def _user(script: Script, account: str, name: str, organisation: str, roles: str, post: str) -> None:
    body = {
        "organisation": known_id(organisation),
        "account": account,
        "name": name,
        "roles": roles.split(),
        "post": post,
    }
    script.do(OPERATOR, "user.create", known_id(account), body)
    script.do(OPERATOR, "credential.set", known_id(account), {"credential": "password"})


def _passwords(script: Script) -> None:
    secret = PasswordHasher().hash(PASSWORD)
    with script.database.writing() as connection:
        for account in accounts():
            people.put_credential(connection, known_id(account), "password", secret, script.time)
