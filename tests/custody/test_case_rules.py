"""The access case's table, clock and redaction, without a database (DATA-3, TRUST L12, 1.6)."""

from __future__ import annotations

from datetime import date, timedelta

from cadenza.custody import case_rules as rules
from cadenza.custody.case_rules import Act, Candidate, CaseState, Decision, Part

TODAY = date(2026, 11, 24)


def codes(found):
    return [one.code for one in found]


def test_only_listed_steps_follow_and_only_for_the_one_whose_they_are():
    """DATA-3, TRUST T13, L12."""
    assert rules.may(CaseState.ASKED, Act.ACCEPT, {Part.SECOND})
    assert not rules.may(CaseState.ASKED, Act.ACCEPT, {Part.OFFICER})
    assert not rules.may(CaseState.ASKED, Act.DECIDE, {Part.OFFICER}), "nothing is decided before there are two"
    assert codes(rules.objections_to_move(CaseState.ASKED, Act.HAND_OVER)) == ["access-case-moved-on"]
    assert rules.objections_to_move(CaseState.ANSWERING, Act.HAND_OVER) == []
    assert {act for (_state, act) in rules.MOVES} == set(rules.WHO_ACTS) == set(Act)
    assert not [state for (state, _act) in rules.MOVES if state in rules.OVER], "nothing follows on an end"


def test_the_answer_is_due_after_one_month_three_when_extended_and_the_days_the_clock_stood():
    """TRUST L12."""
    assert rules.answer_by(date(2026, 11, 24)) == date(2026, 12, 24)
    assert rules.answer_by(date(2027, 1, 31)) == date(2027, 2, 28), "a shorter month ends the count"
    assert rules.answer_by(date(2026, 11, 24), extended=True) == date(2027, 2, 24)
    assert rules.answer_by(date(2026, 11, 24), stopped_days=5) == date(2026, 12, 29)


def test_more_time_is_taken_once_and_while_the_month_runs():
    """TRUST L12."""
    assert rules.objections_to_extension(extended=False, today=TODAY, due_on=TODAY) == []
    assert codes(rules.objections_to_extension(extended=True, today=TODAY, due_on=TODAY)) == ["access-case-extended-already"]
    assert codes(rules.objections_to_extension(extended=False, today=TODAY + timedelta(days=1), due_on=TODAY)) == [
        "access-case-extension-late"
    ]


def test_a_request_came_in_lately_and_is_the_only_one_open():
    """DATA-3, TRUST L12."""
    assert rules.objections_to_opening(TODAY, today=TODAY, open_already=False) == []
    for day in (None, TODAY + timedelta(days=1), TODAY - timedelta(days=93)):
        assert codes(rules.objections_to_opening(day, today=TODAY, open_already=False)) == ["access-case-day-outside"]
    assert codes(rules.objections_to_opening(TODAY, today=TODAY, open_already=True)) == ["access-case-open-already"]


def test_the_second_person_is_a_reviewer_who_stands_apart_from_everybody_in_the_case():
    """TRUST 1.6: neither privacy officer nor HR, in the line of neither the person nor an author; one sentence for every reason."""

    def second(*, pk=9, reviewer=True, officer=False, in_hr=False, above=()):
        return rules.objections_to_second(
            Candidate(pk, reviewer, officer, in_hr, above), person_id=1, above_person=[2, 3], authors={2: [3], 5: [6]}
        )

    assert second() == []
    wrong = [
        second(reviewer=False),
        second(officer=True),
        second(in_hr=True),
        second(pk=1),
        second(pk=3),
        second(above=[1]),
        second(pk=5),
        second(pk=6),
        second(above=[5, 3]),
    ]
    assert {tuple(one.message for one in found) for found in wrong} == {(wrong[0][0].message,)}


def test_what_stays_out_has_its_reason_and_a_redaction_only_takes_words_out():
    """TRUST L10, L12."""
    whole = "Lena said that Marek was ill.\nWe agreed on Friday."
    decide = rules.objections_to_decision
    assert decide(Decision.RELEASE, "", "", whole) == []
    assert decide(Decision.WITHHOLD, "privilege", "", whole) == []
    assert codes(decide(Decision.WITHHOLD, "because", "", whole)) == ["access-item-without-reason"]
    assert decide(Decision.REDACT, "third-party", "Lena said […].\nWe agreed on Friday.", whole) == []
    for text in (
        "",
        "[…]",
        whole,
        "Lena said nothing. […]",
        "said […] on Friday.",
        "We agreed on Friday. […] Lena said",
        "Lena […] on Fri",
    ):
        assert codes(decide(Decision.REDACT, "third-party", text, whole)) == ["access-item-redaction-adds"], text
    assert rules.is_redaction("[…] We agreed […]", whole)


