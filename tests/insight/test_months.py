"""HR-1's kept figures: counted from what people did, proved by a recount, and shown to whom each row may be shown (TRUST E1 `m`, 1.5, T11)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from html import unescape
from itertools import combinations
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from tests.agreed import AGREED, agreed_plan
from tests.cast import NOW, Cast

from cadenza.insight import access, figures, jobs, month_counting, month_figures, month_rules
from cadenza.insight.models import PersonMonth, Snapshot
from cadenza.insight.month_rules import Sums, added, last_day_of, months_to
from cadenza.objections import Unseen
from cadenza.people.actions import grant_role
from cadenza.people.models import Person
from cadenza.people.rules import GrantedRole
from cadenza.plans.models import Action, Agreement, Goal, Plan, Review, StatusChange, Version
from cadenza.plans.rules import NEEDIEST_FIRST
from cadenza.stewardship import figures as pages
from cadenza.strategy.models import Cycle
from cadenza.trail.record import record

database = pytest.mark.django_db
SignIn = Callable[[Person], Client]
ADDRESS = "/drift/figures/"
OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)


def said(answer: Any) -> str:
    return " ".join(unescape(answer.content.decode()).split())


def kept(person: Person, month: date = NOVEMBER) -> PersonMonth | None:
    return PersonMonth.objects.filter(person=person, month=month).first()


@pytest.fixture
def plans(cast: Cast) -> list[Plan]:
    """Two agreed plans; in one of them a goal was blocked in November and an action is late."""
    made = [agreed_plan(person, cast.manager) for person in (cast.engineer, cast.peer)]
    goal = Goal.objects.get(plan=made[1], number=2)
    StatusChange.objects.create(goal=goal, status="blocked", by=cast.peer, at=datetime(2026, 11, 10, tzinfo=NOW.tzinfo))
    Goal.objects.filter(pk=goal.pk).update(status="blocked")
    Action.objects.filter(goal=goal).update(due_date=date(2026, 11, 20))
    Action.objects.filter(goal__plan=made[0]).update(due_date=date(2026, 11, 13), done_on=date(2026, 11, 12))
    return made


# Rules


def test_a_year_of_months_ends_with_the_days_own() -> None:
    """HR-1."""
    assert months_to(date(2026, 2, 28), 3) == [date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)]
    assert last_day_of(date(2028, 2, 1)) == date(2028, 2, 29)


SUMS = st.builds(
    Sums,
    st.dictionaries(st.sampled_from([one.value for one in NEEDIEST_FIRST]), st.integers(0, 9)),
    st.integers(0, 9), st.integers(0, 9), st.integers(0, 9), st.integers(0, 9),
)  # fmt: skip


@given(st.lists(SUMS, max_size=6))
def test_the_whole_is_the_sum_of_its_rows(parts: list[Sums]) -> None:
    """HR-1: every person is in one row, so each figure of the total is the rows' figures added."""
    total = added(parts)
    assert total.plans == sum(one.plans for one in parts) == sum(count for _state, count in total.by_state)
    assert total.milestones_open == sum(one.milestones_open for one in parts)
    assert total.reviews_open == sum(one.reviews_open for one in parts)


# Counting


@database
def test_a_month_says_where_the_plan_stood_at_its_end_what_was_reached_and_held(plans: list[Plan], cast: Cast) -> None:
    """STAT-1, ACT-3, REV-7: October as it ended, November as it stands."""
    month_counting.keep_months(at=NOW)
    october, november = kept(cast.peer, OCTOBER), kept(cast.peer)
    assert october and november
    assert (october.status, october.reviews_held, october.reviews_due) == ("on-track", 1, 1)
    assert (november.status, november.milestones_done, november.milestones_due) == ("blocked", 0, 1)
    assert (november.reviews_held, november.reviews_due) == (0, 1)
    mine = kept(cast.engineer)
    assert mine and (mine.status, mine.milestones_done, mine.milestones_due) == ("on-track", 2, 2)
    assert kept(cast.manager) is None


@database
def test_what_rested_what_was_dropped_and_who_left_is_not_counted(plans: list[Plan], cast: Cast) -> None:
    """PIP-19, REV-6, X5."""
    Review.objects.filter(plan=plans[0], held_at=None).update(rests=True)
    Goal.objects.filter(plan=plans[1], number=2).update(dropped_at=NOW - timedelta(days=1))
    counted = month_counting.count_month(NOVEMBER, at=NOW)
    assert counted[cast.engineer.pk].reviews_due == 0
    assert (counted[cast.peer.pk].status, counted[cast.peer.pk].milestones_due) == ("on-track", 0)
    Plan.objects.filter(pk=plans[1].pk).update(state="left", closed_at=NOW - timedelta(days=1))
    assert cast.peer.pk not in month_counting.count_month(NOVEMBER, at=NOW)
    assert month_counting.count_month(NOVEMBER, at=AGREED - timedelta(days=1)) == {}


