"""Verbs of a talent review: set up, name, take out, open and freeze, close, call off; agree a next step; read and answer one's own (TAL-1)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from cadenza.insight.rules import Node, teams_under
from cadenza.objections import Unseen, refuse_if
from cadenza.people.days import day_of, start_of
from cadenza.people.models import Person, Team
from cadenza.people.relations import looks_after_anybody
from cadenza.people.rules import PRESENT
from cadenza.stewardship import talent_access as access
from cadenza.stewardship import talent_rules as rules
from cadenza.stewardship import talent_snapshots as snapshots
from cadenza.stewardship.talent_models import TalentAnswer, TalentSeat, TalentSession, TalentSnapshot, TalentStep
from cadenza.stewardship.talent_rules import MOVES, SessionDraft, SessionMove, SessionState
from cadenza.trail.record import NewEntry, record, record_many, record_read
from cadenza.trail.rules import Audience, Fact
from cadenza.web.refs import new_ref

READ = "stewardship.snapshot-read"


@transaction.atomic
def set_up(draft: SessionDraft, team_id: int | None, *, by: Person, at: datetime) -> TalentSession:
    """Set up a session for the people of a team whom its facilitator looks after (TAL-1)."""
    access.steward(by, at=at)
    facilitator = Person.objects.filter(pk=draft.facilitator_id or 0, status__in=PRESENT).first()
    may_facilitate = facilitator is not None and looks_after_anybody(facilitator, at=at)
    people = list(access.people_for(by, facilitator, _teams_in(team_id), at=at)) if facilitator and may_facilitate else []
    refuse_if(rules.objections_to_setting_up(draft, may_facilitate=may_facilitate, people=len(people), today=day_of(at)))
    assert facilitator is not None
    assert draft.first_day is not None
    assert draft.last_day is not None
    made = TalentSession.objects.create(
        ref=new_ref("T"),
        title=draft.title.strip(),
        facilitator=facilitator,
        opens_at=start_of(draft.first_day),
        closes_at=start_of(draft.last_day + timedelta(days=1)),
        made_by=by,
        made_at=at,
    )
    TalentSnapshot.objects.bulk_create([TalentSnapshot(session=made, person=person) for person in people])
    _told("set-up", made, by=by, at=at, people=len(people))
    return made


@transaction.atomic
def name(ref: str, person: Person | None, *, by: Person, at: datetime) -> TalentSeat:
    """Name a participant, also while the session is open (TAL-1)."""
    session, _parts = access.session_for(by, "set-up", ref, at=at, lock=True)
    seated = set(session.seats.filter(left_at=None).values_list("person_id", flat=True))
    subjects = set(session.snapshots.values_list("person_id", flat=True))
    state = SessionState.CLOSED if session.is_over(at) else session.state
    here = person is not None and person.status in PRESENT
    steward = person is not None and access.is_steward(person, at=at)
    pk = person.pk if person else None
    refuse_if(rules.objections_to_participant(state, pk, here=here, steward=steward, seated=seated, subjects=subjects))
    assert person is not None
    seat = TalentSeat.objects.create(session=session, person=person, named_by=by, named_at=at)
    _told("named", session, by=by, at=at, person=person.pk)
    return seat


@transaction.atomic
def let_go(ref: str, seat_id: int, *, by: Person, at: datetime) -> None:
    """End somebody's part; they read nothing of it from this instant on (TAL-1)."""
    session, _parts = access.session_for(by, "set-up", ref, at=at, lock=True)
    seat = session.seats.select_for_update().filter(pk=seat_id, left_at=None).first()
    if seat is None:
        raise Unseen
    seat.left_at = at
    seat.save(update_fields=["left_at"])
    _told("let-go", session, by=by, at=at, person=seat.person_id)


@transaction.atomic
def take_out(ref: str, handle: str, *, by: Person, at: datetime) -> None:
    """Leave somebody out of a session before anything is frozen (TAL-1)."""
    session, _parts = access.session_for(by, "set-up", ref, at=at, lock=True)
    row = session.snapshots.filter(person__handle=handle, sealed=None).first()
    if row is None or session.state != SessionState.PREPARING:
        raise Unseen
    _told("taken-out", session, by=by, at=at, person=row.person_id)
    row.delete()