def test_two_people_decide_and_the_answer_waits_for_every_single_thing():
    """DATA-3, TRUST L12; ASVS 2.3.5."""
    confirm = rules.objections_to_confirming
    assert confirm(decided=True, confirmed=False, decided_by=1, by=2) == []
    assert codes(confirm(decided=False, confirmed=False, decided_by=None, by=2)) == ["access-item-undecided"]
    assert codes(confirm(decided=True, confirmed=True, decided_by=1, by=2)) == ["access-item-confirmed"]
    assert codes(confirm(decided=True, confirmed=False, decided_by=1, by=1)) == ["access-item-same-person"]
    assert rules.objections_to_handing_over([True, True]) == []
    assert codes(rules.objections_to_handing_over([True, False])) == ["access-case-undecided"]


def test_a_case_waits_for_whoever_has_something_to_do_in_it():
    """DUE-1, TRUST L12."""

    def waits(state, *, second, named=True, undecided=0, unconfirmed=0):
        return rules.waits_for(state, second=second, named=named, undecided=undecided, unconfirmed=unconfirmed)

    assert waits(CaseState.ASKED, second=True)
    assert not waits(CaseState.ASKED, second=False)
    assert waits(CaseState.ASKED, second=False, named=False), "whoever was asked declined"
    assert waits(CaseState.ANSWERING, second=False, undecided=1)
    assert not waits(CaseState.ANSWERING, second=False, unconfirmed=1)
    assert waits(CaseState.ANSWERING, second=True, unconfirmed=1)
    assert not waits(CaseState.ANSWERING, second=True, undecided=1)
    assert waits(CaseState.ANSWERING, second=False), "everything is decided: it can go out"
    assert waits(CaseState.ANSWERED, second=False), "it is to be closed"
    assert waits(CaseState.FILED, second=False, named=False), "somebody has to take it up"
    silence = {"named": True, "undecided": 1, "unconfirmed": 0, "asks_silence": True}
    assert rules.waits_for(CaseState.ANSWERING, second=True, **silence) and not rules.waits_for(
        CaseState.ANSWERING, second=False, **silence
    )
    left = {"undecided": 0, "unconfirmed": 0, "unreleased": True}
    assert rules.waits_for(CaseState.ANSWERED, second=True, named=True, **left)
    assert not rules.waits_for(CaseState.ANSWERED, second=False, named=True, **left)
    assert rules.waits_for(CaseState.ANSWERED, second=False, named=False, **left), "nobody is there to release it"


def test_somebody_asks_for_their_own_records_with_or_without_words():
    """DATA-3, TRUST L12, M2."""
    asks = rules.objections_to_filing
    assert asks("", open_already=False, has_left=False) == asks("The autumn", open_already=False, has_left=False) == []
    assert codes(asks("", open_already=True, has_left=False)) == ["access-request-open-already"]
    assert codes(asks("", open_already=True, has_left=True)) == ["access-request-by-leaver"]
    assert codes(asks("–", open_already=False, has_left=False)) == ["access-request-empty"]
    assert codes(rules.objections_to_sought("x" * 2_001)) == ["access-request-long"]


def test_two_people_keep_authors_untold_and_a_second_one_releases_a_leavers_answer():
    """TRUST 1.6, ASVS 2.3.5."""
    assert rules.objections_to_untelling("A court forbade it.", asked_already=False) == []
    assert codes(rules.objections_to_untelling("A court forbade it.", asked_already=True)) == ["access-untold-asked"]
    assert codes(rules.objections_to_untelling(" ", asked_already=False)) == ["access-untold-without-reason"]
    assert codes(rules.objections_to_untelling("x" * 501, asked_already=False)) == ["access-untold-long"]
    answer = rules.objections_to_answering_untold
    assert answer(waits=True, asked_by=1, by=2) == []
    assert codes(answer(waits=False, asked_by=1, by=2)) == ["access-untold-not-asked"]
    assert codes(answer(waits=True, asked_by=2, by=2)) == ["access-untold-same-person"]
    assert rules.objections_to_releasing(has_left=True, released=False) == []
    assert codes(rules.objections_to_releasing(has_left=False, released=False)) == ["access-release-here"]
    assert codes(rules.objections_to_releasing(has_left=True, released=True)) == ["access-released"]
