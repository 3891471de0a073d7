"""The door by which a reader puts a due off, and takes it back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cadenza.home import snoozing
from cadenza.home.forms import SnoozeForm
from cadenza.home.rules import snooze_until
from cadenza.people.days import day_of
from cadenza.people.sign_in import HouseRequest, signed_in
from cadenza.web.answers import onward, page
from cadenza.web.ops import once
from cadenza.web.templatetags.web import day


@signed_in
@once
def snooze(request: HouseRequest, kind: str, of: str) -> HttpResponse:
    """When to be shown it again; a due that is put off already shows until when, and the way back."""
    due = snoozing.due_for(request.person, kind, of, at=request.at)
    first, last = snooze_until(due, today=day_of(request.at))
    form = SnoozeForm(request.POST or None, initial={"until": first})
    if request.method == "POST" and form.is_valid():
        until = form.cleaned_data["until"]
        with form.refusing():
            snoozing.snooze_due(kind, of, until=until, by=request.person, at=request.at)
            messages.success(request, _("Snoozed. It comes back on %(day)s.") % {"day": day(until)})
            return onward(request, reverse("home"))
    context = {"due": due, "form": form, "first": first, "last": last, "today": day_of(request.at)}
    return page(request, "home/snooze.html", context, status=422 if form.is_bound else 200)


@signed_in
@require_POST
@once
def snooze_ended(request: HouseRequest, kind: str, of: str) -> HttpResponse:
    """Back on its own day."""
    snoozing.take_back_snooze(kind, of, by=request.person, at=request.at)
    messages.success(request, _("Back on your list. It cannot be snoozed a second time."))
    return onward(request, reverse("home"))
