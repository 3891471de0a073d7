"""The verbs of feedback: give it, change it until it is read, read it, put it right, share it (FB-1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from cadenza.asks.models import Ask
from cadenza.capability.models import Capability
from cadenza.capability.queries import labels
from cadenza.evidence import feedback_rules as rules
from cadenza.evidence.feedback_access import feedback_for
from cadenza.evidence.models import Feedback, FeedbackCorrection
from cadenza.objections import Unseen, refuse_if
from cadenza.people.days import day_of
from cadenza.people.models import Person
from cadenza.people.relations import has_left
from cadenza.people.rules import PRESENT
from cadenza.trail.record import NewEntry, record, record_many, record_read
from cadenza.trail.rules import Audience
from cadenza.web.refs import new_ref

QUIET = Audience.SUBJECT
"""Entries about feedback are written for its receiver: that there is any is not the manager's to know (TRUST D2)."""


@dataclass(frozen=True)
class FeedbackDraft:
    """A situation as its giver saw it."""

    happened_on: date | None
    seen: str
    effect: str
    capability_id: int | None = None
    manager_too: bool = False


@transaction.atomic
def give_feedback(
    person_id: int, draft: FeedbackDraft, *, by: Person, at: datetime, ask: Ask | None = None, about_goal: bool = False
) -> Feedback:
    """Tell somebody what was seen in their work and what came of it, under one's own name. Rule FB-1.

    It goes to the person only unless the giver opens it to the person's manager. `ask` is the request that it answers; `about_goal` says
    that the asker tied the request to a goal, which the giver does not learn.
    """
    person = Person.objects.filter(pk=person_id).first()
    if person is None or has_left(by, at=at):
        raise Unseen
    here = not has_left(person, at=at) and person.status in PRESENT
    refuse_if(
        [
            *rules.objections_to_giving(giver_id=by.pk, person_id=person.pk, person_here=here),
            *rules.objections_to_tie(capability=draft.capability_id is not None, goal=about_goal),
            *rules.objections_to_feedback(draft.seen, draft.effect, draft.happened_on, today=day_of(at), names=labels()),
        ]
    )
    if draft.capability_id is not None and not Capability.objects.filter(pk=draft.capability_id).exists():
        raise Unseen
    assert draft.happened_on is not None
    made = Feedback(
        ref=new_ref("B"),
        person=person,
        giver=by,
        capability_id=draft.capability_id,
        happened_on=draft.happened_on,
        seen=draft.seen.strip(),
        effect=draft.effect.strip(),
        ask=ask,
        given_at=at,
    )
    if draft.manager_too:
        made.shared_at, made.shared_by = at, by
    made.save()
    record("evidence.feedback-given", by=by, about=person, at=at, audience=QUIET, feedback=made.pk)
    return made


@transaction.atomic
def change_feedback(ref: str, draft: FeedbackDraft, *, by: Person, at: datetime) -> Feedback:
    """Word it anew while nobody it is for has read it. Rule FB-1; TRUST D2. Whom it goes to and what it is about stay as they were."""
    found, _parts = feedback_for(by, "change", ref, at=at, lock=True)
    refuse_if(
        [
            *rules.objections_to_changing(read=found.read_at is not None),
            *rules.objections_to_feedback(draft.seen, draft.effect, draft.happened_on, today=day_of(at), names=labels()),
        ]
    )
    assert draft.happened_on is not None
    found.happened_on, found.seen, found.effect, found.changed_at = draft.happened_on, draft.seen.strip(), draft.effect.strip(), at
    found.save(update_fields=["happened_on", "seen", "effect", "changed_at"])
    record("evidence.feedback-changed", by=by, about=found.person, at=at, audience=QUIET, feedback=found.pk)
    return found


@transaction.atomic
def read_feedback(ref: str, *, by: Person, at: datetime) -> Feedback:
    """The receiver opens it, with what was put right so far: from now on its words stand. Rule FB-1. Doing it twice changes nothing."""
    found, _parts = feedback_for(by, "read", ref, at=at, lock=True)
    late = FeedbackCorrection.objects.filter(feedback=found, read_at=None).update(read_at=at)
    if found.read_at is None:
        found.read_at = at
        found.save(update_fields=["read_at"])
    elif not late:
        return found
    record("evidence.feedback-read", by=by, about=by, at=at, audience=QUIET, feedback=found.pk)
    return found


@transaction.atomic
def read_all_feedback(*, by: Person, at: datetime) -> int:
    """The receiver opens everything at once, with the copy of their own records: answers how much was new. Rules FB-1, DATA-3."""
    unread = list(Feedback.objects.select_for_update(of=("self",)).filter(person=by).unread().order_by("pk"))
    Feedback.objects.filter(pk__in=[one.pk for one in unread], read_at=None).update(read_at=at)
    FeedbackCorrection.objects.filter(feedback__in=[one.pk for one in unread], read_at=None).update(read_at=at)
    record_many([NewEntry("evidence.feedback-read", by.pk, by.pk, at, {"feedback": one.pk}, QUIET) for one in unread])
    return len(unread)


@transaction.atomic
def correct_feedback(ref: str, text: str, *, by: Person, at: datetime) -> FeedbackCorrection:
    """Put something right beside words that were read already; the words themselves stay. Rule FB-1."""
    found, _parts = feedback_for(by, "correct", ref, at=at, lock=True)
    refuse_if(rules.objections_to_correction(text, read=found.read_at is not None))
    made = FeedbackCorrection.objects.create(feedback=found, text=text.strip(), at=at)
    record("evidence.feedback-corrected", by=by, about=found.person, at=at, audience=QUIET, feedback=found.pk)
    return made


@transaction.atomic
def share_feedback(ref: str, *, by: Person, at: datetime) -> Feedback:
    """The receiver opens it to their manager, the present one and a later one. Rule FB-1. It is not taken back."""
    found, _parts = feedback_for(by, "share", ref, at=at, lock=True)
    refuse_if(rules.objections_to_sharing(read=found.read_at is not None, shared=found.shared_at is not None))
    found.shared_at, found.shared_by = at, by
    found.save(update_fields=["shared_at", "shared_by"])
    record("evidence.feedback-shared", by=by, about=by, at=at, feedback=found.pk)
    return found


def note_opening(found: Feedback, *, by: Person, at: datetime) -> None:
    """Record that somebody other than the two of it opened shared feedback (DATA-2)."""
    if by.pk not in {found.person_id, found.giver_id}:
        record_read("evidence.feedback-opened", by=by, about=found.person, at=at, feedback=found.pk)


def note_opening_list(rows: Iterable[Feedback], person: Person, *, by: Person, at: datetime) -> None:
    """Record once that somebody opened a page of what was shared with them of a person's feedback, unless they gave all of it (DATA-2)."""
    if by.pk != person.pk and any(one.giver_id != by.pk for one in rows):
        record_read("evidence.feedback-opened", by=by, about=person, at=at)


def unread_feedback_of(person: Person) -> QuerySet[Feedback]:
    """What waits to be read by its receiver, the oldest first: their dues."""
    return Feedback.objects.filter(person=person).unread().select_related("giver").order_by("given_at", "pk")
