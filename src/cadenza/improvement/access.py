"""Who is what in a formal plan, at every instant anew; the only road from a reference to a plan (TRUST G1 to G7, X2, X6 to X8, X18)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from cadenza.improvement import rules
from cadenza.improvement.models import Case, Entry
from cadenza.improvement.rules import Act, Kind, Part, State, parts_in
from cadenza.objections import Objection, OutOfStep, Unseen
from cadenza.people.days import start_of
from cadenza.people.models import Delegation, Grant, HRScope, Person, ReportingLine
from cadenza.people.relations import (
    above,
    below,
    has_left,
    looks_after_anybody,
    manager_of,
    people_with,
    relations_held,
    relations_to,
    roles_of,
    still_holds,
    upline_of,
)
from cadenza.people.rules import PRESENT, GrantedRole, Relation

WHO_MAY: Mapping[str, frozenset[Part]] = {
    "read": rules.READERS,
    "see-register": frozenset({Part.REGISTER}),
    "see-any": frozenset(Part) - {Part.STAND_IN},
    "hold-for-manager": frozenset({Part.STAND_IN}),
    "see-integrity": frozenset({Part.PERSON, Part.MANAGER, Part.HR}),
    "see-hr-signals": frozenset({Part.HR}),
    "see-readings": frozenset({Part.PERSON, Part.HR}),
    "advise": frozenset({Part.HR}),
    "print": frozenset({Part.PERSON, Part.MANAGER, Part.HR}),
}
"""Reading, beside the table of moves, which holds every act. A right that is not listed does not exist.

A delegate has none but one: whoever the HR partner named for a checkpoint reads the sheet of that checkpoint (TRUST X10)."""


@dataclass(frozen=True)
class Seat:
    """A plan and what the reader is in it now."""

    case: Case
    parts: frozenset[Part]
    state: State
    """The one that holds now, which may be a pause that nobody has written down yet."""
    waits_for_manager: bool = False
    waits_for_hr: bool = False
    without_manager: bool = False
    """Nobody leads the person who could be on the case: the HR partner owns it (TRUST X4)."""
    at: datetime | None = None
    """The instant at which all this holds."""
    covered: bool = False
    """Whoever was named for the next checkpoint may hold it now (TRUST X10)."""
    led: bool = True
    """The manager on the case is the person's, or was kept: while they are not, they read nothing of it (TRUST X2)."""
    spent: bool = False
    """The live period is over (TRUST X18)."""

    def may(self, right: str) -> bool:
        return bool(self.parts & WHO_MAY[right])

    def can(self, act: Act) -> bool:
        """Whether the table gives this reader this act in this state."""
        if self.waits_for_manager and act in FROZEN_WITHOUT_MANAGER:
            return False
        if rules.needs_waiting(self.state, act) and not self.waits_for_hr:
            return False
        return rules.may(self.state, act, self.acting(act))

    def acting(self, act: Act) -> frozenset[Part]:
        """The parts in which the reader may do this now."""
        return rules.acting_parts(self.parts, act, without_manager=self.without_manager)


FROZEN_WITHOUT_MANAGER = frozenset(
    {Act.WRITE_CRITERION, Act.PROMISE_SUPPORT, Act.SETTLE, Act.BEGIN, Act.CHECK, Act.EASE, Act.PROPOSE_CHANGE, Act.ASSESS, Act.SERVE, Act.CO_SIGN, Act.SIGN}
)  # fmt: skip
"""What waits until HR has said who is the manager on the case: criteria cannot change meanwhile (TRUST X2)."""


def case_for(by: Person, right: str, ref: str, *, at: datetime) -> Seat:
    """The plan, if the reader may do this with it now; raises Unseen otherwise, as for one that never was."""
    case = _perhaps_of(by, at=at).filter(ref=ref).first()
    if case is None:
        raise Unseen
    seat = _seat(case, by, relations_to(by, case.person, at=at), at)
    if not seat.may(right):
        raise Unseen
    return seat


def case_to(by: Person, act: Act, ref: str, *, at: datetime) -> Seat:
    """The plan locked for an act. Unseen for whoever never has this act in it; OutOfStep where the plan stands otherwise (TRUST T13)."""
    case = _perhaps_of(by, at=at).select_for_update(of=("self",)).filter(ref=ref).first()
    if case is None:
        raise Unseen
    seat = _seat(case, by, relations_held(by, case.person, at=at), at, held=True)
    if not rules.knows(act, seat.acting(act)):
        raise Unseen
    if found := rules.objections_to_move(seat.state, act):
        raise OutOfStep(found)
    if not seat.can(act):
        raise out_of_step(seat)
    return seat


