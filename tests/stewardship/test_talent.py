"""Talent reviews: who reads what when, snapshots against a recount, planted words, the person's own answer (TAL-1, TRUST H2)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests import stewarded
from tests.agreed import agreed_plan
from tests.cast import BEFORE, Cast

from cadenza.capability.actions import add_role_profile, give_role
from cadenza.capability.models import Capability, Framework
from cadenza.evidence.models import Evidence, GapAssessment
from cadenza.objections import Refused, Unseen
from cadenza.people.actions import begin_line
from cadenza.people.models import Grant, HRScope, Person
from cadenza.people.relations import looks_after_anybody
from cadenza.plans.models import Goal, Plan, Review, SelfView, TradeOff
from cadenza.plans.rules import PlanState
from cadenza.sealing.keys import destroy_unit
from cadenza.stewardship import talent_access as access
from cadenza.stewardship import talent_pages as pages
from cadenza.stewardship import talent_snapshots as snapshots
from cadenza.stewardship import talents
from cadenza.stewardship.talent_models import TalentAnswer, TalentSession, TalentSnapshot, TalentStep
from cadenza.stewardship.talent_rules import SNAPSHOT_FIELDS, Part, SessionDraft
from cadenza.strategy.models import Cycle
from cadenza.trail.queries import reads_of
from cadenza.web import clock

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
ROW = {"hr_partner", "manager", "upline", "leader"}
"""TRUST H2: the facilitator, M and MC."""


def readers(cast: Cast, ref: str, handle: str, at: datetime, action: str = "see-snapshot") -> set[str]:
    found = set()
    for name, person in cast.everybody().items():
        try:
            access.snapshot_for(person, action, ref, handle, at=at)
        except Unseen:
            continue
        found.add(name)
    return found


def test_who_reads_a_snapshot_at_each_instant_of_a_session(cast: Cast, at):
    """TRUST H2: written out for the whole cast; participants inside the window and not a second longer, the person afterwards."""
    made = stewarded.set_up(cast, at=at)
    sam = cast.engineer.handle
    assert readers(cast, made.ref, sam, at) == set()
    assert readers(cast, made.ref, sam, at, "see-ahead") == {"manager"}
    talents.move(made.ref, "open", by=cast.hr_admin, at=at)
    made.refresh_from_db()
    last = made.closes_at - timedelta(seconds=1)
    assert readers(cast, made.ref, sam, at) == readers(cast, made.ref, sam, last) == ROW | {"outsider_manager"}
    assert readers(cast, made.ref, sam, at, "see-ahead") == set()
    assert readers(cast, made.ref, sam, at, "note-step") == {"hr_partner", "outsider_manager"}
    assert readers(cast, made.ref, sam, made.closes_at) == ROW | {"engineer"}
    assert readers(cast, made.ref, sam, made.closes_at, "answer") == {"engineer"}
    assert readers(cast, made.ref, sam, made.closes_at, "take-away") == {"engineer", "hr_partner"}
    assert readers(cast, made.ref, sam, made.closes_at, "see-answers") == ROW | {"engineer"}
    assert readers(cast, made.ref, cast.manager.handle, at) == {"hr_partner", "upline", "leader", "outsider_manager"}


def test_lists_and_single_snapshots_agree_for_everybody(cast: Cast, at):
    """ARCHITECTURE 3: a list and a single object use the same table."""
    over, going = stewarded.talent_over(cast, str, at=at - timedelta(days=30)), stewarded.talent_open(cast, str, at=at)
    talents.name(going.ref, cast.executive, by=cast.hr_admin, at=at)
    for name, person in cast.everybody().items():
        for when in (at, going.closes_at):
            listed = {
                (one.session.ref, one.person.handle)
                for one in access.visible_snapshots(person, at=when).select_related("session", "person")
            }
            single = set()
            for one in TalentSnapshot.objects.select_related("session", "person"):
                try:
                    access.snapshot_for(person, "see-snapshot", one.session.ref, one.person.handle, at=when)
                except Unseen:
                    continue
                single.add((one.session.ref, one.person.handle))
            assert listed == single, (name, when)
            refs = set(access.visible_sessions(person, at=when).values_list("ref", flat=True))
            assert {ref for ref, handle in listed if handle != person.handle} <= refs
            assert refs <= {over.ref, going.ref} and (refs == {over.ref, going.ref} or name != "hr_admin")


def test_a_participant_never_reads_about_themselves_or_whoever_leads_them(cast: Cast, at):
    """TRUST X7, TAL-1."""
    made = stewarded.set_up(cast, at=at)
    with pytest.raises(Refused):
        talents.name(made.ref, cast.engineer, by=cast.hr_admin, at=at)
    talents.take_out(made.ref, cast.peer.handle, by=cast.hr_admin, at=at)
    talents.name(made.ref, cast.peer, by=cast.hr_admin, at=at)
    talents.move(made.ref, "open", by=cast.hr_admin, at=at)
    assert "peer" in readers(cast, made.ref, cast.engineer.handle, at)
    assert "peer" not in readers(cast, made.ref, cast.manager.handle, at)


def test_who_is_let_go_or_changes_line_loses_it_at_the_instant(cast: Cast, at):
    """TAL-1: access ended afterwards; TRUST R2."""
    made = stewarded.talent_open(cast, str, at=at)
    talents.let_go(made.ref, made.seats.get().pk, by=cast.hr_admin, at=at + timedelta(hours=1))
    assert readers(cast, made.ref, cast.engineer.handle, at + timedelta(hours=1)) == ROW
    with pytest.raises(Unseen):
        talents.let_go(made.ref, made.seats.get().pk, by=cast.hr_admin, at=at + timedelta(hours=2))
    begin_line(cast.engineer, cast.new_manager, since=at + timedelta(hours=2), by=None, at=at)
    assert readers(cast, made.ref, cast.engineer.handle, at + timedelta(hours=3)) == (ROW - {"manager"}) | {"new_manager"}
    HRScope.objects.filter(person=cast.engineer).update(until=at + timedelta(hours=4))
    assert "hr_partner" not in readers(cast, made.ref, cast.engineer.handle, at + timedelta(hours=4))
    talents.move(made.ref, "close", by=cast.hr_admin, at=at + timedelta(hours=5))
    assert "engineer" in readers(cast, made.ref, cast.engineer.handle, at + timedelta(hours=5))


def test_hr_admin_sets_up_and_moves_and_reads_nothing(cast: Cast, sign_in: SignIn, at):
    """TRUST H2, HA: `t`."""
    made = stewarded.talent_open(cast, str, at=at)
    assert access.parts_in(cast.hr_admin, made, at=at) == {Part.STEWARD}
    assert access.parts_in(cast.hr_partner, made, at=at) == {Part.FACILITATOR}
    with pytest.raises(Unseen):
        access.snapshot_for(cast.manager, "see-snapshot", made.ref, "nobody-of-this-name", at=at)
    found = pages.session_page(cast.hr_admin, made.ref, at=at)
    assert found.rows == []
    assert {one.person.handle for one in found.people} == set(made.snapshots.values_list("person__handle", flat=True))
    Grant.objects.filter(person=cast.hr_admin, role="hr-admin").update(until=at)
    with pytest.raises(Unseen):
        access.session_for(cast.hr_admin, "move", made.ref, at=at + timedelta(seconds=1))
    with pytest.raises(Unseen):
        talents.move(made.ref, "close", by=cast.executive, at=at)


def test_hr_admin_names_neither_themself_nor_lets_a_seat_of_theirs_read(cast: Cast, at):
    """TRUST H2, HA: `t`; X8: one person alone lets nobody in, nor does a seat from before the role."""
    made = stewarded.talent_open(cast, str, at=at)
    with pytest.raises(Refused):
        talents.name(made.ref, cast.hr_admin, by=cast.hr_admin, at=at)
    made.seats.create(person=cast.hr_admin, named_by=cast.hr_admin, named_at=at)
    assert "hr_admin" not in readers(cast, made.ref, cast.engineer.handle, at)
    assert not access.visible_snapshots(cast.hr_admin, at=at).exists()
    assert not access.open_to(cast.hr_admin, at=at).exists()


def test_hr_admin_is_nothing_where_it_looks_at_their_own_line(cast: Cast, at):
    """TRUST X7."""
    made = stewarded.set_up(cast, at=at)
    TalentSnapshot.objects.create(session=made, person=cast.leader)
    assert access.parts_in(cast.hr_admin, made, at=at) == frozenset()
    assert not access.visible_sessions(cast.hr_admin, at=at).exists()


def test_a_session_looks_at_people_of_the_team_whom_its_facilitator_looks_after(cast: Cast, at):
    """TAL-1, TRUST H2 (HG): in scope; leavers and whoever the facilitator leads are left out."""
    made = stewarded.set_up(cast, at=at)
    assert set(made.snapshots.values_list("person__handle", flat=True)) == {
        one.handle for one in (cast.manager, cast.engineer, cast.peer, cast.on_pip)
    }
    today = at.date()
    with pytest.raises(Refused):
        talents.set_up(SessionDraft("x", cast.mentor.pk, today, today), cast.team.pk, by=cast.hr_admin, at=at)
    with pytest.raises(Refused):
        talents.set_up(SessionDraft("x", cast.hr_partner.pk, today, today), cast.other_team.pk, by=cast.hr_admin, at=at)
    with pytest.raises(Refused):
        talents.set_up(SessionDraft("x", None, today, today), None, by=cast.hr_admin, at=at)
    with pytest.raises(Unseen):
        talents.set_up(SessionDraft("x", cast.hr_partner.pk, today, today), cast.team.pk, by=cast.hr_partner, at=at)
    assert not looks_after_anybody(cast.leaver, at=at)


def test_what_is_called_off_or_open_is_changed_no_more(cast: Cast, at):
    """TAL-1."""
    made = stewarded.set_up(cast, at=at)
    talents.move(made.ref, "call-off", by=cast.hr_admin, at=at)
    assert readers(cast, made.ref, cast.engineer.handle, at, "see-ahead") == set()
    with pytest.raises(Unseen):
        talents.take_out(made.ref, cast.engineer.handle, by=cast.hr_admin, at=at)
    with pytest.raises(Refused):
        talents.name(made.ref, cast.mentor, by=cast.hr_admin, at=at)
    going = stewarded.talent_open(cast, str, at=at)
    with pytest.raises(Unseen):
        talents.take_out(going.ref, cast.engineer.handle, by=cast.hr_admin, at=at)
    with pytest.raises(Refused):
        talents.name(going.ref, cast.mentor, by=cast.hr_admin, at=going.closes_at)
    with pytest.raises(Unseen):
        talents.note_step(going.ref, cast.engineer.handle, "Late", by=cast.hr_partner, at=going.closes_at)


@pytest.fixture
def year(cast: Cast, at) -> dict[str, Plan]:
    """Three finished quarters of the engineer and the running one: a goal achieved, one carried three times, one dropped, levels that moved."""
    made: dict[str, Plan] = {}
    starts = {"2026-q1": (1, 3), "2026-q2": (4, 6), "2026-q3": (7, 9)}
    before: Goal | None = None
    for key, (first, last) in starts.items():
        end = date(2026, last + 1, 1) - timedelta(days=1) if last < 12 else date(2026, 12, 31)
        cycle = Cycle.objects.create(key=key, start_date=date(2026, first, 1), end_date=end)
        plan = agreed_plan(cast.engineer, cast.manager)
        Plan.objects.filter(pk=plan.pk).update(cycle=cycle, state=PlanState.CLOSED)
        plan.goals.filter(number=1).update(ended_as="achieved" if key == "2026-q2" else "dropped")
        plan.goals.filter(number=2).update(ended_as="carried", carried_from=before)
        before = plan.goals.get(number=2)
        made[key] = plan
    running = agreed_plan(cast.engineer, cast.manager)
    running.goals.filter(number=2).update(carried_from=before)
    made["2026-q4"] = running
    framework = Framework.objects.create(name="Engineering", slug="engineering")
    for order, (name, levels) in enumerate({"Forecasting": (2, 3), "Design": (3, 3)}.items()):
        capability = Capability.objects.create(framework=framework, name=name, slug=name.lower(), order=order)
        for number, level in enumerate(levels):
            when = BEFORE + timedelta(days=30 + 150 * number)
            gap = GapAssessment.objects.create(
                person=cast.engineer, capability=capability, level_now=level, level_needed=4, why="zqgapqz", proposed_by=cast.manager,
                proposed_at=when, person_agreed_at=when, manager_agreed_at=when, agreed_manager=cast.manager,
            )  # fmt: skip
            for _ in range(number + 1):
                piece = Evidence.objects.create(
                    person=cast.engineer, capability=capability, kind="metric", what="zqevidenceqz", happened_on=when.date(),
                    added_by=cast.manager, added_at=when,
                )  # fmt: skip
                gap.evidence.add(piece)
    profile = add_role_profile("Engineer", "3", {}, by=None, at=BEFORE)
    give_role(cast.engineer.pk, profile.pk, since=date(2026, 1, 5), by=None, at=BEFORE)
    return made


def recounted(person: Person, cycles: list[str]) -> list[dict[str, object]]:
    """The goals of each cycle once more, one by one."""
    rows = []
    for key in cycles:
        goals = [
            goal for goal in Goal.objects.all() if goal.plan.owner_id == person.pk and goal.plan.cycle.key == key and goal.agreed_in_id
        ]
        ends = [("dropped" if goal.dropped_at else goal.ended_as) for goal in goals]
        rows.append({"key": key, "agreed": len(goals), **{end: ends.count(end) for end in ("achieved", "changed", "carried", "dropped")}})
    return rows


def test_a_snapshot_equals_a_recount_and_holds_nothing_else(cast: Cast, year, at):
    """TAL-1: the explicit field list, and each figure by another way."""
    facts = snapshots.facts_of([cast.engineer.pk, cast.peer.pk], at=at)
    mine = facts[cast.engineer.pk]
    assert list(mine) == list(SNAPSHOT_FIELDS)
    assert mine["cycles"] == recounted(cast.engineer, ["2026-q1", "2026-q2", "2026-q3"])
    assert sum(one["achieved"] for one in mine["cycles"]) == 1
    assert (mine["again"], mine["explained"]) == (1, 0)
    assert mine["levels"] == [
        {"capability": "Design", "before": 3, "now": 3, "evidence": 2},
        {"capability": "Forecasting", "before": 2, "now": 3, "evidence": 2},
    ]
    assert mine["evidence"] == [
        {"kind": "metric", "on": "2026-07-04", "capability": name} for name in ("Design", "Design", "Forecasting", "Forecasting")
    ]
    assert (mine["role"], mine["movement"]) == ("Engineer 3", "moving-and-again")
    assert facts[cast.peer.pk] == {
        "role": "", "cycles": recounted(cast.peer, ["2026-q1", "2026-q2", "2026-q3"]), "again": 0, "explained": 0, "levels": [], "evidence": [],
        "movement": "cannot-say",
    }  # fmt: skip


def test_what_gave_way_on_record_is_no_same_goal_again(cast: Cast, year, at):
    """TAL-1, TIME-2."""
    goal = year["2026-q3"].goals.get(number=2)
    TradeOff.objects.create(
        plan=goal.plan, goal=goal, number=1, recorded_by=cast.manager, recorded_at=at, gave_way="Two hours", to_what="An outage", why="It burned",
        made_good_by=date(2026, 12, 11), week_on=date(2026, 9, 7),
    )  # fmt: skip
    mine = snapshots.facts_of([cast.engineer.pk], at=at)[cast.engineer.pk]
    assert (mine["again"], mine["explained"], mine["movement"]) == (0, 1, "moving")


def test_a_goal_that_was_achieved_in_the_end_or_ended_years_ago_does_not_come_again(cast: Cast, year, at):
    """TAL-1: the cycles looked at and the running one; TIME-2."""
    for quarter in range(4):
        first = date(2027, 3 * quarter + 1, 1)
        Cycle.objects.create(key=f"2027-q{quarter + 1}", start_date=first, end_date=first + timedelta(days=89))
    afterwards = datetime(2028, 2, 1, 9, 0, tzinfo=UTC)
    assert snapshots.facts_of([cast.engineer.pk], at=afterwards)[cast.engineer.pk]["again"] == 0
    goals = year["2026-q4"].goals.filter(number=2)
    for ended in ({"ended_as": "achieved"}, {"ended_as": "", "status": "completed"}):
        goals.update(**ended)
        mine = snapshots.facts_of([cast.engineer.pk], at=at)[cast.engineer.pk]
        assert (mine["again"], mine["explained"]) == (0, 0)


def test_what_only_one_side_says_or_took_back_is_left_out(cast: Cast, year, at):
    """TAL-1, C2: agreed by both, contested by nobody; withdrawn evidence counts no more; a sealed draft does not exist."""
    GapAssessment.objects.filter(capability__name="Forecasting", level_now=3).update(manager_agreed_at=None)
    GapAssessment.objects.filter(capability__name="Design", level_now=3).update(disagreed_by=cast.engineer)
    Evidence.objects.update(withdrawn_at=at)
    Plan.objects.filter(pk=year["2026-q4"].pk).update(state=PlanState.DRAFT)
    mine = snapshots.facts_of([cast.engineer.pk], at=at)[cast.engineer.pk]
    assert mine["levels"] == [{"capability": "Forecasting", "before": 2, "now": 2, "evidence": 0}]
    assert mine["evidence"] == []
    assert mine["again"] == 1


def test_with_no_finished_cycle_nothing_is_said(cast: Cast, at):
    agreed_plan(cast.engineer, cast.manager)
    mine = snapshots.facts_of([cast.engineer.pk], at=at)[cast.engineer.pk]
    assert (mine["cycles"], mine["levels"], mine["movement"]) == ([], [], "cannot-say")


def test_freezing_costs_the_same_for_three_people_and_for_thirty(cast: Cast, year, at):
    """ARCHITECTURE 3."""

    def cost(people: list[int]) -> int:
        with CaptureQueriesContext(connection) as seen:
            snapshots.facts_of(people, at=at)
        return len(seen)

    everybody = list(Person.objects.values_list("pk", flat=True))
    assert cost([cast.engineer.pk, *everybody[:2]]) == cost(everybody)


def test_what_was_frozen_stays_whatever_happens_afterwards(cast: Cast, year, at):
    """TAL-1: a frozen snapshot."""
    made = stewarded.talent_open(cast, str, at=at)
    Goal.objects.update(ended_as="achieved")
    found = pages.person_page(cast.manager, made.ref, cast.engineer.handle, at=at)
    assert found.facts is not None
    assert sum(one["achieved"] for one in found.facts["cycles"]) == 1


def test_no_private_word_is_in_a_snapshot_a_page_or_an_export(cast: Cast, year, sign_in: SignIn, at):
    """TRUST H2, R17: planted in reflections, goals, reviews, evidence and assessments."""
    for plan in year.values():
        SelfView.objects.create(plan=plan, field="difficulties", text="zqreflectionqz", shared_at=at)
        Goal.objects.filter(plan=plan).update(outcome="zqoutcomeqz", learned="zqlearnedqz", success_measure="zqmeasureqz")
        Review.objects.filter(plan=plan).update(observations="zqobservationqz", done="zqdoneqz")
    made = stewarded.talent_open(cast, lambda _place: "Lead one review", at=at)
    client = sign_in(cast.outsider_manager)
    text = client.get(reverse("talent-session", args=[made.ref])).content.decode()
    text += client.get(reverse("talent-person", args=[made.ref, cast.engineer.handle])).content.decode()
    text += sign_in(cast.hr_partner).get(reverse("talent-markdown", args=[made.ref, cast.engineer.handle])).content.decode()
    text += sign_in(cast.manager).get("/talent-reviews/").content.decode()
    (opened,) = snapshots.open_all(TalentSnapshot.objects.filter(session=made, person=cast.engineer))
    text += str(opened.facts)
    assert not re.findall("zq[a-z]+qz", text)
    assert "Lead one review" in text


def test_every_word_of_it_is_sealed_and_gone_with_its_key(cast: Cast, year, at):
    """TRUST 0.7, P3: one unit for each snapshot."""
    made = stewarded.talent_open(cast, lambda _place: "Lead one review", at=at)
    row = TalentSnapshot.objects.get(session=made, person=cast.engineer)
    stored = bytes(row.sealed or b"") + b"".join(bytes(one.sealed) for one in TalentStep.objects.all())
    assert b"Forecasting" not in stored
    assert b"Lead" not in stored
    destroy_unit(f"talent:snapshot:{row.pk}", at=at)
    found = pages.person_page(cast.manager, made.ref, cast.engineer.handle, at=at)
    assert (found.facts, found.steps, found.cycles, found.evidence, found.why) == (None, [], [], [], "")
    listed = {one.person.handle: one.kept for one in pages.session_page(cast.upline, made.ref, at=at).rows}
    assert listed[cast.engineer.handle] is False
    assert listed[cast.peer.handle] is True
    assert "Frozen on" in pages.as_markdown(found)


def test_every_reading_is_written_down_and_ones_own_is_not(cast: Cast, sign_in: SignIn, at):
    """DATA-2, TRUST J2."""
    made = stewarded.talent_over(cast, str, at=at - timedelta(days=9))
    before = len(list(reads_of(cast.engineer.pk)))
    sign_in(cast.engineer).get(reverse("talent-person", args=[made.ref, cast.engineer.handle]))
    assert len(list(reads_of(cast.engineer.pk))) == before
    sign_in(cast.manager).get(reverse("talent-person", args=[made.ref, cast.engineer.handle]))
    sign_in(cast.manager).get(reverse("talent-session", args=[made.ref]))
    assert len(list(reads_of(cast.engineer.pk))) == before + 2


def test_the_person_reads_their_own_afterwards_and_answers(cast: Cast, year, sign_in: SignIn, at):
    """TAL-1: the person sees their own snapshot afterwards and may answer."""
    made = stewarded.talent_open(cast, lambda _place: "Lead one review", at=at - timedelta(days=9))
    client = sign_in(cast.engineer)
    assert "Read what a talent review knew of you" in client.get("/").content.decode()
    here = reverse("talent-person", args=[made.ref, cast.engineer.handle])
    shown = client.get(here).content.decode()
    assert "Lead one review" in shown
    answered = client.post(reverse("talent-answer", args=[made.ref]), {"op_id": uuid4(), "words": "The carried goal waited for a hire"})
    assert answered.headers["Location"] == here
    assert "Read what a talent review knew of you" not in client.get("/").content.decode()
    assert "waited for a hire" in sign_in(cast.hr_partner).get(here).content.decode()
    assert sign_in(cast.outsider_manager).get(here).status_code == 404
    assert client.post(reverse("talent-answer", args=[made.ref]), {"op_id": uuid4()}).status_code == 303
    assert TalentAnswer.objects.count() == 1
    assert "waited for a hire" in client.get(reverse("talent-markdown", args=[made.ref, cast.engineer.handle])).content.decode()
    too_long = client.post(reverse("talent-answer", args=[made.ref]), {"op_id": uuid4(), "words": "x" * 2001})
    assert too_long.status_code == 422


def test_a_snapshot_is_taken_away_by_whoever_has_just_given_their_password(cast: Cast, sign_in: SignIn, at):
    """TRUST 1.9, P3: step-up for export, not for reading."""
    made = stewarded.talent_open(cast, str, at=at)
    client = sign_in(cast.hr_partner)
    text, here = (reverse(name, args=[made.ref, cast.engineer.handle]) for name in ("talent-markdown", "talent-person"))
    assert client.get(text).status_code == 200
    assert "stewardship.snapshot-taken" in {one.kind for one in reads_of(cast.engineer.pk)}, (
        "and the person finds that it was (TRUST J2, L19)"
    )
    with clock.pinned(at + timedelta(minutes=11)):
        assert client.get(text).headers["Location"].startswith(reverse("confirm-me"))
        assert client.get(here).status_code == 200


def test_a_participant_has_a_due_while_the_window_is_open(cast: Cast, sign_in: SignIn, at):
    """DUE-1, TAL-1."""
    made = stewarded.talent_open(cast, str, at=at)
    assert "Read for a talent review" in sign_in(cast.outsider_manager).get("/").content.decode()
    assert not access.open_to(cast.outsider_manager, at=made.closes_at).exists()
    assert not access.open_to(cast.leaver, at=at).exists()
    assert not access.visible_snapshots(cast.leaver, at=at).exists()
    with pytest.raises(Unseen):
        access.snapshot_for(cast.leaver, "see-snapshot", made.ref, cast.engineer.handle, at=at)


def test_the_table_is_by_name_and_costs_the_same_however_many(cast: Cast, year, sign_in: SignIn, at):
    """TAL-1: no ranking; ARCHITECTURE 3."""
    made = stewarded.talent_open(cast, str, at=at)
    names = [row.person.name for row in pages.session_page(cast.outsider_manager, made.ref, at=at).rows]
    assert names == sorted(names)

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            pages.session_page(cast.outsider_manager, made.ref, at=at)
        return len(seen)

    cost()
    few = cost()
    session = TalentSession.objects.get(pk=made.pk)
    more = [
        TalentSnapshot(session=session, person=one)
        for one in (cast.delegate, cast.mentor, cast.outsider, cast.new_manager, cast.executive, cast.operator)
    ]
    TalentSnapshot.objects.bulk_create(more)
    rows = list(TalentSnapshot.objects.filter(session=session))
    TalentSnapshot.objects.bulk_update(snapshots.seal_all(snapshots.facts_of([row.person_id for row in rows], at=at), rows), ["sealed"])
    cost()
    assert cost() == few


def test_refused_forms_come_back_with_their_words(cast: Cast, sign_in: SignIn, at):
    """DESIGN 6."""
    client, today = sign_in(cast.hr_admin), at.date().isoformat()
    sent = {
        "op_id": uuid4(),
        "title": "Autumn",
        "facilitator": "Nobody Known",
        "team": str(cast.team.pk),
        "first_day": today,
        "last_day": today,
    }
    refused = client.post(reverse("talent-new"), sent)
    assert refused.status_code == 422
    assert "Autumn" in refused.content.decode()
    made = client.post(reverse("talent-new"), {**sent, "op_id": uuid4(), "facilitator": cast.hr_partner.email})
    ref = made.headers["Location"].split("/")[-2]
    assert client.post(reverse("talent-move", args=[ref, "open"]), {"op_id": uuid4()}).status_code == 422
    assert client.post(reverse("talent-name", args=[ref]), {"op_id": uuid4(), "person": cast.engineer.email}).status_code == 422
    assert client.post(reverse("talent-name", args=[ref]), {"op_id": uuid4(), "person": cast.mentor.email}).status_code == 303
    assert client.get(reverse("talent-move", args=[ref, "burn"])).status_code == 404
    assert [client.get(reverse("talent-move", args=[ref, step])).status_code for step in ("open", "close", "call-off")] == [200] * 3
