"""The verbs of this room."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from django.db import transaction

from cadenza.custody.case_models import Telling
from cadenza.custody.copies import CopyFormat, as_json, as_markdown, as_paper, taken
from cadenza.evidence.feedback import read_all_feedback
from cadenza.people.models import Person
from cadenza.trail.record import record
from cadenza.trail.rules import Audience
from cadenza.web.paper import pdf_of

MAKERS: Mapping[CopyFormat, Callable[[Person, datetime], bytes]] = {
    CopyFormat.JSON: lambda person, at: as_json(taken(person, at=at), at=at),
    CopyFormat.MARKDOWN: lambda person, at: as_markdown(taken(person, at=at), at=at),
    CopyFormat.PDF: lambda person, at: pdf_of(as_paper(taken(person, at=at), person=person, at=at), at=at),
}


@transaction.atomic
def take_copy(form: CopyFormat, *, by: Person, at: datetime) -> bytes:
    """The person's own copy, made and handed out in one go: no file is kept and nothing is mailed. Rules DATA-2, DATA-3; TRUST K1, R19.

    Feedback in it counts as read from now on, as if the person had opened it (FB-1).
    """
    read_all_feedback(by=by, at=at)
    made = MAKERS[form](by, at)
    record("custody.copy-taken", by=by, about=by, at=at, audience=Audience.SUBJECT, form=form.value)
    return made


def see_openings(by: Person) -> None:
    """The author has been told that notes of theirs were opened: the days stay in their own record. TRUST 1.6, J2. Again does nothing."""
    waiting = Telling.objects.filter(author=by)
    if waiting.exists():
        waiting.delete()
