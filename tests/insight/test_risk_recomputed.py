"""Risk and coverage computed a second time, from raw rows and by code that shares nothing with the first (issue: recomputed and found equal).

The first one adds up in the database and in `insight.risk_rules`; this one reads plain tables with SQL, walks them with loops and
computes in fractions.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from math import floor

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DataObject
from tests.agreed import AGREED
from tests.cast import Cast

from cadenza.capability.models import Capability
from cadenza.evidence.models import GapAssessment
from cadenza.insight import figures, risk_queries
from cadenza.people.models import Person, Team
from cadenza.plans.models import Goal, Plan, Version
from cadenza.strategy.models import CapabilityRequirement, Cycle, KeyResult, Objective

pytestmark = pytest.mark.django_db

START, END = date(2026, 10, 1), date(2026, 12, 31)
STATUSES = ["on-track", "blocked", "needs-reset", "completed"]


def rows(table: str) -> list[dict[str, object]]:
    """A whole table as it lies there."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} ORDER BY id")  # noqa: S608  names of our own
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def day(value: object) -> date | None:
    return None if value is None else value if isinstance(value, date) else date.fromisoformat(str(value)[:10])


def number(value: object) -> Fraction | None:
    return None if value is None else Fraction(str(value))


def rounded(value: Fraction) -> int:
    return floor(value + Fraction(1, 2))


class Again:
    """Everything once more, for one reader."""

    def __init__(self, reader: Person, reports: set[int], today: date) -> None:
        self.today = today
        self.people = reports | {reader.pk} if reports else set()
        self.team_of = {row["id"]: row["team_id"] for row in rows("people_person")}
        self.parent = {row["id"]: row["parent_id"] for row in rows("people_team")}
        self.objectives = {row["id"]: row for row in rows("strategy_objective")}
        self.serves = [(row["from_objective_id"], row["to_objective_id"]) for row in rows("strategy_objective_serves")]
        self.needs = defaultdict(list)
        for row in rows("strategy_capabilityrequirement"):
            self.needs[row["key_result_id"]].append(row)
        self.levels: dict[tuple[object, object], tuple[str, object, object]] = {}
        for row in rows("evidence_gapassessment"):
            key, said = (row["person_id"], row["capability_id"]), (str(row["proposed_at"]), row["id"], row["level_now"])
            if row["person_agreed_at"] and row["manager_agreed_at"] and said > self.levels.get(key, ("", 0, 0)):
                self.levels[key] = said
        plans = {row["id"]: row for row in rows("plans_plan")}
        self.goals = defaultdict(list)
        for row in rows("plans_goal"):
            plan = plans[row["plan_id"]]
            if plan["state"] in ("active", "closed") and row["agreed_in_id"] and not row["dropped_at"]:
                self.goals[row["key_result_id"], row["capability_id"]].append({**row, "owner": plan["owner_id"]})

    def delivery(self, result: dict[str, object]) -> int:
        due, base, aim, now = day(result["due_date"]), number(result["baseline"]), number(result["target"]), number(result["current"])
        confidence = number(result["confidence"])
        doubt = 1 - (Fraction(1, 2) if confidence is None else confidence)
        gone = (
            100
            if self.today >= due
            else 0
            if self.today <= START
            else rounded(Fraction(100 * (self.today - START).days, (due - START).days))
        )
        if result["direction"] == "milestone":
            if result["done_on"]:
                return 0
            return 50 + rounded(doubt * 50) if self.today > due else rounded(doubt * 100)
        way = self.way(str(result["direction"]), base, aim, now)
        percent = (
            0
            if way is None
            else way * 100
            if way in (0, 1)
            else max(1, min(99, round(Decimal(way.numerator) / Decimal(way.denominator) * 100)))
        )
        if result["direction"] != "keep" and way == 1:
            return 0
        return rounded(Fraction(max(0, gone - int(percent)), 2)) + rounded(doubt * 50)

    @staticmethod
    def way(direction: str, base: Fraction | None, aim: Fraction | None, now: Fraction | None) -> Fraction | None:
        if now is None:
            return None
        if direction == "keep":
            if base is None and aim is None:
                return None
            if base is not None and aim is not None:
                return Fraction(int(min(base, aim) <= now <= max(base, aim)))
            return Fraction(int(now <= aim if base is None else now >= base))
        if aim is None:
            return None
        there = now >= aim if direction == "up" else now <= aim
        if base is None:
            return Fraction(1) if there else None
        if base == aim:
            return Fraction(int(there))
        return max(Fraction(0), min(Fraction(1), (now - base) / (aim - base)))

    def teams(self, objective: object) -> set[object]:
        own = self.objectives[objective]["team_id"]
        if own is not None:
            return {own}
        under, found = {objective}, set()
        for _ in self.objectives:
            under |= {low for low, high in self.serves if high in under}
        for one in under:
            found.add(self.objectives[one]["team_id"])
        return found - {None}

    def counted_on(self, person: int, teams: set[object]) -> bool:
        team = self.team_of[person]
        while team is not None:
            if team in teams:
                return True
            team = self.parent[team]
        return False

    def capability(self, result: dict[str, object]) -> tuple[int, int, int]:
        """People missing, people needed, points."""
        missing = needed = 0
        for need in self.needs[result["id"]]:
            goals = self.goals[result["id"], need["capability_id"]]
            able = set()
            for person in self.people:
                level = self.levels.get((person, need["capability_id"]))
                works = self.counted_on(person, self.teams(result["objective_id"])) or any(goal["owner"] == person for goal in goals)
                if level and level[2] >= need["level"] and works:
                    able.add(person)
            behind = len(able)
            for goal in goals:
                stuck = goal["status"] in ("blocked", "needs-reset") or (
                    goal["level_aimed"] is not None and goal["level_aimed"] < need["level"]
                )
                behind += not (goal["owner"] in self.people and (goal["owner"] in able or stuck))
            missing += max(0, need["people_needed"] - behind)
            needed += need["people_needed"]
        if not needed:
            return 0, 0, 100 if result["critical"] else 0
        return missing, needed, rounded(Fraction(100 * missing, needed))

    def share(self) -> tuple[int, int]:
        """Critical key results with an agreed goal for each need, of all critical ones (STRAT-3)."""
        critical = [row for row in rows("strategy_keyresult") if row["critical"] and row["state"] in ("active", "closed")]
        built = [
            row
            for row in critical
            if self.needs[row["id"]] and all(self.goals[row["id"], need["capability_id"]] for need in self.needs[row["id"]])
        ]
        return len(built), len(critical)