@database
def test_a_goal_agreed_later_changes_no_month_before(plans: list[Plan], cast: Cast) -> None:
    """STAT-1: October's goals were completed; one that both agree in November does not put October back on track."""
    plan, ended = plans[0], datetime(2026, 10, 30, tzinfo=UTC)
    StatusChange.objects.bulk_create(StatusChange(goal=goal, status="completed", by=cast.engineer, at=ended) for goal in plan.goals.all())
    assert month_counting.count_month(OCTOBER, at=NOW)[cast.engineer.pk].status == "completed"
    Version.objects.filter(plan=plan).update(words={"goals": [{"number": goal.number} for goal in plan.goals.all()]})
    second = Version.objects.create(plan=plan, number=2, words={}, offered_by=cast.engineer, offered_at=NOW)
    for one in (cast.engineer, cast.manager):
        Agreement.objects.create(version=second, person=one, at=NOW)
    Goal.objects.create(plan=plan, number=9, outcome="Plans a release alone", agreed_in=second)
    plan.goals.update(agreed_in=second)
    assert month_counting.count_month(OCTOBER, at=NOW)[cast.engineer.pk].status == "completed"
    assert month_counting.count_month(NOVEMBER, at=NOW)[cast.engineer.pk].status == "on-track"


@database
def test_before_there_is_a_cycle_nothing_is_kept(cast: Cast) -> None:
    assert (month_counting.keep_months(at=NOW), list(month_counting.wrong_months())) == (0, [])


@database
def test_the_nights_count_is_the_same_twice_and_takes_up_what_changed_behind(plans: list[Plan], cast: Cast) -> None:
    """HR-1: a late review of last month is found by what was recorded about its person."""
    jobs.count_months(at=NOW)
    before = list(PersonMonth.objects.order_by("pk").values_list("person", "month", "status", "reviews_held"))
    month_counting.keep_months(at=NOW)
    assert list(PersonMonth.objects.order_by("pk").values_list("person", "month", "status", "reviews_held")) == before
    later = NOW + timedelta(days=14)
    Review.objects.filter(plan=plans[1], held_at=None, due_on__month=11).update(held_at=later, held_on=later.date())
    month_counting.keep_months(at=later)
    stale = kept(cast.peer)
    assert stale and stale.reviews_held == 1, "the month's end was not counted yet, so everybody's was counted anew"
    Review.objects.filter(plan=plans[0], held_at=None, due_on__month=11).update(held_at=later, held_on=later.date())
    record("plans.review-held", by=cast.manager, about=cast.engineer, at=later + timedelta(hours=1))
    month_counting.keep_months(at=later + timedelta(days=1))
    mine = kept(cast.engineer)
    assert mine and mine.reviews_held == 1


@database
def test_verify_proves_the_kept_figures_by_a_recount_and_names_what_differs(plans: list[Plan], cast: Cast) -> None:
    """HR-1: kept equals recounted, except for whoever something was recorded about since."""
    month_counting.keep_months(at=NOW)
    assert list(month_counting.wrong_months()) == []
    PersonMonth.objects.filter(person=cast.peer, month=NOVEMBER).update(milestones_done=1)
    PersonMonth.objects.filter(person=cast.engineer, month=OCTOBER).delete()
    assert len(list(month_counting.wrong_months())) == 2
    record("plans.review-held", by=cast.manager, about=cast.peer, at=NOW + timedelta(hours=1))
    assert list(month_counting.wrong_months()) == [f"The kept figures of person {cast.engineer.pk} for 2026-10 differ from a recount."]


# Reading


def live(viewer: Person, *, team: str = "") -> month_figures.MonthFigures:
    people = access.people_whose_states(viewer, at=NOW)
    cycle = figures.nearest_cycle_of(NOW)
    assert cycle is not None
    return month_figures.month_figures(people, cycle, team=team, at=NOW)


@database
def test_figures_add_up_by_team_and_month_and_open_to_the_very_people(plans: list[Plan], cast: Cast) -> None:
    """HR-1: each figure is the sum of its list."""
    month_counting.keep_months(at=NOW)
    found = live(cast.upline)
    assert found.total.states == {"blocked": 1, "on-track": 1}
    assert (found.total.milestones_done, found.total.milestones_due) == (2, 3)
    assert (found.total.reviews_held, found.total.reviews_due) == (2, 4)
    assert [(one.month, one.sums.reviews_held, one.sums.plans) for one in found.months] == [(OCTOBER, 2, 2), (NOVEMBER, 0, 2)]
    assert [row.name for row in found.rows] == ["Payments"]
    people = access.people_whose_states(cast.upline, at=NOW)
    for what, who in (("blocked", [cast.peer]), ("milestones", [cast.peer]), ("reviews", [cast.engineer, cast.peer]), ("completed", [])):
        rows = month_figures.opened(people, found.cycle, what, team="payments", at=NOW).rows
        assert sorted(row.person.pk for row in rows) == sorted(one.pk for one in who), what
    with pytest.raises(Unseen):
        month_figures.opened(people, found.cycle, "words", at=NOW)
    with pytest.raises(Unseen):
        live(cast.upline, team="no-such-team")
    assert live(cast.upline, team="payments").total == found.total


