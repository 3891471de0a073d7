"""Verbs of the catalogue: put in, change, retire, bring back; suggest, take up, decline (LEARN-1, TRUST L1)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from cadenza.capability.models import Capability, RoleProfile
from cadenza.learning import access, rules
from cadenza.learning.models import Option, OptionFit, OptionSuggestion, OptionVersion
from cadenza.learning.rules import OptionDraft, OptionKind, SuggestionAnswer
from cadenza.objections import Unseen, refuse_if
from cadenza.people.access import reader
from cadenza.people.models import Person
from cadenza.people.rules import handle_for
from cadenza.trail.record import record

FACTS = ("title", "kind", "what", "hours", "cost", "currency", "url")


@transaction.atomic
def add_option(draft: OptionDraft, *, by: Person | None, at: datetime, suggestion_id: int | None = None) -> Option:
    """Put an option into the catalogue; the suggestion it came from, if any, is answered by that. Rule LEARN-1."""
    access.require_role(by, "change-catalogue", at=at)
    draft = _tidy(draft)
    refuse_if(rules.objections_to_option(draft, taken=Option.objects.filter(title__iexact=draft.title).exists()))
    suggestion = access.suggestion_for(by, suggestion_id, at=at) if suggestion_id is not None and by is not None else None
    if suggestion is not None:
        refuse_if(rules.objections_to_answering(SuggestionAnswer(suggestion.state), "", declining=False))
    taken = {*rules.KEPT_SLUGS, *Option.objects.values_list("slug", flat=True)}
    option = Option(slug=handle_for(draft.title, taken, otherwise="option"), changed_at=at)
    _write(option, draft, by=by, at=at)
    record("learning.option-added", by=by, about=None, at=at, option=option.pk)
    if suggestion is not None:
        suggestion.state, suggestion.option = SuggestionAnswer.TAKEN, option
        suggestion.answered_by, suggestion.answered_at = by, at
        suggestion.save(update_fields=["state", "option", "answered_by", "answered_at"])
        record("learning.suggestion-taken", by=by, about=suggestion.by, at=at, wish=suggestion.pk, option=option.pk)
    return option


@transaction.atomic
def change_option(option_id: int, draft: OptionDraft, *, by: Person | None, at: datetime) -> Option:
    """Change an option whole; what it was before is kept as a version. The same again changes nothing. Rules LEARN-1, HR-3."""
    option = access.option_for(by, option_id, at=at)
    draft = _tidy(draft)
    refuse_if(rules.objections_to_option(draft, taken=Option.objects.filter(title__iexact=draft.title).exclude(pk=option.pk).exists()))
    if draft_of(option) == draft:
        return option
    option.version, option.changed_at = option.version + 1, at
    _write(option, draft, by=by, at=at)
    record("learning.option-changed", by=by, about=None, at=at, option=option.pk, version=option.version)
    return option


@transaction.atomic
def retire_option(option_id: int, *, by: Person | None, at: datetime) -> Option:
    """Offer an option no more; plans that use it keep it. Rule LEARN-1."""
    return _offer(option_id, again=False, by=by, at=at)


@transaction.atomic
def bring_back_option(option_id: int, *, by: Person | None, at: datetime) -> Option:
    """Offer a retired option again. Rule LEARN-1."""
    return _offer(option_id, again=True, by=by, at=at)


@transaction.atomic
def suggest_option(
    title: str, kind: OptionKind | None, *, why: str, by: Person, at: datetime, capability_id: int | None = None, url: str = ""
) -> OptionSuggestion:
    """Suggest something for the catalogue; anybody who works here may (TRUST L1)."""
    reader(by, at=at)
    words = {"title": title.strip(), "why": why.strip(), "url": url.strip()}
    refuse_if(rules.objections_to_suggesting(words["title"], kind, words["why"], words["url"]))
    if capability_id is not None and not Capability.objects.filter(pk=capability_id).exists():
        raise Unseen
    assert kind is not None
    made = OptionSuggestion.objects.create(by=by, at=at, kind=kind, capability_id=capability_id, **words)
    record("learning.option-suggested", by=by, about=by, at=at, wish=made.pk)
    return made


@transaction.atomic
def decline_suggestion(suggestion_id: int, *, answer: str, by: Person, at: datetime) -> OptionSuggestion:
    """Say why a suggestion is not taken up; whoever made it reads the reason (TRUST L1)."""
    found = access.suggestion_for(by, suggestion_id, at=at)
    refuse_if(rules.objections_to_answering(SuggestionAnswer(found.state), answer, declining=True))
    found.state, found.answer, found.answered_by, found.answered_at = SuggestionAnswer.DECLINED, answer.strip(), by, at
    found.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    record("learning.suggestion-declined", by=by, about=found.by, at=at, wish=found.pk)
    return found


def draft_of(option: Option) -> OptionDraft:
    """An option as a draft: what a change begins from, and what it is compared with."""
    return OptionDraft(
        option.title,
        OptionKind(option.kind),
        option.what,
        option.hours,
        option.cost,
        option.currency,
        option.url,
        _in_order(fit.as_fit for fit in option.fits.all()),
        tuple(sorted(profile.pk for profile in option.profiles.all())),
    )


def _offer(option_id: int, *, again: bool, by: Person | None, at: datetime) -> Option:
    option = access.option_for(by, option_id, at=at)
    if bool(option.retired_at) is again:
        option.retired_at = None if again else at
        option.save(update_fields=["retired_at"])
        record("learning.option-brought-back" if again else "learning.option-retired", by=by, about=None, at=at, option=option.pk)
    return option


def _write(option: Option, draft: OptionDraft, *, by: Person | None, at: datetime) -> None:
    capabilities = {fit.capability_id for fit in draft.fits}
    known = Capability.objects.filter(pk__in=capabilities).count() == len(capabilities)
    if not known or RoleProfile.objects.filter(pk__in=draft.profile_ids).count() != len(draft.profile_ids):
        raise Unseen
    for name in FACTS:
        setattr(option, name, getattr(draft, name))
    option.save()
    option.fits.all().delete()
    OptionFit.objects.bulk_create(OptionFit(option=option, capability_id=fit.capability_id, level=fit.level) for fit in draft.fits)
    option.profiles.set(draft.profile_ids)
    OptionVersion.objects.create(option=option, number=option.version, words=_words(draft), by=by, at=at)


def _words(draft: OptionDraft) -> dict[str, Any]:
    facts = {name: getattr(draft, name) for name in FACTS}
    return {
        **{name: str(value) if value is not None else None for name, value in facts.items()},
        "fits": [[fit.capability_id, fit.level] for fit in draft.fits],
        "profiles": list(draft.profile_ids),
    }


def _tidy(draft: OptionDraft) -> OptionDraft:
    return OptionDraft(
        draft.title.strip(),
        draft.kind,
        draft.what.strip(),
        draft.hours if draft.hours is None else round(draft.hours, 1),
        draft.cost if draft.cost is None else round(draft.cost, 2),
        draft.currency.strip().upper() if draft.cost is not None else "",
        draft.url.strip(),
        _in_order(set(draft.fits)),
        tuple(sorted(set(draft.profile_ids))),
    )


def _in_order(fits: Iterable[rules.Fit]) -> tuple[rules.Fit, ...]:
    return tuple(sorted(fits, key=lambda fit: (fit.capability_id, fit.level is not None, fit.level or 0)))
