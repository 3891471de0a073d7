"""The doors of the catalogue: keeping options, suggesting one and answering suggestions. The list and an option's own page are insight's."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cadenza.capability.queries import capabilities_in_force, role_profiles
from cadenza.learning import access, actions
from cadenza.learning.forms import DeclineForm, OptionForm, SuggestForm
from cadenza.learning.models import OptionSuggestion
from cadenza.learning.rules import Fit, OptionKind
from cadenza.objections import Unseen
from cadenza.people.access import reader
from cadenza.people.sign_in import HouseRequest, signed_in
from cadenza.web.answers import onward, page
from cadenza.web.ops import once


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@once
def new(request: HouseRequest) -> HttpResponse:
    """Put an option in, from nothing or from a suggestion."""
    access.show_to(request.person, "change-catalogue", at=request.at)
    suggestion = _suggestion(request)
    standing = (Fit(suggestion.capability_id),) if suggestion and suggestion.capability_id else ()
    start = {"title": suggestion.title, "kind": suggestion.kind, "url": suggestion.url} if suggestion else {}
    form = _form(request, standing=standing, initial=start)
    if request.method == "POST" and form.is_valid():
        key = suggestion.pk if suggestion else None
        with form.refusing():
            option = actions.add_option(form.draft(), by=request.person, at=request.at, suggestion_id=key)
            return onward(request, reverse("learning-option", args=[option.slug]))
    return _written(request, form, heading=_("A new option"), button=_("Put it into the catalogue"), suggestion=suggestion)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@once
def edit(request: HouseRequest, slug: str) -> HttpResponse:
    """Change an option; what it was before is kept."""
    access.show_to(request.person, "change-catalogue", at=request.at)
    option = access.option_by_slug(request.person, slug, at=request.at)
    draft = actions.draft_of(option)
    facts = {name: getattr(draft, name) for name in actions.FACTS}
    form = _form(request, standing=draft.fits, initial={**facts, "profiles": [str(key) for key in draft.profile_ids]})
    if request.method == "POST" and form.is_valid():
        with form.refusing():
            actions.change_option(option.pk, form.draft(), by=request.person, at=request.at)
            return onward(request, reverse("learning-option", args=[option.slug]))
    return _written(request, form, heading=option.title, button=_("Save"), option=option)


@signed_in
@require_POST
@once
def offer(request: HouseRequest, slug: str) -> HttpResponse:
    """Retire an option, or offer it again."""
    access.show_to(request.person, "change-catalogue", at=request.at)
    option = access.option_by_slug(request.person, slug, at=request.at)
    act = actions.bring_back_option if option.retired_at else actions.retire_option
    act(option.pk, by=request.person, at=request.at)
    return onward(request, reverse("learning-option", args=[option.slug]))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@once
def suggest(request: HouseRequest) -> HttpResponse:
    """Suggest something for the catalogue."""
    reader(request.person, at=request.at)
    form = SuggestForm(request.POST or None, capabilities=capabilities_in_force())
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        capability, kind = int(given["capability"]) if given["capability"] else None, OptionKind(given["kind"])
        words = {"why": given["why"], "url": given["url"], "capability_id": capability}
        with form.refusing():
            actions.suggest_option(given["title"], kind, **words, by=request.person, at=request.at)
            messages.info(request, _("Your suggestion is with HR. You read the answer here."))
            return onward(request, reverse("learning-suggestions"))
    return page(request, "learning/suggest.html", {"form": form}, status=422 if form.is_bound else 200)


@signed_in
@require_safe
def suggestions(request: HouseRequest) -> HttpResponse:
    """One's own suggestions and what became of them; all of them for whoever keeps the catalogue."""
    return _suggestions(request)


@signed_in
@require_POST
@once
def decline(request: HouseRequest, pk: int) -> HttpResponse:
    """Say why a suggestion is not taken up."""
    access.show_to(request.person, "answer-suggestions", at=request.at)
    form = DeclineForm(request.POST, prefix=f"s{pk}")
    if form.is_valid():
        with form.refusing():
            actions.decline_suggestion(pk, answer=form.cleaned_data["answer"], by=request.person, at=request.at)
            return onward(request, reverse("learning-suggestions"))
    return _suggestions(request, {pk: form})


def _suggestions(request: HouseRequest, forms: dict[int, DeclineForm] | None = None) -> HttpResponse:
    answers = access.may_run(request.person, "answer-suggestions", at=request.at)
    rows = list(access.visible_suggestions(request.person, at=request.at)[:200])
    sent = forms or {}
    lines = [(row, sent.get(row.pk) or DeclineForm(prefix=f"s{row.pk}") if answers and row.state == "open" else None) for row in rows]
    context = {"lines": lines, "answers": answers, "form": next(iter(sent.values()), None)}
    return page(request, "learning/suggestions.html", context, status=422 if sent else 200)


def _suggestion(request: HouseRequest) -> OptionSuggestion | None:
    key = request.GET.get("suggestion", "")
    if not key:
        return None
    if not (key.isascii() and key.isdigit() and len(key) < 19):
        raise Unseen
    return access.suggestion_for(request.person, int(key), at=request.at)


def _form(request: HouseRequest, **more: Any) -> OptionForm:
    return OptionForm(request.POST or None, capabilities=capabilities_in_force(), profiles=role_profiles(), **more)


def _written(request: HouseRequest, form: OptionForm, **more: object) -> HttpResponse:
    return page(request, "learning/option_form.html", {"form": form, **more}, status=422 if form.is_bound else 200)