small = st.integers(-6, 12)


def organisation(cast: Cast, cycle: Cycle, capabilities: list[Capability], data: DataObject, at: datetime) -> None:
    """Random objectives, key results, needs, plans, goals and levels among the cast."""
    people = [cast.manager, cast.engineer, cast.peer, cast.on_pip, cast.outsider, cast.upline, cast.delegate]
    teams = [cast.team, cast.other_team, Team.objects.create(name="Inside", slug="inside", parent=cast.team), None]
    for person in people:
        person.team = data.draw(st.sampled_from(teams))
        person.save()
    objectives = []
    for place in range(data.draw(st.integers(1, 4))):
        team = data.draw(st.sampled_from(teams))
        level = "team" if team else "company"
        objectives.append(Objective.objects.create(cycle=cycle, level=level, team=team, title=f"Objective {place}"))
    for low in objectives:
        low.serves.set([high for high in objectives if high.pk < low.pk and data.draw(st.booleans())])
    made = []
    for place in range(data.draw(st.integers(1, 6))):
        figure = st.none() | small.map(Decimal)
        made.append(
            KeyResult.objects.create(
                objective=data.draw(st.sampled_from(objectives)),
                cycle=cycle,
                key=f"K-{place}",
                title="Result",
                state=data.draw(st.sampled_from(["active", "active", "active", "closed", "draft", "dropped"])),
                direction=data.draw(st.sampled_from(["up", "down", "keep", "milestone"])),
                baseline=data.draw(figure),
                target=data.draw(figure),
                current=data.draw(figure),
                done_on=data.draw(st.sampled_from([None, None, START])),
                confidence=data.draw(st.none() | st.decimals(0, 1, places=2)),
                due_date=START + timedelta(days=data.draw(st.integers(0, 91))),
                critical=data.draw(st.booleans()),
            )
        )
        for capability in data.draw(st.lists(st.sampled_from(capabilities), unique=True, max_size=3)):
            level, needed = data.draw(st.integers(1, 4)), data.draw(st.integers(1, 3))
            CapabilityRequirement.objects.create(key_result=made[-1], capability=capability, level=level, people_needed=needed)
    for person in people:
        plan = Plan.objects.create(
            owner=person, cycle=cycle, state=data.draw(st.sampled_from(["active", "active", "shared", "closed", "left"])), created_at=at
        )
        version = Version.objects.create(plan=plan, number=1, words={}, offered_by=person, offered_at=AGREED)
        for place in range(data.draw(st.integers(0, 3))):
            Goal.objects.create(
                plan=plan,
                number=place + 1,
                lane="execution",
                key_result=data.draw(st.sampled_from([None, *made])),
                capability=data.draw(st.sampled_from(capabilities)),
                level_aimed=data.draw(st.none() | st.integers(1, 4)),
                status=data.draw(st.sampled_from(STATUSES)),
                agreed_in=data.draw(st.sampled_from([version, version, None])),
                dropped_at=data.draw(st.sampled_from([None, None, at])),
            )
        for place in range(data.draw(st.integers(0, 4))):
            GapAssessment.objects.create(
                person=person,
                capability=data.draw(st.sampled_from(capabilities)),
                kind="readiness",
                level_now=data.draw(st.integers(0, 4)),
                level_needed=4,
                proposed_by=person,
                proposed_at=at - timedelta(days=data.draw(st.integers(0, 5)), minutes=place),
                person_agreed_at=data.draw(st.sampled_from([at, at, None])),
                manager_agreed_at=data.draw(st.sampled_from([at, at, None])),
            )