@database
def test_a_month_opens_to_its_own_people_and_to_whom_it_is_shown(plans: list[Plan], cast: Cast, sign_in: SignIn) -> None:
    """HR-1: every figure of every month, like those of the cycle; TRUST 1.5: a past month opens to nobody who has aggregates only."""
    month_counting.keep_months(at=NOW)
    rows = {
        ("on-track", "2026-10"): [cast.engineer, cast.peer],
        ("on-track", "2026-11"): [cast.engineer],
        ("blocked", "2026-10"): [],
        ("blocked", "2026-11"): [cast.peer],
        ("reviews", "2026-10"): [],
        ("reviews", "2026-11"): [cast.engineer, cast.peer],
        ("milestones", "2026-11"): [cast.peer],
    }
    found = live(cast.upline, team="payments")
    people = access.people_whose_states(cast.upline, at=NOW)
    for (what, month), who in rows.items():
        opened = month_figures.opened(people, found.cycle, what, team="payments", month=month, at=NOW)
        assert {row.person.pk for row in opened.rows} == {one.pk for one in who}, (what, month)
    assert (opened.month, opened.rows[0].sums.milestones_open, opened.rows[0].sums.reviews_due) == (NOVEMBER, 1, 1), "two in the cycle"
    client = sign_in(cast.upline)
    page = client.get(f"{ADDRESS}?team=payments").content.decode()
    links = {f"?open={what}&amp;team=payments&amp;month={month}" for (what, month), who in rows.items() if who}
    assert links == {link for link in re.findall(r'"(\?open=[^"]+)"', page) if "month=" in link}
    assert {link for link in re.findall(r'"(\?open=[^"]+)"', page) if "team=" not in link} == set()
    inside = said(client.get(ADDRESS, {"open": "reviews", "team": "payments", "month": "2026-11"}))
    assert "November 2026" in inside
    assert cast.peer.name in inside
    for month in ("2026-05", "2026-12", "2026-1", "x"):
        assert client.get(ADDRESS, {"open": "reviews", "month": month}).status_code == 404, month
    for reader in (cast.executive, cast.privacy_officer, cast.manager, cast.engineer):
        assert sign_in(reader).get(ADDRESS, {"open": "on-track", "month": "2026-10"}).status_code == 404
    assert {row.person.pk for row in month_figures.opened(people.none(), found.cycle, "on-track", month="2026-10", at=NOW).rows} == set()


@database
def test_nobody_follows_from_the_difference_of_two_readers_figures_or_filters(plans: list[Plan], cast: Cast) -> None:
    """TRUST T11, X7: whatever filter a reader takes, it adds up people they may open, and the difference of two filters too.

    HR admin's own line is in no figure of theirs, so that no total minus its parts is about it.
    """
    extra = agreed_plan(cast.hr_admin, cast.leader)
    assert extra.owner_id == cast.hr_admin.pk
    month_counting.keep_months(at=NOW)
    for reader in (cast.hr_admin, cast.hr_partner, cast.upline, cast.leader):
        seen = set(access.people_whose_states(reader, at=NOW).values_list("pk", flat=True))
        assert reader.pk not in seen
        whole = live(reader)
        counted = sum(1 for row in PersonMonth.objects.filter(month=NOVEMBER).exclude(status="") if row.person_id in seen)
        assert whole.total.plans == counted == sum(row.sums.plans for row in whole.rows)
        for one, other in combinations(whole.rows, 2):
            assert one.query != other.query


@database
def test_the_page_takes_the_same_statements_for_few_and_many(plans: list[Plan], cast: Cast, sign_in: SignIn) -> None:
    """TRUST 1.5, HR-1."""
    client = sign_in(cast.hr_admin)
    client.get(ADDRESS)

    def asked() -> int:
        month_counting.keep_months(at=NOW)
        with CaptureQueriesContext(connection) as found:
            assert client.get(ADDRESS).status_code == 200
        return len(found)

    few = asked()
    for person in (cast.manager, cast.on_pip, cast.outsider):
        agreed_plan(person, cast.upline)
    assert asked() == few


