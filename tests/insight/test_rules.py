"""Cover, and what an aggregate reader may know: random organisations, and the attacks of TRUST 1.5 tried on them."""

from datetime import date
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cadenza.insight import rules
from cadenza.insight.rules import Band, Cover, Group, K, Kept, Node, Reason
from cadenza.people.rules import monday_of

STATES = ("blocked", "needs-reset", "on-track", "completed")


@pytest.mark.parametrize(
    ("goals", "people", "cover"), [(0, 1, Cover.GAP), (1, 2, Cover.THIN), (1, 1, Cover.COVERED), (3, 2, Cover.COVERED)]
)
def test_cover_counts_agreed_goals_against_people_needed(goals, people, cover):
    """STRAT-1, TRUST R3."""
    assert rules.cover_of(goals, people) == cover


def test_a_critical_result_waits_for_its_gravest_need():
    """STRAT-3."""
    assert rules.reason_for_decision([]) == Reason.NOTHING_NAMED
    assert rules.reason_for_decision([Cover.COVERED, Cover.THIN, Cover.GAP]) == Reason.GAP
    assert rules.reason_for_decision([Cover.COVERED, Cover.THIN]) == Reason.THIN
    assert rules.reason_for_decision([Cover.COVERED]) is None


@pytest.mark.parametrize(("goals", "built"), [([], False), ([1, 0], False), ([1], True), ([2, 1], True)])
def test_a_result_is_built_for_when_every_need_has_a_goal(goals, built):
    """STRAT-3: without a requirement it is not covered."""
    assert rules.is_built_for(goals) == built


def groups_from(sizes):
    return [Group(f"team-{number}", size, {"on-track": size}) for number, size in enumerate(sizes)]


def test_small_teams_are_shown_together():
    """HR-4, TRUST 1.5."""
    found = rules.published(groups_from([9, 2, 8, 3]))
    assert [group.key for group in found.groups] == ["team-0", "team-2"]
    assert (found.others.people, found.merged) == (5, ("team-1", "team-3"))
    assert found.total.people == 22


def test_the_next_smallest_joins_a_team_that_would_stand_alone():
    """TRUST 1.5: complement."""
    found = rules.published(groups_from([9, 8, 3]))
    assert [group.key for group in found.groups] == ["team-0"]
    assert found.others.people == 11


def test_fewer_than_five_people_show_nothing():
    found = rules.published(groups_from([2, 2]))
    assert (found.groups, found.others, found.total) == ((), None, None)


def test_teams_without_people_are_left_out():
    assert [group.key for group in rules.published(groups_from([6, 0])).groups] == ["team-0"]


@given(st.lists(st.integers(0, 12), max_size=9))
def test_no_subtraction_leaves_a_group_under_five(sizes):
    """TRUST 1.5: whatever is taken from the total, nobody or at least five people remain."""
    found = rules.published(groups_from(sizes))
    if found.total is None:
        assert sum(sizes) < K
        assert not found.groups
        return
    parts = [group.people for group in found.groups] + ([found.others.people] if found.others else [])
    assert sum(parts) == found.total.people == sum(sizes)
    for taken in product((0, 1), repeat=len(parts)):
        left = found.total.people - sum(part for part, out in zip(parts, taken, strict=True) if out)
        assert left == 0 or left >= K


@given(st.lists(st.integers(0, 12), max_size=9))
def test_a_small_team_never_stands_alone(sizes):
    """TRUST 1.5."""
    found = rules.published(groups_from(sizes))
    assert all(group.people >= K for group in found.groups)
    assert found.others is None or len(found.merged) > 1


@st.composite
def compositions(draw):
    people = draw(st.integers(K, 40) | st.integers(100, 130))
    cuts = sorted(draw(st.lists(st.integers(0, people), min_size=3, max_size=3)))
    counts = [high - low for low, high in zip([0, *cuts], [*cuts, people], strict=True)]
    return Group("team", people, dict(zip(STATES, draw(st.permutations(counts)), strict=True)))


@settings(max_examples=300)
@given(compositions())
def test_nobodys_state_follows_from_the_bands(group):
    """TRUST 1.5, homogeneity: for each state, "nobody" and "everybody" are never the only possibilities."""
    bands = rules.bands_of(group, STATES)
    if None in bands.values():
        assert set(bands.values()) == {None}
        return
    bounds = [band.counts(group.people) for band in bands.values()]
    for place in range(len(STATES)):
        possible = _possible(bounds, place, group.people)
        assert max(possible) > 0
        assert min(possible) < group.people


def _possible(bounds, place, people):
    rest = [bound for index, bound in enumerate(bounds) if index != place]
    low, high = bounds[place]
    return [count for count in range(low, high + 1) if sum(r[0] for r in rest) <= people - count <= sum(r[1] for r in rest)]


@given(st.integers(K, 300), st.data())
def test_all_and_none_read_as_most_and_few(people, data):
    """TRUST 1.5: 100 % and 0 % are shown as at least 80 % and at most 20 %, and so are their neighbours."""
    assert rules.band_of(0, people) == rules.band_of(1, people) == Band(0, 20)
    assert rules.band_of(people, people) == rules.band_of(people - 1, people) == Band(80, 100)
    count = data.draw(st.integers(0, people))
    low, high = rules.band_of(count, people).counts(people)
    assert low <= count <= high


def test_a_group_whose_zero_would_follow_is_hidden():
    assert rules.bands_of(Group("team", 6, dict.fromkeys(STATES[:3], 2)), STATES) == dict.fromkeys(STATES)
    assert rules.bands_of(Group("none", 0), STATES) == dict.fromkeys(STATES)


def test_shares_of_small_and_large_groups():
    assert rules.band_of(4, 10) == Band(40, 60)
    assert rules.band_of(5, 10) == Band(40, 60)
    assert rules.band_of(37, 100) == Band(35, 35)