def case_to_advise(by: Person, ref: str, *, at: datetime) -> Case:
    """The plan locked for its HR partner's own workspace beside it, whatever its state; raises Unseen (TRUST G5)."""
    case = _perhaps_of(by, at=at).select_for_update(of=("self",)).filter(ref=ref).first()
    if case is None or not _seat(case, by, relations_held(by, case.person, at=at), at, held=True).may("advise"):
        raise Unseen
    return case


def seat_to_review(by: Person, ref: str, person: Person, writers: Collection[int], *, at: datetime, held: bool = False) -> Seat:
    """A plan of this person, for whoever looks through what HR keeps beside it for legal privilege; raises Unseen (TRUST G5, 1.6, X7).

    The caller has let them in, as an open access case does. `writers` wrote there as HR partner; `held` is for a write.
    """
    rows = _rows().filter(ref=ref, person=person)
    case = (rows.select_for_update(of=("self",)) if held else rows).first()
    if case is None:
        raise Unseen
    relations = relations_held(by, person, at=at) if held else relations_to(by, person, at=at)
    seat = _seat(case, by, relations, at, held=held)
    acted = Entry.objects.filter(case=case, by__isnull=False).values_list("by_id", flat=True)
    involved = involved_in(case, [pk for pk in (case.appeal_manager_id, case.stand_in_id, *acted) if pk is not None])
    near = Person.objects.filter(pk__in={person.pk, case.hr_partner_id, *writers})
    lines = {one.pk: {up.pk for up in upline_of(one, at=at)} for one in near}
    above_them = {up.pk for up in upline_of(by, at=at)}
    if not rules.may_review(by.pk, above_them, parts=seat.parts, involved=involved, lines=lines):
        raise Unseen
    return seat


def seat_knowing(by: Person, act: Act, ref: str, *, at: datetime) -> Seat:
    """The plan for showing an act's page: Unseen for whoever never has it."""
    seat = case_for(by, "see-any", ref, at=at)
    if not rules.knows(act, seat.acting(act)):
        raise Unseen
    return seat


def out_of_step(seat: Seat) -> OutOfStep:
    """The plan stands otherwise."""
    return OutOfStep([Objection("formal-plan-moved-on", rules.STANDS[seat.state])])


def _rows() -> QuerySet[Case]:
    return Case.objects.select_related("person", "manager", "hr_partner", "decider", "appeal_manager", "stand_in")


def _naming(by: Person) -> Q:
    return Q(person=by, served_at__isnull=False) | Q(manager=by) | Q(hr_partner=by) | Q(decider=by) | Q(appeal_manager=by)


def _perhaps_of(by: Person, *, at: datetime) -> QuerySet[Case]:
    """Plans in which the reader can be anything: for everybody else one that is and one that never was are one statement (TRUST T32)."""
    register = Grant.objects.in_force(at).filter(person=by, role=GrantedRole.HR_ADMIN)
    return _rows().filter(_naming(by) | Q(stand_in=by) | Exists(register))


def _seat(case: Case, by: Person, relations: Collection[Relation], at: datetime, *, held: bool = False) -> Seat:
    """`held` is for a write: what the seat rests on stays true until the transaction ends (TRUST T39)."""
    mine = by.pk == case.stand_in_id
    covered = is_stood_in(case, at=at, held=held and mine)
    stood_in = mine and covered
    wanted = stood_in or by.pk == case.hr_partner_id or Relation.HR_ADMIN in relations
    near = wanted and (stands_near(by, case.person, relations, at=at) or (by.pk == case.decider_id and by.pk == case.hr_partner_id))
    near = near or (stood_in and _led_by(case.manager_id, by, at=at))
    return _seated(
        case,
        by.pk,
        relations,
        in_hr=wanted and looks_after_people(by, at=at, held=held),
        near=near,
        current=manager_of(case.person, at=at),
        hr_waits=(case.state not in rules.OVER or Relation.HR_ADMIN in relations) and hr_is_missing(case, at=at),
        stood_in=stood_in,
        covered=covered,
        ring_fenced=Relation.HR_ADMIN in relations and works_in_hr(by, at=at) and Case.objects.filter(_of_hr(at), pk=case.pk).exists(),
        at=at,
    )


