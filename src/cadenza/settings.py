"""Every setting, from the environment, with defaults that run on SQLite at once; a wrong one stops the start with a hint.

Each variable read here is documented in docs/reference/settings.md; a test keeps the two equal.
"""

from __future__ import annotations

import os
import re
import secrets
import sys
from email.utils import parseaddr
from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from cadenza.jobs.rules import NO_MAIL_SERVER, mail_server

KNOWN: dict[str, str] = {}
"""Name -> what it does. `setting()` fills it; the reference page is compared with it."""


def setting(name: str, default: str, meaning: str, *, secret: bool = False) -> str:
    """One variable's value. A secret may come from the file named by NAME_FILE instead."""
    KNOWN[name] = meaning
    if secret:
        KNOWN[f"{name}_FILE"] = f"File that holds {name}."
        path = os.environ.get(f"{name}_FILE")
        if path:
            try:
                return Path(path).read_text(encoding="utf-8").strip()
            except OSError as error:
                raise ImproperlyConfigured(f"{name}_FILE names {path}, which cannot be read: {error.strerror}.") from error
    return os.environ.get(name) or default


def yes_or_no(name: str, default: str, meaning: str) -> bool:
    """A switch: 1, yes, true, on or 0, no, false, off."""
    value = setting(name, default, meaning).strip().lower()
    if value in {"1", "yes", "true", "on"}:
        return True
    if value in {"0", "no", "false", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}. Write yes or no.")


def whole_number(name: str, default: str, meaning: str, *, at_least: int) -> int:
    """A whole number with a floor."""
    value = setting(name, default, meaning)
    if not value.isascii() or not value.isdigit() or int(value) < at_least:
        raise ImproperlyConfigured(f"{name} is {value!r}. Write a whole number of at least {at_least}.")
    return int(value)


def listed(value: str) -> list[str]:
    """What a comma-separated value names."""
    return [one.strip() for one in value.split(",") if one.strip()]


def private_secret(path: Path) -> str:
    """The installation's secret, made on first use with tight permissions."""
    try:
        return path.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        made = secrets.token_urlsafe(64)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:  # another process was quicker
            return path.read_text(encoding="utf-8").strip()
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(made)
        return made


# Where state lives
DATA = Path(setting("CADENZA_DATA", "var", "Folder for the SQLite database, the key ring and the secret. Default: ./var")).absolute()
DEMO = setting("CADENZA_MODE", "production", "production, or demo: one-click demo roles, plain-named cookies, loopback only.")
if DEMO not in {"production", "demo"}:
    raise ImproperlyConfigured(f"CADENZA_MODE is {DEMO!r}. Write production or demo.")
DEMO_MODE = DEMO == "demo"
KEY_RING = Path(
    setting(
        "CADENZA_KEY_RING",
        str(DATA / "keys" / "ring.json"),
        "File with the keys that unlock sealed text. Back it up apart from the database.",
    )
)

# Secrets
SECRET_KEY = setting("CADENZA_SECRET_KEY", "", "Signs sessions and links. Default: made once in CADENZA_DATA/secret.", secret=True)
if not SECRET_KEY:
    SECRET_KEY = private_secret(DATA / "secret")
if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("CADENZA_SECRET_KEY is shorter than 50 characters. Leave it out and one is made for you.")
SECRET_KEY_FALLBACKS = [
    key
    for key in setting(
        "CADENZA_SECRET_KEY_FALLBACKS", "", "Earlier secrets, comma-separated, still accepted after a change.", secret=True
    ).split(",")
    if key
]

# Who may ask
SITE_URL = setting(
    "CADENZA_URL", "http://127.0.0.1:8000", "The address people open, for links in mail. In production it begins with https://."
).rstrip("/")
if not re.fullmatch(r"https?://([\w.-]+|\[[0-9a-f:]+\])(:\d+)?", SITE_URL, re.IGNORECASE):
    raise ImproperlyConfigured(
        f"CADENZA_URL is {SITE_URL!r}. Write the whole address, without a path, such as https://cadenza.example.org."
    )
if not DEMO_MODE and not re.match(r"https://|http://(127\.0\.0\.1|localhost|\[::1\])(:|$)", SITE_URL, re.IGNORECASE):
    raise ImproperlyConfigured(f"CADENZA_URL is {SITE_URL!r}. Write https://: outside the demo nothing is served without TLS.")
