"""What each owes in formal plans, as plain items: a reference, a code and a day, no word of any plan (DUE-1, DUE-2)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cadenza.improvement import due_rules, rules, support_rules
from cadenza.improvement.access import Seat, seats_of
from cadenza.improvement.due_rules import DAYS_TO_ACT, DAYS_TO_NAME, DAYS_TO_READ, Last
from cadenza.improvement.held import day_of_person
from cadenza.improvement.ledger import entries_of
from cadenza.improvement.models import Entry
from cadenza.improvement.queries import Page, bare_pages
from cadenza.improvement.rules import Act, Kind, Part, State
from cadenza.improvement.said import Said
from cadenza.improvement.standing_in import sheets_of
from cadenza.improvement.support_rules import Answer
from cadenza.people.models import Person


@dataclass(frozen=True)
class FormalDue:
    """One thing owed in a plan: its reference and a day."""

    ref: str
    code: str
    on: date
    checkpoint: int | None = None
    """Which one, for whoever holds it in the manager's place and opens nothing else (TRUST X10)."""


def dues_of(reader: Person, *, at: datetime) -> list[FormalDue]:
    """What the reader owes in their plans. A handful of statements, however many, and some for each checkpoint held in another's place."""
    return [*dues_in(seats_of(reader, at=at), at=at), *stood_in_dues(reader, at=at)]


def stood_in_dues(reader: Person, *, at: datetime) -> list[FormalDue]:
    """Checkpoints that the reader holds in somebody's place. TRUST X10."""
    return [
        FormalDue(page.case.ref, STOOD_IN, page.next_day or page.today, page.case.stand_in_checkpoint) for page in sheets_of(reader, at=at)
    ]


STOOD_IN = "stand-in"
"""The code of a checkpoint that somebody holds in the manager's place."""


def dues_in(seats: list[Seat], *, at: datetime) -> list[FormalDue]:
    """What is owed from these seats, each from the instant that made it so: what is not done in time is late."""
    open_ones = [seat for seat in seats if State(seat.case.state) not in rules.OVER or _just_ended(seat, at)]
    if not open_ones:
        return []
    entries = entries_of([seat.case for seat in open_ones])
    last = _last_of(entries)
    return [due for page in bare_pages(open_ones, at=at, entries=entries) for due in _dues(page, last.get(page.case.pk, {}))]


def _just_ended(seat: Seat, at: datetime) -> bool:
    """Whether the person may still have to read how their plan ended (PIP-16)."""
    ended = seat.case.ended_at
    return Part.PERSON in seat.parts and ended is not None and at <= ended + timedelta(days=DAYS_TO_READ + 1)


def _last_of(entries: Iterable[Entry]) -> dict[int, Last]:
    """For each plan, when the latest entry of each kind holds from: days, no word. Asks nothing of the database."""
    found: dict[int, dict[Kind, datetime]] = {}
    for one in entries:
        last, kind = found.setdefault(one.case_id, {}), Kind(one.kind)
        last[kind] = max(one.at, last.get(kind, one.at))
    return dict(found)


@dataclass(frozen=True)
class Asked:
    """One step that can be owed: when it is, and by which day."""

    act: Act
    code: str
    wanted: Callable[[Page, Last], bool]
    on: Callable[[Page, Last], date | None] | None = None
    """The day that the plan itself names; without one it is counted from the record."""


def _checks(page: Page, _last: Last) -> bool:
    """Whether the next checkpoint is owed: not by whom somebody covers, and in the assessment only once its day has come."""
    early = page.seat.state is State.ASSESSMENT and page.next_day is not None and page.next_day > page.today
    return page.covered_by is None and not early


def _always(_page: Page, _last: Last) -> bool:
    return True


def _mine(page: Page) -> Part | None:
    return next((part for part in (Part.MANAGER, Part.HR) if part in page.seat.parts), None)


def _leads(page: Page, _last: Last) -> bool:
    """Whether the reader is the manager on the case, or HR in their place (TRUST X4)."""
    return Part.MANAGER in page.seat.acting(Act.ANSWER_INPUT)


