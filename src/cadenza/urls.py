"""Every address of the application: each room lists its own, with full paths; the roof only gathers them."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from cadenza import health
from cadenza.openapi import openapi

ROOMS = (
    "people",
    "practice",
    "characteristics",
    "capability",
    "strategy",
    "learning",
    "plans",
    "conversations",
    "handover",
    "improvement",
    "rhythm",
    "insight",
    "stewardship",
    "custody",
    "home",
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path(".well-known/security.txt", health.security_txt, name="security-txt"),
    path("api/v1/openapi.json", openapi, name="openapi"),
    path("accounts/", include("cadenza.people.account_urls")),
]
urlpatterns += [path("", include(f"cadenza.{room}.urls")) for room in ROOMS]
if settings.DEMO_MODE:
    urlpatterns.append(path("", include("cadenza.demo.urls")))

handler400 = "cadenza.web.errors.bad_request"
handler403 = "cadenza.web.errors.forbidden"
handler404 = "cadenza.web.errors.not_found"
handler500 = "cadenza.web.errors.server_error"