@database
def test_who_reads_which_figures(plans: list[Plan], cast: Cast, sign_in: SignIn) -> None:
    """TRUST I2, E1 `m`: live to those who see the states, frozen to readers of aggregates, nothing to anybody else; no words to nobody."""
    month_counting.keep_months(at=NOW)
    for who, person in cast.everybody().items():
        if who == "leaver":
            continue
        answer = sign_in(person).get(ADDRESS)
        expected = 200 if who in {"upline", "leader", "hr_partner", "hr_admin", "executive", "privacy_officer"} else 404
        assert (who, answer.status_code) == (who, expected)
        assert sign_in(person).get(f"{ADDRESS}csv/").status_code == expected
        opens = sign_in(person).get(f"{ADDRESS}?open=blocked").status_code
        assert opens == (200 if who in {"upline", "leader", "hr_partner", "hr_admin"} else 404), who
    page = said(sign_in(cast.hr_partner).get(f"{ADDRESS}?open=milestones"))
    assert cast.peer.name in page
    assert "Forecast the ledger change" not in page


def picture(cycle: Cycle, week: date, *, plans: int, band: list[int] | None) -> Snapshot:
    states = dict.fromkeys(("blocked", "needs-reset", "on-track", "completed"), band)
    part = {"plans": plans, "states": states, "reviews": None}
    rows = [{"kind": "team", "name": "=Payments", **part}, {"kind": "others", "name": "", **part}]
    return Snapshot.objects.create(week=week, cycle=cycle, counted_at=NOW, figures={"total": part, "rows": rows, "merged": 2})


@database
def test_readers_of_aggregates_get_one_picture_a_cycle_and_dashes_stay_dashes_in_the_file(cast: Cast, sign_in: SignIn) -> None:
    """TRUST 1.5: a joiner shows in no pair of figures, for no two of them are of the same cycle; all alike is a band or a dash, in CSV too."""
    now = Cycle.objects.create(key="2026-q4", start_date=date(2026, 10, 1), end_date=date(2026, 12, 31))
    before = Cycle.objects.create(key="2026-q3", start_date=date(2026, 7, 1), end_date=date(2026, 9, 30))
    picture(before, date(2026, 9, 21), plans=31, band=[40, 60])
    picture(before, date(2026, 9, 28), plans=32, band=[80, 100])
    picture(now, date(2026, 11, 16), plans=33, band=[0, 20])
    picture(now, date(2026, 11, 23), plans=34, band=None)
    picture(now, date(2026, 11, 30), plans=35, band=[0, 20])
    assert [(one.cycle.key, one.figures["total"]["plans"]) for one in pages.pictures_of_cycles(at=NOW)] == [
        ("2026-q3", 32),
        ("2026-q4", 34),
    ]
    client = sign_in(cast.executive)
    page, text = said(client.get(ADDRESS)), client.get(f"{ADDRESS}csv/").content.decode("utf-8-sig")
    assert "32" in page
    assert "31" not in re.findall(r">\W*(\d+)\W*<", page.split("<tbody")[1])
    rows = list(csv.DictReader(io.StringIO(text)))
    assert {row["value"] for row in rows if row["row"] == "2026-q4" and row["table"] == "cycle"} == {"–"}
    assert {row["value"] for row in rows if row["row"] == "2026-q3" and row["measure"] == "Blocked"} == {"80–100 %"}
    assert not [row for row in rows if row["row"].startswith("=")]
    assert {row["table"] for row in rows} == {"team", "cycle", "critical"}


@database
def test_the_file_says_what_the_page_says(plans: list[Plan], cast: Cast, sign_in: SignIn) -> None:
    """HR-1, TRUST 1.5: the same people, the same sums."""
    month_counting.keep_months(at=NOW)
    rows = list(csv.DictReader(io.StringIO(sign_in(cast.hr_partner).get(f"{ADDRESS}csv/").content.decode("utf-8-sig"))))
    team = {row["measure"]: (row["value"], row["of"]) for row in rows if row["table"] == "team"}
    assert (team["Blocked"], team["Milestones reached of due"], team["Reviews held of due"]) == (("1", "2"), ("2", "3"), ("2", "4"))
    assert {row["row"] for row in rows if row["table"] == "month"} == {"2026-10", "2026-11"}


@database
def test_whoever_also_reads_aggregates_sees_the_people_they_look_after_here(plans: list[Plan], cast: Cast, sign_in: SignIn) -> None:
    """TRUST 1.5: relations add up; the frozen figures stay on the overview, where their difference is guarded."""
    grant_role(cast.upline, GrantedRole.EXECUTIVE, by=cast.hr_admin, at=NOW)
    month_counting.keep_months(at=NOW)
    assert "By team, this cycle so far" in said(sign_in(cast.upline).get(ADDRESS))


def test_months_are_kept_for_a_year_and_no_longer() -> None:
    """TRUST 1.5, minimisation."""
    assert month_rules.MONTHS_KEPT == 12
