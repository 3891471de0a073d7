"""What system and talent reviews ask of somebody: decisions to see to, a document to fill, snapshots to read (DUE-1, SYS-1, TAL-1)."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from cadenza.home.desk import Desk
from cadenza.home.rules import Due, DueKind, answer_by
from cadenza.people.days import day_of
from cadenza.stewardship.system_review_words import half_words
from cadenza.web.words import first_line


def steward_dues(desk: Desk) -> Iterator[Due]:
    """What the reader owes of this kind."""
    for decision in desk.steward.decisions:
        yield Due(
            kind=DueKind.DECISION,
            on=decision.due_on,
            what=first_line(decision.words),
            why=_("Decided in the system review of the %(half)s. Say what became of it.") % {"half": half_words(decision.review.key)},
            url=reverse("system-decision", args=[decision.pk]),
            button=_("Open decision"),
            about=first_line(decision.words),
            of=str(decision.pk),
        )
    for review in desk.steward.to_fill:
        yield Due(
            kind=DueKind.SYSTEM_REVIEW,
            on=review.meets_on,
            what=_("Fill the system review of the %(half)s") % {"half": half_words(review.key)},
            why=_("Its figures are there. Write what you make of them before you meet."),
            url=reverse("system-review", args=[review.key]),
            button=_("Open review"),
            of=str(review.pk),
        )
    for session in desk.steward.to_read:
        yield Due(
            kind=DueKind.TALENT,
            on=session.last_day,
            what=_("Read for a talent review: %(title)s") % {"title": session.title},
            why=_("What was frozen can be read until the end of this day, and not afterwards."),
            url=reverse("talent-session", args=[session.ref]),
            button=_("Read it"),
            about=session.title,
            of=str(session.pk),
        )
    for snapshot in desk.steward.own:
        yield Due(
            kind=DueKind.TALENT_OWN,
            on=answer_by(day_of(snapshot.session.ended_at or snapshot.session.closes_at)),
            what=_("Read what a talent review knew of you"),
            why=_("The session is over. You can answer."),
            url=reverse("talent-person", args=[snapshot.session.ref, desk.reader.handle]),
            button=_("Read it"),
            of=str(snapshot.pk),
        )
