"""Dues around the end of a quarter and around time that gave way, in words (DUE-1, REV-6, TIME-1, TIME-2, STAT-2)."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cadenza.asks.rules import AskState
from cadenza.home.application_dues import application_dues
from cadenza.home.desk import Desk
from cadenza.home.rules import Due, DueKind, answer_by
from cadenza.people.days import day_of
from cadenza.plans import reset_rules
from cadenza.plans.models import Plan, TradeOff
from cadenza.practice.queries import practice_on
from cadenza.web.words import first_line


def season_dues(desk: Desk) -> Iterator[Due]:
    """What the reader owes of this kind."""
    yield from (_reset(desk, plan) for plan in desk.season.resets)
    for one in desk.season.trade_offs:
        yield from _trade_off(desk, one)
    yield from _answers(desk)
    yield from _slipping(desk)
    yield from application_dues(desk)


def _reset(desk: Desk, plan: Plan) -> Due:
    own, over = plan.owner_id == desk.reader.pk, plan.cycle.end_date < desk.today
    names = {"name": plan.owner.name, "cycle": plan.cycle.label}
    return Due(
        kind=DueKind.RESET,
        on=reset_rules.due_on(plan.cycle.end_date, practice_on(desk.today).reset),
        what=(_("Reset your %(cycle)s plan") if own else _("Say what changed in %(name)s’s work in %(cycle)s")) % names,
        why=_("The quarter is over, and nobody has reset this plan.")
        if over
        else _("What changed, what becomes of each goal, what was learned. Each of you writes alone first."),
        url=reverse("reset", args=[plan.owner.handle, plan.cycle.key]),
        button=_("Open reset"),
        about="" if own else _("with %(name)s") % names,
        of=str(plan.pk),
    )


def _trade_off(desk: Desk, one: TradeOff) -> Iterator[Due]:
    """The other side acknowledges; the manager sees to it that the time is made good."""
    own = one.plan.owner_id == desk.reader.pk
    url = reverse("trade-off", args=[one.plan.owner.handle, one.plan.cycle.key, one.number])
    if one.waits_for(desk.reader):
        yield Due(
            kind=DueKind.TRADE_OFF,
            on=answer_by(day_of(one.recorded_at)),
            what=_("Acknowledge a trade-off that %(name)s recorded") % {"name": one.recorded_by.short_name},
            why=first_line(one.gave_way),
            url=url,
            button=_("Read it"),
            about=first_line(one.gave_way),
            of=str(one.pk),
        )
    if one.made_good_on is None and not own:
        yield Due(
            kind=DueKind.MAKE_GOOD,
            on=one.made_good_by,
            what=_("Make good the time that %(name)s gave up: %(what)s")
            % {"name": one.plan.owner.short_name, "what": first_line(one.gave_way)},
            why=_("It gave way to: %(what)s") % {"what": first_line(one.to_what)},
            url=url,
            button=_("Mark as made good"),
            about=first_line(one.gave_way),
        )


def _answers(desk: Desk) -> Iterator[Due]:
    for block in desk.season.answers:
        if block.ask is None or block.remover is None:
            continue
        plan, done = block.goal.plan, block.ask.state == AskState.HELD
        names = {"name": block.remover.short_name, "number": block.goal.number}
        yield Due(
            kind=DueKind.BLOCK,
            on=desk.today,
            what=(_("Say how goal %(number)d stands now") if done else _("Name somebody else to clear what blocks goal %(number)d"))
            % names,
            why=(_("%(name)s says that what you asked for is done.") if done else _("%(name)s cannot clear it.")) % names,
            url=reverse("goal", args=[plan.owner.handle, plan.cycle.key, block.goal.number]),
            button=_("Open goal"),
            about=_("number %(number)d") % names,
            of=f"{block.pk}-{block.ask.state}",
        )


def _slipping(desk: Desk) -> Iterator[Due]:
    for plan, goals in desk.season.slipping:
        reports = plan.owner_id in desk.reports
        count = len(goals)
        flagged = ngettext(
            "%(count)d goal was put off two quarters running or more, and no trade-off says what for.",
            "%(count)d goals were put off two quarters running or more, and no trade-off says what for.",
            count,
        )
        yield Due(
            kind=DueKind.SLIPPING,
            on=desk.today,
            what=(_("Talk with %(name)s about what keeps being put off") if reports else _("See why %(name)s’s goals keep being put off"))
            % {"name": plan.owner.name},
            why=flagged % {"count": count},
            url=reverse("plan", args=[plan.owner.handle, plan.cycle.key]),
            button=_("Open plan"),
            about=_("of %(name)s") % {"name": plan.owner.name},
            of=str(plan.pk),
        )
