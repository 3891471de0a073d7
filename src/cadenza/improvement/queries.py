"""A formal plan as its pages need it: only what the reader may read is folded into it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from cadenza.conversations.slip_queries import unreceived_of, versions_of
from cadenza.improvement import gate_rules, meeting_rules, plan_rules, rules, support_rules
from cadenza.improvement.access import Seat, case_for, is_registered
from cadenza.improvement.checkpoint_rules import next_number
from cadenza.improvement.comparing import others_like, shape_of
from cadenza.improvement.deciding import course_of
from cadenza.improvement.held import day_of_person, with_answers
from cadenza.improvement.ledger import Opened, fingerprint_of, opened, readings_of
from cadenza.improvement.likeness_rules import Shape
from cadenza.improvement.meeting_rules import Invitation, Minutes
from cadenza.improvement.models import Entry
from cadenza.improvement.outcome_rules import short_items
from cadenza.improvement.plan_rules import Point
from cadenza.improvement.rules import Act, Part, State
from cadenza.improvement.signal_rules import Facts, Signal, signals
from cadenza.improvement.story import Change, Checkpoint, Said, Story, fold
from cadenza.improvement.supports import objections_to_dropping
from cadenza.improvement.telling import people_in
from cadenza.improvement.words import OUTCOMES
from cadenza.objections import Objection
from cadenza.people.days import day_of
from cadenza.people.models import Person
from cadenza.people.queries import names_of

DECIDED = frozenset({State.DECIDED, State.APPEALED, State.ENDED})


@dataclass
class Page:
    """One plan for one reader."""

    seat: Seat
    story: Story
    entries: list[Opened]
    today: date
    at: datetime
    names: Mapping[int, str] = field(default_factory=dict)
    others: Sequence[Shape] = ()
    """Other plans in the same role as numbers, for the HR partner alone; `beside_others` finds them."""
    points: Mapping[str, int] = field(default_factory=dict)
    """Agreed points that are cited -> which version of them stands now."""
    unreceived: frozenset[str] = frozenset()
    """Of these, while the plan is prepared, those to which the person has said nothing yet (PIP-2)."""

    @property
    def case(self) -> Any:
        return self.seat.case

    @property
    def can(self) -> frozenset[str]:
        """Every act that is this reader's now."""
        return frozenset(act.value for act in Act if self.seat.can(act))

    @property
    def parts(self) -> frozenset[str]:
        return frozenset(part.value for part in self.seat.parts)

    @property
    def is_person(self) -> bool:
        return Part.PERSON in self.seat.parts

    @property
    def in_hr(self) -> bool:
        return Part.HR in self.seat.parts

    def place_of(self, sequence: int) -> int:
        """Where an entry stands among those that the reader may read, from one; 0 for none. A gap would tell of others (PIP-9, TRUST G7)."""
        return next((place for place, one in enumerate(self.entries, start=1) if one.sequence == sequence), 0)

    def sequence_at(self, place: int) -> int:
        """The entry at a place that a form of this reader names; 0 for the place before the first, -1 for one that never was."""
        if place == 0:
            return 0
        return self.entries[place - 1].sequence if 0 < place <= len(self.entries) else -1

    @property
    def changes(self) -> list[tuple[int, Change]]:
        """Changes that wait, by the place of their entry."""
        return [(self.place_of(sequence), one) for sequence, one in self.story.changes.items()]

    @property
    def draft_place(self) -> int:
        return self.place_of(self.story.draft_by.sequence) if self.story.draft_by else 0

    @property
    def may_print(self) -> bool:
        return self.seat.may("print")

    @property
    def preparing(self) -> bool:
        return self.seat.state in rules.UNSERVED

    @property
    def stands(self) -> str:
        return rules.STANDS[self.seat.state]

    @property
    def missing(self) -> dict[str, Objection]:
        """Condition -> why it has no record to show yet."""
        found = gate_rules.missing_records(list(self.story.citations.values()), self.story.promises, today=self.today)
        return {one.where: one for one in found}

    @property
    def unkept(self) -> list[Objection]:
        """What stands against the gate before it is confirmed, said to the HR partner alone."""
        if not (self.in_hr and self.seat.can(Act.CONFIRM_GATE)):
            return []
        return gate_rules.objections_to_unkept_register(part=Part.HR, kept=is_registered(self.case, at=self.at))

    @property
    def doubts(self) -> list[Objection]:
        """What is to be asked of the records that show the pattern (PIP-2, PIP-17)."""
        return doubts_of(self.story)

    @property
    def next_checkpoint(self) -> int | None:
        return next_number(self.story.days, self.story.checkpoints.keys())

    @property
    def next_day(self) -> date | None:
        number = self.next_checkpoint
        return self.story.days[number - 1] if number else None

    @property
    def timeline(self) -> list[tuple[int, date]]:
        """Every checkpoint with its day; once an outcome is recorded, those that were held, or had fallen due by then (PIP-16)."""
        decided = day_of_person(self.case.person, self.story.outcome_by.at) if self.story.outcome_by else date.max
        return [(number, day) for number, day in enumerate(self.story.days, 1) if number in self.story.checkpoints or day <= decided]

    @property
    def covered_by(self) -> Person | None:
        """Who holds the next checkpoint in the manager's place now; the person sees their name (TRUST X10)."""
        return self.seat.case.stand_in if self.seat.covered else None

    @property
    def named_to_cover(self) -> Person | None:
        """Who is named to, before their days and on them; the person sees their name as soon as they are named (TRUST X10)."""
        until = self.seat.case.stand_in_until
        return self.seat.case.stand_in if until is not None and self.at < until else None

    @property
    def stand_in_waits(self) -> bool:
        """Whether the stand-in's days are still ahead."""
        since = self.seat.case.stand_in_since
        return since is not None and self.at < since

    @property
    def stand_in_first(self) -> date | None:
        """The first of the stand-in's days, in the organisation's zone."""
        since = self.seat.case.stand_in_since
        return day_of(since) if since is not None else None

    @property
    def minutes(self) -> list[tuple[Said, Minutes, list[Objection]]]:
        """Each meeting's minutes with what is to be said beside them (TRUST L3)."""
        invited = {(one.meeting, one.on) for one in self.story.invitations}
        return [(said, one, meeting_rules.warnings_of_minutes(one, invited=invited)) for said, one in self.story.minutes]

    @property
    def invitations(self) -> list[tuple[Invitation, list[Objection]]]:
        """Each invitation with what is to be said beside it (TRUST L3)."""
        return [(one, meeting_rules.warnings_of_invitation(one)) for one in self.story.invitations]

    @property
    def stand_in_last(self) -> date | None:
        """The last of the stand-in's days, in the organisation's zone."""
        until = self.seat.case.stand_in_until
        return day_of(until - timedelta(microseconds=1)) if until is not None else None

    @property
    def short(self) -> list[str]:
        return short_items(course_of(self.story, today=self.today).support)

    @property
    def can_drop_criterion(self) -> bool:
        """Whether a criterion may be taken out: once the person has heard the plan, never the last one (PIP-5)."""
        others = len(self.story.criteria) - 1
        return not plan_rules.objections_to_dropping_criterion(opened=self.story.opening is not None, others=others)

    @property
    def droppable(self) -> frozenset[int]:
        """Supports that may be taken out, as `drop_support` judges it (PIP-7)."""
        story, last = self.story, plan_rules.ends_on(self.today, weeks=self.story.weeks)
        if story.begun_on is not None:
            return frozenset(number for number, one in story.supports.items() if one.void)
        return frozenset(
            number
            for number in story.supports
            if not objections_to_dropping(story.supports, number, heard=story.heard, today=self.today, last=last)
        )

    @cached_property
    def answerable(self) -> dict[int, frozenset[date]]:
        """Support -> its days that the person can still confirm or contest (PIP-7)."""
        return {number: one.answerable(today=self.today) for number, one in self.story.supports.items()}

    @cached_property
    def decidable(self) -> dict[int, frozenset[date]]:
        """Support -> its days that wait for HR's decision (PIP-7)."""
        return {number: one.decidable(today=self.today) for number, one in self.story.supports.items()}

    @property
    def accounts(self) -> dict[int, support_rules.Account]:
        return {
            number: support_rules.account_of(one.what, one.days.values(), up_to=self.today) for number, one in self.story.supports.items()
        }

    @property
    def signals(self) -> list[Signal]:
        facts = facts_of(self.story, self.seat.case.person, today=self.today, for_hr=self.seat.may("see-hr-signals"))
        return signals(replace(facts, own=shape_of(self.story), others=self.others))

    @property
    def conditions(self) -> list[str]:
        return [one.value for one in gate_rules.Condition]

    @property
    def routes(self) -> dict[str, list[str]]:
        return {str(condition): [str(route) for route in routes] for condition, routes in gate_rules.ROUTES.items()}

    @property
    def citations_of(self) -> dict[str, list[gate_rules.Citation]]:
        """Condition -> its citations, by day."""
        found: dict[str, list[gate_rules.Citation]] = {one.value: [] for one in gate_rules.Condition}
        for one in sorted(self.story.citations.values(), key=lambda one: one.dated):
            found[one.condition.value].append(one)
        return found

    @property
    def overtaken(self) -> list[int]:
        """Citations whose points were changed since: the page says so beside the copy (PIP-2)."""
        return [one.number for one in gate_rules.overtaken(list(self.story.citations.values()), self.points)]

    @property
    def confirmations(self) -> list[tuple[str, str, Said | None]]:
        case, told = self.case, self.story.confirmed
        return [
            (_("Manager"), case.manager.name, told.get(Part.MANAGER)),
            (_("HR partner"), case.hr_partner.name, told.get(Part.HR)),
        ]

    @property
    def considerations(self) -> list[tuple[str, dict[str, str]]]:
        told = self.story.considered
        return [(_("Manager"), told.get(Part.MANAGER, {})), (_("HR partner"), told.get(Part.HR, {}))]

    @property
    def points_said(self) -> list[str]:
        said = self.story.opening.said if self.story.opening else ()
        return [point.value for point in Point if point in said]

    @property
    def draft_word(self) -> str:
        draft = self.story.draft
        return _(OUTCOMES[draft.outcome]) if draft and draft.outcome else ""

    @property
    def may_still_appeal(self) -> bool:
        """Whether the outcome can be appealed today: recorded, not appealed yet, and within its days (PIP-16, TRUST L5)."""
        story = self.story
        return story.appeal is None and story.appeal_until is not None and self.today <= story.appeal_until

    @property
    def fingerprint(self) -> str:
        return fingerprint_of(self.entries)

    @property
    def checkpoints(self) -> list[Checkpoint]:
        return [self.story.checkpoints[number] for number in sorted(self.story.checkpoints)]

    @property
    def working(self) -> list[Checkpoint]:
        """Checkpoints that name something that works; positive findings have their place even while there is none (DESIGN 7)."""
        return [one for one in self.checkpoints if one.notes.working]

    @property
    def day_number(self) -> int:
        return (self.today - self.story.begun_on).days + 1 if self.story.begun_on else 0

    @property
    def length_days(self) -> int:
        return (self.story.ends_on - self.story.begun_on).days if self.story.begun_on and self.story.ends_on else 0


