"""The picture of fairness: who had what, joined once a quarter with what people declared of themselves, in memory, and kept as figures (FAIR-1)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction

from cadenza.characteristics.queries import answers_of, asked
from cadenza.improvement import ledger
from cadenza.improvement.models import Case, Entry
from cadenza.improvement.outcome_rules import Appeal, Outcome
from cadenza.improvement.rules import Kind
from cadenza.insight.impact_counting import last_counted
from cadenza.people.access import present
from cadenza.people.days import day_of, start_of
from cadenza.people.models import Person
from cadenza.plans.models import Action, Judgement, Plan
from cadenza.plans.reset_rules import Change, Side
from cadenza.plans.rules import ActionKind
from cadenza.stewardship import fairness_rules
from cadenza.stewardship.fairness_models import FairnessPicture
from cadenza.stewardship.fairness_rules import FORMAL, QUARTERS, Measure, Table, beside_each_other, comparisons_in
from cadenza.strategy.models import Cycle
from cadenza.trail.record import record

Looked = dict[int, bool]
"""Everybody whom a measure looks at, and whether they had the event."""
SEEN = (Change.CLEAR, Change.SOME)


@transaction.atomic
def take_fairness_picture(*, at: datetime) -> FairnessPicture | None:
    """Keep the picture of the last quarter that is over for long enough, unless it is kept; None while there is none. Safe to repeat.

    Older ones go, and answers given or taken back in between change nothing until the next: no joiner shows (TRUST 1.5).
    """
    cycle = last_counted(day_of(at))
    if cycle is None:
        return None
    found = FairnessPicture.objects.filter(cycle=cycle).first()
    if found is not None:
        return found
    made = FairnessPicture.objects.create(cycle=cycle, counted_at=at, figures=publishable(cycle))
    FairnessPicture.objects.filter(cycle__start_date__lt=cycle.start_date).delete()
    record("stewardship.fairness-counted", by=None, about=None, at=at, cycle=cycle.pk)
    return made


def publishable(cycle: Cycle) -> dict[str, Any]:
    """Every measure by every characteristic that is asked, as it may be shown. Nothing in it tells what anybody declared (TRUST A3, 1.5)."""
    cycles = list(Cycle.objects.filter(start_date__lte=cycle.start_date).order_by("-start_date")[:QUARTERS])[::-1]
    people = set(present(Person.objects.all()).values_list("pk", flat=True))
    questions = {question.pk: {choice.pk for choice in question.choices.all()} for question in asked()}
    given = answers_of(people)
    answers = {person: {key: one for key, one in said.items() if one in questions.get(key, ())} for person, said in given.items()}
    tables: dict[tuple[Measure, int], dict[int, Table]] = {}
    for measure, looked_at in measured(cycles, people).items():
        groups = fairness_rules.counted(answers, looked_at)
        for question in questions:
            tables[measure, question] = beside_each_other(groups.get(question, []), known_by_name=measure in FORMAL)
    comparisons = comparisons_in(tables.values())
    measures = [
        {"measure": str(measure), "question": question, "lines": list(_lines(some, comparisons))}
        for (measure, question), some in tables.items()
    ]
    return {"quarters": [one.key for one in cycles], "measures": measures}


def _lines(tables: Mapping[int, Table], comparisons: int) -> Iterator[dict[str, Any]]:
    for choice, table in tables.items():
        line = fairness_rules.told(table, comparisons=comparisons)
        if line is not None:
            yield {"choice": choice, **asdict(line), "finding": str(line.finding)}


def measured(cycles: Collection[Cycle], people: Collection[int]) -> dict[Measure, Looked]:
    """Each measure over these quarters, of people who are here: whom it looks at, and who of them had the event (FAIR-1)."""
    found = {**_formal(cycles, people), Measure.CHANGE_SEEN: _change_seen(cycles), Measure.EXPERIENCE: _experience(cycles)}
    return {measure: {person: event for person, event in looked.items() if person in people} for measure, looked in found.items()}


def _formal(cycles: Collection[Cycle], people: Collection[int]) -> dict[Measure, Looked]:
    """Formal plans that were opened: with whom, which were extended, and which ended as not met. A quarter late (TRUST G1, G6).

    Each person counts once, however many. The record is opened for its outcome alone, in memory.
    """
    ordered = sorted(cycles, key=lambda one: one.start_date)
    since, until = start_of(ordered[0].start_date), start_of(ordered[-1].start_date)
    served = list(Case.objects.filter(served_at__gte=since, served_at__lt=until))
    longer = set(Entry.objects.filter(case__in=served, kind=Kind.EXTENDED, at__lt=until).values_list("case", flat=True))
    ended = [case for case in served if case.ended_at is not None and case.ended_at < until]
    not_met = _not_met(ended)
    return {
        Measure.FORMAL_PLAN: {**dict.fromkeys(people, False), **{case.person_id: True for case in served}},
        Measure.EXTENDED: _any((case.person_id, case.pk in longer) for case in served),
        Measure.NOT_MET: _any((case.person_id, case.pk in not_met) for case in ended),
    }


def _not_met(cases: list[Case]) -> set[int]:
    """Plans whose outcome on record is not met, and stands: overturned on appeal, it does not (PIP-16, TRUST L5)."""
    found = set()
    for pk, entries in ledger.opened(cases, kinds=(Kind.OUTCOME, Kind.APPEAL_DECIDED)).items():
        said = {entry.kind: entry.words for entry in entries}
        overturned = said.get(Kind.APPEAL_DECIDED, {}).get("result") == Appeal.OVERTURNED
        if said.get(Kind.OUTCOME, {}).get("outcome") == Outcome.NOT_MET and not overturned:
            found.add(pk)
    return found


def _change_seen(cycles: Collection[Cycle]) -> Looked:
    """Everybody in whose work a manager judged change, and whether any was seen, some or clear (IMP-2)."""
    rows = Judgement.objects.filter(goal__plan__cycle__in=cycles, side=Side.MANAGER, shared_at__isnull=False).exclude(change="").order_by()
    return _any((owner, change in SEEN) for owner, change in rows.values_list("goal__plan__owner", "change"))


def _experience(cycles: Collection[Cycle]) -> Looked:
    """Everybody with an agreed plan, and whether live work to learn from came about: planned it is in nearly every plan (ACT-1, ACT-3)."""
    plans = Plan.objects.filter(cycle__in=cycles, agreed_version__isnull=False).order_by()
    live = Action.objects.filter(
        goal__plan__in=plans,
        goal__agreed_in__isnull=False,
        goal__dropped_at=None,
        kind=ActionKind.EXPERIENCE,
        removed_at=None,
        done_on__isnull=False,
    ).order_by()
    having = set(live.values_list("goal__plan__owner", flat=True))
    return {owner: owner in having for owner in plans.values_list("owner", flat=True)}


def _any(rows: Any) -> Looked:
    """Each person once: whether it was so for any of their rows."""
    found: Looked = {}
    for person, event in rows:
        found[person] = found.get(person, False) or event
    return found


def names(figures: Mapping[str, Any]) -> tuple[set[int], set[int]]:
    """The keys of the questions and answers that a picture names."""
    questions = {entry["question"] for entry in figures["measures"]}
    return questions, {line["choice"] for entry in figures["measures"] for line in entry["lines"]}
