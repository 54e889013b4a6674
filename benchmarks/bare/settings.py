"""Django with sessions and sign-in alone, on the database of the office under test."""

import os
from pathlib import Path

from rencai.office.environment import HOME, env, secret

SECRET_KEY = secret("RENCAI_SECRET_KEY")
ALLOWED_HOSTS = ["127.0.0.1"]
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "bare"]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
ROOT_URLCONF = "bare.views"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "templates"],
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{HOME / 'office.sqlite3'}")}
DATABASES["default"]["CONN_MAX_AGE"] = None
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    from rencai.office.settings import SQLITE

    DATABASES["default"]["OPTIONS"] = SQLITE
AUTH_USER_MODEL = "bare.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TIME_ZONE, USE_TZ = "Asia/Shanghai", True
os.environ["DJANGO_SETTINGS_MODULE"] = "bare.settings"