def _after_act_by(page: Page, _last: Last) -> date | None:
    return page.case.act_by + timedelta(days=1) if page.case.act_by else None


def _by_owner(page: Page) -> bool:
    """Whether HR proposed the outcome as owner of the case: the manager then proposes, nobody agrees to their own (TRUST X4)."""
    return page.story.draft_by is not None and page.story.draft_by.by_id == page.case.hr_partner_id


def _proposes(page: Page, _last: Last) -> bool:
    story = page.story
    return story.draft is None or story.disagreed is not None or (_by_owner(page) and Part.MANAGER in page.seat.parts)


def _agrees(page: Page, last: Last) -> bool:
    return not _proposes(page, last) and Part.HR in page.seat.parts and not _by_owner(page)


def _unrecorded(page: Page) -> list[date]:
    """Promised days that are over and about which nothing is written (PIP-7)."""
    return sorted(day.on for one in page.story.supports.values() for day in one.days.values() if day.given is None and day.on < page.today)


def _log_by(page: Page, _last: Last) -> date | None:
    days = _unrecorded(page)
    return days[0] + timedelta(days=DAYS_TO_ACT) if days else None


def _decide_by(page: Page, last: Last) -> date | None:
    """By when HR decides what the person contests, or left unanswered where it corrects a miss (PIP-7); the earliest of them."""
    waiting = [(one, one.days[day]) for one in page.story.supports.values() for day in one.decidable(today=page.today)]
    days = [one.answer_by[day.on] + timedelta(days=DAYS_TO_ACT) for one, day in waiting if not day.waits_for_decision]
    if any(day.waits_for_decision for _one, day in waiting):
        days.append(_counted(Act.DECIDE_SUPPORT, page, last))
    return min(days, default=None)


def _change_waits(page: Page, _last: Last) -> bool:
    """Whether the reader has not agreed yet to a change that a checkpoint ahead could still look at (PIP-12)."""
    part = Part.PERSON if page.is_person else Part.HR
    return page.next_checkpoint is not None and any(part not in one.agreed for one in page.story.changes.values())


def _decider_by(page: Page, _last: Last) -> date | None:
    """HR admin names somebody once the five working days to agree are over, proposed or not (PIP-16)."""
    over = page.case.act_by is not None and page.today > page.case.act_by
    return page.case.act_by + timedelta(days=DAYS_TO_NAME) if over else None


# What the person's own days run on: nobody writes down what they read, so what is new stands for some days and then goes


def _unanswered(page: Page) -> list[date]:
    """By when the person may say whether recorded support took place, while they still may (PIP-7)."""
    return sorted(
        support.answer_by[day.on]
        for support in page.story.supports.values()
        for day in support.days.values()
        if day.answer is None
        and not support_rules.objections_to_answering(day, Answer.CONFIRMED, last_day=support.answer_by.get(day.on), today=page.today)
    )


def _answer_by(page: Page, _last: Last) -> date | None:
    days = _unanswered(page)
    return days[0] if days else None


def _new_until(page: Page, said: Iterable[Said]) -> date | None:
    """The day until which the latest of these counts as new to the person; None once that is over, or where they wrote it themselves."""
    found = max((one.at for one in said if one.by_id != page.case.person_id), default=None)
    until = day_of_person(page.case.person, found) + timedelta(days=DAYS_TO_READ) if found else None
    return until if until is not None and page.today <= until else None


def _checkpoint_read_by(page: Page, _last: Last) -> date | None:
    return _new_until(page, [Said(one.by_id, one.at, "") for one in page.story.checkpoints.values()])


def _criterion_read_by(page: Page, _last: Last) -> date | None:
    return _new_until(page, page.story.criteria_changed)


def _appeal_by(page: Page, _last: Last) -> date | None:
    until = page.story.appeal_until
    return until if until is not None and page.today <= until else None


def _appeal_read_by(page: Page, _last: Last) -> date | None:
    return _new_until(page, [page.story.appeal_decision] if page.story.appeal_decision else [])


