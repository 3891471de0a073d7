"""The person's own side of an access case: asking, adding what they look for, taking it back (DATA-3, TRUST L12, M2)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cadenza.custody import access, beside_ring
from cadenza.custody import case_rules as rules
from cadenza.custody.case_actions import ended, moved, note
from cadenza.custody.case_models import AccessCase, Sought
from cadenza.custody.case_rules import OVER, Act, CaseState
from cadenza.objections import refuse_if
from cadenza.people.days import day_of
from cadenza.people.keeping import hold_still
from cadenza.people.models import Freeze, Person
from cadenza.people.relations import has_left
from cadenza.web.refs import new_ref


@transaction.atomic
def file_request(words: str, *, by: Person, at: datetime) -> AccessCase:
    """Ask for everything that is held about oneself; words are welcome and none are needed. Rules DATA-3, TRUST L12, L13.

    The clock runs from this day, and what is held about the person is frozen from this instant: that begins with the request, not with
    whoever takes it up.
    """
    hold_still()
    person = Person.objects.select_for_update(of=("self",)).get(pk=by.pk)
    open_already = AccessCase.objects.filter(person=person).exclude(state__in=OVER).exists()
    words = words.strip()
    refuse_if(rules.objections_to_filing(words, open_already=open_already, has_left=has_left(person, at=at)))
    case = AccessCase.objects.create(
        ref=new_ref("R"),
        person=person,
        state=CaseState.FILED,
        received_on=day_of(at),
        due_on=rules.answer_by(day_of(at)),
        freeze=Freeze.objects.create(person=person, since=at),
        filed=True,
        opened_at=at,
    )
    if words:
        Sought.objects.create(case=case, at=at, words=words)
    beside_ring.note_case(case, at)
    note(case, "filed", by=by, at=at)
    return case


@transaction.atomic
def add_words(ref: str, words: str, *, by: Person, at: datetime) -> AccessCase:
    """Say more of what one looks for; nothing that was said before is changed. Rule DATA-3."""
    case = access.case_to(by, Act.ADD, ref, at=at).case
    refuse_if(rules.objections_to_sought(words))
    Sought.objects.create(case=case, at=at, words=words.strip())
    return moved(case, Act.ADD, by=by, at=at)


@transaction.atomic
def take_back(ref: str, *, by: Person, at: datetime) -> AccessCase:
    """Take the request back while it is not answered: the freeze ends, and what was copied for it goes. Rule DATA-3, TRUST L13."""
    return ended(access.case_to(by, Act.TAKE_BACK, ref, at=at).case, Act.TAKE_BACK, by=by, at=at)
