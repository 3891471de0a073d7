"""What access cases ask of their two people: to take one on, to answer by the day that the law sets (DUE-1, TRUST L12)."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from cadenza.custody.access import HOUSE
from cadenza.custody.case_models import AccessCase
from cadenza.custody.case_queries import cases_to_work_on
from cadenza.custody.case_rules import CaseState
from cadenza.home.desk import Desk
from cadenza.home.rules import Due, DueKind, answer_by
from cadenza.people.days import day_of


def access_dues(desk: Desk) -> Iterator[Due]:
    """What the reader owes of this kind. No statement while no case is open, nor for whoever holds neither role; no name but the case's reference (DUE-2)."""
    if not (desk.custody and desk.roles & HOUSE["cases"]):
        return
    for case in cases_to_work_on(desk.reader, at=desk.at):
        asked = case.state == CaseState.ASKED
        what, why = _words(case, asked)
        yield Due(
            kind=DueKind.ACCESS,
            on=answer_by(day_of(case.opened_at)) if asked else case.due_on,
            what=what % {"ref": case.ref},
            why=why,
            url=reverse("access-case", args=[case.ref]),
            button=_("Open case"),
            of=str(case.pk),
        )


def _words(case: AccessCase, asked: bool) -> tuple[str, str]:
    """What is asked, and why. Somebody who declined has to be followed by somebody else, and that is the officer's to see to."""
    if not asked:
        return _("Answer access case %(ref)s"), _("The law sets the day. Two people decide each thing in it.")
    if case.second_id is None:
        return _("Name a second person for access case %(ref)s"), _("Whoever was asked said no. Nobody reads a word before there are two.")
    return _("Say whether you take access case %(ref)s on"), _("Nobody reads a word before you agree.")
