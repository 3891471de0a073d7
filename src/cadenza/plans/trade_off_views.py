"""The doors of a trade-off: recording it, reading it, acknowledging it, saying that the time was made good."""

from __future__ import annotations

from datetime import date, timedelta

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cadenza.people.days import day_of
from cadenza.people.relations import manager_of
from cadenza.people.sign_in import HouseRequest, signed_in
from cadenza.plans import access, actions, trade_offs
from cadenza.plans.forms import Picker
from cadenza.plans.models import Plan, TradeOff
from cadenza.plans.protected import weeks_of
from cadenza.plans.queries import blocks_of
from cadenza.plans.trade_offs import TradeOffDraft
from cadenza.web.answers import onward, page
from cadenza.web.forms import DateField, HouseForm, Lines
from cadenza.web.numbers import whole
from cadenza.web.ops import once


class TradeOffForm(HouseForm):
    """What gave way to what (TIME-1)."""

    goal = forms.CharField(label=gettext_lazy("Which goal gave way?"), required=False)
    time = forms.CharField(label=gettext_lazy("Which protected time gave way?"), required=False)
    gave_way = Lines(label=gettext_lazy("What gave way?"), help_text=gettext_lazy("The hours or the piece of work, as planned."), rows=2)
    to_what = Lines(label=gettext_lazy("What did it give way to?"), rows=2)
    why = Lines(label=gettext_lazy("Why could that not wait?"), rows=2)
    made_good_by = DateField(label=gettext_lazy("By when is the time made good?"))

    def __init__(self, *args: object, plan: Plan, **more: object) -> None:
        super().__init__(*args, **more)
        goals = plan.goals.filter(dropped_at=None).order_by("number")
        options = [(goal.number, f"{goal.number}. {goal.outcome[:90]}") for goal in goals]
        self.fields["goal"].widget = Picker([("", options)], _("The plan as a whole"))
        blocks = blocks_of(plan)
        weeks = [(f"week:{day.isoformat()}", _("Week of %(day)s") % {"day": date_format(day, "j F Y")}) for day in weeks_of(plan, blocks)]
        named = [(f"block:{block.number}", block.name or _("Block %(number)d") % {"number": block.number}) for block in blocks]
        if weeks or named:
            self.fields["time"].widget = Picker([(_("Protected days"), named), (_("Weeks"), weeks)], _("None of it by name"))
        else:
            del self.fields["time"]

    @property
    def goal_number(self) -> int | None:
        return whole(str(self.cleaned_data.get("goal") or ""), digits=4)

    @property
    def time_traded(self) -> tuple[date | None, int | None]:
        """The week's Monday or the block's number that was chosen; a value that nobody offered names a week that no plan has."""
        kind, _colon, key = str(self.cleaned_data.get("time") or "").partition(":")
        if not kind:
            return None, None
        if kind == "block" and (number := whole(key, digits=4)) is not None:
            return None, number
        try:
            return date.fromisoformat(key), None
        except ValueError:
            return date.min, None


class AnswerForm(HouseForm):
    """How the other one sees it."""

    words = Lines(label=gettext_lazy("How do you see it?"), rows=2, required=False)


class MadeGoodForm(HouseForm):
    """The time was made good."""

    made_good_on = DateField(label=gettext_lazy("On which day?"))
    made_good_words = Lines(label=gettext_lazy("What did the time go into?"), rows=2)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@once
def new(request: HouseRequest, handle: str, cycle: str) -> HttpResponse:
    """Record a trade-off."""
    plan = access.plan_at(request.person, "trade-offs.write", handle, cycle, at=request.at)
    start = {
        "goal": request.GET.get("goal", ""),
        "time": request.GET.get("time", ""),
        "made_good_by": day_of(request.at) + timedelta(days=14),
    }
    form = TradeOffForm(request.POST or None, plan=plan, initial=start)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        words = {name: given[name] for name in ("gave_way", "to_what", "why", "made_good_by")}
        week_on, block = form.time_traded
        with form.refusing():
            made = trade_offs.record_trade_off(
                plan.pk,
                TradeOffDraft(**words, goal_number=form.goal_number, week_on=week_on, block_number=block),
                by=request.person,
                at=request.at,
            )
            return onward(request, trade_off_url(plan, made.number))
    context = {"plan": plan, "form": form, "other": _other(request, plan)}
    return page(request, "plans/trade_off_new.html", context, status=422 if form.is_bound else 200)


@signed_in
@require_GET
def trade_off(request: HouseRequest, handle: str, cycle: str, number: int) -> HttpResponse:
    """One trade-off, with both sides' words."""
    plan = access.plan_at(request.person, "trade-offs.see", handle, cycle, at=request.at)
    actions.note_reading(plan, by=request.person, at=request.at)
    return _shown(request, trade_offs.trade_off_of(plan, number))


@signed_in
@require_POST
@once
def acknowledge(request: HouseRequest, handle: str, cycle: str, number: int) -> HttpResponse:
    """The other one says that they know of it."""
    plan = access.plan_at(request.person, "trade-offs.write", handle, cycle, at=request.at)
    found, form = trade_offs.trade_off_of(plan, number), AnswerForm(request.POST)
    if form.is_valid():
        with form.refusing():
            trade_offs.acknowledge_trade_off(plan.pk, number, by=request.person, at=request.at, words=form.cleaned_data["words"])
            return onward(request, trade_off_url(plan, number))
    return _shown(request, found, answer=form)


@signed_in
@require_POST
@once
def made_good(request: HouseRequest, handle: str, cycle: str, number: int) -> HttpResponse:
    """Either says when the time was made good."""
    plan = access.plan_at(request.person, "trade-offs.write", handle, cycle, at=request.at)
    found, form = trade_offs.trade_off_of(plan, number), MadeGoodForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        with form.refusing():
            trade_offs.make_good(
                plan.pk, number, on=given["made_good_on"], words=given["made_good_words"], by=request.person, at=request.at
            )
            return onward(request, trade_off_url(plan, number))
    return _shown(request, found, good=form)


def trade_off_url(plan: Plan, number: int) -> str:
    """The address of a trade-off."""
    return reverse("trade-off", args=[plan.owner.handle, plan.cycle.key, number])


def _other(request: HouseRequest, plan: Plan) -> object:
    return manager_of(plan.owner, at=request.at) if request.person.pk == plan.owner_id else plan.owner


def _shown(request: HouseRequest, found: TradeOff, *, answer: AnswerForm | None = None, good: MadeGoodForm | None = None) -> HttpResponse:
    plan, today = found.plan, day_of(request.at)
    manager = manager_of(plan.owner, at=request.at)
    writes = request.person.pk in {plan.owner_id, manager.pk if manager else None}
    bound = answer or good
    context = {
        "plan": plan,
        "found": found,
        "manager": manager,
        "waits_for": manager if found.recorded_by_id == plan.owner_id else plan.owner,
        "late": found.made_good_on is None and found.made_good_by < today,
        "writes": writes,
        "answer": (answer or AnswerForm()) if writes and found.waits_for(request.person) else None,
        "good": (good or MadeGoodForm(initial={"made_good_on": today})) if writes and found.made_good_on is None else None,
        "form": bound,
    }
    return page(request, "plans/trade_off.html", context, status=422 if bound else 200)
