"""The office's settings, for tests: a home of its own, quick passwords, no secrets of anybody."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

os.environ["RENCAI_HOME"] = tempfile.mkdtemp(prefix="rencai-test-")
atexit.register(shutil.rmtree, os.environ["RENCAI_HOME"], ignore_errors=True)
os.mkdir(os.path.join(os.environ["RENCAI_HOME"], "static"))
os.environ["RENCAI_DEMO"] = "1"

from rencai.office.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
AXES_ENABLED = False
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # A database in memory locks whole tables between threads; a file is what an office has.
    DATABASES["default"]["TEST"] = {"NAME": os.path.join(os.environ["RENCAI_HOME"], "test.sqlite3")}  # noqa: F405
API_LIMIT = 1_000_000
