"""The rules about people, without a database: names, handles, loops, stand-ins, set-up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadenza.people import rules
from cadenza.people.rules import Relation, Span

START = datetime(2026, 1, 1, tzinfo=UTC)


def day(number: int) -> datetime:
    return START + timedelta(days=number)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Ana\u00a0 Maria ", "Ana Maria"),
        ("Eve\r\nBcc: x@example.org", "Eve Bcc: x@example.org"),
        ("Zoe\u0301", "Zoé"),
        ("A\u200bb\u202ec\ufeff", "Abc"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("nul\x00here", "nul here"),
        ("{{7*7}} BEGIN:VEVENT <b>", "{{7*7}} BEGIN:VEVENT <b>"),
    ],
)
def test_a_line_of_text_is_kept_clean_and_otherwise_literal(typed, kept) -> None:
    """TRUST T35."""
    assert rules.clean_line(typed) == kept


@given(st.text())
def test_cleaning_twice_changes_nothing_and_leaves_one_line(typed) -> None:
    once = rules.clean_line(typed)
    assert rules.clean_line(once) == once
    assert len(once.splitlines()) <= 1


def test_addresses_are_compared_without_regard_to_case_and_space() -> None:
    assert rules.clean_address(" Sam@Example.ORG ") == "sam@example.org"


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Sam Okafor", "sam-okafor"),
        ("Tomás Ferreira", "tomas-ferreira"),
        ("Łukasz Größe-Ødegård", "lukasz-grosse-odegard"),
        ("  --  ", "person"),
        ("李小龍", "person"),
        ("x" * 200, "x" * 70),
    ],
)
def test_a_handle_is_the_name_in_plain_letters(name, slug) -> None:
    assert rules.slug_of(name) == slug


def test_a_taken_handle_gets_the_first_free_number() -> None:
    assert rules.handle_for("Sam Okafor", {"sam-okafor", "sam-okafor-2"}) == "sam-okafor-3"
    assert rules.handle_for("Sam Okafor", set()) == "sam-okafor"


@pytest.mark.parametrize(("name", "codes"), [("Ana", []), ("", ["name-missing"]), ("x" * 101, ["name-too-long"])])
def test_a_name_has_one_to_a_hundred_characters(name, codes) -> None:
    assert [one.code for one in rules.objections_to_name(name)] == codes


@pytest.mark.parametrize(
    ("zone", "codes"), [("", []), ("Europe/London", []), ("UTC", []), ("Mars/Base", ["zone-unknown"]), ("Etc/GMT+3", ["zone-unknown"])]
)
def test_a_time_zone_is_one_of_the_known_places(zone, codes) -> None:
    assert [one.code for one in rules.objections_to_zone(zone)] == codes


@pytest.mark.parametrize(
    ("line", "since", "until", "touches"),
    [
        (Span(1, 2, day(0), day(5)), 5, None, False),
        (Span(1, 2, day(0), day(5)), 4, None, True),
        (Span(1, 2, day(5)), 0, 5, False),
        (Span(1, 2, day(5)), 0, 6, True),
        (Span(1, 2, day(5)), 0, None, True),
    ],
)
def test_a_line_touches_a_time_when_they_share_an_instant(line, since, until, touches) -> None:
    assert line.overlaps(day(since), None if until is None else day(until)) is touches


def above(*lines: Span) -> dict[int, list[Span]]:
    found: dict[int, list[Span]] = {}
    for line in lines:
        found.setdefault(line.person, []).append(line)
    return found


def test_reporting_to_oneself_is_a_loop() -> None:
    assert rules.loop_through(1, 1, day(0), None, {}) == [1, 1]


def test_a_loop_over_several_steps_is_told_in_order() -> None:
    """TRUST X12."""
    assert rules.loop_through(1, 2, day(0), None, above(Span(2, 3, day(0)), Span(3, 1, day(0)))) == [1, 2, 3, 1]


def test_lines_that_never_hold_at_the_same_time_close_no_loop() -> None:
    assert rules.loop_through(1, 2, day(0), None, above(Span(2, 3, day(0), day(5)), Span(3, 1, day(5)))) == []
    assert rules.loop_through(1, 2, day(0), day(5), above(Span(2, 1, day(5)))) == []
    assert rules.loop_through(1, 2, day(0), day(4), above(Span(2, 3, day(0)), Span(3, 1, day(3), day(9)))) == [1, 2, 3, 1]


def test_a_loop_elsewhere_does_not_keep_the_search_going() -> None:
    assert rules.loop_through(1, 2, day(0), None, above(Span(2, 3, day(0)), Span(3, 2, day(0)))) == []


@pytest.mark.parametrize(("days", "codes"), [(0, ["delegation-ends-before-it-begins"]), (1, []), (92, []), (93, ["delegation-too-long"])])
def test_a_stand_in_lasts_a_quarter_at_most(days, codes) -> None:
    """TRUST X10."""
    assert [one.code for one in rules.objections_to_delegation(day(0), day(days))] == codes


@pytest.mark.parametrize(
    ("admins", "officers", "codes"),
    [
        ([], [2], ["hr-admin-missing"]),
        ([1], [], ["privacy-officer-missing"]),
        ([1], [1], ["one-person-holds-both"]),
        ([1], [2], []),
        ([1, 2], [1], []),
    ],
)
def test_set_up_ends_with_two_roles_in_two_people(admins, officers, codes) -> None:
    """TRUST X8."""
    assert [one.code for one in rules.objections_to_finishing_setup(admins, officers)] == codes


def test_privileged_relations_are_those_that_self_exclusion_names() -> None:
    """TRUST X7."""
    plain = {Relation.SELF, Relation.MANAGER, Relation.FORMER, Relation.UPLINE, Relation.DELEGATE, Relation.COLLEAGUE, Relation.OPERATOR}
    assert set(Relation) - plain == rules.PRIVILEGED


def test_choices_are_the_codes() -> None:
    assert rules.Theme.choices() == [("system", "system"), ("light", "light"), ("dark", "dark")]
