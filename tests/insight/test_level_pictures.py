"""The weekly picture of levels: what readers of aggregates see of groups, and what no attack gets out of it (TRUST C2 `a`, 1.5, T11)."""

import json
import re
from collections import Counter
from datetime import timedelta
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cast import BEFORE
from tests.insight.levels import SEEN, holds

from cadenza.evidence.models import GapAssessment
from cadenza.insight import jobs, level_pictures, risk_rules
from cadenza.insight.models import LevelPicture
from cadenza.insight.rules import Band, K
from cadenza.people.actions import PersonDraft, add_person, begin_line, create_team, grant_role
from cadenza.people.models import Person, Team
from cadenza.people.rules import GrantedRole
from cadenza.strategy import actions
from cadenza.strategy.models import CapabilityRequirement, KeyResult
from cadenza.trail.models import Content

pytestmark = pytest.mark.django_db

BUILDERS = "/okrs/2026-q4/PAY-1/builders/"


def text(response):
    return response.content.decode()


def people_in(team, count, cast, at=BEFORE):
    return [
        add_person(
            PersonDraft(name=f"Member {team.slug} {number}", email=f"{team.slug}-{number}@example.org", team=team),
            by=None,
            at=at,
            manager=cast.outsider_manager,
        )
        for number in range(count)
    ]


@pytest.fixture
def teams(quarter, cast, at):
    """Teams of 7, 6, 3 and 2; of Harbour's seven, two hold the level that the key result needs and three are one below."""
    actions.require_capability(quarter.result.pk, actions.RequirementDraft(quarter.capability.pk, 3, 2), by=cast.manager, at=at)
    made = {
        name: people_in(create_team(name, by=None, at=BEFORE), count, cast)
        for name, count in (("Harbour", 7), ("Pier", 6), ("Dock", 3), ("Quay", 2))
    }
    for person, level in zip(made["Harbour"], (3, 3, 2, 2, 2), strict=False):
        holds(person, quarter.capability, level)
    for person in (*made["Pier"], *made["Dock"]):
        holds(person, quarter.capability, 3)
    return made


def groups(capability):
    return {group["name"] or group["kind"]: group for group in LevelPicture.objects.get(capability=capability).groups}


def test_an_executive_sees_groups_and_nobody(teams, quarter, cast, at, sign_in):
    """TRUST C2 `a`, R3."""
    level_pictures.take_level_pictures(at=at)
    shown = text(sign_in(cast.executive).get(BUILDERS))
    assert "Groups of five people and more" in shown
    assert "Harbour" in shown
    assert "Dock" not in shown
    assert "Smaller teams together" in shown
    assert "Member harbour" not in shown
    assert SEEN not in shown


@pytest.mark.parametrize(
    "who", ["engineer", "manager", "upline", "leader", "hr_partner", "privacy_officer", "outsider", "delegate", "operator"]
)
def test_whoever_has_no_aggregate_of_levels_sees_no_groups(teams, cast, at, sign_in, who):
    """TRUST 1.2 C2: only HR admin and executives have `a`."""
    level_pictures.take_level_pictures(at=at)
    assert "Groups of five people" not in text(sign_in(getattr(cast, who)).get(BUILDERS))


def test_hr_admin_sees_them_too(teams, cast, at, sign_in):
    level_pictures.take_level_pictures(at=at)
    assert "Groups of five people" in text(sign_in(cast.hr_admin).get(BUILDERS))


def test_small_teams_stand_together(teams, quarter, at):
    """TRUST 1.5: five people at least, and what is merged is five and more."""
    level_pictures.take_level_pictures(at=at)
    found = groups(quarter.capability)
    assert "Dock" not in found
    assert "Quay" not in found
    assert all(group["people"] >= K for group in found.values())


def test_everybody_is_in_exactly_one_group_and_no_total_stands_beside_them(teams, quarter, at):
    """TRUST 1.5: a partition, so nothing is the difference of two shown figures."""
    level_pictures.take_level_pictures(at=at)
    found = groups(quarter.capability)
    inside = [team for group in found.values() for team in group["teams"]]
    assert len(inside) == len(set(inside))
    assert sum(group["people"] for group in found.values()) == Person.objects.exclude(status="leaver").count()
    assert "total" not in found


def test_a_group_that_is_all_alike_is_not_shown_as_such(teams, quarter, at):
    """TRUST 1.5, homogeneity: all six of Pier hold the level, which shows as five or six."""
    level_pictures.take_level_pictures(at=at)
    pier = groups(quarter.capability)["Pier"]
    assert pier["bands"] == {"2": [0, 20], "3": [80, 100], "rest": [0, 20]}
    bands = {state: Band(*pair) for state, pair in pier["bands"].items()}
    assert risk_rules.at_or_above(bands, 3, 6) == (5, 6)


def test_the_picture_of_a_week_stays_until_the_next(teams, quarter, cast, at, sign_in):
    """TRUST 1.5, T11: yesterday against today shows no newcomer."""
    level_pictures.take_level_pictures(at=at)
    client = sign_in(cast.executive)
    before, kept = text(client.get(BUILDERS)), LevelPicture.objects.get().groups
    draft = PersonDraft(name="New One", email="new@example.org", team=Team.objects.get(slug="harbour"))
    joiner = add_person(draft, by=None, at=at, manager=cast.outsider_manager)
    holds(joiner, quarter.capability, 3)
    level_pictures.take_level_pictures(at=at + timedelta(days=1))
    assert LevelPicture.objects.get().groups == kept
    assert _table(text(client.get(BUILDERS))) == _table(before)
    jobs.count_week(at=at + timedelta(days=7))
    assert groups(quarter.capability)["Harbour"]["people"] == 8
    assert LevelPicture.objects.count() == 1


