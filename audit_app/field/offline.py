"""What makes the field an app without network: the service worker with its list of files, the manifest, the words."""

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

from flask import Response, current_app, render_template, url_for
from flask_babel import force_locale
from flask_babel import gettext as _

from audit_app.field import bp
from audit_app.field.modules import needed
from audit_app.field.words import words as words_of
from audit_app.show import language

KEPT = (
    "field/*.js",
    "parts/*.js",
    "site.css",
    "field.css",
    "print.css",
    "icons.svg",
    "seal.svg",
    "vendor/idb-*.js",
    "vendor/tus-*.min.js",
)
WORKER = "field/sw.js"
SHELLS = ("today", "me", "help", "unsent", "audit")
LANGUAGES = {"zh": "zh_Hans_CN", "en": "en"}
SHOWN = ("templates/field/*.html", "templates/_parts/*.html", "templates/base.html", "translations/**/*.mo")


@cache
def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def kept_files() -> list[tuple[str, str]]:
    """(address, digest) of every file of the field app; the folder is the list, so that none can be forgotten.

    Files and templates are those of the process's start: none changes under a running server.
    """
    folder = Path(str(current_app.static_folder))
    return [(_address(folder, path), _digest(path)) for path in _paths(folder)]


@cache
def _paths(folder: Path) -> list[Path]:
    return sorted({path for pattern in KEPT for path in folder.glob(pattern)} - {folder / WORKER})


def _address(folder: Path, path: Path) -> str:
    return url_for("static", filename=path.relative_to(folder).as_posix())


def build_of() -> str:
    """What this version of the field app is called: every file, template and word of it counts."""
    return _build(Path(current_app.root_path), url_for("static", filename=""))


@cache
def _build(root: Path, _at: str) -> str:
    shown = [_digest(path) for pattern in SHOWN for path in sorted(root.glob(pattern))]
    return hashlib.sha256(json.dumps([kept_files(), _worker(), shown, words_of("en")]).encode()).hexdigest()[:16]


def shell_of(name: str) -> str:
    """The frame of a field page in the reader's language, without anything of anybody."""
    folder = Path(str(current_app.static_folder)).resolve()
    return render_template("field/shell.html", shell=name, build=build_of(), modules=needed(folder, name))


def kept_shells() -> list[tuple[str, str]]:
    """(address, digest) of every shell in every language."""
    found = []
    for lang, locale in LANGUAGES.items():
        with force_locale(locale):
            for name in SHELLS:
                digest = hashlib.sha256(shell_of(name).encode()).hexdigest()[:16]
                found.append((url_for("field.shell", name=name, lang=lang), digest))
    return found


def _worker() -> str:
    return (Path(str(current_app.static_folder)) / WORKER).read_text(encoding="utf-8")


@bp.get("/sw.js")
def worker() -> Response:
    """The service worker, its list of files before it; any changed byte makes a new version."""
    files, source = kept_files() + kept_shells(), _worker()
    version = hashlib.sha256((json.dumps(files) + source).encode()).hexdigest()[:16]
    head = f"const FILES = {json.dumps(files)};\nconst VERSION = {json.dumps(version)};\n"
    response = Response(head + source, mimetype="text/javascript")
    response.headers["Service-Worker-Allowed"] = "/"
    response.headers["Cache-Control"] = "no-cache"
    return response


@bp.get("/manifest.webmanifest")
def manifest() -> Response:
    """What the home screen needs to know."""
    seal = {"src": url_for("static", filename="seal.svg"), "sizes": "any", "type": "image/svg+xml"}
    about = {
        "name": _("贯标审核"),
        "short_name": _("贯标审核"),
        "id": "/field",
        "start_url": "/field",
        "scope": "/field",
        "display": "standalone",
        "background_color": "#F3F5F9",
        "theme_color": "#17508F",
        "icons": [seal],
    }
    response = Response(json.dumps(about, ensure_ascii=False), mimetype="application/manifest+json")
    response.headers["Cache-Control"] = "no-cache"
    return response


@bp.get("/words.json")
def words() -> dict[str, Any]:
    """The words of the tablet's modules in the reader's language."""
    return {"lang": language(), "words": words_of(language())}
