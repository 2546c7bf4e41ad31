"""Steps of the office's half of the story from an empty installation: each taps and types what a person would.

The file of the register is made here; what it must lead to is said in `test_from_empty_office`.
"""

import re
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import xlsxwriter
from playwright.sync_api import FilePayload, Locator, Page, expect

from audit_app.rules.identifiers import ALPHABET, check_character
from audit_app.sheets.inspectors import HEADER as STAFF_HEADER
from audit_app.sheets.register import HEADER as REGISTER_HEADER
from checklists import regions
from e2e.from_empty_steps import OWN, Installation, Story
from e2e.taps import Taps

NANTONG = "320600"
BODIES = (("江信认证（示例）", "SAMPLE-R-901"), ("华衡认证（示例）", "SAMPLE-R-902"))
TRADES = ("精密机械", "新材料", "纺织科技", "电子科技", "船舶配套", "环保设备", "食品科技", "模具")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Cells = list[list[str]]


# ---- files -----------------------------------------------------------------------------------------------------------


def code_of(county: str, number: int) -> str:
    """A code with right check characters."""
    inner = "MA" + "".join(ALPHABET[(number * step + step) % 31] for step in (1, 7, 3)) + f"{number % 1000:03d}"
    total = sum(int(letter, 36) * weight for letter, weight in zip(inner, (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    body = f"91{county}{inner}{'0123456789X'[-total % 11]}"
    return body + check_character(body)


def register_cells(count: int) -> Cells:
    """Rows of companies of 南通, as an office would have them in its file."""
    city = regions().city(NANTONG)
    assert city is not None
    rows = []
    for number in range(1, count + 1):
        county = city.counties[number % len(city.counties)]
        body, approval = BODIES[number % 2]
        name = f"{county.name[:2]}{'启承远恒'[number % 4]}{number:03d}{TRADES[number % 8]}有限公司"
        certificate = f"{approval[-3:]}24IP{number:06d}R0M"
        dates = ["2024-03-01", "2027-02-28"]
        more = [body, approval, certificate, *dates, "GB/T 29490-2013", "有效", "AB"[number % 2]]
        rows.append([name, code_of(county.code, number), city.name, county.name, *more])
    return rows


def staff_cells(names: Sequence[str]) -> Cells:
    return [[name, f"{NANTONG}{at:04d}", "南通市知识产权局", ""] for at, name in enumerate(names, 1)]


def workbook(name: str, header: Sequence[str], rows: Cells) -> FilePayload:
    """An .xlsx file as a person would choose it."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Sheet1")
        for at, cells in enumerate([list(header), *rows]):
            for column, value in enumerate(cells):
                sheet.write_string(at, column, value)
    return {"name": name, "mimeType": XLSX, "buffer": out.getvalue()}


def register_file(rows: Cells) -> FilePayload:
    return workbook("南通名录.xlsx", REGISTER_HEADER, rows)


def staff_file(names: Sequence[str]) -> FilePayload:
    return workbook("检查人员.xlsx", STAFF_HEADER, staff_cells(names))


# ---- people and days -------------------------------------------------------------------------------------------------


class Office(Story):
    """The people of a province's and a city's office; the story goes on from one day to another."""

    def __init__(self, browser: Any, installation: Installation) -> None:
        super().__init__(browser, installation.url)
        self.installation = installation
        self.checks: dict[str, str] = {}

    def day(self, instant: str) -> None:
        """Another day has come: everybody has gone home, the server's clock stands there."""
        self.close()
        self.contexts.clear()
        self.installation.start(instant)

    def back(self, account: str) -> Page:
        """A person signs in with the password of his own choice."""
        return self.sign_in(account, OWN)

    def upload(self, page: Page, what: str, file: FilePayload) -> None:
        page.goto("/regulator/campaigns/K1")
        page.set_input_files(f"#f-{what}", files=[file])
        Taps(page).tap(page.locator("form", has=page.locator(f"#f-{what}")).get_by_role("button", name="上传并检查"))

    def open_check(self, page: Page, name: str) -> None:
        if name not in self.checks:
            page.goto("/regulator/campaigns/K1")
            href = page.get_by_role("link", name=name, exact=True).get_attribute("href")
            assert href
            self.checks[name] = href
        page.goto(self.checks[name])
        expect(page.get_by_role("heading", level=1)).to_have_text(name)

    def step(self, page: Page, name: str, button: str, after: str, **typed: str) -> None:
        """One step of a check, from its page, with the question agreed to."""
        self.open_check(page, name)
        for field, value in typed.items():
            page.fill(f"#f-{field}", value)
        agreed(page, page.locator("#f-form").get_by_role("button", name=button, exact=True))
        expect(page.locator(".ttl")).to_contain_text(after)

    def conclude(self, page: Page, name: str, step: str, after: str, **typed: Any) -> None:
        """The inspector's conclusion: step of the ladder, problems, follow-ups, note. The page may be open with what was taken over."""
        if not page.url.endswith(self.checks.get(name, "?")):
            self.open_check(page, name)
        written(page.locator("#f-form"), step, **typed)
        agreed(page, page.locator("#f-form").get_by_role("button", name="完成", exact=True))
        expect(page.locator(".ttl")).to_contain_text(after)

    def cannot(self, page: Page, name: str, step: str, why: str, on: str) -> None:
        """A company that cannot be visited at all; the day on which that was known is typed."""
        self.open_check(page, name)
        Taps(page).tap(page.get_by_text("查不成？记为无法检查"))
        form = page.locator("form", has=page.get_by_role("button", name="记为无法检查", exact=True))
        written(form, step, note=why, known_on=on)
        agreed(page, form.get_by_role("button", name="记为无法检查", exact=True))
        expect(page.locator(".ttl")).to_contain_text("无法检查")

    def act(self, page: Page, path: str, button: str, after: str, **typed: str) -> None:
        """An act on a paper, from its own page; the page afterwards says `after`."""
        page.goto(path)
        panel = page.locator("details.panel").filter(has=page.locator("summary", has_text=re.compile(f"^{button}$")))
        if panel.count():
            Taps(page).tap(panel.locator("summary"))
        else:
            panel = page.locator("section.panel", has=page.get_by_role("button", name=button, exact=True))
        for field, value in typed.items():
            panel.locator(f"[name={field}]").fill(value)
        agreed(page, panel.get_by_role("button", name=button, exact=True))
        expect(page.locator(".ttl")).to_contain_text(after)

    def paper_of(self, page: Page, name: str, kind: str) -> str:
        """The address of the paper that a check opened: its rectification, reminder or interview."""
        self.open_check(page, name)
        label = {"rectify": "限期整改", "talks/reminder": "书面提醒", "talks/interview": "约谈"}[kind]
        line = page.locator("#conclusion dt", has_text=label).locator("xpath=following-sibling::dd[1]")
        href = line.get_by_role("link").get_attribute("href")
        assert href and f"/{kind}/" in href, href
        return href


def agreed(page: Page, button: Locator) -> None:
    """A tap on the button, and on the one of the question that it asks; until the answer's page is there."""
    taps = Taps(page)
    taps.tap(button)
    expect(page.locator("#ask[open]")).to_be_visible()
    with page.expect_navigation():
        taps.agree()


def written(form: Locator, step: str, *, problem: str = "", measure: str = "", **typed: str) -> None:
    """Fill in a conclusion. `measure` is how its pill begins; other fields by their name."""
    form.get_by_role("group", name="处理档次").get_by_role("radio", name=step, exact=True).tap()
    if problem:
        form.get_by_label("第 1 个问题", exact=True).fill(problem)
    if days := typed.pop("days", ""):
        form.locator("[name=days]").select_option(days)
    if measure:
        form.get_by_role("radio", name=re.compile(f"^{measure}")).tap()
    for name, value in typed.items():
        form.locator(f"[name={name}]").fill(value)
