"""What the catalogue takes, and how near an option is to a goal (LEARN-1)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from cadenza.learning import rules
from cadenza.learning.rules import Fit, OptionDraft, OptionKind, SuggestionAnswer
from cadenza.objections import Objection

WHOLE = OptionDraft("Lead one forecast review", OptionKind.ASSIGNMENT, hours=Decimal(6), fits=(Fit(1, 3),))


def codes(found: list[Objection]) -> set[str]:
    return {one.code for one in found}


def test_a_whole_option_stands() -> None:
    """LEARN-1."""
    assert rules.objections_to_option(WHOLE, taken=False) == []


@pytest.mark.parametrize(
    ("draft", "code"),
    [
        (OptionDraft(" – ", OptionKind.COURSE, fits=(Fit(1),)), "option-without-title"),
        (OptionDraft("t" * 201, OptionKind.COURSE, fits=(Fit(1),)), "option-too-long"),
        (OptionDraft("Pairing", None, fits=(Fit(1),)), "option-without-kind"),
        (OptionDraft("Pairing", OptionKind.PEER), "option-for-nothing"),
        (OptionDraft("Pairing", OptionKind.PEER, what="w" * 2001, fits=(Fit(1),)), "option-too-long"),
        (OptionDraft("Pairing", OptionKind.PEER, hours=Decimal(-1), fits=(Fit(1),)), "option-hours"),
        (OptionDraft("Pairing", OptionKind.PEER, hours=Decimal(2001), fits=(Fit(1),)), "option-hours"),
        (OptionDraft("Pairing", OptionKind.PEER, cost=Decimal(-1), currency="EUR", fits=(Fit(1),)), "option-cost"),
        (OptionDraft("Pairing", OptionKind.PEER, cost=Decimal(5), fits=(Fit(1),)), "cost-without-currency"),
        (OptionDraft("Pairing", OptionKind.PEER, cost=Decimal(5), currency="euro", fits=(Fit(1),)), "unknown-currency"),
        (OptionDraft("Pairing", OptionKind.PEER, url="https://a.example/" + "x" * 500, fits=(Fit(1),)), "option-too-long"),
    ],
)
def test_what_an_option_lacks_is_said(draft: OptionDraft, code: str) -> None:
    """LEARN-1."""
    assert codes(rules.objections_to_option(draft, taken=False)) == {code}


def test_two_options_of_one_title_are_told_apart() -> None:
    assert codes(rules.objections_to_option(WHOLE, taken=True)) == {"option-title-taken"}


def test_what_costs_nothing_needs_no_currency() -> None:
    assert rules.objections_to_effort(None, Decimal(0), "") == []


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "file:///etc/passwd", "gopher://a", "//a.example", "https://", "https://a@b.example/", "data:text/html,x"],
)
def test_only_a_page_that_people_open_is_linked(url: str) -> None:
    """TRUST T24."""
    assert codes(rules.objections_to_url(url)) == {"option-url"}


@pytest.mark.parametrize("url", ["", "https://learn.example/forecasting?x=1", "http://intranet/page"])
def test_a_page_is_linked(url: str) -> None:
    assert rules.objections_to_url(url) == []


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("On-the-job assignment", OptionKind.ASSIGNMENT),
        ("assignments", OptionKind.ASSIGNMENT),
        ("MENTORING", OptionKind.COACHING),
        ("peer_learning", OptionKind.PEER),
        ("Short role-specific module", OptionKind.MODULE),
        ("Courses", OptionKind.COURSE),
        ("Qualification", OptionKind.CREDENTIAL),
        ("certificate", OptionKind.CREDENTIAL),
        ("wish", None),
        ("", None),
    ],
)
def test_kinds_go_by_many_names(word: str, kind: OptionKind | None) -> None:
    """LEARN-1."""
    assert rules.kind_named(word) is kind


@pytest.mark.parametrize(
    ("fits", "profiles", "near"),
    [
        ((Fit(1, 3), Fit(1, 2)), (), 0),
        ((Fit(1),), (), 1),
        ((Fit(1, 5),), (9,), 2),
        ((Fit(2, 3),), (9,), 3),
        ((Fit(2, 3),), (8,), None),
        ((), (), None),
    ],
)
def test_an_option_is_as_near_as_its_best_fit(fits: tuple[Fit, ...], profiles: tuple[int, ...], near: int | None) -> None:
    """LEARN-1: the goal's capability and level first; what has nothing to do with it is not offered."""
    assert rules.nearness(fits, profiles, capability_id=1, level=3, profile_id=9) == near


def test_a_goal_without_capability_is_offered_what_is_for_the_role() -> None:
    assert rules.nearness([Fit(1)], [9], capability_id=None, level=None, profile_id=9) == 3
    assert rules.nearness([Fit(1)], [], capability_id=None, level=None, profile_id=None) is None


def test_of_equal_fits_practice_comes_before_courses() -> None:
    """ACT-2, LEARN-1."""
    kinds = [OptionKind.CREDENTIAL, OptionKind.COURSE, OptionKind.MODULE, OptionKind.PEER, OptionKind.COACHING, OptionKind.ASSIGNMENT]
    assert sorted(kinds, key=lambda kind: rules.place_among(kind, 0, "x")) == list(reversed(kinds))
    assert rules.place_among(OptionKind.COURSE, 0, "x") < rules.place_among(OptionKind.ASSIGNMENT, 1, "a")


@pytest.mark.parametrize(
    ("title", "kind", "why", "url", "code"),
    [
        ("", OptionKind.COURSE, "Forecasts", "", "option-without-title"),
        ("Pairing", None, "Forecasts", "", "option-without-kind"),
        ("Pairing", OptionKind.PEER, "?", "", "suggested-without-why"),
        ("t" * 201, OptionKind.PEER, "Forecasts", "", "option-too-long"),
        ("Pairing", OptionKind.PEER, "w" * 2001, "", "option-too-long"),
        ("Pairing", OptionKind.PEER, "Forecasts", "ftp://x", "option-url"),
    ],
)
def test_a_suggestion_says_what_and_why(title: str, kind: OptionKind | None, why: str, url: str, code: str) -> None:
    """TRUST L1."""
    assert codes(rules.objections_to_suggesting(title, kind, why, url)) == {code}


def test_a_suggestion_is_answered_once_and_a_no_has_its_reason() -> None:
    """TRUST L1."""
    assert codes(rules.objections_to_answering(SuggestionAnswer.TAKEN, "x", declining=True)) == {"suggestion-is-answered"}
    assert codes(rules.objections_to_answering(SuggestionAnswer.OPEN, " ", declining=True)) == {"declined-without-why"}
    assert codes(rules.objections_to_answering(SuggestionAnswer.OPEN, "w" * 2001, declining=True)) == {"option-too-long"}
    assert rules.objections_to_answering(SuggestionAnswer.OPEN, "", declining=False) == []
