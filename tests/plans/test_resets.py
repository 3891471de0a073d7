"""The quarterly reset: two views, each its author's until shared, and what becomes of every goal (REV-6, IMP-2)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from django.apps import apps
from tests.cast import Cast
from tests.plans.conftest import OCTOBER, Pair

from cadenza.capability.models import FrameworkVersion, Level
from cadenza.evidence.actions import EvidenceDraft, add_evidence
from cadenza.evidence.models import Evidence
from cadenza.evidence.rules import EvidenceKind
from cadenza.objections import Refused, Unseen
from cadenza.people.models import Person
from cadenza.plans import resets
from cadenza.plans.models import Goal, Judgement, Plan, Reset, TradeOff
from cadenza.plans.queries import ladders_of
from cadenza.plans.reset_pages import reset_page
from cadenza.plans.reset_rules import GoalEnd, ResultNews, Step, news_of
from cadenza.plans.rules import GoalStatus, PlanState
from cadenza.plans.trade_off_queries import slipping
from cadenza.strategy.models import Cycle
from cadenza.web.revisions import Edit, base_of

pytestmark = pytest.mark.django_db

DECEMBER = datetime(2026, 12, 15, 9, 0, tzinfo=UTC)
NEW_YEAR = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)
LATE = datetime(2027, 1, 20, 9, 0, tzinfo=UTC)
PLANTED = "quokka-tangerine-ledger"


@pytest.fixture
def fact(agreed: Pair) -> Evidence:
    """A piece of evidence from the quarter."""
    draft = EvidenceDraft(EvidenceKind.REVIEW_COMMENT, "Forecast was 12% out", date(2026, 11, 20), agreed.ground.forecasting.pk)
    return add_evidence(agreed.owner.pk, draft, by=agreed.owner, at=DECEMBER)


def say(pair: Pair, who: Person, fact: Evidence | None = None, *, at: datetime = DECEMBER, **words: str) -> None:
    """One side's words on goal 1."""
    given = {"change": "clear", "shows": "The refunds forecast", "cites": str(fact.pk) if fact else "", **words}
    row = resets.part_of(pair.fresh(), who)[1]
    resets.save_part(pair.plan.pk, {1: {name: Edit(text, base_of(row, name)) for name, text in given.items()}}, by=who, at=at)


def share(pair: Pair, who: Person, fact: Evidence, *, at: datetime = DECEMBER, **words: str) -> None:
    """One side's whole part, shared."""
    ends = {"end": "carried", "learned": "Ask for figures early"} if who == pair.owner else {}
    say(pair, who, fact, at=at, **(ends | words))
    resets.share_part(pair.plan.pk, by=who, at=at)


