"""What frameworks and role profiles allow."""

from datetime import date
from itertools import product

import pytest

from cadenza.capability import rules
from cadenza.capability.rules import CapabilityEntry, LevelEntry, Need, VersionMove, VersionState


def ladder(name="Forecasting", *levels, family="Delivery"):
    return CapabilityEntry(family, name, levels or (LevelEntry(1, "Begins", ("Names what could slip.",)),))


def codes(objections):
    return [found.code for found in objections]


def test_uneven_ladders_and_several_statements_are_fine():
    """CAP-1."""
    long = ladder("Discovery", *(LevelEntry(number, "", ("One.", "Two.")) for number in range(5)))
    assert rules.objections_to_framework("Engineering", [ladder(), long]) == []


@pytest.mark.parametrize(
    ("name", "entries", "code"),
    [
        ("", [ladder()], "capability-name-missing"),
        ("x" * 201, [ladder()], "capability-name-too-long"),
        ("Engineering", [], "framework-empty"),
        ("Engineering", [ladder(), ladder("forecasting")], "capability-twice"),
        ("Engineering", [CapabilityEntry("", "Forecasting", ())], "capability-without-levels"),
        ("Engineering", [ladder("A", LevelEntry(1, "", ("x",)), LevelEntry(1, "", ("y",)))], "ladder-level-twice"),
        ("Engineering", [ladder("A", LevelEntry(51, "", ("x",)))], "level-out-of-range"),
        ("Engineering", [ladder("A", LevelEntry(1, "Name only", (" ",)))], "level-without-statement"),
        ("Engineering", [ladder("A", LevelEntry(1, "", ("x" * 5001,)))], "statement-too-long"),
    ],
)
def test_what_a_framework_must_say(name, entries, code):
    """CAP-1."""
    assert codes(rules.objections_to_framework(name, entries)) == [code]


@pytest.mark.parametrize(("state", "move"), list(product(VersionState, VersionMove)))
def test_only_the_moves_of_the_table_happen(state, move):
    """CAP-1."""
    assert (rules.objections_to_version_move(state, move) == []) == ((state, move) in rules.VERSION_MOVES)


@pytest.mark.parametrize(("state", "may"), [("draft", True), ("published", False), ("retired", False)])
def test_published_words_stay(state, may):
    """CAP-1."""
    assert (rules.objections_to_changing_version(state) == []) == may


def test_a_role_profile_needs_levels_that_exist():
    """CAP-2."""
    levels = {1: [1, 2, 3]}
    assert rules.objections_to_role_profile("Engineer", {1: 3}, levels=levels, taken=False) == []
    found = rules.objections_to_role_profile("", {1: 4, 2: 1}, levels=levels, taken=True)
    assert codes(found) == ["capability-name-missing", "role-profile-taken", "level-not-on-ladder", "capability-without-ladder"]


@pytest.mark.parametrize(
    ("since", "open_since", "latest_end", "anew", "found"),
    [
        (date(2026, 11, 1), None, None, True, []),
        (date(2026, 11, 1), date(2026, 1, 1), date(2026, 1, 1), True, []),
        (date(2026, 11, 1), date(2026, 1, 1), None, False, ["role-again"]),
        (date(2026, 11, 1), None, date(2026, 1, 1), False, []),
        (date(2026, 1, 1), date(2026, 1, 1), None, True, ["role-before-present-one"]),
        (date(2025, 6, 1), None, date(2026, 1, 1), True, ["role-inside-history"]),
        (date(2026, 1, 1), None, date(2026, 1, 1), True, []),
    ],
)
def test_one_role_at_a_time_with_history(since, open_since, latest_end, anew, found):
    """CAP-2."""
    assert codes(rules.objections_to_giving_role(since, open_since=open_since, latest_end=latest_end, anew=anew)) == found


def test_a_role_ends_after_it_began_and_only_when_there_is_one():
    """CAP-2."""
    assert codes(rules.objections_to_ending_role(date(2026, 1, 2), open_since=date(2026, 1, 1))) == []
    assert codes(rules.objections_to_ending_role(date(2026, 1, 1), open_since=date(2026, 1, 1))) == ["role-before-present-one"]
    assert codes(rules.objections_to_ending_role(date(2026, 1, 1), open_since=None)) == ["role-none-to-end"]


def test_the_latest_change_of_a_role_is_taken_back_before_a_day_has_passed_under_it():
    """CAP-2: what has held for a day is history."""
    today = date(2026, 11, 24)
    assert rules.change_can_be_taken_back(today, None, today=today)
    assert not rules.change_can_be_taken_back(date(2026, 11, 23), None, today=today)
    assert rules.change_can_be_taken_back(date(2026, 1, 1), date(2026, 12, 1), today=today)
    assert not rules.change_can_be_taken_back(date(2026, 1, 1), date(2026, 11, 23), today=today)


def test_needs_of_this_role_and_the_next_stand_side_by_side():
    """GAP-3."""
    assert rules.needs_of_both([(7, 2), (3, 1)], [(3, 2), (9, 1)]) == [Need(7, 2, None), Need(3, 1, 2), Need(9, None, 1)]


def test_families_that_shorten_alike_keep_their_own_address():
    found = rules.tracks_of([("eng", "开发"), ("eng", "测试"), ("eng", ""), ("ops", "Site Reliability")])
    assert found == {
        "eng-group": ("eng", "开发"),
        "eng-group-2": ("eng", "测试"),
        "eng": ("eng", ""),
        "ops-site-reliability": ("ops", "Site Reliability"),
    }


def test_a_draft_may_be_discarded_and_what_was_in_force_is_kept():
    """CAP-1."""
    assert rules.objections_to_version_move("draft", VersionMove.DISCARD) == []
    kept = rules.objections_to_version_move("published", VersionMove.DISCARD)
    assert [one.code for one in kept] == ["version-kept"]


def test_what_differs_between_two_versions_is_said_level_by_level():
    """CAP-1: added, removed, renamed; what only moved is no difference."""

    def version(*levels):
        return [CapabilityEntry("Delivery", "Forecasting", levels)]

    before = version(LevelEntry(1, "Learns", ("Asks", "Listens")), LevelEntry(2, "", ("Leads",)))
    after = version(LevelEntry(1, "Begins", ("Listens", "Asks", "Writes")), LevelEntry(3, "", ("Teaches",)))
    found = [(one.level, one.renamed, one.added, one.removed) for one in rules.differences(before, after)]
    assert found == [(1, True, ("Writes",), ()), (3, False, ("Teaches",), ()), (2, False, (), ("Leads",))]
    assert rules.differences(before, version(LevelEntry(1, "Learns", ("Listens", "Asks")), LevelEntry(2, "", ("Leads",)))) == []


def test_a_draft_with_an_empty_level_cannot_be_published():
    """CAP-1: a level says what is seen there."""
    entries = [CapabilityEntry("", "Forecasting", (LevelEntry(1, "", ()),))]
    assert [one.code for one in rules.objections_to_publishing("draft", entries, "Engineering")] == ["level-without-statement"]
    assert [one.code for one in rules.objections_to_publishing("retired", entries, "Engineering")] == ["version-not-a-draft"]


def test_a_second_draft_waits_for_the_first():
    """CAP-1."""
    assert rules.objections_to_new_draft(None) == []
    assert [one.code for one in rules.objections_to_new_draft(3)] == ["version-being-written"]
