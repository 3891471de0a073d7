"""What access cases ask of somebody: of their two people, of the person who asked, of the author of a note that was opened (DUE-1, TRUST L12, 1.6)."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from cadenza.custody.access import HOUSE
from cadenza.custody.case_models import AccessCase
from cadenza.custody.case_queries import answers_waiting, cases_to_work_on, note_opened_at
from cadenza.custody.case_rules import CaseState
from cadenza.home.desk import Desk
from cadenza.home.rules import Due, DueKind, answer_by
from cadenza.people.days import day_of
from cadenza.people.models import Person


def access_dues(desk: Desk) -> Iterator[Due]:
    """What the reader owes of this kind. No statement while no case is open, nor for whoever holds neither role; no name but the case's reference (DUE-2)."""
    if desk.told:
        yield from _told(desk)
    if not (desk.custody and desk.roles & HOUSE["cases"]):
        return
    for case in cases_to_work_on(desk.reader, at=desk.at):
        asked = case.state in {CaseState.FILED, CaseState.ASKED}
        what, why = _words(case, desk.reader, asked)
        yield Due(
            kind=DueKind.ACCESS,
            on=answer_by(day_of(case.opened_at)) if asked else case.due_on,
            what=what % {"ref": case.ref},
            why=why,
            url=reverse("access-case", args=[case.ref]),
            button=_("Open case"),
            of=str(case.pk),
        )


def _told(desk: Desk) -> Iterator[Due]:
    """What the reader asked for is there; something of theirs was opened: what, and why, stands in no list and in no mail (TRUST 1.6, DUE-2)."""
    for case in answers_waiting(desk.reader) if "answers" in desk.told else []:
        assert case.answered_at is not None
        yield Due(
            kind=DueKind.ANSWER,
            on=answer_by(day_of(case.answered_at)),
            what=_("Take the answer to your request %(ref)s") % {"ref": case.ref},
            why=_("It is everything that is held about you and can be given."),
            url=reverse("my-request", args=[case.ref]),
            button=_("Open request"),
            of=str(case.pk),
        )
    if "opened" in desk.told and (opened := note_opened_at(desk.reader)) is not None:
        yield Due(
            kind=DueKind.OPENED,
            on=answer_by(day_of(opened)),
            what=_("See that something of yours was opened"),
            why=_("Two people had lawful grounds. You need do nothing."),
            url=reverse("my-readings"),
            button=_("See it"),
            of=opened.isoformat(),
        )


def _words(case: AccessCase, reader: Person, asked: bool) -> tuple[str, str]:
    """What is asked, and why. Somebody who declined has to be followed by somebody else, and that is the officer's to see to."""
    if case.state == CaseState.FILED:
        return _("Take up request %(ref)s for everything held about somebody"), _("The law’s month runs from the day it was filed.")
    if case.state == CaseState.ANSWERED and case.second_id == reader.pk:
        return _("Release the answer of access case %(ref)s"), _("It is for somebody who has left, and goes out by the officer’s hand.")
    if case.asks_silence and case.second_id == reader.pk and not asked:
        return _("Say in access case %(ref)s whether authors are told"), _("No word is opened until you have answered.")
    if not asked:
        return _("Answer access case %(ref)s"), _("The law sets the day. Two people decide each thing in it.")
    if case.second_id is None:
        return _("Name a second person for access case %(ref)s"), _("Whoever was asked said no. Nobody reads a word before there are two.")
    return _("Say whether you take access case %(ref)s on"), _("Nobody reads a word before you agree.")
