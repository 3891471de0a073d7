"""Whatever anybody sends in whatever order: no illegal jump, no *not met* with missing support, no tightened criterion, the chain whole."""

from __future__ import annotations

import random
from uuid import uuid4

import pytest
from django.test import Client
from tests.cast import Cast
from tests.formal import CIRCUMSTANCES, FOUND, REQUESTS, SPRINTS, TERMS, Way

from cadenza.improvement.deciding import course_of
from cadenza.improvement.gate_rules import Condition
from cadenza.improvement.held import excused_days
from cadenza.improvement.ledger import broken_records
from cadenza.improvement.outcome_rules import Outcome
from cadenza.improvement.plan_rules import PARTS, Point, Standard, objections_to_days
from cadenza.improvement.rules import MOVES, State
from cadenza.improvement.steps import STEPS
from cadenza.improvement.story import Story
from cadenza.improvement.support_rules import objections_to_not_met
from cadenza.people.models import Person
from cadenza.trail.verify import broken_links
from cadenza.web import clock

pytestmark = pytest.mark.django_db
ROLES = ("manager", "hr_partner", "on_pip", "hr_admin", "upline", "peer", "appeal_manager", "outsider_manager")
DROPS = ("drop-criterion", "drop-support") * 5
"""Tossed more often where a plan was just opened, so that they meet it before it is settled."""
LEGAL = {(state, move.to) for (state, _act), move in MOVES.items()}


def words(standard: Standard) -> dict[str, object]:
    return {name: getattr(standard, name) for name in PARTS}


def sent(step: str, dice: random.Random, story: Story, way: Way) -> tuple[str, dict[str, object]]:
    """A plausible form for a step, and the place in its address."""
    findings = {f"finding-{number}": FOUND for number in story.criteria}
    outcome = {"outcome": dice.choice(list(Outcome)).value, "reason": "As the checkpoints show.", "cause": "gap-deeper", **findings}
    number = dice.choice([*story.criteria, *story.supports, *story.changes, 1])
    days = [day for one in story.supports.values() for day in one.days] or [way.at.date()]
    criterion = {
        **words(dice.choice([REQUESTS, SPRINTS])),
        "reason": "Clearer.",
        "seen": dice.choice([0, *(one.sequence for one in story.criteria.values())]),
    }
    today = way.at.date().isoformat()
    forms: dict[str, dict[str, object]] = {
        "confirm": {"held": [one.value for one in Condition], "words": "Read it.", "few_reason": "Read it."},
        "consider": CIRCUMSTANCES,
        "terms": {**TERMS, "weeks": 6, "seen": 0},
        "criterion": criterion,
        "ease": criterion,
        "propose-change": criterion,
        "invite": {"meeting": "opening", "on": today, "served_on": today, "method": "letter", "companion_told": "on"},
        "serve": {"held_on": today, "said": [one.value for one in Point], "present": "Marek", "companion": "Nobody came."},
        "input": {"fair": dice.choice(["yes", "no"]), "words": "Seen differently."},
        "refuse-receipt": {"witness": "Ruth"},
        "surprise": {"surprised": "yes"},
        "adjustment": {"what": "A quiet desk", "on": way.at.date().isoformat()},
        "log-support": {"given": dice.choice(["delivered", "missed", "made-good", "offered-not-taken"]), "on": way.at.date().isoformat()},
        "answer-support": {"answer": dice.choice(["confirmed", "contested"])},
        "decide-support": {"upheld": "no", "reason": "The calendar."},
        "extend": {"weeks": 2, "reason": "Time."},
        "propose-outcome": outcome,
        "decide": outcome,
        "decider": {"who": way.cast.outsider_manager.email},
        "appeal-manager": {"who": way.cast.appeal_manager.email},
        "hr-partner": {"who": way.cast.executive.pk},
        "decide-appeal": {"result": "upheld", "reason": "As recorded."},
    }
    place = f"?number={number}&day={dice.choice(days)}&condition={dice.choice(list(Condition)).value}"
    if step == "agree-outcome":
        place = f"?number={story.draft_by.sequence if story.draft_by else 1}"
    return place, {"words": "Words.", "reason": "A reason.", **forms.get(step, {})}


def kept(story: Story) -> int:
    """Days of support that the person heard of, or that came in their place."""
    return sum(len(one.days) for one in story.supports.values())


def browsers(cast: Cast) -> dict[str, Client]:
    found = {}
    for role in ROLES:
        person: Person = getattr(cast, role)
        found[role] = Client()
        assert person.account is not None
        found[role].force_login(person.account)
    return found


@pytest.mark.parametrize("start", [State.DRAFT, State.CO_SIGNED, State.SERVED, State.ACTIVE, State.ASSESSMENT])
@pytest.mark.parametrize("seed", [1, 2])
def test_no_sequence_over_http_breaks_the_order(way: Way, start: State, seed: int) -> None:
    """TRUST T13, PIP-12, PIP-14, PIP-18."""
    dice = random.Random(f"{start}-{seed}")
    way.to(start)
    with clock.pinned(way.at):
        everybody = browsers(way.cast)
        for _ in range(45):
            case, story = way.case, way.story
            role, step = dice.choice(ROLES), dice.choice([*STEPS, *DROPS]) if start is State.SERVED else dice.choice(list(STEPS))
            place, data = sent(step, dice, story, way)
            answer = everybody[role].post(f"/formal/{way.ref}/steps/{step}/{place}", {**data, "op_id": str(uuid4())})
            after, then = way.case, way.story
            assert answer.status_code in {303, 404, 409, 422}, (role, step, answer.status_code)
            if answer.status_code != 303:
                assert (after.state, after.length) == (case.state, case.length), (role, step)
            path = (State(case.state), State(after.state))
            assert path[0] is path[1] or path in LEGAL, (role, step, path)
            if story.begun_on and len(then.criteria_changed) > len(story.criteria_changed):
                assert step in {"ease", "agree-change"}
                assert step == "agree-change" or all(
                    one.standard == story.criteria[number].standard for number, one in then.criteria.items()
                )
            if story.opening:
                assert then.criteria, (role, step)
                assert story.begun_on or kept(then) >= kept(story), (role, step)
            if step == "criterion" and answer.status_code == 303 and story.opening:
                assert any(one.input is None for one in then.criteria.values())
            if then.begun_on:
                assert (
                    objections_to_days(
                        then.days, begun=then.first_begun_on or then.begun_on, excused=excused_days(way.cast.on_pip, then.pauses)
                    )
                    == []
                )
            if then.outcome is not None and then.outcome.outcome is Outcome.NOT_MET:
                assert objections_to_not_met(course_of(then, today=way.at.date()).support) == []
    assert list(broken_links()) == list(broken_records()) == []
