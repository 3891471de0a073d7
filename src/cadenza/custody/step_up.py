"""Asking for the password once more before somebody takes sealed records out or opens them, at most every ten minutes (ASVS 7.5.3, TRUST 1.9)."""

from __future__ import annotations

from datetime import timedelta

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cadenza.people.sign_in import HouseRequest

CONFIRMED = "confirmed"
HOLDS = timedelta(minutes=10)


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
