"""Builds the demo's organisation in one outer transaction, through the same actions that people use."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from django.db import transaction

from cadenza.demo.agenda import build_agendas
from cadenza.demo.custody import build_custody
from cadenza.demo.endings import carry_on, give_way, put_off
from cadenza.demo.fairness import build_fairness
from cadenza.demo.feedback import build_feedback
from cadenza.demo.formal import build_formal_plans
from cadenza.demo.handovers import build_handovers
from cadenza.demo.kept_time import keep_time, settle_beside
from cadenza.demo.learning import stock_catalogue, tell_applications
from cadenza.demo.okrs import look_ahead, look_back
from cadenza.demo.organisation import House, build_organisation, leave_and_cover
from cadenza.demo.plans import build_plans
from cadenza.demo.quarters import build_quarter, close_quarter, drop_one
from cadenza.demo.readiness import build_next_quarter, build_readiness, picture
from cadenza.demo.retention import keep_and_erase
from cadenza.demo.reviews import build_reviews
from cadenza.demo.steering import steer
from cadenza.demo.talks import build_talks
from cadenza.insight.actions import take_snapshot
from cadenza.plans.jobs import look_for_copies

Say = Callable[[str], None]
MOST_THROUGH_ACTIONS = 300
"""Above this many people the rows are written in bulk (`demo.bulk`)."""


@transaction.atomic
def build(*, people: int, seed: int, at: datetime, finished_cycles: int = 2, say: Say = lambda _: None) -> House:
    """Make the whole organisation as it would stand at an instant. The same seed and instant give the same rows."""
    house = House(Random(seed), at, at - timedelta(days=100 * (finished_cycles + 1)))
    say("People, teams and capabilities")
    build_organisation(house, people=people)
    stock_catalogue(house)
    for offset in range(finished_cycles, -1, -1):
        say("The running cycle" if offset == 0 else f"The cycle {offset} before this one")
        quarter = build_quarter(house, offset=offset)
        build_plans(house, quarter, running=offset == 0, share=0.6 - 0.15 * offset)
        if offset:
            close_quarter(house, quarter)
            look_back(house, quarter)
        else:
            drop_one(house, quarter, "PAY-2")
            look_ahead(house, quarter)
            build_next_quarter(house, quarter)
    build_readiness(house)
    carry_on(house)
    put_off(house)
    keep_time(house)
    give_way(house)
    settle_beside(house)
    build_agendas(house)
    build_feedback(house)
    leave_and_cover(house)
    build_talks(house)
    build_formal_plans(house)
    build_handovers(house)
    tell_applications(house)
    build_fairness(house)  # before anything is counted: it takes some live work back
    look_for_copies(at=at)
    take_snapshot(at=at)
    steer(house)
    build_reviews(house)
    picture(house)
    build_custody(house)
    keep_and_erase(house)
    return house
