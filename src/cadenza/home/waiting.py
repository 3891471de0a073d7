"""What the reader waits for: from whom, since when, by when, and the one click to it (DUE-1). The same rows as the dues, seen from the other side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from cadenza.asks.rules import AskState
from cadenza.handover.rules import accept_by
from cadenza.home.desk import Desk
from cadenza.home.rules import agree_by, answer_by
from cadenza.people.days import day_of
from cadenza.people.models import Person
from cadenza.plans import reset_rules
from cadenza.plans.models import Commitment, Plan, TradeOff
from cadenza.plans.rules import CommitmentState, PlanState
from cadenza.practice.queries import practice_on
from cadenza.web.words import first_line


@dataclass(frozen=True)
class Waiting:
    """Something that somebody else owes the reader. Names and words come ready to read."""

    who: str
    what: str
    href: str
    since: date | None = None
    by: date | None = None
    late: bool = False


def waiting_on_others(desk: Desk) -> list[Waiting]:
    """Everything that the reader waits for, what is due first on top. Rule DUE-1. Asks nothing of the database."""
    found = [
        *_asks(desk),
        *_blocks(desk),
        *_plans(desk),
        *_commitments(desk),
        *_trade_offs(desk),
        *_gaps(desk),
        *_resets(desk),
        *_handovers(desk),
        *_suggestions(desk),
        *_proposals(desk),
    ]
    rows = sorted(found, key=lambda one: (one.by or date.max, one.since or date.max, one.who, one.href))
    return [replace(one, late=one.by is not None and one.by < desk.today) for one in rows]


def _asks(desk: Desk) -> Iterator[Waiting]:
    for ask in desk.asks:
        if ask.asker_id == desk.reader.pk:
            asked = day_of(ask.asked_at)
            waits = ask.state == AskState.ASKED
            what = _("to answer your request") if waits else _("to help as agreed")
            since = asked if waits or ask.answered_at is None else day_of(ask.answered_at)
            by = answer_by(asked, wanted_by=ask.due_date) if waits else ask.due_date
            yield Waiting(ask.helper.name, what, reverse("ask", args=[ask.ref]), since, by)


def _blocks(desk: Desk) -> Iterator[Waiting]:
    """Whoever was named to clear what is in the way of the reader's goals, the request that went out for it apart: that one is among the asks."""
    for block in desk.others_blocks:
        if block.ask is None and block.remover is not None:
            plan = block.goal.plan
            what = _("to clear what blocks goal %(number)d") % {"number": block.goal.number}
            href = reverse("goal", args=[plan.owner.handle, plan.cycle.key, block.goal.number])
            yield Waiting(block.remover.name, what, href, day_of(block.at), block.remove_by)


def _plans(desk: Desk) -> Iterator[Waiting]:
    for plan in desk.plans:
        own = plan.owner_id == desk.reader.pk
        other = desk.manager if own else plan.owner
        if other is None:
            continue
        href = reverse("plan", args=[plan.owner.handle, plan.cycle.key])
        if not own and plan.asked_at is not None:  # type: ignore[attr-defined]  # annotated by desk
            yield _suggested(plan, day_of(plan.asked_at))  # type: ignore[attr-defined]  # annotated by desk
        if plan.state == PlanState.DRAFT and not own:
            by = agree_by(plan.cycle.start_date, day_of(plan.created_at))
            yield Waiting(other.name, _("to share a draft"), reverse("person", args=[plan.owner.handle]), None, by)
        elif plan.state == PlanState.SHARED and own and plan.shared_at is not None:
            since = day_of(plan.shared_at)
            yield Waiting(other.name, _("to read your draft and say what they commit to"), href, since, answer_by(since))
        elif _is_offered(plan):
            offered = day_of(plan.offered_at)  # type: ignore[attr-defined]  # annotated by desk
            changed = plan.state == PlanState.ACTIVE
            what = _("to agree the change to the plan") if changed else _("to agree the plan")
            yield Waiting(other.name, what, href, offered, answer_by(offered))


def _is_offered(plan: Plan) -> bool:
    """Whether the reader has agreed a version that the other one has not."""
    latest, mine = getattr(plan, "latest", None), getattr(plan, "agreed_by_reader", False)
    return plan.state in {PlanState.OFFERED, PlanState.ACTIVE} and latest is not None and latest != plan.agreed_version_id and mine