TEAMS = [Node(1, None, "Product"), Node(2, 1, "Web"), Node(3, 1, "App"), Node(4, None, "Sales"), Node(5, 99, "Orphan")]


def test_a_small_organisation_is_shown_team_by_team():
    assert rules.rows_of(TEAMS, [1, 2, 3, 4]) == {3: (3,), 1: (1,), 4: (4,), 2: (2,)}


def test_a_large_organisation_is_rolled_up():
    assert rules.rows_of(TEAMS, [1, 2, 3, 4, 5], limit=3) == {5: (5,), 1: (1, 2, 3), 4: (4,)}


def test_a_row_opens_into_its_teams():
    assert rules.rows_of(TEAMS, [1, 2, 3, 4], inside=1) == {3: (3,), 1: (1,), 2: (2,)}


@given(st.lists(st.integers(0, 14), min_size=1, max_size=15), st.integers(1, 12))
def test_every_peopled_team_is_in_one_row(parents, limit):
    nodes = [Node(key, parent if parent < key else None, f"team {key}") for key, parent in enumerate(parents)]
    rows = rules.rows_of(nodes, range(len(parents)), limit=limit)
    assert sorted(team for teams in rows.values() for team in teams) == list(range(len(parents)))


def test_a_week_begins_on_monday():
    assert monday_of(date(2026, 11, 24)) == monday_of(date(2026, 11, 29)) == date(2026, 11, 23)


def test_a_team_without_people_of_its_own_gives_way_to_its_teams():
    assert rules.rows_of(TEAMS, [2, 3]) == {3: (3,), 2: (2,)}


def test_teams_that_hold_each_other_end_the_walk():
    assert rules.teams_under([Node(1, 2, "A"), Node(2, 1, "B")], 1) == {1, 2}


def test_reviews_are_shown_for_five_people_and_more():
    """REV-7, HR-4."""
    rows = {"a": Kept(9, 8, 12), "b": Kept(6, 12, 12), "c": Kept(2, 1, 2), "d": Kept(0, 0, 0)}
    assert rules.bands_kept(rows) == {"a": Band(60, 80), "b": None, "c": None, "d": None}
    assert rules.bands_kept({"a": Kept(9, 8, 12), "c": Kept(2, 0, 2), "d": Kept(3, 0, 3)}) == {"a": Band(60, 80), "c": None, "d": None}


@given(st.dictionaries(st.text(min_size=1, max_size=2), st.integers(0, 9), max_size=7))
def test_hidden_reviews_are_those_of_nobody_or_of_five(people):
    """TRUST 1.5: what is hidden cannot be had by taking the shown from all, unless nothing is shown."""
    bands = rules.bands_kept({key: Kept(count, count, 2 * count) for key, count in people.items()})
    hidden = sum(count for key, count in people.items() if bands[key] is None)
    assert hidden == 0 or hidden >= K or all(band is None for band in bands.values())
    assert all(people[key] >= K for key, band in bands.items() if band)


@given(st.dictionaries(st.text(min_size=1, max_size=2), st.lists(st.integers(1, 30), max_size=9), max_size=7))
def test_what_is_hidden_of_what_was_due_is_mostly_nobodys(owed):
    """TRUST 1.5, dominance and complement: no row that is shown, and no rest that follows from the total, is mostly one person's."""
    rows = {key: Kept(len(parts), 0, sum(parts), max(parts, default=0)) for key, parts in owed.items()}
    bands = rules.bands_kept(rows)
    shown, rest = ([one for key in rows if (bands[key] is not None) is side for one in owed[key]] for side in (True, False))
    assert all(len(owed[key]) >= K and 2 * max(owed[key]) <= sum(owed[key]) for key, band in bands.items() if band)
    assert not shown or not rest or (len(rest) >= K and 2 * max(rest) <= sum(rest))


@pytest.mark.parametrize(
    ("granted", "own", "everybody", "offered"),
    [(False, 10, 10, False), (True, 10, 10, True), (True, 8, 10, False), (True, 5, 10, True), (True, 0, 3, False)],
)
def test_two_figures_whose_difference_is_about_few_are_not_offered_together(granted, own, everybody, offered):
    """TRUST 1.5: differencing."""
    assert rules.may_have_snapshot(granted=granted, own=own, everybody=everybody) == offered


def test_the_share_of_all_says_nothing_that_its_groups_do_not():
    """TRUST 1.5, T11, differencing: twenty teams of five, twelve of them all blocked and one person in each other one.

    The groups say 4 or 5 and 0 or 1; counted by itself, 68 of 100 would say that each team is at its edge.
    """
    teams = [Group(str(place), 5, {STATES[0]: 5 if place < 12 else 1, STATES[1]: 0 if place < 12 else 4}) for place in range(20)]
    bands = [(team.people, rules.bands_of(team, STATES)) for team in teams]
    shown = rules.bands_of_all(bands, STATES)[STATES[0]]
    assert shown == Band(45, 70)
    low, high = (sum(band[STATES[0]].counts(people)[end] for people, band in bands) for end in (0, 1))
    assert (low, high) == (48, 68)


@given(st.lists(compositions(), min_size=1, max_size=6))
def test_the_share_of_all_holds_the_truth(groups):
    """TRUST 1.5."""
    people = sum(group.people for group in groups)
    shown = rules.bands_of_all([(group.people, rules.bands_of(group, STATES)) for group in groups], STATES)
    for state, band in shown.items():
        share = 100 * sum(group.counts[state] for group in groups) / people
        assert band is None or band.low <= share <= band.high


def test_of_nobody_there_is_no_share():
    assert rules.bands_of_all([], STATES) == dict.fromkeys(STATES)
