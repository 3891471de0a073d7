"""The doors of one's calendar and mail: the file that calendars fetch, and the forms of the account page that make, revoke and choose."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cadenza.home import access, actions
from cadenza.home.calendar import appointments_of, kept_days_of
from cadenza.home.calendar_file import calendar_file
from cadenza.home.calendar_rules import fingerprint_of
from cadenza.home.settings_forms import MailForm
from cadenza.home.settings_views import account_page, require_power
from cadenza.objections import Unseen
from cadenza.people.sign_in import HouseRequest, signed_in
from cadenza.people.tokens import hash_of
from cadenza.web.answers import onward, page
from cadenza.web.ops import once
from cadenza.web.pace import Pace

READS = Pace(most=60, within=timedelta(minutes=10))
"""Of one address, known or not: a calendar looks every few hours, and somebody setting it up a few times a minute."""
MISSES = Pace(most=60, within=timedelta(minutes=1))
"""Addresses that lead nowhere, asked for from one place. Whoever has a good one is not held up by others who guess."""

ROWS = 100
"""Addresses on one page of the operator's list."""


@require_safe
def feed(request: HouseRequest, token: str) -> HttpResponseBase:
    """Somebody's 1:1s, for whoever knows the address: no cookie, no sign-in, no trace in the log."""
    if not READS.allows(hash_of(token), request.at):
        return too_many()
    try:
        reader = access.calendar_reader(token, at=request.at)
    except Unseen:
        if not MISSES.allows(request.META.get("REMOTE_ADDR", ""), request.at):
            return too_many()
        raise
    appointments = appointments_of(reader, at=request.at)
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    kept = kept_days_of(reader, at=request.at)
    etag = f'"{fingerprint_of(appointments, kept, host=host)}"'
    answer = get_conditional_response(request, etag=etag)
    if answer is None:
        file = calendar_file(appointments, kept, host=host, home=f"{settings.SITE_URL}{reverse('home')}")
        answer = HttpResponse(file, content_type="text/calendar; charset=utf-8", headers={"ETag": etag})
    return answer


def too_many() -> HttpResponse:
    """429: asked for too often."""
    return HttpResponse(_("Asked for too often. Try again in ten minutes."), status=429, headers={"Retry-After": "600"})


@signed_in
@once
def link(request: HouseRequest) -> HttpResponse:
    """A new address, shown in this answer and never again; asked for by GET, the way back."""
    if request.method != "POST":
        return redirect(f"{reverse('account-settings')}#calendar")
    token = actions.make_calendar_link(by=request.person, at=request.at)
    return account_page(request, fresh=settings.SITE_URL + reverse("calendar-feed", args=[token]))


@signed_in
@require_POST
@once
def link_ended(request: HouseRequest) -> HttpResponse:
    """No address any more."""
    actions.end_calendar_link(by=request.person, at=request.at)
    messages.success(request, _("The calendar address is revoked. Whoever has it finds nothing there."))
    return onward(request, f"{reverse('account-settings')}#calendar")


@require_safe
@signed_in
def links(request: HouseRequest) -> HttpResponse:
    """For the operator: whose calendar has an address and since when. The address itself nobody can be shown (TRUST K2)."""
    require_power(request, "view-calendars")
    rows = Paginator(access.living_links(at=request.at).order_by("person__name", "pk"), ROWS).get_page(request.GET.get("page"))
    return page(request, "home/settings/calendars.html", {"rows": rows})


@signed_in
@require_POST
@once
def link_revoked(request: HouseRequest, pk: int) -> HttpResponse:
    """The operator ends an address that may have come into wrong hands."""
    actions.revoke_calendar_link(pk, by=request.person, at=request.at)
    messages.success(request, _("The calendar address is revoked. Whoever has it finds nothing there."))
    return onward(request, reverse("settings-calendars"))


@signed_in
@require_POST
@once
def mail_chosen(request: HouseRequest) -> HttpResponse:
    """Which mail one wants."""
    form = MailForm(request.POST, prefix="mail")
    if not form.is_valid():
        return account_page(request, mail=form, status=422)
    actions.choose_mail(**form.cleaned_data, by=request.person, at=request.at)
    messages.success(request, _("Saved."))
    return onward(request, f"{reverse('account-settings')}#mail")