def everything_gone() -> None:
    for model in (Goal, Version, Plan, GapAssessment, CapabilityRequirement, KeyResult, Objective):
        model.objects.all().delete()
    Person.objects.filter(team__slug="inside").update(team=None)
    Team.objects.filter(slug="inside").delete()


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_risk_and_coverage_are_what_raw_rows_say(cast: Cast, quarter, at: datetime, data: DataObject) -> None:
    """STRAT-3, STRAT-4, TRUST R3: for a manager, for somebody who leads nobody, and for an executive."""
    everything_gone()
    capabilities = [
        quarter.capability,
        *(
            Capability.objects.get_or_create(framework=quarter.capability.framework, name=name, slug=name, order=9)[0]
            for name in ("second", "third")
        ),
    ]
    organisation(cast, quarter.cycle, capabilities, data, at)
    for reader, reports in (
        (cast.manager, {cast.engineer.pk, cast.peer.pk, cast.on_pip.pk}),
        (cast.outsider, set()),
        (cast.executive, set()),
    ):
        again = Again(reader, reports, at.date())
        expected = {}
        for row in rows("strategy_keyresult"):
            if row["state"] == "active":
                short, needed, points = again.capability(row)
                expected[row["key"]] = (again.delivery(row), short, needed, points)
        page = risk_queries.risk_page(reader, "2026-q4", show="all", at=at)
        found = {
            line.result.key: (
                line.risk.delivery.points,
                line.risk.capability.short,
                line.risk.capability.needed,
                line.risk.capability.points,
            )
            for line in page.lines
        }
        assert found == expected
        together = [line.risk.together for line in page.lines]
        assert together == sorted((one[0] + one[3] for one in expected.values()), reverse=True)
        share = figures.critical_share(quarter.cycle)
        assert (share.covered, share.total) == again.share()
