"""Pages and forms as a browser without script sees them: links, forms, fields. Nothing is sent from here but GET."""

from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from flask import Flask
from werkzeug.test import TestResponse

MOST_OF_A_KIND = 3
PAPERS = (".pdf", ".docx", ".xlsx")
Ask = Callable[[str], TestResponse]


@dataclass
class Field:
    """One field: what it offers (`choices`) and what stands in it."""

    name: str
    kind: str
    value: str = ""
    choices: list[str] = field(default_factory=list)
    chosen: bool = False


@dataclass
class Form:
    """One form with the page it stood on and who saw it."""

    method: str
    action: str
    fields: list[Field]
    page: str = ""
    who: str = ""
    files: bool = False


class Reader(HTMLParser):
    """Reads links and forms of one page."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address, self.links, self.forms, self.apart = address, [], [], []  # type: ignore[var-annotated]
        self._form: Form | None = None
        self._named: dict[str, Form] = {}
        self._select: Field | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in told:
            self.links.append(urljoin(self.address, told["href"]))
        elif tag == "form":
            method = told.get("method", "get").upper()
            self._form = Form(method, urljoin(self.address, told.get("action") or self.address), [], self.address)
            self._form.files = "multipart" in told.get("enctype", "")
            self._named[told.get("id", "")] = self._form
            self.forms.append(self._form)
        elif tag in {"input", "textarea", "select", "button"} and told.get("name"):
            self._field(tag, told)
        elif tag == "option" and self._select is not None:
            self._select.choices.append(told.get("value", ""))
            if "selected" in told:
                self._select.value = told.get("value", "")

    def _field(self, tag: str, told: dict[str, str]) -> None:
        kind = told.get("type", "text") if tag == "input" else tag
        one = Field(told["name"], kind, told.get("value", ""), chosen="checked" in told)
        self._select = one if tag == "select" else None
        if told.get("form"):
            self.apart.append((told["form"], one))
        elif self._form is not None:
            self._form.fields.append(one)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        if tag == "select":
            self._select = None

    def finished(self) -> list[Form]:
        """The forms, with the fields that stand apart from them."""
        for name, one in self.apart:
            if name in self._named:
                self._named[name].fields.append(one)
        return self.forms


def crawl(app: Flask, ask: Ask, start: str = "/") -> tuple[list[Form], dict[str, int]]:
    """Follow every link from `start`, a few pages of each kind; (forms, status by address). Papers to download hold neither."""
    adapter, seen, forms, kinds = app.url_map.bind("localhost"), {}, [], {}  # type: ignore[var-annotated]
    waiting = [start]
    while waiting:
        address = waiting.pop(0)
        parts = urlsplit(address)
        if parts.netloc not in {"", "localhost"} or parts.path.startswith(("/static/", "/logout")) or address in seen:
            continue
        if parts.path.endswith(PAPERS):
            continue
        try:
            endpoint = adapter.match(parts.path or "/")[0]
        except Exception:
            endpoint = "none"
        kinds[endpoint] = kinds.get(endpoint, 0) + 1
        if kinds[endpoint] > MOST_OF_A_KIND:
            continue
        answer = ask(address)
        seen[address] = answer.status_code
        if answer.status_code in {301, 302, 303}:
            waiting.insert(0, urljoin(address, answer.headers["Location"]))
        if answer.mimetype == "text/html" and answer.status_code == 200:
            reader = Reader(address)
            reader.feed(answer.get_data(as_text=True))
            forms += reader.finished()
            waiting += [link.partition("#")[0] for link in reader.links]
    return forms, seen
