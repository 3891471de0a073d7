"""The two clocks of a session (TRUST T23): signed out after half an hour without a request, and after twelve hours in any case.

Both are read from the request's one instant. The last request is written down once a minute at most, so the idle clock may
strike up to a minute early, never late.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from cadenza.people.days import zone_of
from cadenza.people.models import Account

BEGUN, SEEN, RENEWED = "begun", "seen", "renewed"
WRITTEN_EVERY_SECONDS = 60


class SessionClocks:
    """Ends sessions whose time is up and renews ids; sets `request.person` (or None), `request.session_ends_at` and the reader's zone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        asked = cast(Any, request)
        asked.person = asked.session_ends_at = None
        if request.user.is_authenticated:
            if is_over(request):
                logout(request)
            else:
                keep(request)
                asked.person = getattr(request.user, "person", None)
                asked.session_ends_at = ends_at(request)
        if asked.person is None:
            return self.get_response(request)  # nothing is asked of the database for a stranger, nor for /healthz
        with timezone.override(zone_of(asked.person)):
            return self.get_response(request)


def begin(request: HttpRequest) -> None:
    """Start both clocks: somebody has just signed in."""
    moment = _seconds(request)
    request.session[BEGUN] = request.session[SEEN] = request.session[RENEWED] = moment


def is_over(request: HttpRequest) -> bool:
    """Whether one of the two clocks has struck."""
    end = ends_at(request)
    return end is not None and _at(request) >= end


def ends_at(request: HttpRequest) -> datetime | None:
    """When the session ends if nothing more is asked; for the warning two minutes ahead."""
    begun, seen = request.session.get(BEGUN), request.session.get(SEEN)
    if begun is None or seen is None:
        return None
    end = min(begun + settings.SESSION_ABSOLUTE_SECONDS, seen + settings.SESSION_IDLE_SECONDS)
    return datetime.fromtimestamp(end, UTC)


def keep(request: HttpRequest) -> None:
    """Note that the person is there, and change the session's id when a role was granted since it was given."""
    account, moment = cast(Account, request.user), _seconds(request)
    if BEGUN not in request.session:
        begin(request)
    elif moment - request.session[SEEN] >= WRITTEN_EVERY_SECONDS:
        request.session[SEEN] = moment
    renew_after = account.rotate_sessions_at
    if renew_after is not None and renew_after.timestamp() > request.session[RENEWED]:
        request.session.cycle_key()
        request.session[RENEWED] = moment


def stay(request: HttpRequest) -> datetime:
    """Start the idle clock anew, now; the absolute one runs on. Answers when the session ends."""
    request.session[SEEN] = _seconds(request)
    return ends_at(request) or _at(request) + timedelta(seconds=settings.SESSION_IDLE_SECONDS)


def _at(request: HttpRequest) -> datetime:
    at: datetime = cast(Any, request).at
    return at


def _seconds(request: HttpRequest) -> float:
    return _at(request).timestamp()