def _seated(
    case: Case,
    viewer_id: int,
    relations: Collection[Relation],
    *,
    in_hr: bool,
    near: bool,
    current: Person | None,
    hr_waits: bool,
    at: datetime,
    stood_in: bool = False,
    covered: bool = False,
    ring_fenced: bool = False,
) -> Seat:
    spent = rules.is_spent(case.ended_at, spent_from=case.spent_from, at=at)
    waits = State(case.state) not in rules.OVER and rules.manager_changed(
        case.manager_id, current.pk if current else None, kept=case.manager_kept, left=has_left(case.manager, at=at)
    )
    alone = waits and (current is None or current.pk == case.hr_partner_id)
    state = rules.state_at(State(case.state), waits_for_manager=waits)
    seats = case.seats(spent=spent, stood_in=stood_in and state is State.ACTIVE)
    parts = parts_in(seats, viewer_id, relations, in_hr=in_hr, conflicted=near, ring_fenced=ring_fenced)
    led = case.manager_kept or (current is not None and current.pk == case.manager_id)
    return Seat(case, parts, state, waits, hr_waits, alone, at, covered and state is State.ACTIVE, led, spent)


# Lists


def seats_of(by: Person, *, at: datetime) -> list[Seat]:
    """Every plan in which the reader is anything now, newest first. One statement, however many, and what is asked about the reader."""
    if has_left(by, at=at):
        return []
    register = GrantedRole.HR_ADMIN in roles_of(by, at=at)
    line = ReportingLine.objects.in_force(at).filter(person=OuterRef("person"))
    stands_in = Delegation.objects.in_force(at).filter(manager=OuterRef("manager"), delegate=OuterRef("stand_in"))
    rows: QuerySet[Any] = (
        _rows()
        .filter(Q() if register else _naming(by))
        .annotate(
            current_id=Subquery(line.values("manager")[:1]),
            has_stand_in=Exists(stands_in),
            is_far_below=Exists(people_with(by, {Relation.UPLINE}, at=at).filter(pk=OuterRef("person"))),
            is_of_hr=_of_hr(at),
        )
    )
    cases = list(rows)
    if not cases:
        return []
    managers = {case.person_id: case.current_id for case in cases if case.current_id is not None}
    led = {person for person, manager in managers.items() if manager == by.pk}
    far = {case.person_id for case in cases if case.is_far_below}
    higher = above(by, at=at)
    recused = _recused(cases) if register else set()
    in_hr = looks_after_people(by, at=at)
    fenced = register and any(case.is_of_hr for case in cases) and works_in_hr(by, at=at)
    found = []
    for case in cases:
        relations = _relations(by, case.person_id, register=register, led=led, far=far, higher=higher)
        near = _near(by, case.person, relations, person_above=case.person_id in higher)
        current = managers.get(case.person_id)
        seat = _seated(
            case,
            by.pk,
            relations,
            in_hr=in_hr,
            near=near,
            current=_person(case, current),
            hr_waits=case.pk in recused,
            covered=case.has_stand_in and _is_their_day(case, at),
            ring_fenced=fenced and case.is_of_hr,
            at=at,
        )
        if seat.parts:
            found.append(seat)
    return found


def _recused(cases: Collection[Case]) -> set[int]:
    """Of these, the open plans whose HR partner was written down as no longer free and not replaced since (`settle_lines`). One statement."""
    open_ones = [case.pk for case in cases if State(case.state) not in rules.OVER]
    rows = Entry.objects.filter(case__in=open_ones, kind__in=[Kind.RECUSED, Kind.HR_NAMED]).order_by("case_id", "sequence")
    last = dict(rows.values_list("case_id", "kind"))
    return {pk for pk, kind in last.items() if kind == Kind.RECUSED}


def _person(case: Case, pk: int | None) -> Person | None:
    """A row with this id, for its id alone."""
    return None if pk is None else case.manager if pk == case.manager_id else Person(pk=pk)


def _relations(
    by: Person, person_id: int, *, register: bool, led: Collection[int], far: Collection[int], higher: Collection[int]
) -> frozenset[Relation]:
    """The relations that a plan's parts hang on, for many at once; the same as `people.relations` gives for one."""
    if by.pk == person_id:
        return frozenset({Relation.SELF})
    found = {Relation.COLLEAGUE}
    if person_id in led:
        found.add(Relation.MANAGER)
    if person_id in far:
        found.add(Relation.UPLINE)
    if register and person_id not in higher:
        found.add(Relation.HR_ADMIN)
    return frozenset(found)


# Standing in at one checkpoint


def is_stood_in(case: Case, *, at: datetime, held: bool = False) -> bool:
    """Whether whoever was named for a checkpoint may hold it at this instant: on their days, while they stand in for the manager (TRUST X10).

    `held` is for a write: a manager who called them back meanwhile was first (TRUST T39).
    """
    if case.stand_in is None or not _is_their_day(case, at):
        return False
    if held:
        return still_holds(Delegation.objects.filter(manager=case.manager, delegate=case.stand_in), at=at)
    return stands_in_for(case.stand_in, case.manager, since=at)


