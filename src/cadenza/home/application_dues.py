"""Dues about where something learned was used in the work: one question for the person, the same for their manager (LEARN-3, DUE-1)."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from cadenza.home.desk import Desk
from cadenza.home.rules import Due, DueKind, answer_by
from cadenza.web.words import first_line


def application_dues(desk: Desk) -> Iterator[Due]:
    """What the reader is asked, about their own actions and about their reports’."""
    for one in desk.season.applications:
        plan = one.action.goal.plan
        names = {"name": plan.owner.name, "what": first_line(one.action.what), "week": one.after}
        yield Due(
            kind=DueKind.APPLICATION,
            on=answer_by(one.on),
            what=(_("Say where you used it: %(what)s") if one.own else _("Say where %(name)s used it: %(what)s")) % names,
            why=_("Done %(week)d weeks ago. Name the work, or say what stood in the way.") % names,
            url=reverse("action-application", args=[plan.owner.handle, plan.cycle.key, one.action.goal.number, one.action.number]),
            button=_("Answer"),
            about=first_line(one.action.what),
        )