ASKED: tuple[Asked, ...] = (
    Asked(Act.CONFIRM_GATE, "gate", lambda page, _last: _mine(page) not in page.story.confirmed),
    Asked(Act.SIGN, "sign", lambda page, _last: _mine(page) not in page.story.signed),
    Asked(Act.SERVE, "open", _always),
    Asked(
        Act.GIVE_INPUT,
        "input",
        lambda page, _last: any(one.input is None for one in page.story.criteria.values()),
        lambda page, _last: page.case.act_by,
    ),
    Asked(
        Act.ANSWER_INPUT,
        "answer-input",
        lambda page, _last: any(one.input and not one.answer for one in page.story.criteria.values()),
        lambda page, _last: page.case.act_by,
    ),
    Asked(Act.SETTLE, "settle", _always, _after_act_by),
    Asked(Act.RECEIVE, "receive", _always),
    Asked(Act.BEGIN, "begin", _always),
    Asked(Act.CHECK, "checkpoint", _checks, lambda page, _last: page.next_day),
    Asked(Act.LOG_SUPPORT, "support", _leads, _log_by),
    Asked(Act.ANSWER_SUPPORT, "answer-support", _always, _answer_by),
    Asked(Act.STATE, "read-checkpoint", _always, _checkpoint_read_by),
    Asked(Act.STATE, "read-criterion", _always, _criterion_read_by),
    Asked(Act.DECIDE_SUPPORT, "decide-support", _always, _decide_by),
    Asked(Act.AGREE_CHANGE, "change", _change_waits),
    Asked(
        Act.EXPLAIN_SURPRISE,
        "cause",
        lambda page, _last: bool(page.story.surprise and page.story.surprise.yes) and page.story.surprise_cause is None,
    ),
    Asked(Act.ASSESS, "assess", lambda page, _last: page.next_checkpoint is None, lambda page, _last: page.story.ends_on),
    Asked(Act.PROPOSE_OUTCOME, "propose", _proposes),
    Asked(Act.AGREE_OUTCOME, "agree", _agrees, lambda page, _last: page.case.act_by),
    Asked(
        Act.REPLY_OUTCOME,
        "reply-outcome",
        lambda page, _last: page.story.draft is not None and page.story.draft_reply is None,
        lambda page, _last: page.case.act_by,
    ),
    Asked(Act.NAME_DECIDER, "name-decider", lambda page, _last: page.case.decider_id is None, _decider_by),
    Asked(Act.DECIDE, "decide", _always),
    Asked(Act.APPEAL, "may-appeal", _always, _appeal_by),
    Asked(Act.STATE, "read-appeal", _always, _appeal_read_by),
    Asked(Act.NAME_APPEAL, "name-appeal", lambda page, _last: page.case.appeal_manager_id is None),
    Asked(Act.DECIDE_APPEAL, "appeal", _always),
    Asked(Act.END, "end", _always, _after_act_by),
    Asked(Act.NAME_HR, "name-hr", lambda page, _last: page.seat.waits_for_hr),
    Asked(Act.CONFIRM_MANAGER, "manager", lambda page, _last: page.seat.waits_for_manager),
)
"""Every step that somebody can owe, in the order of a plan; the code is that of a sentence without any word of the plan."""


def _dues(page: Page, last: Last) -> list[FormalDue]:
    can = page.can
    found = []
    for one in ASKED:
        if one.act in can and one.wanted(page, last):
            on = one.on(page, last) if one.on else _counted(one.act, page, last)
            if on is not None:
                found.append(FormalDue(page.case.ref, one.code, on))
    return found


def _counted(act: Act, page: Page, last: Last) -> date:
    """So many days after what made it owed; after today where the record does not say yet (`settle_lines` writes it within the hour)."""
    since = due_rules.owed_since(act, last, page.seat.parts)
    day = day_of_person(page.case.person, since) if since is not None else page.today
    return day + timedelta(days=due_rules.days_for(act))
