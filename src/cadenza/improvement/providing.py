"""What providers write down about single days, on the request that they got, taken over into the ledger of the plan that it serves (PIP-7).

The request knows no plan and its provider learns of none (TRUST R12): the words are those of any request, and what follows is a job.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime

from django.db import transaction

from cadenza.asks import actions as asks
from cadenza.asks.models import Ask, AskDay
from cadenza.asks.queries import days_of
from cadenza.asks.rules import Became
from cadenza.improvement import ledger
from cadenza.improvement.held import day_of_person, last_day, read_story
from cadenza.improvement.ledger import Opened
from cadenza.improvement.models import Case, Entry
from cadenza.improvement.plan_rules import INPUT_WORKING_DAYS
from cadenza.improvement.rules import MOVES, Act, Kind
from cadenza.improvement.story import Story
from cadenza.improvement.support_rules import TOLD_AS, objections_to_logging, promised_day
from cadenza.improvement.supports import Support
from cadenza.people.models import Person
from cadenza.sealing.keys import Unreadable

TAKEN_OVER_IN = frozenset(state for state, act in MOVES if act is Act.LOG_SUPPORT)


@transaction.atomic
def take_over(ask_id: int, *, at: datetime) -> None:
    """Take over what a provider wrote down, where the request serves a plan whose ledger is open. Rule PIP-7. Idempotent."""
    asker = Ask.objects.filter(pk=ask_id).values_list("asker", flat=True)
    theirs = Entry.objects.filter(kind=Kind.SUPPORT, by__in=asker).values("case")
    cases = Case.objects.select_for_update(of=("self",)).select_related("person").filter(pk__in=theirs, state__in=TAKEN_OVER_IN)
    for case in cases.order_by("pk"):
        with suppress(Unreadable), transaction.atomic():
            write_down(case, ledger.opened([case])[case.pk], at=at)


def write_down(case: Case, entries: list[Opened], *, at: datetime) -> Story:
    """Append everything that providers wrote down and the record does not hold yet. The caller has locked the plan.

    An entry of it is nobody's act in the plan: its author knows of none. It names the provider and the day on which they wrote.
    """
    story = read_story(entries)
    asked = {one.ask_id: one for one in story.supports.values() if one.ask_id is not None}
    known = {one.words["ask_day"] for one in ledger.only(entries, {Kind.SUPPORT_LOGGED}) if "ask_day" in one.words}
    for said in days_of(asked):
        if said.pk in known:
            continue
        support = story.supports[asked[said.ask_id].number]
        entries.append(ledger.add(case, Kind.SUPPORT_LOGGED, by=None, part=None, at=at, words=_entry(case, support, said, at=at)))
        story = read_story(entries)
    case.save(update_fields=["length"])
    return story


def _entry(case: Case, support: Support, said: AskDay, *, at: datetime) -> dict[str, object]:
    """What was written down as an entry holds it. What would not stand in the ledger stands beside it, for the person and HR to read."""
    today = day_of_person(case.person, at)
    given, day = TOLD_AS[Became(said.became)], promised_day(support.days, support.manner, said.on)
    no = objections_to_logging(
        support.days.get(day) if day else None,
        given,
        on=said.other,
        today=_latest(today, said),
        offered=said.other,
        promised=support.days,
        by_provider=True,
    )
    return {
        "number": support.number,
        "day": (day or said.on).isoformat(),
        "dated": said.on.isoformat(),
        "given": given,
        "on": said.other.isoformat() if said.other else None,
        "told_by": support.provider,
        "told_at": said.recorded_at.isoformat(),
        "beside": bool(no),
        "answer_by": last_day(case.person, today, INPUT_WORKING_DAYS).isoformat(),
        "ask_day": said.pk,
    }


def hold_request(support: Support, *, before: date | None, by: Person, at: datetime) -> None:
    """Mark the request as held once every day of it counts, on the last one on which help was given (TRUST R12). Rules ACT-3, PIP-7.

    `before`: the day on which help was given so far for what was written down now; corrected, it holds the request no longer.
    """
    if support.ask_id is None:
        return
    if support.held == len(support.days) and support.given_on:
        asks.hold_for_case(support.ask_id, max(support.given_on), by=by, at=at)
    if before is not None:
        asks.put_right_for_case(support.ask_id, before, held=support.given_on, by=by, at=at)


def end_requests(story: Story, *, by: Person, at: datetime) -> None:
    """End what is still open when the plan ends: nobody is owed help for it any more. Held where a day of it was given, else withdrawn. PIP-7."""
    for one in story.supports.values():
        if one.ask_id is not None and one.given_on:
            asks.hold_for_case(one.ask_id, max(one.given_on), by=by, at=at)
        if one.ask_id is not None:
            asks.take_back_for_case(one.ask_id, by=by, at=at)


def _latest(today: date, said: AskDay) -> date:
    """The person's day, or the provider's where theirs is ahead: the request took the day as begun, by the organisation’s clock."""
    over = said.other if said.became == Became.LATER and said.other else said.on
    return max(today, over)
