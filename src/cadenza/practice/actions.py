"""HR words the prompts or sets the practice anew: a new version from a day on; and one that has not begun is withdrawn (HR-3)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TypeVar

from django.db import transaction

from cadenza.objections import N_, Objection, Unseen, objection, refuse_if
from cadenza.people.days import day_of
from cadenza.people.models import Organisation, Person
from cadenza.practice import practice_rules, queries, version_rules
from cadenza.practice.access import require
from cadenza.practice.models import Kept, PracticeVersion, PromptVersion
from cadenza.practice.practice_rules import practice_of
from cadenza.practice.rules import Prompts, as_words, fields_of, objections_to_prompts, prompts_of_fields
from cadenza.practice.version_rules import Merged
from cadenza.trail.record import record

V = TypeVar("V", PromptVersion, PracticeVersion)


@transaction.atomic
def save_prompts(prompts: Prompts, *, based_on: int, effective_on: date | None = None, by: Person, at: datetime) -> PromptVersion:
    """Put a new version of the prompts in force from a day on, today unless said otherwise. Rule HR-3.

    `based_on` is the version that the page was made from. What somebody else worded since is kept; where both worded the same field
    anew, this is refused and nothing is lost (DATA-1).
    """
    require(by, "prompts.change", at=at)
    last = _locked(PromptVersion)
    day = effective_on or day_of(at)
    found = rebased_prompts(prompts, based_on=based_on)
    wording = prompts_of_fields(found.values, number=last.number if last else 0)
    refuse_if([*_clashes(found), *version_rules.objections_to_day(day, today=day_of(at), last=last), *objections_to_prompts(wording)])
    version = PromptVersion.objects.create(number=_next(PromptVersion), words=as_words(wording), effective_on=day, made_by=by, made_at=at)
    record("practice.prompts-changed", by=by, about=None, at=at, version=version.number, effective_on=day)
    transaction.on_commit(queries.forget)
    return version


@transaction.atomic
def save_practice(values: Mapping[str, object], *, based_on: int, effective_on: date | None, by: Person, at: datetime) -> PracticeVersion:
    """Set weeks, days, thresholds and the coach anew from a day on. Rule HR-3. Of two at once nothing is lost, as with the prompts."""
    require(by, "practice.change", at=at)
    last = _locked(PracticeVersion)
    found = rebased_practice(values, based_on=based_on)
    wrong = [*version_rules.objections_to_day(effective_on, today=day_of(at), last=last)]
    refuse_if([*_clashes(found), *wrong, *practice_rules.objections_to_practice(found.values)])
    refuse_if(_nothing_new(found.values, queries.newest_practice().values))
    assert effective_on is not None
    version = PracticeVersion.objects.create(
        number=_next(PracticeVersion), values=practice_of(found.values).values, effective_on=effective_on, made_by=by, made_at=at
    )
    record("practice.practice-changed", by=by, about=None, at=at, version=version.number, effective_on=effective_on)
    transaction.on_commit(queries.forget)
    return version


@transaction.atomic
def withdraw_prompts(number: int, *, by: Person, at: datetime) -> PromptVersion:
    """Withdraw a version of the prompts before its day; it stays on record. Rule HR-3."""
    require(by, "prompts.change", at=at)
    version = _withdrawn(PromptVersion, number, by=by, at=at)
    record("practice.prompts-withdrawn", by=by, about=None, at=at, version=number)
    return version


@transaction.atomic
def withdraw_practice(number: int, *, by: Person, at: datetime) -> PracticeVersion:
    """Withdraw a version of the practice before its day; it stays on record. Rule HR-3."""
    require(by, "practice.change", at=at)
    version = _withdrawn(PracticeVersion, number, by=by, at=at)
    record("practice.practice-withdrawn", by=by, about=None, at=at, version=number)
    return version


def rebased_prompts(prompts: Prompts, *, based_on: int) -> Merged:
    """What was sent, laid over the newest version: for saving, and for showing what somebody else changed meanwhile."""
    base = queries.prompts_of_version(based_on) or queries.newest_prompts()
    return version_rules.merged(fields_of(base), fields_of(prompts), fields_of(queries.newest_prompts()))


def rebased_practice(values: Mapping[str, object], *, based_on: int) -> Merged:
    """The same for the practice."""
    base = queries.practice_of_version(based_on) or queries.newest_practice()
    return version_rules.merged(base.values, values, queries.newest_practice().values)


def _locked(kind: type[V]) -> V | None:
    """The newest version that stands. Two who save at once come one after the other, the very first version included."""
    Organisation.objects.select_for_update().order_by("pk").first()
    return kind._default_manager.filter(withdrawn_at=None).order_by("-number").first()


def _next(kind: type[Kept]) -> int:
    return (kind._default_manager.order_by("-number").values_list("number", flat=True).first() or 0) + 1


def _clashes(found: Merged) -> list[Objection]:
    message = N_("Somebody changed this meanwhile. Yours stands here, theirs is shown with it: save again to put yours in its place.")
    return [objection("practice-changed-meanwhile", message, where=where) for where in sorted(found.clashes)]


def _nothing_new(values: Mapping[str, object], newest: Mapping[str, object]) -> list[Objection]:
    if dict(values) != dict(newest):
        return []
    return [objection("practice-unchanged", N_("Nothing differs from the newest version."))]


def _withdrawn(kind: type[V], number: int, *, by: Person, at: datetime) -> V:
    version = kind._default_manager.select_for_update().filter(number=number).first()
    if version is None:
        raise Unseen
    refuse_if(version_rules.objections_to_withdrawing(version, today=day_of(at)))
    version.withdrawn_at, version.withdrawn_by = at, by
    version.save(update_fields=["withdrawn_at", "withdrawn_by"])
    transaction.on_commit(queries.forget)
    return version