ALLOWED_HOSTS = listed(setting("CADENZA_HOSTS", "127.0.0.1,localhost,[::1]", "Host names that are answered, comma-separated."))
for _host in ALLOWED_HOSTS:
    if not re.fullmatch(r"\*|\.?[\w.-]+|\[[0-9a-f:]+\]", _host, re.IGNORECASE):
        raise ImproperlyConfigured(
            f"CADENZA_HOSTS names {_host!r}. Write names alone, without https:// and port, such as cadenza.example.org."
        )
CSRF_TRUSTED_ORIGINS: list[str] = [SITE_URL] if SITE_URL.startswith("https://") else []
BEHIND_PROXY = yes_or_no("CADENZA_BEHIND_PROXY", "no", "yes when a proxy ends TLS and sets X-Forwarded-Proto itself.")
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Mail and people to reach
EMAIL_URL = setting(
    "CADENZA_EMAIL_URL",
    "",
    "smtp://user:password@host:587 (STARTTLS), or smtps://user:password@host:465 (TLS from the start). Without user and password smtp:// goes "
    "unencrypted: for a relay on this machine alone. Empty: each mail is written as a file into CADENZA_DATA/mail instead.",
    secret=True,
)
if EMAIL_URL and mail_server(EMAIL_URL) is None:
    raise ImproperlyConfigured(NO_MAIL_SERVER)
DEFAULT_FROM_EMAIL = setting(
    "CADENZA_EMAIL_FROM", "cadenza@localhost", "Sender of mail: an address, or Name <address>. Set it, or mail servers refuse what is sent."
)
if not re.fullmatch(r"[^@\s]+@[^@\s]+", parseaddr(DEFAULT_FROM_EMAIL)[1]) or not DEFAULT_FROM_EMAIL.isprintable():
    raise ImproperlyConfigured(f"CADENZA_EMAIL_FROM is {DEFAULT_FROM_EMAIL!r}. Write an address, such as cadenza@example.org.")
SECURITY_CONTACT = setting(
    "CADENZA_SECURITY_CONTACT", "mailto:security@localhost", "Contact line of /.well-known/security.txt: mailto:, https:// or tel:."
)
if not re.fullmatch(r"(mailto:[^@\s]+@[^@\s]+|https://\S+|tel:\S+)", SECURITY_CONTACT):
    raise ImproperlyConfigured(f"CADENZA_SECURITY_CONTACT is {SECURITY_CONTACT!r}. Write mailto:security@example.org or https://...")
LOG_LEVEL = setting("CADENZA_LOG_LEVEL", "INFO", "DEBUG, INFO, WARNING or ERROR.").upper()
if LOG_LEVEL not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
    raise ImproperlyConfigured(f"CADENZA_LOG_LEVEL is {LOG_LEVEL!r}. Write DEBUG, INFO, WARNING or ERROR.")

# Sessions (TRUST T23): both clocks run at once
SESSION_IDLE_SECONDS = 60 * whole_number("CADENZA_IDLE_MINUTES", "30", "Minutes without a request until sign-out.", at_least=1)
SESSION_ABSOLUTE_SECONDS = 60 * whole_number("CADENZA_SESSION_MINUTES", "720", "Minutes from sign-in until sign-out.", at_least=1)

DEBUG = False
ROOT_URLCONF = "cadenza.urls"
WSGI_APPLICATION = "cadenza.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "people.Account"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "template_partials",
    "cadenza.web",  # before allauth and django.forms: its templates stand in for theirs
    "django.forms",
    "allauth",
    "allauth.account",
    "cadenza.sealing",
    "cadenza.trail",
    "cadenza.jobs",
    "cadenza.people",
    "cadenza.practice",
    "cadenza.asks",
    "cadenza.characteristics",
    "cadenza.capability",
    "cadenza.strategy",
    "cadenza.evidence",
    "cadenza.learning",
    "cadenza.plans",
    "cadenza.conversations",
    "cadenza.handover",
    "cadenza.improvement",
    "cadenza.rhythm",
    "cadenza.insight",
    "cadenza.stewardship",
    "cadenza.custody",
    "cadenza.home",
    "cadenza.notices",
    "cadenza.demo",
]

