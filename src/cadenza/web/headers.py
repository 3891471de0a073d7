"""What every answer says about itself to the browser: nothing is cached, framed, sniffed, sent on or allowed (TRUST 2.3)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

FEATURES = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "gamepad",
    "geolocation",
    "gyroscope",
    "hid",
    "identity-credentials-get",
    "idle-detection",
    "local-fonts",
    "magnetometer",
    "microphone",
    "midi",
    "otp-credentials",
    "payment",
    "picture-in-picture",
    "publickey-credentials-create",
    "publickey-credentials-get",
    "screen-wake-lock",
    "serial",
    "storage-access",
    "usb",
    "window-management",
    "xr-spatial-tracking",
)
PERMISSIONS_POLICY = ", ".join(f"{feature}=()" for feature in FEATURES)

ALWAYS = {
    "Permissions-Policy": PERMISSIONS_POLICY,
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class SecurityHeaders:
    """Outermost but for the clock, so that redirects, errors and static files carry the same headers as pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        own_origin(request)
        response = self.get_response(request)
        for name, value in ALWAYS.items():
            response.headers.setdefault(name, value)
        if is_static(request) and response.status_code in {200, 206, 304}:
            return response
        response.headers["Cache-Control"] = "no-store"
        patch_vary_headers(response, ["HX-Request"])
        if signs_out(request):
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response


def is_static(request: HttpRequest) -> bool:
    """Whether the address lies under the static files, which alone may be kept by a browser."""
    return request.path_info.startswith(settings.STATIC_URL)


def signs_out(request: HttpRequest) -> bool:
    """Whether this request ended a session; the browser then drops what it kept (ASVS 14.3.1)."""
    match = request.resolver_match
    return request.method == "POST" and match is not None and match.url_name == "account_logout"


def own_origin(request: HttpRequest) -> None:
    """Name our own origin on a form that a browser sent from our own page.

    Under `Referrer-Policy: no-referrer` browsers send `Origin: null` with a plain form, which Django's CSRF check refuses. They also say
    `Sec-Fetch-Site: same-origin`, which no page can forge. The token is still asked for; only the origin is filled in.
    """
    if request.META.get("HTTP_ORIGIN") == "null" and request.META.get("HTTP_SEC_FETCH_SITE") == "same-origin":
        with suppress(DisallowedHost):  # a host we do not answer to is refused later, with all headers
            request.META["HTTP_ORIGIN"] = f"{request.scheme}://{request.get_host()}"
