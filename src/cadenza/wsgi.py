"""What the web server calls."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.umask(0o077)  # the database and all files beside it are for this account alone, in an open folder too
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cadenza.settings")

application = get_wsgi_application()

get_resolver().url_patterns  # noqa: B018  every room's pages are loaded now and not by the first who asks
gc.collect()
gc.freeze()  # what is loaded stays: the collector walked it again and again within large pages, up to half of their time
