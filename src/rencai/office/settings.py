"""Settings of the office. Every RENCAI_ variable is told in docs/reference/settings.md."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from rencai.office.environment import HOME, env, secret

DEBUG = env.bool("RENCAI_DEBUG", default=False)
DEMO = env.bool("RENCAI_DEMO", default=False)
SECRET_KEY = secret("RENCAI_SECRET_KEY")
FIELD_KEYS: list[str] = env.list("RENCAI_FIELD_KEYS", default=[]) or [secret("RENCAI_FIELD_KEY")]
"""The key ring of encrypted columns: the first key writes, every key reads."""
BLIND_INDEX_KEY = secret("RENCAI_BLIND_INDEX_KEY")
CARD_KEYS: list[str] = env.list("RENCAI_CARD_KEYS", default=[]) or [secret("RENCAI_CARD_KEY")]
"""The keys of talent cards: the first key signs, cards of every key hold."""
ALLOWED_HOSTS: list[str] = env.list("RENCAI_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("RENCAI_ORIGINS", default=[])
BEHIND_TLS = env.bool("RENCAI_TLS", default=False)
SECOND_FACTOR_REQUIRED = env.bool("RENCAI_SECOND_FACTOR", default=not DEMO)
POLICY_PACK = env.str("RENCAI_PACK", default="dalian")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.forms",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "rencai.office.accounts",  # before allauth, whose pages it frames
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "csp",
    "django_htmx",
    "django_structlog",
    "django_tasks",
    "django_tasks_db",
    "ninja",
    "treebeard",
    "rencai.office.pages",
    "rencai.office.audit",
    "rencai.office.jobs",
    "rencai.office.places",
    "rencai.office.inbox",
    "rencai.office.search",
    "rencai.office.imports",
    "rencai.office.exports",
    "rencai.office.registry",
    "rencai.office.recognition",
    "rencai.office.oversight",
    "rencai.office.api",
    "rencai.office.insight",
    "rencai.office.demo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "rencai.office.audit.origin.OriginMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "rencai.office.accounts.language.LanguageMiddleware",
    "rencai.office.accounts.gate.GateMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "rencai.office.urls"
WSGI_APPLICATION = "rencai.office.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "rencai.office.pages.context.office",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]
FORM_RENDERER = "rencai.office.pages.forms.OfficeRenderer"

SQLITE = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=134217728; PRAGMA cache_size=-20000;"
        " PRAGMA temp_store=MEMORY; PRAGMA journal_size_limit=67108864;"
    ),
}


def _database() -> dict[str, Any]:
    """SQLite beside the data unless DATABASE_URL names another; requests keep their connection."""
    found: dict[str, Any] = env.db("DATABASE_URL", default=f"sqlite:///{HOME / 'office.sqlite3'}")
    found["CONN_MAX_AGE"] = None
    found["CONN_HEALTH_CHECKS"] = True
    if found["ENGINE"].endswith("sqlite3"):
        found["OPTIONS"] = SQLITE
    return found


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 100_000}}}
"""It counts how often somebody tries. Of Django's 300 entries, a third would go whenever many others try."""

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "rencai.office.accounts.backends.OpenAccounts",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "rencai.office.accounts.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "rencai.office.accounts.adapters.UnifiedIdentityAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_FORMS = {"login": "rencai.office.accounts.forms.SignInForm"}
ACCOUNT_RATE_LIMITS = {"login_failed": "30/m/ip,10/5m/key"}
"""For second factors, and for one address that tries many accounts; passwords of one account are axes' matter."""
MFA_ADAPTER = "rencai.office.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Rencai"
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG or DEMO
OIDC_SERVER = env.str("RENCAI_OIDC_SERVER", default="")
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "unified-identity",
                "name": env.str("RENCAI_OIDC_NAME", default="统一身份认证"),
                "client_id": env.str("RENCAI_OIDC_CLIENT", default=""),
                "secret": env.str("RENCAI_OIDC_SECRET", default=""),
                "settings": {"server_url": OIDC_SERVER},
            }
        ]
        if OIDC_SERVER
        else [],
    }
}
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 1
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "accounts/locked_out.html"
AXES_CLIENT_IP_CALLABLE = "rencai.office.audit.origin.address"
AXES_DISABLE_ACCESS_LOG = True

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
FORMAT_MODULE_PATH = "rencai.office.pages.formats"

STATIC_URL = "static/"
STATIC_ROOT = env.path("RENCAI_STATIC", default=str(HOME / "static"))()
MEDIA_ROOT = env.path("RENCAI_UPLOADS", default=str(HOME / "uploads"))()
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
UPLOAD_LIMIT = env.int("RENCAI_UPLOAD_LIMIT", default=50 * 2**20)
"""Bytes of one uploaded file."""
IMPORT_DAYS = env.int("RENCAI_IMPORT_DAYS", default=30)
"""Days after which the files of an import are removed."""
API_LIMIT = env.int("RENCAI_API_LIMIT", default=600)
"""Requests a minute of one mandate's programs, for each worker process."""
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = [
    "rencai.office.uploads.LimitedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = BEHIND_TLS
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = BEHIND_TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [
            SELF,
            *([f"{urlsplit(OIDC_SERVER).scheme}://{urlsplit(OIDC_SERVER).netloc}"] if OIDC_SERVER else []),
        ],
        "frame-ancestors": [NONE],
    }
}
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_FAILURE_VIEW = "rencai.office.pages.errors.csrf_failure"
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008"] if not BEHIND_TLS else []

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "rencai.office.logs.formatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": env.str("RENCAI_LOG_LEVEL", default="WARNING")},
    # The office's own jobs say themselves what failed; a job that was put back did not.
    "loggers": {"django_tasks": {"level": "CRITICAL"}},
}
