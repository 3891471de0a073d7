"""Asking for the password once more before somebody takes sealed records out or opens them, at most every ten minutes (ASVS 7.5.3, TRUST 1.9)."""

from __future__ import annotations

from datetime import timedelta
from functools import wraps
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from cadenza.people.sessions import BEGUN
from cadenza.people.sign_in import Given, HouseRequest, View
from cadenza.web.answers import kept_words, onward

CONFIRMED = "confirmed"
HOLDS = timedelta(minutes=10)
SHOWS = frozenset({200, 422})
"""Answers to a sent form that show the page again, its sealed words among it."""


def is_needed(request: HouseRequest) -> bool:
    """Whether the password is asked for: not within ten minutes of the last time. An account of the demo has none to ask for."""
    if settings.DEMO_MODE and not request.user.has_usable_password():
        return False
    confirmed = request.session.get(CONFIRMED)
    return not (isinstance(confirmed, int) and 0 <= request.at.timestamp() - confirmed < HOLDS.total_seconds())


def objection_to(request: HouseRequest, password: str) -> str:
    """Why this password does not confirm who is there; empty when it does, and that holds from now on.

    Failed tries count as they do at sign-in, per account and network address (TRUST T28). Never call it inside a transaction that a refusal
    undoes: the count would be undone too.
    """
    try:
        found = get_adapter().authenticate(request, email=request.user.email, password=password)
    except ValidationError as refused:
        return refused.messages[0]
    if found is None or found.pk != request.user.pk:
        return _("This is not your password.")
    request.session[CONFIRMED] = int(request.at.timestamp())
    return ""


def stepped_up(view: View[Given]) -> View[Given]:
    """A page that is opened only by whoever has just given their password: anybody else is asked for it first and comes back here.

    A form that was sent is not lost to the question: what is right in it takes effect, and what would be shown again comes back as a page of
    the sender's own words alone, to be sent again once the password was given.
    """

    @wraps(view)
    def guarded(request: HouseRequest, /, *args: Given.args, **kwargs: Given.kwargs) -> HttpResponseBase:
        if not is_needed(request):
            return view(request, *args, **kwargs)
        if request.method in {"GET", "HEAD"}:
            return onward(request, f"{reverse('confirm-me')}?{urlencode({'to': request.path})}")
        response = view(request, *args, **kwargs)
        return kept_words(request, status=422, reason="confirm") if response.status_code in SHOWS else response

    return guarded


def opened_anew(view: View[Given]) -> View[Given]:
    """A sealed page (P4): as `stepped_up`, but whoever signed in within the last ten minutes has just given their password (TRUST 1.9)."""
    asking = stepped_up(view)

    @wraps(view)
    def guarded(request: HouseRequest, /, *args: Given.args, **kwargs: Given.kwargs) -> HttpResponseBase:
        return (view if signed_in_just_now(request) else asking)(request, *args, **kwargs)

    return guarded


def signed_in_just_now(request: HouseRequest) -> bool:
    """Whether whoever is there signed in within the last ten minutes."""
    begun = request.session.get(BEGUN)
    return isinstance(begun, int | float) and 0 <= request.at.timestamp() - begun < HOLDS.total_seconds()


def may_see_sealed(request: HouseRequest) -> bool:
    """Whether a sealed page opens now without the question (TRUST 1.9); for a view that writes down each reading."""
    return signed_in_just_now(request) or not is_needed(request)


def way_on(request: HouseRequest, otherwise: str) -> str:
    """Where whoever confirmed goes on to: a page of this house, or another one (TRUST T17)."""
    to = request.GET.get("to", "")
    return to if to.startswith("/") and url_has_allowed_host_and_scheme(to, allowed_hosts=None) else otherwise