def doubts_of(story: Story) -> list[Objection]:
    """What is to be asked of the records that show the pattern: whether they were written as it was seen (PIP-17)."""
    begun = day_of(story.asked_at) if story.asked_at else None
    return gate_rules.warnings_of_pattern(list(story.citations.values()), begun_on=begun)


def facts_of(story: Story, about: Person, *, today: date, for_hr: bool) -> Facts:
    """What the signals look at (PIP-17); days are those of the person whom the plan is about."""
    citations = list(story.citations.values())
    dated = [one.dated for one in gate_rules.facts_in(citations)]
    course = course_of(story, today=today)
    gate_day = day_of_person(about, story.confirmed[Part.HR].at) if Part.HR in story.confirmed else today
    return Facts(
        conversations=[one.dated for one in gate_rules.conversations_in(citations, today=gate_day)],
        few=gate_rules.were_few(citations, today=gate_day),
        few_reason=story.few_reason,
        weeks=story.weeks + story.extension_weeks,
        pattern_days=(dated[-1] - dated[0]).days if dated else 0,
        doubts=doubts_of(story),
        changed=len(story.criteria_changed),
        short=short_items(course.support) if story.begun_on else (),
        due=sum(day < today for day in story.days),
        shared=len(story.checkpoints),
        checkpoints=[story.checkpoints[number].notes for number in sorted(story.checkpoints)],
        without_input=[number for number, one in story.criteria.items() if one.input is None and one.agreed is None],
        settled=story.settled,
        for_hr=for_hr,
        surprises=[(day_of_person(about, said.at), bool(said.yes)) for said in story.surprises],
        drafted_early=any(day_of_person(about, said.at) < ends for said, ends in story.open_drafts),
    )


