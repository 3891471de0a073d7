"""The application's own settings, with a throw-away data folder and without what only slows a test down."""

import atexit
import os
import shutil
import tempfile

_data = tempfile.mkdtemp(prefix="cadenza-tests-")
atexit.register(shutil.rmtree, _data, ignore_errors=True)
os.environ["CADENZA_DATA"] = _data
for _name in [name for name in os.environ if name.startswith("CADENZA_") and name != "CADENZA_DATA"]:
    del os.environ[_name]  # a developer's own settings must not change what the suite sees
if os.environ.get("TEST_ON") == "sqlite":  # the worker of that name, beside one on PostgreSQL (see ./dev)
    os.environ.pop("DATABASE_URL", None)

from cadenza.settings import *  # noqa: E402, F403  the point of this module
from cadenza.settings import DATA, DATABASES, INSTALLED_APPS, STORAGES  # noqa: E402

INSTALLED_APPS = [*INSTALLED_APPS, "django_linear_migrations"]
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
(DATA / "static").mkdir(parents=True)  # WhiteNoise warns of a missing folder, and warnings are errors here

# The test client and the test browser speak plain HTTP.
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 0
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
SESSION_COOKIE_NAME = "session"
CSRF_COOKIE_NAME = "csrf"

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, not shared memory: locks then behave as they do in an installation. Power loss is no concern of a test.
    DATABASES["default"]["NAME"] = DATA / "unused.sqlite3"
    DATABASES["default"]["TEST"] = {"NAME": DATA / "test.sqlite3"}
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA temp_store=MEMORY;"
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 0
