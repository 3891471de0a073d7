"""The support ledger, and why a plan whose support never came cannot be called not met."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest

from cadenza.improvement import support_rules
from cadenza.improvement.support_rules import Account, Answer, Day, Draft, Given, Manner, Substitute, account_of, objections_to_not_met
from cadenza.improvement.supports import Support

TODAY = date(2026, 11, 2)
YESTERDAY = TODAY - timedelta(days=1)
DAYS = (date(2026, 10, 5), date(2026, 10, 12))


def codes(found: list[support_rules.Objection]) -> list[str]:
    return [one.code for one in found]


def test_a_plan_whose_coaching_never_happened_cannot_be_called_not_met() -> None:
    """PIP-14: one objection for each short item, with its count."""
    found = objections_to_not_met([Account("Coaching", 6, 4, 1), Account("Pairing", 2, 2, 0)])
    assert [(one.code, one.values["what"], one.values["count"]) for one in found] == [("support-not-given", "Coaching", 1)]


def test_support_given_in_full_blocks_nothing() -> None:
    """PIP-14."""
    assert objections_to_not_met([Account("Coaching", 6, 5, 1)]) == []
    assert objections_to_not_met([]) == []


@dataclass
class Counted:
    what: str = "Coaching"
    sessions_due: int = 1
    sessions_held: int = 0
    sessions_made_good: int = 0


@pytest.mark.parametrize("name", ["sessions_due", "sessions_held", "sessions_made_good"])
def test_a_negative_count_is_a_mistake_of_the_programmer(name: str) -> None:
    with pytest.raises(ValueError, match="negative"):
        objections_to_not_met([Counted(**{name: -1})])


@pytest.mark.parametrize(
    ("day", "held", "made_good"),
    [
        (Day(TODAY), False, False),
        (Day(TODAY, Given.DELIVERED), True, False),
        (Day(TODAY, Given.DELIVERED, Answer.CONFIRMED), True, False),
        (Day(TODAY, Given.DELIVERED, Answer.CONTESTED), False, False),
        (Day(TODAY, Given.DELIVERED, Answer.CONTESTED, True), True, False),
        (Day(TODAY, Given.DELIVERED, Answer.CONTESTED, False), False, False),
        (Day(TODAY, Given.NOT_TAKEN), True, False),
        (Day(TODAY, Given.NOT_TAKEN, Answer.CONTESTED), False, False),
        (Day(TODAY, Given.REPLACED), False, False),
        (Day(TODAY, Given.REPLACED, replacement_held=True), True, False),
        (Day(TODAY, Given.REPLACED, Answer.CONTESTED, replacement_held=True), False, False),
        (Day(TODAY, Given.MISSED), False, False),
        (Day(TODAY, Given.MADE_GOOD), False, True),
        (Day(TODAY, Given.MADE_GOOD, Answer.CONTESTED), False, False),
        (Day(TODAY, Given.MADE_GOOD, Answer.CONTESTED, True), False, True),
        (Day(TODAY, Given.DELIVERED, doubted=True), False, False),
        (Day(TODAY, Given.NOT_TAKEN, doubted=True), False, False),
        (Day(TODAY, Given.DELIVERED, Answer.CONTESTED, doubted=True), False, False),
        (Day(TODAY, Given.DELIVERED, Answer.CONFIRMED, doubted=True), True, False),
        (Day(TODAY, Given.DELIVERED, upheld=True, doubted=True), True, False),
        (Day(TODAY, Given.DELIVERED, upheld=False, doubted=True), False, False),
        (Day(TODAY, Given.MADE_GOOD, doubted=True), False, True),
    ],
)
def test_what_counts_as_given(day: Day, held: bool, made_good: bool) -> None:
    """PIP-7: silence blocks nothing; what is contested counts as missed until HR decides; what nobody recorded was not given."""
    assert (day.held, day.made_good) == (held, made_good)


def test_days_to_come_are_not_owed_yet() -> None:
    """PIP-14: up to the day of closing."""
    days = [Day(DAYS[0], Given.DELIVERED), Day(DAYS[1]), Day(TODAY + timedelta(days=1))]
    found = account_of("Pairing", days, up_to=TODAY)
    assert (found.sessions_due, found.sessions_held, found.short) == (2, 1, 1)


def test_a_new_date_that_was_offered_is_owed_though_the_plan_is_over() -> None:
    """PIP-7, PIP-14."""
    days = [Day(DAYS[0], Given.NOT_TAKEN), Day(TODAY + timedelta(days=9), offered=True)]
    assert account_of("Pairing", days, up_to=TODAY).short == 0
    assert account_of("Pairing", days, up_to=TODAY, and_offered=True).short == 1


def test_an_offer_taken_back_leaves_what_was_promised_besides() -> None:
    """PIP-7: also in records with one date offered for two days, or with a promised one offered."""
    first, second = DAYS
    new = TODAY + timedelta(days=9)
    support = Support(1, "Coaching", 7, "Ruth", Manner.DATED, None, {day: Day(day) for day in DAYS})
    support.offer(first, second)
    support.offer(first, None)
    assert list(support.days) == [first, second]
    support.offer(first, new)
    support.offer(second, new)
    support.offer(first, None)
    assert list(support.days) == [first, second, new]
    support.offer(second, None)
    assert list(support.days) == [first, second]


SINCE = Substitute(Day(TODAY), promised_since=True, accepted=True, taken=False)


@pytest.mark.parametrize(
    ("one", "found"),
    [
        (SINCE, []),
        (None, ["replacement-unnamed"]),
        (replace(SINCE, promised_since=False), ["replacement-promised-anyway"]),
        (replace(SINCE, accepted=False), ["replacement-not-accepted"]),
        (replace(SINCE, taken=True), ["replacement-taken"]),
        (replace(SINCE, day=Day(TODAY, Given.REPLACED)), ["replacement-taken"]),
    ],
)
def test_what_replaces_a_day_is_promised_accepted_and_free(one: Substitute | None, found: list[str]) -> None:
    """PIP-7, PIP-14: no day is made good by words, nor two by one."""
    assert codes(support_rules.objections_to_substitute(one)) == found


def test_a_support_falls_on_a_day_each_week() -> None:
    """PIP-7."""
    assert support_rules.days_of(Manner.DATED, DAYS[0], DAYS[1]) == list(DAYS)
    assert support_rules.days_of(Manner.STANDING, DAYS[1], DAYS[0]) == []
    assert len(support_rules.days_of(Manner.DATED, DAYS[0], date.max, every=1)) == support_rules.MOST_DAYS + 1


@pytest.mark.parametrize(("first", "every"), [(DAYS[0], 9_999_999), (date.max, 7)])
def test_a_rhythm_beyond_the_calendar_is_a_single_day(first: date, every: int) -> None:
    """PIP-7, TRUST T15: odd input is no failure of the page."""
    assert support_rules.days_of(Manner.DATED, first, first, every=every) == [first]


WHOLE = Draft("Pairing on test design", 5, Manner.DATED, DAYS)


@pytest.mark.parametrize(
    ("draft", "here", "found"),
    [
        (WHOLE, True, []),
        (Draft("", 5, Manner.DATED, DAYS), True, ["support-without-words"]),
        (Draft("Pairing", None, Manner.DATED, DAYS), True, ["support-without-provider"]),
        (WHOLE, False, ["support-without-provider"]),
        (Draft("Pairing", 1, Manner.DATED, DAYS), True, ["support-by-the-person"]),
        (Draft("Pairing", 5), True, ["support-without-days"]),
        (Draft("Pairing", 5, Manner.DATED, [TODAY] * 61), True, ["support-days-too-many"]),
        (Draft("Pairing for the improvement plan", 5, Manner.DATED, DAYS), True, ["support-names-process"]),
        (Draft("x" * 5001, 5, Manner.DATED, DAYS), True, ["formal-text-too-long"]),
    ],
)
def test_what_a_promise_names(draft: Draft, here: bool, found: list[str]) -> None:
    """PIP-7, TRUST R12."""
    assert codes(support_rules.objections_to_promise(draft, person_id=1, provider_here=here)) == found


def test_a_stand_in_provides_no_support() -> None:
    """TRUST R12: a provider does not know what the support serves; whoever holds a checkpoint does."""
    draft = Draft("Pairing", 2, days=(date(2026, 10, 6),))
    assert codes(support_rules.objections_to_promise(draft, person_id=1, provider_here=True, stand_in_id=3)) == []
    assert codes(support_rules.objections_to_promise(draft, person_id=1, provider_here=True, stand_in_id=2)) == ["support-by-stand-in"]


@pytest.mark.parametrize(
    "text",
    [
        *("Coaching for his PIP", "as part of the Performance-Improvement plan", "formal plan F-2", "in the formal process"),
        *("Pairing for Tom, who is at risk of dismissal", "His last chance", "after a written warning", "so that she is not being let go"),
        *("Help with his performance issues", "he may lose his job", "the HR process asks for it", "a disciplinary matter"),
    ],
)
def test_a_request_never_tells_what_it_serves(text: str) -> None:
    """TRUST R12."""
    assert support_rules.names_the_process(text)


@pytest.mark.parametrize(
    "text",
    [
        "Pipelines and their tests",
        "A plan for the release",
        "Improvement of the ledger tests",
        "Compiler warnings",
        "Performance of the search",
    ],
)
def test_ordinary_words_are_no_telling(text: str) -> None:
    assert not support_rules.names_the_process(text)


@pytest.mark.parametrize(
    ("day", "given", "on", "found"),
    [
        (None, Given.DELIVERED, None, ["support-day-unknown"]),
        (Day(TODAY), Given.DELIVERED, None, []),
        (Day(TODAY + timedelta(days=1)), Given.DELIVERED, None, ["support-day-ahead"]),
        (Day(YESTERDAY), Given.MADE_GOOD, TODAY, []),
        (Day(YESTERDAY, Given.MISSED), Given.MADE_GOOD, TODAY, []),
        (Day(YESTERDAY, Given.MISSED), Given.MADE_GOOD, YESTERDAY, ["made-good-day-outside"]),
        (Day(YESTERDAY, Given.DELIVERED), Given.MADE_GOOD, TODAY, ["nothing-to-make-good"]),
        (Day(YESTERDAY, Given.MADE_GOOD), Given.MADE_GOOD, TODAY, ["nothing-to-make-good"]),
        (Day(TODAY, Given.MISSED), Given.MADE_GOOD, None, ["made-good-day-outside"]),
        (Day(TODAY, Given.MISSED), Given.MADE_GOOD, TODAY + timedelta(days=1), ["made-good-day-outside"]),
        (Day(TODAY, Given.MADE_GOOD), Given.MISSED, None, ["support-made-good-before"]),
        (Day(TODAY), Given.NOT_TAKEN, None, ["no-new-date-offered"]),
        (Day(TODAY), Given.NOT_TAKEN, TODAY, ["no-new-date-offered"]),
        (Day(TODAY), Given.NOT_TAKEN, TODAY + timedelta(days=3), []),
        (Day(TODAY), Given.NOT_TAKEN, TODAY + timedelta(days=7), ["no-new-date-offered"]),
        (Day(TODAY, offered=True), Given.NOT_TAKEN, None, []),
        (Day(TODAY, offered=True), Given.NOT_TAKEN, TODAY, ["no-new-date-offered"]),
    ],
)
def test_what_may_be_written_about_a_day(day: Day | None, given: Given, on: date | None, found: list[str]) -> None:
    """PIP-7: one new date, which was not promised already; a second one need not be offered."""
    promised = {TODAY + timedelta(days=7)}
    ours = support_rules.objections_to_logging(day, given, on=on, today=TODAY, offered=on, promised=promised, by_provider=True)
    assert codes(ours) == found


def test_what_the_provider_wrote_down_is_theirs_and_so_is_that_it_was_not_taken() -> None:
    """PIP-7: others make good or replace it, and nobody else says that it was offered."""
    told, new = Day(YESTERDAY, Given.MISSED, by_provider=True), TODAY + timedelta(days=1)

    def refused(day: Day, given: Given, on: date | None = None) -> list[str]:
        return codes(support_rules.objections_to_logging(day, given, on=on, today=TODAY, offered=on))

    assert refused(told, Given.DELIVERED) == ["support-told-by-provider"]
    assert refused(told, Given.MADE_GOOD, TODAY) == refused(told, Given.REPLACED) == []
    assert refused(Day(TODAY), Given.NOT_TAKEN, new) == ["not-taken-is-the-providers"]


@pytest.mark.parametrize(
    ("day", "given", "on", "found"),
    [
        (Day(YESTERDAY, Given.DELIVERED, Answer.CONFIRMED), Given.DELIVERED, None, ["support-settled-so"]),
        (Day(YESTERDAY, Given.DELIVERED, Answer.CONTESTED, True), Given.DELIVERED, None, ["support-settled-so"]),
        (Day(YESTERDAY, Given.MADE_GOOD, Answer.CONFIRMED), Given.MADE_GOOD, TODAY, ["support-settled-so"]),
        (Day(YESTERDAY, Given.DELIVERED, Answer.CONFIRMED), Given.MISSED, None, []),
        (Day(YESTERDAY, Given.DELIVERED), Given.DELIVERED, None, []),
        (Day(YESTERDAY, Given.DELIVERED, Answer.CONTESTED, False), Given.DELIVERED, None, ["support-contested"]),
    ],
)
def test_the_same_again_takes_back_no_answer_and_no_decision(day: Day, given: Given, on: date | None, found: list[str]) -> None:
    """PIP-7, PIP-14: what was confirmed or upheld stands until something else is written."""
    assert codes(support_rules.objections_to_logging(day, given, on=on, today=TODAY, offered=on)) == found


def test_another_replacement_is_something_else() -> None:
    """PIP-7: the person confirmed that one; the next is answered anew."""
    day = Day(YESTERDAY, Given.REPLACED, Answer.CONFIRMED, replaced_by=(2, TODAY))
    for other, found in (((2, TODAY), ["support-settled-so"]), ((3, TODAY), [])):
        ours = support_rules.objections_to_logging(day, Given.REPLACED, on=None, today=TODAY, offered=None, replaced_by=other)
        assert codes(ours) == found


@pytest.mark.parametrize(
    ("day", "given", "found"),
    [
        (Day(YESTERDAY, Given.MADE_GOOD, by_provider=True), Given.MISSED, []),
        (Day(YESTERDAY, Given.MADE_GOOD, by_provider=True), Given.DELIVERED, []),
        (Day(YESTERDAY, Given.MADE_GOOD, by_provider=True), Given.MADE_GOOD, []),
        (Day(YESTERDAY, Given.DELIVERED, by_provider=True), Given.MADE_GOOD, []),
        (Day(YESTERDAY, Given.MADE_GOOD), Given.MISSED, ["support-made-good-before"]),
        (Day(YESTERDAY, Given.MADE_GOOD, Answer.CONTESTED, by_provider=True), Given.DELIVERED, ["support-contested"]),
    ],
)
def test_a_provider_puts_right_what_they_wrote_down(day: Day, given: Given, found: list[str]) -> None:
    """PIP-7, PIP-14: also that it took place later; what somebody else made good, and what is contested, stays."""
    assert codes(support_rules.objections_to_logging(day, given, on=TODAY, today=TODAY, offered=TODAY, by_provider=True)) == found


@pytest.mark.parametrize(("on", "means"), [(0, 0), (3, 0), (6, 0), (7, 7), (13, 7), (14, None), (-1, None)])
def test_of_a_standing_support_any_day_means_its_week(on: int, means: int | None) -> None:
    """PIP-7: each week out of place is a miss; of a dated one only the day itself is meant."""
    days, day = [TODAY, TODAY + timedelta(days=7)], TODAY + timedelta(days=on)
    assert support_rules.promised_day(days, Manner.STANDING, day) == (None if means is None else TODAY + timedelta(days=means))
    assert support_rules.promised_day(days, Manner.DATED, day) == (day if on in {0, 7} else None)


@pytest.mark.parametrize(
    ("day", "answer", "last", "found"),
    [
        (None, Answer.CONFIRMED, None, ["nothing-to-answer"]),
        (Day(TODAY), Answer.CONFIRMED, None, ["nothing-to-answer"]),
        (Day(TODAY, Given.MISSED), Answer.CONFIRMED, None, ["nothing-to-answer"]),
        (Day(TODAY, Given.DELIVERED), None, None, ["support-answer-missing"]),
        (Day(TODAY, Given.DELIVERED), Answer.CONTESTED, TODAY - timedelta(days=1), ["support-answer-late"]),
        (Day(TODAY, Given.DELIVERED), Answer.CONTESTED, TODAY, []),
        (Day(TODAY, Given.DELIVERED), Answer.CONFIRMED, None, []),
    ],
)
def test_the_person_confirms_or_contests_within_five_working_days(
    day: Day | None, answer: Answer | None, last: date | None, found: list[str]
) -> None:
    """PIP-7, TRUST N18: the last day to its end."""
    assert codes(support_rules.objections_to_answering(day, answer, last_day=last, today=TODAY)) == found


CONTESTED = Day(YESTERDAY, Given.DELIVERED, Answer.CONTESTED)
NOT_GIVEN = Day(YESTERDAY, Given.DELIVERED, Answer.CONTESTED, False)


@pytest.mark.parametrize(
    "day",
    [CONTESTED, NOT_GIVEN, Day(TODAY, Given.REPLACED, disputed=True), Day(TODAY, Given.DELIVERED, upheld=False, doubted=True)],
)
@pytest.mark.parametrize(
    ("given", "found"),
    [
        (Given.DELIVERED, ["support-contested"]),
        (Given.NOT_TAKEN, ["support-contested"]),
        (Given.MISSED, ["support-contested"]),
        (Given.REPLACED, []),
    ],
)
def test_a_contest_is_not_wiped_by_writing_the_same_again(day: Day, given: Given, found: list[str]) -> None:
    """PIP-7, PIP-14: neither before nor after HR decided that it was not given."""
    new = TODAY + timedelta(days=1)
    assert codes(support_rules.objections_to_logging(day, given, on=new, today=TODAY, offered=new, by_provider=True)) == found


def test_what_is_made_good_while_contested_waits_for_hr_or_the_person() -> None:
    """PIP-7: a contested one counts as missed until HR decides; a fresh entry does not decide."""
    assert codes(support_rules.objections_to_logging(CONTESTED, Given.MADE_GOOD, on=TODAY, today=TODAY, offered=TODAY)) == []
    after = support_rules.logged(CONTESTED, Given.MADE_GOOD)
    assert (after.made_good, after.waits_for_decision, after.disputed) == (False, True, True)
    assert support_rules.logged(NOT_GIVEN, Given.MADE_GOOD).made_good
    assert not support_rules.logged(CONTESTED, Given.REPLACED).held


@pytest.mark.parametrize(
    ("day", "doubted"),
    [
        (Day(TODAY), False),
        (Day(TODAY, Given.DELIVERED), False),
        (Day(TODAY, Given.NOT_TAKEN), False),
        (Day(TODAY, Given.MADE_GOOD), False),
        (Day(TODAY, Given.MISSED), True),
        (Day(TODAY, Given.REPLACED), True),
        (Day(TODAY, Given.DELIVERED, doubted=True), True),
        (Day(TODAY, Given.DELIVERED, Answer.CONTESTED, True), True),
    ],
)
def test_a_miss_that_was_recorded_is_not_unmade_by_writing_otherwise(day: Day, doubted: bool) -> None:
    """PIP-7, PIP-14: said to have been given after all, it counts once the person confirms it or HR decides so; so does what was contested."""
    after = support_rules.logged(day, Given.DELIVERED)
    assert (after.doubted, after.is_open_correction, after.held) == (doubted, doubted, not doubted)
    assert replace(after, answer=Answer.CONFIRMED).held
    assert support_rules.logged(day, Given.MADE_GOOD).made_good


@pytest.mark.parametrize("upheld", [True, False])
def test_nobody_contests_anew_what_hr_has_decided(upheld: bool) -> None:
    """PIP-7: the decision with its reasons stands."""
    decided = Day(TODAY, Given.DELIVERED, Answer.CONTESTED, upheld)
    for answer in Answer:
        assert codes(support_rules.objections_to_answering(decided, answer, last_day=TODAY, today=TODAY)) == ["support-decided"]


@pytest.mark.parametrize(
    ("day", "reason", "last", "found"),
    [
        (None, "x", None, ["nothing-contested"]),
        (Day(TODAY, Given.DELIVERED), "x", YESTERDAY, ["nothing-contested"]),
        (CONTESTED, "", TODAY, ["support-decision-unexplained"]),
        (CONTESTED, "Both calendars show it.", TODAY, []),
        (NOT_GIVEN, "Both calendars show it.", TODAY, ["nothing-contested"]),
        (Day(TODAY, Given.DELIVERED, doubted=True), "Both calendars show it.", TODAY, ["support-answer-awaited"]),
        (Day(TODAY, Given.DELIVERED, doubted=True), "Both calendars show it.", YESTERDAY, []),
        (Day(TODAY, Given.DELIVERED, doubted=True), "Both calendars show it.", None, []),
        (Day(TODAY, Given.DELIVERED, doubted=True), " ", YESTERDAY, ["support-decision-unexplained"]),
        (Day(TODAY, Given.DELIVERED, upheld=False, doubted=True), "x", YESTERDAY, ["nothing-contested"]),
    ],
)
def test_hr_decides_what_is_contested_or_left_unanswered_with_reasons(
    day: Day | None, reason: str, last: date | None, found: list[str]
) -> None:
    """PIP-7: a correction of a miss waits for the person's five working days first."""
    assert codes(support_rules.objections_to_deciding(day, reason, upheld=True, last_day=last, today=TODAY)) == found


def test_hr_says_one_or_the_other() -> None:
    """PIP-7: a form without a choice decides nothing."""
    found = support_rules.objections_to_deciding(CONTESTED, "", upheld=None, last_day=TODAY, today=TODAY)
    assert codes(found) == ["support-decision-missing", "support-decision-unexplained"]