def beside_others(page: Page) -> Page:
    """The same page with other plans in the same role beside it, as far as this reader may know of them (PIP-17)."""
    return replace(page, others=others_like(page.case, at=page.at)) if page.seat.may("see-hr-signals") else page


def page_for(by: Person, right: str, ref: str, *, at: datetime) -> Page:
    """One plan, if the reader may do this with it; raises Unseen. What they may not read is not in it."""
    seat = case_for(by, right, ref, at=at)
    return pages([seat], at=at)[0]


def pages(seats: list[Seat], *, at: datetime) -> list[Page]:
    """Pages of plans whose seats were chosen by access. A handful of statements, however many."""
    made = bare_pages(seats, at=at)
    with_answers([one.story for one in made])
    names = _names(made)
    points = versions_of(points_in(made))
    unreceived = unreceived_of(points_in(one for one in made if one.preparing))
    for one in made:
        one.names, one.points, one.unreceived = names, points, unreceived
    return made


def points_in(made: Iterable[Page]) -> set[str]:
    """The agreed points that these plans cite."""
    return {cited.ref for one in made for cited in one.story.citations.values() if cited.version}


def bare_pages(seats: list[Seat], *, at: datetime, entries: Collection[Entry] | None = None) -> list[Page]:
    """The same without names, and without what became of requests: for whoever counts and shows no word. Two statements, however many."""
    readable = [seat.case for seat in seats if seat.may("read")]
    found = opened(readable, entries=entries)
    made = []
    for seat in seats:
        decided = seat.state in DECIDED
        seen = [one for one in found.get(seat.case.pk, []) if rules.sees(one.kind, seat.parts, decided=decided)]
        made.append(Page(seat, fold(seen), seen, day_of_person(seat.case.person, at), at))
    return made


def _names(made: Collection[Page]) -> dict[int, str]:
    wanted: set[int | None] = set()
    for page in made:
        case = page.case
        wanted |= {case.person_id, case.manager_id, case.hr_partner_id, case.decider_id, case.appeal_manager_id}
        wanted |= {*people_in(page.entries), *(one.by_id for one in page.entries)}
    return names_of(wanted)


def readings(page: Page) -> list[tuple[datetime, str, str]]:
    """Who opened what when: for the person and the HR partner (TRUST J2)."""
    rows = readings_of(page.case)
    names = names_of(by for _at, by, _what in rows)
    return [(at, names.get(by or 0, ""), what) for at, by, what in rows]