def codes(no: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {one.code for one in no.value.objections}


# the two views


def test_nothing_that_one_of_the_two_writes_is_read_by_the_other_before_it_is_shared(agreed: Pair, fact: Evidence) -> None:
    """TRUST E2, IMP-2."""
    say(agreed, agreed.manager, fact, shows=PLANTED)
    page = reset_page(agreed.fresh(), agreed.owner, Step.CHECK, at=DECEMBER)
    assert page.other_shared is None
    assert not page.parts[0].others


def test_unshared_words_and_choices_lie_in_no_table_in_clear(agreed: Pair, fact: Evidence) -> None:
    """TRUST 0.7: drafts are sealed, and a pick says as much as a sentence."""
    say(agreed, agreed.manager, fact, shows=PLANTED, change="none")
    row = Judgement.objects.get(author=agreed.manager)
    assert (row.change, row.shows, row.cites) == ("", "", "")
    assert PLANTED not in "\n".join(everything_stored())


def test_what_is_shared_is_read_by_the_other_side(agreed: Pair, fact: Evidence) -> None:
    share(agreed, agreed.manager, fact, shows=PLANTED)
    page = reset_page(agreed.fresh(), agreed.owner, Step.CHECK, at=DECEMBER)
    assert page.parts[0].others[0].shows == PLANTED


def test_both_judgements_stay_side_by_side_and_their_difference_is_said(agreed: Pair, fact: Evidence) -> None:
    """IMP-2: shown, not averaged away."""
    share(agreed, agreed.manager, fact, change="some")
    share(agreed, agreed.owner, fact, change="clear")
    part = reset_page(agreed.fresh(), agreed.owner, Step.CHECK, at=DECEMBER).parts[0]
    assert [one.change for one in part.voices] == ["clear", "some"]
    assert part.differs


@pytest.mark.parametrize("order", ["owner first", "manager first"])
def test_in_either_order_the_second_view_completes_the_reset(agreed: Pair, fact: Evidence, order: str) -> None:
    pair = [agreed.owner, agreed.manager] if order == "owner first" else [agreed.manager, agreed.owner]
    share(agreed, pair[0], fact)
    assert not Reset.objects.exists()
    share(agreed, pair[1], fact)
    assert not Reset.objects.get(plan=agreed.plan).alone


def test_a_change_that_was_seen_cites_evidence(agreed: Pair) -> None:
    """IMP-2 MUST: judged against evidence."""
    say(agreed, agreed.manager)
    with pytest.raises(Refused) as no:
        resets.share_part(agreed.plan.pk, by=agreed.manager, at=DECEMBER)
    assert codes(no) == {"reset-without-evidence"}


def test_the_person_says_what_becomes_of_each_goal_and_what_they_learned(agreed: Pair, fact: Evidence) -> None:
    """REV-6."""
    say(agreed, agreed.owner, fact)
    with pytest.raises(Refused) as no:
        resets.share_part(agreed.plan.pk, by=agreed.owner, at=DECEMBER)
    assert codes(no) == {"reset-end-missing", "reset-nothing-learned"}


def test_too_early_to_say_needs_no_evidence(agreed: Pair) -> None:
    say(agreed, agreed.manager, change="too-early")
    resets.share_part(agreed.plan.pk, by=agreed.manager, at=DECEMBER)
    assert Judgement.objects.get(author=agreed.manager).shared_at is not None


def test_evidence_about_somebody_else_cannot_be_cited(agreed: Pair, cast: Cast) -> None:
    """TRUST D1, T12."""
    draft = EvidenceDraft(EvidenceKind.REVIEW_COMMENT, "Another person's work", date(2026, 11, 20))
    other = add_evidence(cast.peer.pk, draft, by=cast.peer, at=DECEMBER)
    with pytest.raises(Refused) as no:
        say(agreed, agreed.owner, other)
    assert codes(no) == {"reset-evidence-unknown"}


def test_a_shared_view_is_not_reworded(agreed: Pair, fact: Evidence) -> None:
    share(agreed, agreed.manager, fact)
    with pytest.raises(Refused) as no:
        say(agreed, agreed.manager, fact, shows="Something else")
    assert codes(no) == {"reset-part-shared"}


@pytest.mark.parametrize("who", ["upline", "hr_partner", "hr_admin", "delegate", "peer", "outsider", "mentor", "executive"])
def test_nobody_but_the_two_writes_into_a_reset(agreed: Pair, cast: Cast, who: str) -> None:
    """TRUST C2, E2."""
    with pytest.raises(Unseen):
        say(agreed, getattr(cast, who))


# when


def test_the_reset_opens_three_weeks_before_the_end(agreed: Pair) -> None:
    with pytest.raises(Refused) as no:
        say(agreed, agreed.owner, at=datetime(2026, 12, 9, 9, 0, tzinfo=UTC))
    assert codes(no) == {"reset-too-early"}


def test_a_plan_that_nobody_agreed_is_not_reset(offered: Pair) -> None:
    with pytest.raises(Refused) as no:
        resets.save_part(offered.plan.pk, {}, by=offered.owner, at=DECEMBER)
    assert codes(no) == {"reset-needs-agreement"}


def test_a_done_reset_stands(agreed: Pair, fact: Evidence) -> None:
    share(agreed, agreed.owner, fact)
    share(agreed, agreed.manager, fact)
    with pytest.raises(Refused) as no:
        say(agreed, agreed.owner, fact)
    assert codes(no) == {"reset-done"}


def test_the_person_waits_two_weeks_for_the_managers_view_and_then_finishes_alone(agreed: Pair, fact: Evidence) -> None:
    share(agreed, agreed.owner, fact, at=NEW_YEAR)
    with pytest.raises(Refused) as no:
        resets.finish_alone(agreed.plan.pk, by=agreed.owner, at=NEW_YEAR)
    assert codes(no) == {"reset-wait-for-manager"}
    resets.finish_alone(agreed.plan.pk, by=agreed.owner, at=LATE)
    assert Reset.objects.get(plan=agreed.plan).alone


def test_the_manager_cannot_finish_for_the_person(agreed: Pair, fact: Evidence) -> None:
    """PLAN-3: the goals are the person's."""
    share(agreed, agreed.manager, fact)
    with pytest.raises(Unseen):
        resets.finish_alone(agreed.plan.pk, by=agreed.manager, at=LATE)


# what becomes of a goal


@pytest.mark.parametrize("end", list(GoalEnd))
def test_each_goal_ends_as_the_person_said_with_what_they_learned(agreed: Pair, fact: Evidence, end: GoalEnd) -> None:
    share(agreed, agreed.manager, fact, end="dropped", learned="The manager would drop it")
    share(agreed, agreed.owner, fact, end=end.value, learned="Ask early")
    goal = agreed.goal()
    assert (goal.ended_as, goal.learned) == (end.value, "Ask early")
    assert (goal.dropped_at is not None) is (end == GoalEnd.DROPPED)


def test_an_achieved_goal_is_completed_with_its_reason(agreed: Pair, fact: Evidence) -> None:
    """STAT-1."""
    share(agreed, agreed.owner, fact, end="achieved")
    share(agreed, agreed.manager, fact)
    goal = agreed.goal()
    assert goal.status == GoalStatus.COMPLETED
    assert goal.status_changes.get().reason == "Ask for figures early"


def test_a_plan_that_was_reset_before_the_end_of_its_cycle_closes_with_it(agreed: Pair, fact: Evidence) -> None:
    share(agreed, agreed.owner, fact)
    share(agreed, agreed.manager, fact)
    assert agreed.fresh().state == PlanState.ACTIVE
    resets.close_what_was_reset(NEW_YEAR)
    assert agreed.fresh().state == PlanState.CLOSED


def test_a_plan_that_is_reset_after_the_end_of_its_cycle_closes_at_once(agreed: Pair, fact: Evidence) -> None:
    share(agreed, agreed.owner, fact, at=NEW_YEAR)
    share(agreed, agreed.manager, fact, at=NEW_YEAR)
    assert agreed.fresh().state == PlanState.CLOSED


# what comes next


def test_the_next_draft_begins_with_what_goes_on_and_stays_sealed(agreed: Pair, fact: Evidence) -> None:
    """REV-6, TRUST E2."""
    share(agreed, agreed.owner, fact, level_seen="3")
    draft = resets.begin_next(agreed.plan.pk, by=agreed.owner, at=DECEMBER)
    row = Goal.objects.get(plan=draft)
    assert (draft.state, draft.cycle.start_date, row.carried_from_id, row.level_now) == ("draft", date(2027, 1, 1), agreed.goal().pk, 3)
    assert row.outcome == ""
    assert row.sealed is not None


def test_starting_twice_carries_nothing_twice(agreed: Pair, fact: Evidence) -> None:
    share(agreed, agreed.owner, fact)
    for _ in range(2):
        draft = resets.begin_next(agreed.plan.pk, by=agreed.owner, at=DECEMBER)
    assert Goal.objects.filter(plan=draft).count() == 1


def test_a_dropped_goal_does_not_come_back(agreed: Pair, fact: Evidence) -> None:
    share(agreed, agreed.owner, fact, end="dropped")
    draft = resets.begin_next(agreed.plan.pk, by=agreed.owner, at=DECEMBER)
    assert not Goal.objects.filter(plan=draft).exists()


def test_a_carried_goal_is_not_agreed_before_both_agree_it_again(agreed: Pair, fact: Evidence) -> None:
    """PLAN-3."""
    share(agreed, agreed.owner, fact)
    draft = resets.begin_next(agreed.plan.pk, by=agreed.owner, at=DECEMBER)
    assert Goal.objects.get(plan=draft).agreed_in is None


def test_nobody_starts_the_next_plan_of_somebody_else(agreed: Pair, fact: Evidence) -> None:
    share(agreed, agreed.owner, fact)
    with pytest.raises(Unseen):
        resets.begin_next(agreed.plan.pk, by=agreed.manager, at=DECEMBER)


def test_a_goal_carried_twice_without_a_trade_off_is_flagged(agreed: Pair) -> None:
    """TIME-2."""
    goal = carried_twice(agreed)
    assert slipping([goal], today=OCTOBER.date()) == {goal.pk: 2}


def test_a_recorded_trade_off_answers_for_the_carrying(agreed: Pair) -> None:
    """TIME-2: flagged only without one."""
    goal = carried_twice(agreed)
    assert goal.carried_from is not None
    TradeOff.objects.create(
        plan=goal.carried_from.plan,
        number=1,
        goal=goal.carried_from,
        gave_way="Two hours a week",
        to_what="The outage",
        why="Customers waited",
        made_good_by=date(2026, 12, 1),
        recorded_by=agreed.owner,
        recorded_at=OCTOBER,
    )
    assert slipping([goal], today=OCTOBER.date()) == {}


# against today's key results


@pytest.mark.parametrize(
    ("state", "told", "changed", "news"),
    [
        ("dropped", "PAY-3 Old", None, ResultNews.DROPPED),
        ("closed", "PAY-3 Old", None, ResultNews.CLOSED),
        ("active", "PAY-3 Old", None, ResultNews.CHANGED),
        ("active", "PAY-3 New", DECEMBER, ResultNews.CHANGED),
        ("active", "PAY-3 New", OCTOBER, ResultNews.SAME),
        ("active", "", None, ResultNews.SAME),
    ],
)
def test_a_key_result_that_is_not_what_was_agreed_is_pointed_out(state: str, told: str, changed: datetime | None, news: ResultNews) -> None:
    """REV-6: against the current OKRs."""
    agreed_at = datetime(2026, 10, 5, tzinfo=UTC)
    assert news_of(state=state, told=told, tells="PAY-3 New", changed_at=[changed], agreed_at=agreed_at) is news


def test_a_dropped_key_result_shows_on_its_goal(agreed: Pair) -> None:
    agreed.ground.key_result.state = "dropped"
    agreed.ground.key_result.save()
    assert reset_page(agreed.fresh(), agreed.owner, Step.CHANGED, at=DECEMBER).parts[0].news is ResultNews.DROPPED


# helpers


def carried_twice(pair: Pair) -> Goal:
    """Goal 1 of the agreed plan, carried on from two earlier quarters."""
    now = pair.goal()
    for start, end, key in ((date(2026, 7, 1), date(2026, 9, 30), "2026-q3"), (date(2026, 4, 1), date(2026, 6, 30), "2026-q2")):
        cycle = Cycle.objects.get_or_create(key=key, defaults={"start_date": start, "end_date": end})[0]
        plan = Plan.objects.create(owner=pair.owner, cycle=cycle, state=PlanState.CLOSED, created_at=OCTOBER)
        before = Goal.objects.create(plan=plan, number=1, ended_as=GoalEnd.CARRIED)
        Goal.objects.filter(pk=now.pk).update(carried_from=before)
        now = before
    return Goal.objects.select_related("plan__cycle", "carried_from__plan").get(pk=pair.goal().pk)


def everything_stored() -> Iterator[str]:
    """Every value of every row of every table, as text."""
    for model in apps.get_models():
        if model._meta.app_label in {"sessions", "contenttypes"}:
            continue
        names = [field.attname for field in model._meta.concrete_fields]
        for row in model._default_manager.values_list(*names):
            yield from (str(bytes(value) if isinstance(value, bytes | memoryview) else value) for value in row)


def test_levels_are_those_of_the_goal_s_own_ladder(agreed: Pair, fact: Evidence) -> None:
    """CAP-1: a longer ladder that HR is still writing is neither offered nor taken, nor one of another capability."""
    goal = agreed.goal()
    kept, top = goal.framework_version, max(ladders_of([goal])[goal.pk])
    assert kept is not None and goal.capability is not None
    draft = FrameworkVersion.objects.create(framework=kept.framework, number=99, state="draft")
    Level.objects.create(capability=goal.capability, version=draft, number=top + 1, name="Beyond")
    assert max(ladders_of([goal])[goal.pk]) == top
    with pytest.raises(Refused) as no:
        share(agreed, agreed.owner, fact, level_seen=str(top + 1))
    assert codes(no) == {"reset-choice-unknown"}
