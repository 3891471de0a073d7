"""Doors of `/fairness/`: read, say what is made of it, open it to executives and close it again (FAIR-1)."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy

from cadenza.objections import Unseen
from cadenza.people.sign_in import HouseRequest, signed_in
from cadenza.stewardship import fairness, fairness_access, fairness_queries
from cadenza.stewardship.fairness_rules import NOTE_LENGTH
from cadenza.web.answers import onward, page
from cadenza.web.forms import HouseForm, Lines
from cadenza.web.ops import once


class NoteForm(HouseForm):
    """What is made of the figures."""

    use_required_attribute = False
    say_optional = False

    words = Lines(label=gettext_lazy("What do you make of it, or what is done?"), rows=3, max_length=NOTE_LENGTH, required=False)


@signed_in
@once
def figures(request: HouseRequest) -> HttpResponse:
    """The latest picture; whoever reads it first can write beside it."""
    form = NoteForm(request.POST if request.method == "POST" else None)
    if form.is_bound:
        fairness_access.picture_for(request.person, at=request.at, keep=True)
    if form.is_bound and form.is_valid():
        with form.refusing():
            fairness.note(form.cleaned_data["words"], by=request.person, at=request.at)
            return onward(request, reverse("fairness"))
    shown = fairness_queries.fairness_page(request.person, at=request.at)
    return page(request, "stewardship/fairness.html", {"shown": shown, "form": form}, status=422 if form.is_bound else 200)


@signed_in
@once
def release(request: HouseRequest) -> HttpResponse:
    """What follows when it is opened to executives; propose it, agree to it, or take it back."""
    picture = fairness_access.picture_for(request.person, at=request.at, keep=True)
    if picture is None:
        raise Unseen
    if request.method == "POST":
        verb = fairness.close if request.POST.get("answer") == "back" else fairness.release
        verb(by=request.person, at=request.at)
        return onward(request, reverse("fairness"))
    own = picture.proposed_by_id == request.person.pk
    return page(request, "stewardship/fairness_release.html", {"picture": picture, "own": own})
