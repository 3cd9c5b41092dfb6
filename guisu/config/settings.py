"""Django's settings, from `GUISU_*` variables (environment.py lists them)."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF

from guisu.config import folder, logs
from guisu.config.environment import ROOT, Environment
from guisu.ground.kernel.addresses import Proxies

ENVIRONMENT = Environment.read()
DATA = ENVIRONMENT.data_folder
# Before a key is read or made: those that a killed restore brings are the right ones.
folder.finish_arriving(DATA)
PACKAGE = Path(__file__).resolve().parents[1]

SECRET_KEY = ENVIRONMENT.signing_key()
ENCRYPTION_KEYS = ENVIRONMENT.sealing_keys()
DEBUG = ENVIRONMENT.is_on("debug")
# Without one, messages to staff carry no link.
PUBLIC_ADDRESS = ENVIRONMENT.address.strip().rstrip("/")
# Strangers could be first at the set-up wizard: it asks for a code that only the log shows.
ASKS_SETUP_CODE = ENVIRONMENT.is_reachable
PROXIES = Proxies.told(ENVIRONMENT.proxies)
ALLOWED_HOSTS = [host.strip() for host in ENVIRONMENT.allowed_hosts.split(",") if host.strip()]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "axes",
    "csp",
    "django_htmx",
    "django_tasks",
    "ninja",
    "guisu.ground.database",
    "guisu.ground.jobs",
    "guisu.ground.staff",
    "guisu.ground.channels",
    "guisu.ground.proof",
    "guisu.ground.events",
    "guisu.ground.warehouse",
    "guisu.know.customers",
    "guisu.know.commerce",
    "guisu.know.segments",
    "guisu.know.groups",
    "guisu.take_in.sync",
    "guisu.act.outreach",
    "guisu.act.stafftasks",
    "guisu.act.handovers",
    "guisu.act.messaging",
    "guisu.act.acquisition",
    "guisu.take_in.intake",
    "guisu.take_in.imports",
    "guisu.doors.callbacks",
    "guisu.doors.console",
]

MIDDLEWARE = [
    "guisu.config.health.HealthFirst",
    "guisu.config.answering.Counted",
    "guisu.doors.api.intake.middleware.IntakeFirst",
    "guisu.doors.callbacks.middleware.CallbacksFirst",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "guisu.doors.console.middleware.ProvenOnly",
    "guisu.doors.console.middleware.LocalHabits",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "guisu.config.urls"
WSGI_APPLICATION = "guisu.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "guisu.doors.console.context.console",
            ],
        },
    },
]


def _sqlite(name: str) -> dict[str, Any]:
    return {
        "ENGINE": "guisu.ground.database.sqlite",
        "NAME": DATA / f"{name}.sqlite3",
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # FULL: an acknowledged commit survives the loss of power, not only of the process.
            # 10,000 pages: what many commits write to the same page is copied once.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
            "PRAGMA wal_autocheckpoint=10000; PRAGMA cache_size=-65536;"
            "PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY;"
            # What is deleted is written over, however this SQLite was built.
            "PRAGMA secure_delete=ON;",
        },
        "TEST": {"NAME": DATA / f"test-{name}.sqlite3"},
    }


def _postgresql(address: str) -> dict[str, Any]:
    parts = urlsplit(address)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }


if ENVIRONMENT.database:
    DATABASES = {"default": _postgresql(ENVIRONMENT.database)}
else:
    DATABASES = {"default": _sqlite("guisu"), "spool": _sqlite("spool")}
DATABASE_ROUTERS = ["guisu.config.routing.SpoolApart"]
WAREHOUSE_ENGINE = ENVIRONMENT.warehouse or ("postgresql" if ENVIRONMENT.database else "duckdb")
WAREHOUSE_PATH = DATA / "warehouse.duckdb"
UPLOADS = DATA / "uploads"
PRESETS = DATA / "presets"
DEDUPE_DAYS = max(2, int(ENVIRONMENT.dedupe_days))
KEEP_DAYS = {
    name: int(days) for name, _, days in (each.partition("=") for each in ENVIRONMENT.kept_days())
}
BACKUP_FOLDER = Path(ENVIRONMENT.backup_folder).expanduser() if ENVIRONMENT.backup_folder else None
BACKUP_HOURS = int(ENVIRONMENT.backup_hours)
BACKUPS_KEPT_DAYS = int(ENVIRONMENT.backups_kept_days)
INTAKE_BACKLOG = int(ENVIRONMENT.intake_backlog)

# Threads of `jobs.crews` beside those of requests: all of them open stores.
LOOP_THREADS = 17
# The loops run inside the web process of a one-process installation, else in `guisu worker`.
BACKGROUND_HERE = ENVIRONMENT.is_on("background") and int(ENVIRONMENT.web_processes) == 1

NOTHING_LEAVES = ENVIRONMENT.is_on("nothing_leaves")
LEAVES_TO = frozenset(ENVIRONMENT.leaves_to.lower().replace(",", " ").split())

TASKS = {"default": {"BACKEND": "guisu.ground.jobs.backend.LeaseTableBackend", "QUEUES": []}}

AUTH_USER_MODEL = "staff.Staff"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = ["guisu.ground.staff.hashing.InTurn"]
# Of the threads that answer, a third hashes, a third may wait for it, a third is left for others.
HASHES_AT_ONCE = max(1, int(ENVIRONMENT.web_threads) // 3)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
] + [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
]
LOGIN_URL = "console:sign-in"
LOGIN_REDIRECT_URL = "console:home"
LOGOUT_REDIRECT_URL = "console:sign-in"
SESSION_COOKIE_AGE = 14 * 24 * 3600
# Read from the database each time: a sign-out holds at once in every process.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "guisu_session"
CSRF_COOKIE_NAME = "guisu_csrf"
CSRF_FAILURE_VIEW = "guisu.doors.console.forgery.answer"
LANGUAGE_COOKIE_NAME = "guisu_language"

# Five failures for one name from one address lock that pair for fifteen minutes.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "guisu.doors.console.accounts.whose.counted_address"
AXES_VERBOSE = False
AXES_USERNAME_CALLABLE = "guisu.doors.console.accounts.whose.name"
AXES_LOCKOUT_TEMPLATE = "console/accounts/locked.html"

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENVIRONMENT.is_on("https")
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if ENVIRONMENT.is_on("https") else None
)
SECURE_HSTS_SECONDS = 31_536_000 if ENVIRONMENT.is_on("https") else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
FILE_UPLOAD_TEMP_DIR = None

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [
    ("zh-hans", "简体中文"),
    ("zh-hant", "繁體中文"),
    ("en", "English"),
]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
STATIC_ROOT.mkdir(exist_ok=True)  # an empty folder is fine; a missing one is warned of
FRONTEND = ROOT / "frontend" / "node_modules"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "guisu.config.static.VendorFinder",
]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": UPLOADS},
    },
    "staticfiles": {"BACKEND": "guisu.config.static.HashedStatic"},
}
WHITENOISE_USE_FINDERS = DEBUG

LOGGING = logs.configured(level=ENVIRONMENT.log_level.lower(), shape=ENVIRONMENT.log_format.lower())
