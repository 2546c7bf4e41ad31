"""Wiring: `create_app(config)` puts database, evidence store and blueprints together. Nothing else lives here."""

from pathlib import Path

from flask import Flask, g, redirect, request, url_for
from flask_babel import Babel
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response

from audit_app import access_log, compressing, errors, security, severities, show
from audit_app.access_log import AccessLog
from audit_app.clock import Clock
from audit_app.config import Config
from audit_app.photo_files import in_words
from audit_app.rules.vocabulary import TEAM_ROLES
from audit_app.store.db import Database
from evidence.folder import open_store

LANGUAGES = {"zh": "zh_Hans_CN", "en": "en"}
HOME = (
    ("field.today", set(TEAM_ROLES)),
    ("review.desk", {"decider", "planner", "body_admin"}),
    ("regulator.overview", {"city", "province"}),
    ("field.today", {"inspector"}),
    ("admin.index", {"operator"}),
)


def language() -> str:
    """The reader's language: chosen in 我的 (cookie), else Chinese; a program says it with `Accept-Language`."""
    chosen = request.cookies.get("lang")
    if chosen is None and request.path.startswith("/api/"):
        chosen = request.accept_languages.best_match(LANGUAGES)
    return LANGUAGES.get(chosen or "zh", LANGUAGES["zh"])


def create_app(config: Config | None = None) -> Flask:
    """The whole application on one database and one evidence store."""
    app = assembled()
    connect(app, config or Config.from_env())
    return app


def assembled() -> Flask:
    """All blueprints, with no database or store yet: the same for every database."""
    app = Flask("audit_app")
    app.config.update(
        MAX_CONTENT_LENGTH=64 * 2**20,
        MAX_FORM_MEMORY_SIZE=8 * 2**20,
        MAX_FORM_PARTS=2000,
        CHECK_ORIGIN=True,
        BABEL_DEFAULT_LOCALE="zh_Hans_CN",
        BABEL_DEFAULT_TIMEZONE="Asia/Shanghai",
        JSON_AS_ASCII=False,
    )
    app.jinja_options = {"autoescape": True, "trim_blocks": True, "lstrip_blocks": True}
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    Babel(app, locale_selector=language)
    security.register(app)
    compressing.register(app)
    access_log.register(app)
    errors.register(app)
    show.register(app)
    app.jinja_env.filters["remark"] = in_words
    app.jinja_env.globals["severity_label"] = severities.label
    register_blueprints(app)
    app.add_url_rule("/", "home", home)
    return app


def connect(app: Flask, config: Config) -> None:
    """Give the assembled application its database, clock, evidence store and settings."""
    from audit_app.field.parts import prepare

    app.config.update(
        AUDIT=config,
        SESSION_SECURE=config.secure_cookie,
        TRUSTED_HOSTS=config.trusted_hosts.split(",") if config.trusted_hosts else None,
    )
    app.extensions["database"] = Database(config.database)
    app.extensions["access_log"] = AccessLog()
    app.extensions["clock"] = Clock(config.clock)
    app.extensions["evidence"] = open_store(config.evidence)
    prepare(Path(config.uploads))
    if config.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, config.proxies, config.proxies, config.proxies, config.proxies)  # type: ignore[method-assign]


def register_blueprints(app: Flask) -> None:
    from audit_app import admin, api, auth, field, regulator, review

    for package in (auth, field, review, regulator, admin):
        app.register_blueprint(package.bp)
    api.register(app)


def home() -> Response:
    """The first screen of whoever is signed in."""
    if g.actor is None:
        return redirect(url_for("auth.sign_in"))
    for endpoint, roles in HOME:
        if g.actor.roles & roles:
            return redirect(url_for(endpoint))
    return redirect(url_for("auth.me"))