def _is_their_day(case: Case, at: datetime) -> bool:
    since, until = case.stand_in_since, case.stand_in_until
    return since is not None and until is not None and since <= at < until


def stands_in_for(one: Person, manager: Person, *, since: datetime, until: datetime | None = None) -> bool:
    """Whether somebody stands in for a manager at an instant, or from it until another."""
    rows = Delegation.objects.in_force(since).filter(manager=manager, delegate=one)
    return (rows.filter(until__gte=until) if until is not None else rows).exists()


def stand_ins_of(manager: Person, *, at: datetime) -> QuerySet[Person]:
    """Whoever stands in for a manager now or is named to: they alone can be asked to hold a checkpoint."""
    rows = Delegation.objects.not_over(at).filter(manager=manager)
    return Person.objects.filter(pk__in=rows.values("delegate")).order_by("name", "pk")


def is_too_near_to_stand_in(one: Person, case: Case, *, at: datetime) -> bool:
    """Whether somebody stands too near to the person for a checkpoint: as an HR partner would, or led by the same manager (TRUST X6, X10)."""
    near = stands_near(one, case.person, relations_to(one, case.person, at=at), at=at)
    return near or _led_by(case.manager_id, one, at=at)


def case_once_covered(by: Person, ref: str, *, at: datetime) -> Case | None:
    """A plan in which somebody was named for a checkpoint once, to look in its record whether it was this one; shows nobody anything."""
    rows = Case.objects.filter(ref=ref, entries__kind=Kind.STAND_IN_NAMED).distinct()
    return None if has_left(by, at=at) else rows.first()


def seats_stood_in(by: Person, *, at: datetime) -> list[Seat]:
    """Plans of which the reader holds the next checkpoint in the manager's place now. One statement while there is none."""
    rows = _rows().filter(stand_in=by, state=State.ACTIVE, stand_in_since__lte=at, stand_in_until__gt=at)
    seats = [_seat(case, by, relations_to(by, case.person, at=at), at) for case in rows]
    return [seat for seat in seats if seat.may("hold-for-manager")]


# Standing too near


def looks_after_people(one: Person, *, at: datetime, held: bool = False) -> bool:
    """Whether somebody works for HR now: looks after somebody, or is HR admin. `held` is for a write of theirs (TRUST T39)."""
    if held:
        scopes, admin = HRScope.objects.filter(partner=one), Grant.objects.filter(person=one, role=GrantedRole.HR_ADMIN)
        return still_holds(scopes, at=at) or still_holds(admin, at=at)
    return looks_after_anybody(one, at=at) or GrantedRole.HR_ADMIN in roles_of(one, at=at)


def works_in_hr(one: Person, *, at: datetime) -> bool:
    """Whether somebody is a colleague of those in HR: looks after people there, or leads somebody who does (TRUST X7)."""
    led = HRScope.objects.in_force(at).filter(partner__in=below(one, at=at))
    return looks_after_anybody(one, at=at) or led.exists()


def _of_hr(at: datetime) -> Q:
    """Plans about somebody who works for HR, or did on a day since the plan was asked for: the fence does not fall with their part (TRUST X7)."""
    during = Q(until=None) | Q(until__gt=OuterRef("opened_at"))
    scopes = HRScope.objects.filter(during, partner=OuterRef("person"), since__lte=at)
    roles = Grant.objects.filter(during, person=OuterRef("person"), role=GrantedRole.HR_ADMIN, since__lte=at)
    return Q(Exists(scopes)) | Q(Exists(roles))


def is_registered(case: Case, *, at: datetime) -> bool:
    """Whether anybody keeps the plan's register now: else nobody names who decides, or another HR partner (TRUST G1, X6, X7, X13)."""
    admins = Person.objects.filter(pk__in=Grant.objects.in_force(at).filter(role=GrantedRole.HR_ADMIN).values("person"))
    return any(_seat(case, one, relations_to(one, case.person, at=at), at).may("see-register") for one in admins)


def people_in_hr(*, at: datetime) -> QuerySet[Person]:
    """Everybody who works for HR now, whatever stands against them in one plan: a shorter list would tell whose it is (TRUST G1)."""
    scopes, roles = HRScope.objects.in_force(at), Grant.objects.in_force(at).filter(role=GrantedRole.HR_ADMIN)
    theirs = Q(pk__in=scopes.values("partner")) | Q(pk__in=roles.values("person"))
    return Person.objects.filter(theirs, status__in=PRESENT).order_by("name", "pk")