@transaction.atomic
def move(ref: str, step: str, *, by: Person, at: datetime) -> TalentSession:
    """Open it, which freezes every snapshot; close it; or call it off before that (TAL-1)."""
    session, _parts = access.session_for(by, "move", ref, at=at, lock=True)
    people = session.snapshots.filter(person__status__in=PRESENT)
    participants = session.seats.filter(left_at=None).count()
    past = at >= session.closes_at
    refuse_if(rules.objections_to_move(session.state, step, participants=participants, people=people.count(), window_past=past))
    session.state = MOVES[SessionState(session.state), SessionMove(step)]
    if step == SessionMove.OPEN:
        session.frozen_at = at
        _freeze(session, by=by, at=at)
    else:
        session.ended_at = at
    session.save(update_fields=["state", "frozen_at", "ended_at"])
    _told("moved", session, by=by, at=at, step=step)
    return session


def _freeze(session: TalentSession, *, by: Person, at: datetime) -> None:
    session.snapshots.exclude(person__status__in=PRESENT).delete()
    rows = list(session.snapshots.select_for_update().order_by("pk"))
    facts = snapshots.facts_of([row.person_id for row in rows], at=at)
    TalentSnapshot.objects.bulk_update(snapshots.seal_all(facts, rows), ["sealed"])
    kind, told = "stewardship.snapshot-frozen", {"session": session.pk}
    record_many(NewEntry(kind, by.pk, row.person_id, at, told, Audience.SUBJECT) for row in rows)


@transaction.atomic
def note_step(ref: str, handle: str, words: str, *, by: Person, at: datetime) -> TalentStep:
    """Write down a next step that the session agreed for somebody, who reads it afterwards (TAL-1)."""
    row, _parts = access.snapshot_for(by, "note-step", ref, handle, at=at, lock=True)
    if row.session.is_over(at):
        raise Unseen
    refuse_if(rules.objections_to_words(words))
    made = TalentStep.objects.create(snapshot=row, by=by, at=at, sealed=b"")
    made.sealed = snapshots.seal_words(made, words.strip())
    made.save(update_fields=["sealed"])
    record("stewardship.next-step-noted", by=by, about=row.person, at=at, audience=Audience.SUBJECT, session=row.session_id, step=made.pk)
    return made


@transaction.atomic
def read_own(ref: str, words: str, *, by: Person, at: datetime) -> TalentAnswer | None:
    """The person has read their own, and answers or leaves it at that (TRUST H2: rebut)."""
    row, _parts = access.snapshot_for(by, "answer", ref, by.handle, at=at, lock=True)
    if row.read_at is None:
        row.read_at = at
        row.save(update_fields=["read_at"])
    made = None
    if words.strip():
        made = TalentAnswer.objects.create(snapshot=row, at=at, sealed=b"")
        made.sealed = snapshots.seal_words(made, words.strip())
        made.save(update_fields=["sealed"])
    answered = made is not None
    record("stewardship.own-snapshot-read", by=by, about=by, at=at, audience=Audience.SUBJECT, session=row.session_id, answered=answered)
    return made


def note_reading(rows: Iterable[TalentSnapshot], *, by: Person, at: datetime) -> None:
    """Write down that somebody read what was frozen about others; each of them finds it (DATA-2, TRUST J2)."""
    others = [row for row in rows if row.person_id != by.pk]
    record_many(NewEntry(READ, by.pk, row.person_id, at, {"session": row.session_id}, Audience.SUBJECT, is_read=True) for row in others)


def note_taking(row: TalentSnapshot, *, by: Person, at: datetime) -> None:
    """Write down that somebody took a snapshot about another person away as a file; the person finds it (TRUST J2, T41, L19)."""
    if row.person_id != by.pk:
        record_read("stewardship.snapshot-taken", by=by, about=row.person, at=at, session=row.session_id)


def _teams_in(team_id: int | None) -> set[int]:
    nodes = [Node(pk, parent, "") for pk, parent in Team.objects.values_list("pk", "parent_id")]
    return teams_under(nodes, team_id) if team_id is not None else set()


def _told(what: str, session: TalentSession, *, by: Person, at: datetime, **facts: Fact) -> None:
    record_many([NewEntry(f"stewardship.talent-{what}", by.pk, None, at, {"session": session.pk, **facts}, Audience.HOUSE)])
