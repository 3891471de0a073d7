"""The two doors of a leaver's appeal: where HR makes the link, and where the person comes in by it without an account (TRUST X5)."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from cadenza.improvement import access, links, queries
from cadenza.improvement.forms import LinkCodeForm, LinkWordsForm
from cadenza.improvement.rules import Act
from cadenza.objections import Refused
from cadenza.people.sign_in import HouseRequest, signed_in
from cadenza.web.answers import page
from cadenza.web.forms import HouseForm
from cadenza.web.ops import settled


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@settled
def give_link(request: HouseRequest, ref: str) -> HttpResponse:
    """Make the link; it and its code are shown this once. Another one takes its place."""
    seat = access.seat_knowing(request.person, Act.GIVE_LINK, ref, at=request.at)
    if not seat.can(Act.GIVE_LINK):
        raise access.out_of_step(seat)
    form = HouseForm(request.POST or None)
    context = {"page": queries.pages([seat], at=request.at)[0], "form": form, "section": "appeal"}
    if request.method == "POST":
        try:
            token, code = links.give_link(ref, by=request.person, at=request.at)
        except Refused as no:
            form.refuse(no)
            return page(request, "improvement/give_link.html", context, status=422)
        context |= {"link": request.build_absolute_uri(reverse("appeal-by-link", args=[token])), "code": code}
    return page(request, "improvement/give_link.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def appeal_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """First the code, then the outcome with its reasons, and the appeal. Nothing is shown before the code."""
    at = cast(HouseRequest, request).at
    links.link_for(token, at=at)
    form = LinkCodeForm(request.POST or None)
    case = links.case_by(token, form.cleaned_data["code"], at=at) if form.is_valid() else None
    if case is None:
        if form.is_bound:
            form.add_error("code", str(links.WRONG.message))
        return page(request, "improvement/link.html", {"form": form}, status=422 if form.is_bound else 200)
    words = LinkWordsForm(request.POST if "words" in request.POST else None, initial={"code": form.cleaned_data["code"]})
    if words.is_bound and words.is_valid():
        try:
            case = links.appeal_by_link(case, words.cleaned_data["words"], at=at).case
        except Refused as no:
            words.refuse(no)
    refused = words.is_bound and bool(words.errors)
    context = {"page": links.page_of(case, at=at), "form": words}
    return page(request, "improvement/link_open.html", context, status=422 if refused else 200)