def stands_near(one: Person, person: Person, relations: Collection[Relation], *, at: datetime) -> bool:
    """Whether somebody leads the person, reports to them at any distance, or works in their unit (TRUST X6, X7)."""
    theirs = {up.pk for up in upline_of(one, at=at)}
    return _near(one, person, relations, person_above=person.pk in theirs)


def _near(one: Person, person: Person, relations: Collection[Relation], *, person_above: bool) -> bool:
    if person_above or {Relation.MANAGER, Relation.UPLINE, Relation.SELF} & set(relations):
        return True
    return person.team_id is not None and one.team_id == person.team_id


def hr_is_missing(case: Case, *, at: datetime) -> bool:
    """Whether the plan needs another HR partner: theirs left, left HR, or came too near to the person (TRUST X6)."""
    return bool(objections_to_hr(case.hr_partner, case.person, case.manager_id, at=at, decider_id=case.decider_id))


def objections_to_hr(candidate: Person, person: Person, manager_id: int, *, at: datetime, decider_id: int | None = None) -> list[Objection]:
    """Why somebody cannot be HR partner about a person at this instant (PIP-1)."""
    return rules.objections_to_hr_partner(
        candidate.pk,
        person_id=person.pk,
        manager_id=manager_id,
        above=[up.pk for up in upline_of(person, at=at)],
        below={candidate.pk} if below(person, at=at).filter(pk=candidate.pk).exists() else (),
        led_by_manager=_led_by(manager_id, candidate, at=at),
        team_mates={candidate.pk} if person.team_id is not None and candidate.team_id == person.team_id else (),
        decider_id=decider_id,
        in_hr=looks_after_people(candidate, at=at),
    )


def _led_by(manager_id: int, candidate: Person, *, at: datetime) -> bool:
    """Whether somebody stands below the manager who asks for the plan: then they are not free to say no (PIP-1)."""
    return any(up.pk == manager_id for up in upline_of(candidate, at=at))


def changed_at(case: Case, *, at: datetime) -> datetime:
    """Since when the plan waits for a manager: the line to theirs ended, or one who was kept had their last day. TRUST X2, X4."""
    if case.manager_kept:
        last = case.manager.end_date
        gone = start_of(last + timedelta(days=1)) if last else at
        kept = Entry.objects.filter(case=case, kind=Kind.MANAGER_CONFIRMED).order_by("-sequence").values_list("at", flat=True).first()
        return max(min(gone, at), kept or case.opened_at)
    ended = ReportingLine.objects.filter(person=case.person_id, manager=case.manager_id, until__lte=at).order_by("-until").first()
    return ended.until if ended is not None and ended.until is not None else at


def managers_on(case: Case) -> set[int]:
    """Everybody who has acted as the manager on a plan, and who is it now."""
    acted = Entry.objects.filter(case=case, part=Part.MANAGER, by__isnull=False).values_list("by_id", flat=True)
    return {case.manager_id, *(pk for pk in acted if pk is not None)}


def other_open_plans(case: Case) -> list[Case]:
    """Every other open plan about the same person, whoever prepares it: of drafts there may be two (HAND-1)."""
    return list(_rows().filter(person=case.person_id).exclude(state__in=rules.OVER).exclude(pk=case.pk).order_by("pk"))


def plans_known_to(by: Person) -> QuerySet[Case]:
    """Plans in which somebody is named beside the person: of no other may they learn that it is there."""
    return Case.objects.filter(Q(manager=by) | Q(hr_partner=by) | Q(decider=by) | Q(appeal_manager=by))


def reports_to_ask_about(by: Person, *, at: datetime) -> list[Person]:
    """The reader's reports, without those about whom a plan of theirs is open: for the gate's first question.

    One in which the reader has no part leaves nobody out: the list would tell that it exists (HAND-1, TRUST X2).
    """
    open_ones = plans_known_to(by).exclude(state__in=rules.OVER).values("person")
    return list(people_with(by, {Relation.MANAGER}, at=at).exclude(pk__in=open_ones).order_by("name", "pk"))


def named(person_id: int | None) -> Person | None:
    """Somebody whom a form named, if there is such a person."""
    return Person.objects.filter(pk=person_id).first() if person_id is not None else None


def involved_in(case: Case, former: Iterable[int]) -> set[int]:
    """Everybody who had a part in a plan: none of them decides an appeal (TRUST X13)."""
    named = {case.person_id, case.manager_id, case.hr_partner_id, *former}
    return named | ({case.decider_id} if case.decider_id else set())
