"""Whoever clears a block: asked in words addressed to them, told nothing else, and no longer asked once it is cleared (STAT-2, TRUST R12)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from cadenza.asks import actions as asks
from cadenza.asks.rules import OPEN_STATES, AskKind
from cadenza.people.models import Person
from cadenza.people.relations import has_left, manager_of
from cadenza.plans.models import ReviewedGoal, StatusChange
from cadenza.plans.rules import GoalStatus


def settle_request(change: StatusChange, before: StatusChange | None, *, by: Person, at: datetime) -> None:
    """Ask whoever clears a new block, and take back what an earlier one asked. Rules STAT-2, R12.

    Somebody who reads the plan needs no request: the block itself is their due. Everybody else gets an ask in the words meant for
    them. It stands on when the same person is asked the same again.
    """
    standing = before.ask if before is not None and before.ask is not None and before.ask.state in OPEN_STATES else None
    remover = change.remover
    if standing is not None and before is not None:
        if remover is not None and (remover.pk, change.asked) == (before.remover_id, before.asked):
            change.ask = standing
            change.save(update_fields=["ask"])
            return
        if not has_left(standing.asker, at=at):
            asks.withdraw(standing.ref, by=standing.asker, at=at)
    plan = change.goal.plan
    manager = manager_of(plan.owner, at=at)
    insiders = {plan.owner_id, manager.pk if manager else None}
    if remover is None or remover.pk in insiders:
        return
    asker = by if by.pk in insiders else plan.owner
    words = change.asked.strip() or _("Something stands in the way of my work, and you could clear it. Please talk to me about it.")
    change.ask = asks.ask(remover.pk, AskKind.SUPPORT, what=words, due_date=change.remove_by, by=asker, at=at)
    change.save(update_fields=["ask"])


def take_into(row: ReviewedGoal, change: StatusChange) -> None:
    """Let a review that is being written know of a new state, without touching what somebody typed there. Rules STAT-1, DATA-1.

    What was only preselected follows the change; every field that moves gets a new revision, so that an open page notices.
    """
    news: dict[str, object] = {"status": change.status}
    if change.status == GoalStatus.BLOCKED:
        block = {"in_the_way": change.blocked_by, "remover_id": change.remover_id, "remove_by": change.remove_by, "asked": change.asked}
        news |= {name: value for name, value in block.items() if row.last_saved(name.removesuffix("_id"))[0] is None}
    for name, value in news.items():
        if getattr(row, name) != value:
            setattr(row, name, value)
            field = name.removesuffix("_id")
            row.revisions[field] = row.revision_of(field) + 1
    row.save()
