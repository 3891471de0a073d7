"""A system review being prepared and two talent reviews, through the actions that people use: for the scene and the walk over every page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from tests.cast import Cast

from cadenza.people.days import day_of
from cadenza.stewardship import system_reviews, talents
from cadenza.stewardship.system_review_models import SystemReview
from cadenza.stewardship.system_review_rules import DecisionDraft
from cadenza.stewardship.talent_models import TalentSession
from cadenza.stewardship.talent_rules import SessionDraft
from cadenza.web.revisions import Edit, base_of

Say = Callable[[str], str]


def system_review(cast: Cast, say: Say, *, at: datetime) -> tuple[SystemReview, int, int]:
    """The running half-year's: a part written, a decision for the manager, the leader named. With the keys of seat and decision."""
    made = system_reviews.prepare("2026-h2", meets_on=date(2026, 12, 10), by=cast.hr_admin, at=at)
    seat = system_reviews.name(made.key, cast.leader, by=cast.hr_admin, at=at)
    system_reviews.write(made.key, {"seen": Edit(say("system-words"), base_of(made, "seen"))}, by=cast.executive, at=at)
    draft = DecisionDraft(say("system-decision"), cast.manager.pk, date(2026, 12, 18))
    decision = system_reviews.decide(made.key, draft, by=cast.executive, at=at)
    return made, seat.pk, decision.pk


def set_up(cast: Cast, title: str = "Payments, autumn", *, at: datetime) -> TalentSession:
    """The payments team, run by its HR partner, from today for five days; the head of field service takes part."""
    today = day_of(at)
    draft = SessionDraft(title, cast.hr_partner.pk, today, today + timedelta(days=4))
    made = talents.set_up(draft, cast.team.pk, by=cast.hr_admin, at=at)
    talents.name(made.ref, cast.outsider_manager, by=cast.hr_admin, at=at)
    return made


def talent_open(cast: Cast, say: Say, *, at: datetime) -> TalentSession:
    """One that is open, with a next step agreed for the engineer."""
    made = set_up(cast, at=at)
    talents.move(made.ref, "open", by=cast.hr_admin, at=at)
    talents.note_step(made.ref, cast.engineer.handle, say("talent-step"), by=cast.outsider_manager, at=at)
    return made


def talent_over(cast: Cast, say: Say, *, at: datetime) -> TalentSession:
    """One that is over, and that the engineer answered."""
    made = set_up(cast, "Payments, spring", at=at)
    talents.move(made.ref, "open", by=cast.hr_admin, at=at)
    talents.move(made.ref, "close", by=cast.hr_admin, at=at + timedelta(hours=2))
    talents.read_own(made.ref, say("talent-answer"), by=cast.engineer, at=at + timedelta(hours=3))
    return made