MIDDLEWARE = [
    "cadenza.web.clock.Clock",
    "cadenza.web.headers.SecurityHeaders",  # around everything that may answer by itself: redirects, static files, refusals
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "cadenza.health.Probes",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "cadenza.people.sessions.SessionClocks",
    "django.contrib.messages.middleware.MessageMiddleware",
    "cadenza.web.answers.HouseAnswers",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cadenza.home.shell.shell",
            ],
            "builtins": ["cadenza.web.templatetags.web"],
        },
    }
]

FORM_RENDERER = "cadenza.web.forms.HouseRenderer"

# Database: SQLite until DATABASE_URL names a PostgreSQL
DATABASE_URL = setting(
    "DATABASE_URL",
    f"sqlite:///{DATA / 'cadenza.sqlite3'}",
    "Database address: postgres://user:password@host/name in production.",
    secret=True,
)
_NO_DATABASE = "DATABASE_URL cannot be read. Write sqlite:///FILE or postgres://user:password@host/name."
try:
    _database: dict[str, Any] = dict(dj_database_url.parse(DATABASE_URL))
except (ValueError, dj_database_url.ParseError, dj_database_url.UnknownSchemeError) as error:
    raise ImproperlyConfigured(_NO_DATABASE) from error
if _database.get("ENGINE") not in {"django.db.backends.sqlite3", "django.db.backends.postgresql"}:
    raise ImproperlyConfigured(_NO_DATABASE)
if _database["ENGINE"] == "django.db.backends.sqlite3":
    _database["OPTIONS"] = {
        # FULL: an acknowledged save survives power loss (TRUST N06). IMMEDIATE: no lock upgrades, so no deadlocks.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY;",
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
    }
else:
    # No just-in-time compiling: these statements are many and short, and one with a large estimate was compiled for seconds to run for 80 ms.
    _database.setdefault("OPTIONS", {}).setdefault("options", "-c jit=off")
    _database["CONN_MAX_AGE"] = 60
    _database["CONN_HEALTH_CHECKS"] = True
DATABASES = {"default": _database}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "web_cache"}}

# Sign-in (django-allauth)
AUTHENTICATION_BACKENDS = ["cadenza.people.sign_in.HouseBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/accounts/login/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an account comes from an invitation to the address that the organisation knows
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_ADAPTER = "cadenza.people.sign_in.InvitationsOnly"
# Failed tries count per account and network address together ("key", see InvitationsOnly), so that nobody locks anybody else out (TRUST T28).
# The limits per network address alone are wide: a whole office may share one.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "60/m/ip,5/5m/key",
    "reset_password": "20/m/ip,5/m/key",
    "reset_password_from_key": "20/m/ip",
}
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = SESSION_ABSOLUTE_SECONDS
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "cadenza.web.errors.csrf_failure"
SECURE_TLS = not DEMO_MODE
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_TLS
SESSION_COOKIE_NAME = "__Host-session" if SECURE_TLS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE_TLS else "csrf"
SECURE_SSL_REDIRECT = SECURE_TLS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if SECURE_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE_TLS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "no-referrer"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    }
}
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # never in a cookie: words of people stay on the server
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# Words
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
LOCALE_PATHS = [Path(__file__).parent / "locale"]

# Static files: hashed in production, straight from the packages in the demo (no collectstatic)
STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
WHITENOISE_USE_FINDERS = DEMO_MODE
WHITENOISE_ALLOW_ALL_ORIGINS = False  # no other site has a use for them
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("jpg", "jpeg", "png", "gif", "webp", "zip", "gz", "br", "woff2", "map")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEMO_MODE
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# Mail goes into the job table and is sent by the worker (TRUST T27)
EMAIL_BACKEND = "cadenza.jobs.mail.QueuedMail"

# Logs name what happened, never what somebody wrote; unhandled errors go without POST data and local variables (TRUST T20)
DEFAULT_EXCEPTION_REPORTER = "cadenza.web.reports.BareReporter"
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "cadenza.web.logs.OneLine"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "stream": sys.stderr, "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {"django": {"handlers": [], "level": LOG_LEVEL, "propagate": True}},
}

_unknown = sorted(name for name in os.environ if name.startswith("CADENZA_") and name not in KNOWN)
if _unknown:
    raise ImproperlyConfigured(f"{', '.join(_unknown)}: no such setting. Known: {', '.join(sorted(KNOWN))}.")