def _commitments(desk: Desk) -> Iterator[Waiting]:
    """What the reader reported and the person has not confirmed; and the talk about a report that the reader sees differently (COM-2)."""
    for one in desk.commitments:
        owner = one.plan.owner
        href = f"{reverse('one-to-one-next', args=[owner.handle])}#commitment-{one.pk}"
        if owner.pk != desk.reader.pk and _is_unconfirmed(one) and one.reported_at is not None:
            reported, what = day_of(one.reported_at), _("to confirm: %(what)s") % {"what": first_line(one.what)}
            yield Waiting(owner.name, what, href, reported, answer_by(reported))
        elif owner.pk == desk.reader.pk and one.contested_at is not None and one.confirmed_at is None:
            contested, what = day_of(one.contested_at), _("to talk about: %(what)s") % {"what": first_line(one.what)}
            yield Waiting(one.holder.name, what, href, contested, answer_by(contested))


def _is_unconfirmed(one: Commitment) -> bool:
    return one.state != CommitmentState.OPEN and one.confirmed_at is None and one.contested_at is None


def _trade_offs(desk: Desk) -> Iterator[Waiting]:
    for one in desk.season.trade_offs:
        own = one.plan.owner_id == desk.reader.pk
        other = desk.manager if own else one.plan.owner
        if other is None:
            continue
        href = reverse("trade-off", args=[one.plan.owner.handle, one.plan.cycle.key, one.number])
        if one.acknowledged_at is None and one.is_of_side(desk.reader):
            recorded = day_of(one.recorded_at)
            what = _("to acknowledge a trade-off: %(what)s") % {"what": first_line(one.gave_way)}
            yield Waiting(other.name, what, href, recorded, answer_by(recorded))
        if own and one.made_good_on is None:
            yield _made_good(one, other, href)


def _made_good(one: TradeOff, manager: Person, href: str) -> Waiting:
    what = _("to make good: %(what)s") % {"what": first_line(one.gave_way)}
    return Waiting(manager.name, what, href, day_of(one.recorded_at), one.made_good_by)


def _gaps(desk: Desk) -> Iterator[Waiting]:
    for gap in desk.gaps:
        if gap.proposed_by_id == desk.reader.pk:
            own = gap.person_id == desk.reader.pk
            other = desk.manager if own else gap.person
            if other is None:
                continue
            proposed = day_of(gap.proposed_at)
            what = _("to say whether they see %(capability)s as you do") % {"capability": gap.capability.name}
            yield Waiting(other.name, what, f"{reverse('evidence', args=[gap.person.handle])}#gap-{gap.pk}", proposed, answer_by(proposed))


def _resets(desk: Desk) -> Iterator[Waiting]:
    for plan in desk.season.begun:
        other = desk.manager if plan.owner_id == desk.reader.pk else plan.owner
        if other is not None:
            what = _("for the reset of the %(cycle)s plan") % {"cycle": plan.cycle.label}
            href = reverse("reset", args=[plan.owner.handle, plan.cycle.key])
            yield Waiting(other.name, what, href, None, reset_rules.due_on(plan.cycle.end_date, practice_on(desk.today).reset))


def _handovers(desk: Desk) -> Iterator[Waiting]:
    """The reader's own next manager, who has not taken over. Whoever handed over reads nothing of it any more (HAND-2, TRUST X1)."""
    for one in desk.handovers.not_accepted:
        if one.incoming is not None:
            since = day_of(one.since)
            yield Waiting(
                one.incoming.name, _("to take over from your manager before"), reverse("handover", args=[one.ref]), since, accept_by(since)
            )


def _suggestions(desk: Desk) -> Iterator[Waiting]:
    yield from (_suggested(one.plan, day_of(one.at)) for one in desk.suggestions)


def _suggested(plan: Plan, since: date) -> Waiting:
    href = reverse("person", args=[plan.owner.handle])
    return Waiting(plan.owner.name, _("to answer the goal you suggested"), href, since, answer_by(since))


def _proposals(desk: Desk) -> Iterator[Waiting]:
    for one in desk.proposals:
        if one.proposed_by_id == desk.reader.pk:
            since = day_of(one.proposed_at)
            what = _("to confirm a role for %(name)s") % {"name": one.person.name}
            yield Waiting(_("A second person"), what, reverse("settings-roles"), since, answer_by(since))