def _table(page):
    return re.search(r"Groups of five people.*?</table>", page, re.S)[0]


def test_the_picture_holds_no_person(teams, at):
    """TRUST 1.5: suppressed in every channel, the row in the database and the record of it included."""
    level_pictures.take_level_pictures(at=at)
    written = json.dumps(LevelPicture.objects.get().groups)
    assert "Member" not in written
    assert set(LevelPicture.objects.get().groups[0]) == {"kind", "name", "people", "teams", "bands"}
    assert Content.objects.filter(kind="insight.levels-counted").get().facts == {"week": "2026-11-23", "capabilities": 1}


def test_only_levels_that_both_agreed_are_counted(teams, quarter, at):
    """GAP-1."""
    GapAssessment.objects.filter(person__team__slug="pier").update(manager_agreed_at=None)
    level_pictures.take_level_pictures(at=at)
    assert groups(quarter.capability)["Pier"]["bands"]["rest"] == [80, 100]


def test_whoever_leads_nearly_all_of_a_group_is_not_shown_it(teams, quarter, cast, at, sign_in):
    """TRUST 1.5, complement: the rest would be about fewer than five."""
    grant_role(cast.new_manager, GrantedRole.EXECUTIVE, by=None, at=at)
    for person in teams["Harbour"][:4]:
        begin_line(person, cast.new_manager, since=at.date(), by=None, at=at)
    level_pictures.take_level_pictures(at=at)
    harbour = re.search(r"Harbour.*?</tr>", _table(text(sign_in(cast.new_manager).get(BUILDERS))), re.S)[0]
    assert harbour.count("–") == 2
    assert "0 to" in re.search(r"Pier.*?</tr>", _table(text(sign_in(cast.new_manager).get(BUILDERS))), re.S)[0]
    assert "–" not in re.search(r"Harbour.*?</tr>", _table(text(sign_in(cast.executive).get(BUILDERS))), re.S)[0]


def test_before_the_first_count_the_page_says_so(teams, cast, sign_in):
    assert "after tonight’s count" in text(sign_in(cast.executive).get(BUILDERS))


def test_a_reading_counts_nothing(teams, cast, sign_in):
    """TRUST T16."""
    sign_in(cast.executive).get(BUILDERS)
    assert not LevelPicture.objects.exists()


def test_a_week_in_which_nothing_is_needed_leaves_no_trace(quarter, at):
    assert level_pictures.take_level_pictures(at=at) == 0
    assert not Content.objects.filter(kind="insight.levels-counted").exists()


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.sampled_from([0, 1, 2, 3]), min_size=0, max_size=9), min_size=1, max_size=5), st.data())
def test_no_attack_on_random_organisations_finds_anybodys_level(quarter, cast, at, drawn, data):
    """TRUST T11: complement, subtraction of any filters, all alike, before and after a joiner, at every level.

    The reader knows who is in which team and takes everything that is published for every set of groups. Nobody's level may follow:
    whatever the set, the people in it are nobody or five and more, and for each level neither none nor all of them is the only possibility.
    """
    GapAssessment.objects.all().delete()
    Person.objects.filter(email__startswith="attack-").update(status="leaver", team=None)
    Team.objects.filter(slug__startswith="attack-").delete()
    CapabilityRequirement.objects.all().delete()
    needed = data.draw(st.lists(st.integers(1, 3), min_size=1, max_size=3, unique=True))
    for level in needed:
        result = KeyResult.objects.create(
            objective=quarter.objective,
            cycle=quarter.cycle,
            key=f"A-{KeyResult.objects.count()}",
            title="Asks",
            due_date=quarter.cycle.end_date,
        )
        CapabilityRequirement.objects.create(key_result=result, capability=quarter.capability, level=level)
    for number, levels in enumerate(drawn):
        team = Team.objects.create(name=f"Attack {number}", slug=f"attack-{number}")
        for level in levels:
            person = Person.objects.create(
                handle=f"attack-{Person.objects.count()}", name="Somebody", email=f"attack-{Person.objects.count()}@example.org", team=team
            )
            if level:
                GapAssessment.objects.create(
                    person=person, capability=quarter.capability, kind="readiness", level_now=level, level_needed=level,
                    proposed_by=person, proposed_at=BEFORE, person_agreed_at=BEFORE, manager_agreed_at=BEFORE,
                )  # fmt: skip
    published = level_pictures.publishable(at.date())[quarter.capability.pk]
    truth = Counter()
    for person in Person.objects.exclude(status="leaver").prefetch_related("gap_assessments"):
        level = next((one.level_now for one in person.gap_assessments.all()), 0)
        truth[person.team_id or 0, level] += 1
    for size in range(1, len(published) + 1):
        for taken in combinations(published, size):
            assert sum(group["people"] for group in taken) >= K
            teams = {team for group in taken for team in group["teams"]}
            for level in needed:
                _nothing_follows(taken, teams, truth, level)


def _nothing_follows(taken, teams, truth, level):
    low = high = people = 0
    for group in taken:
        bands = {state: Band(*pair) if pair else None for state, pair in group["bands"].items()}
        shown = risk_rules.at_or_above(bands, level, group["people"])
        low, high = low + (shown[0] if shown else 0), high + (shown[1] if shown else group["people"])
        people += group["people"]
    held = sum(count for (team, one), count in truth.items() if team in teams and one >= level)
    assert low <= held <= high
    assert low < people
    assert high > 0
