"""Criteria of a formal plan (PIP-4): the one place where a finding blocks, so good ones must get through."""

from __future__ import annotations

import pytest

from cadenza.wording import POSSIBLE, REFUSED_IN_CRITERIA, Flaw, Kind, criterion, read


@pytest.mark.parametrize(
    "text",
    [
        "Attend the customer service training by 30 June.",
        "Completes all four sessions of the data entry course between 1 May and 31 May.",
        "Take part in the weekly coaching sessions throughout this plan.",
        "Between 3 June and 3 July you read the cellar handbook and watch the hygiene video.",
        "You complete the refresher on cash handling by 15 May.",
    ],
)
def test_attendance_in_the_place_of_a_standard_is_pointed_out(text: str) -> None:
    """PIP-4: activity_not_outcome"""
    assert Flaw.ACTIVITY in read(text, Kind.PIP_CRITERION).flaws


@pytest.mark.parametrize(
    "text",
    [
        "Between 1 May and 30 June at least 18 of 20 bottling logs are complete at the weekly check by the cellar lead.",
        "From 3 June to 3 July at least 45 of 50 sampled entries match the source form, as the data lead checks each Friday.",
        "Throughout this plan the till differs by no more than £5 on at least 9 of 10 shifts, as the till report shows.",
    ],
)
def test_attendance_in_the_place_of_a_standard_is_not_imagined(text: str) -> None:
    """PIP-4: activity_not_outcome"""
    assert Flaw.ACTIVITY not in read(text, Kind.PIP_CRITERION).flaws


@pytest.mark.parametrize(
    "text",
    [
        "Improve communication by 30 June.",
        "Behaves professionally throughout this plan.",
        "Act as expected of a senior locksmith until 15 July.",
        "Show better teamwork over the next eight weeks.",
        "Meets the standards of the company by the end of the quarter.",
        "You perform at the level that one may expect until 31 August.",
        "Step up your game by July.",
    ],
)
def test_a_behaviour_that_is_not_named_is_pointed_out(text: str) -> None:
    """PIP-4: vague"""
    assert Flaw.VAGUE in read(text, Kind.PIP_CRITERION).flaws


@pytest.mark.parametrize(
    "text",
    [
        "Between 1 May and 30 June at least 18 of 20 bottling logs are complete at the weekly check by the cellar lead.",
        "Replies to at least 9 of 10 grower e-mails within one working day between 1 and 31 May, as the mailbox log shows.",
        "From 5 June to 31 July you are at the gate by 6.45 on at least 28 of 30 shifts, as the clock shows.",
        "Over the next eight weeks at least 7 of 8 weekly crew lists are published by Thursday noon.",
    ],
)
def test_a_behaviour_that_is_not_named_is_not_imagined(text: str) -> None:
    """PIP-4: vague"""
    assert Flaw.VAGUE not in read(text, Kind.PIP_CRITERION).flaws


@pytest.mark.parametrize(
    "text",
    [
        "By 30 June the reports are good enough in my opinion.",
        "Throughout this plan the head chef is happy with the plating.",
        "From May to July your tone with guests is warm enough.",
        "Until 15 July the window displays look on-brand.",
        "The head brewer rates your attitude at least 7 of 10 by 31 May.",
        "By August the director feels confident in your translations.",
        "Improve communication by 30 June.",
        "Show a more positive attitude until 31 July.",
    ],
)
def test_an_opinion_in_the_place_of_a_check_is_pointed_out(text: str) -> None:
    """PIP-4: not_assessable"""
    assert Flaw.NOT_ASSESSABLE in read(text, Kind.PIP_CRITERION).flaws


@pytest.mark.parametrize(
    "text",
    [
        "By 30 June at least 9 of 10 reports pass the six-point checklist that the auditor applies each Friday.",
        "From May to July the guest survey averages at least 4.2 of 5 over 200 cards.",
        "Until 15 July at least 11 of 12 displays match the photo plan at the Monday check by the floor lead.",
        "By August at least 18 of 20 sampled translations have no more than two terms that differ from the glossary.",
    ],
)
def test_an_opinion_in_the_place_of_a_check_is_not_imagined(text: str) -> None:
    """PIP-4: not_assessable"""
    assert Flaw.NOT_ASSESSABLE not in read(text, Kind.PIP_CRITERION).flaws


@pytest.mark.parametrize(
    "text",
    [
        "Shows a more positive attitude towards the night crew by 30 June.",
        "Be more proactive throughout this plan.",
        "You are less arrogant in meetings until the end of May.",
        "Is motivated and reliable from 1 June to 31 July.",
        "Demonstrates commitment over the next eight weeks.",
        "Becomes a team player by 15 July.",
    ],
)
def test_a_trait_as_the_target_is_pointed_out(text: str) -> None:
    """PIP-4: personality"""
    assert Flaw.PERSONALITY in read(text, Kind.PIP_CRITERION).flaws


@pytest.mark.parametrize(
    "text",
    [
        "From 1 June to 31 July you post your crew list by Thursday noon in at least 8 of 9 weeks.",
        "Throughout this plan you let others finish in at least 9 of 10 observed meetings, as counted by the chair.",
        "By 15 July at least 10 of 12 handovers are signed by both shifts.",
        "Between 4 May and 26 June each absence but one is reported before 7.00, as the duty log shows.",
    ],
)
def test_a_trait_as_the_target_is_not_imagined(text: str) -> None:
    """PIP-4: personality"""
    assert Flaw.PERSONALITY not in read(text, Kind.PIP_CRITERION).flaws


@pytest.mark.parametrize(
    "text",
    [
        "Tidy the kiln room more often between 1 May and 30 June.",
        "Answers the phone more quickly until 15 July.",
        "From 1 June you update the crew list regularly.",
        "Hand in the tide reports in a timely manner throughout this plan.",
        "Greets visitors at the gate more often over the next eight weeks.",
    ],
)
def test_a_standard_without_a_threshold_is_pointed_out(text: str) -> None:
    """PIP-4: no_measure"""
    assert Flaw.NO_MEASURE in read(text, Kind.PIP_CRITERION).flaws


@pytest.mark.parametrize(
    "text",
    [
        "Tidy the kiln room on at least 4 of 5 days a week between 1 May and 30 June, as the check sheet shows.",
        "Answers at least 90 % of calls within 20 seconds until 15 July, as the phone log shows.",
        "From 1 June to 31 July you update the crew list by noon on at least 35 of 40 days.",
        "Behaves professionally throughout this plan.",
        "Attend the customer service training by 30 June.",
    ],
)
def test_a_standard_without_a_threshold_is_not_imagined(text: str) -> None:
    """PIP-4: no_measure"""
    assert Flaw.NO_MEASURE not in read(text, Kind.PIP_CRITERION).flaws


@pytest.mark.parametrize(
    "text",
    [
        "At least 18 of 20 bottling logs are complete at the weekly check by the cellar lead.",
        "Replies to at least 9 of 10 grower e-mails within one working day, as the mailbox log shows.",
        "The till differs by no more than £5 on at least 9 of 10 shifts.",
        "Improve communication.",
        "Soon at least 45 of 50 sampled entries match the source form.",
    ],
)
def test_a_criterion_without_a_period_is_pointed_out(text: str) -> None:
    """PIP-4: no_date"""
    assert Flaw.NO_DATE in read(text, Kind.PIP_CRITERION).flaws


@pytest.mark.parametrize(
    "text",
    [
        "At least 18 of 20 bottling logs between 1 May and 30 June are complete at the weekly check by the cellar lead.",
        "Throughout this PIP at least 9 of 10 grower e-mails get a reply within one working day, as the mailbox log shows.",
        "The till differs by no more than £5 on at least 9 of the next 10 shifts.",
        "Within 60 days at least 45 of 50 sampled entries match the source form.",
        "In week 4, 8 and 12 at least 45 of 50 sampled entries match the source form.",
    ],
)
def test_a_criterion_without_a_period_is_not_imagined(text: str) -> None:
    """PIP-4: no_date"""
    assert Flaw.NO_DATE not in read(text, Kind.PIP_CRITERION).flaws


@pytest.mark.parametrize(
    "text",
    [
        "Between 1 May and 30 June you never make a mistake in a bottling log.",
        "Throughout this plan every single guest is satisfied.",
        "Until 31 July no parcel is ever late.",
    ],
)
def test_a_criterion_that_nobody_could_meet_is_pointed_out(text: str) -> None:
    """PIP-4: absolute_unachievable"""
    assert Flaw.ABSOLUTE in read(text, Kind.PIP_CRITERION).flaws


@pytest.mark.parametrize(
    "text",
    [
        "Between 1 May and 30 June all 4 fire doors are checked each Friday, as the door log shows.",
        "Throughout this plan you log every visitor before you open the gate, unless the guard has agreed otherwise beforehand.",
        "From June to August no lift is released with an overdue safety certificate.",
        "Three consecutive stocktakes until 31 July differ by less than 1 %.",
    ],
)
def test_a_criterion_that_nobody_could_meet_is_not_imagined(text: str) -> None:
    """PIP-4: absolute_unachievable"""
    assert Flaw.ABSOLUTE not in read(text, Kind.PIP_CRITERION).flaws


@pytest.mark.parametrize(
    "text",
    [
        "Until July: 45 of 50 entries match, 9 of 10 calls are answered within 20 seconds, all stock counts are filed by noon, and two audits are passed.",
    ],
)
def test_several_standards_in_one_criterion_is_pointed_out(text: str) -> None:
    """PIP-4: compound"""
    assert Flaw.COMPOUND in read(text, Kind.PIP_CRITERION).flaws


@pytest.mark.parametrize(
    "text",
    [
        "By 30 June at least 18 of 20 logs are complete, dated and signed at the weekly check by the cellar lead.",
        "Until 31 July at least 45 of 50 sampled entries match the source form, as the data lead checks each Friday against the scans.",
    ],
)
def test_several_standards_in_one_criterion_is_not_imagined(text: str) -> None:
    """PIP-4: compound"""
    assert Flaw.COMPOUND not in read(text, Kind.PIP_CRITERION).flaws


@pytest.mark.parametrize(
    "text",
    [
        "Between 1 May and 30 June at least 18 of 20 bottling logs are complete at the weekly check by the cellar lead.",
        "From 5 June to 31 July you are at the gate by 6.45 on at least 28 of 30 shifts, as the clock shows.",
        "Throughout this plan at least 9 of 10 grower e-mails get a reply within one working day, as the mailbox log shows.",
    ],
)
def test_a_criterion_that_is_whole_gets_no_answer(text: str) -> None:
    """PIP-4: quiet when the text is good."""
    assert read(text, Kind.PIP_CRITERION).flaws == ()


@pytest.mark.parametrize(
    ("text", "flaws"),
    [
        ("From 2 May to 30 June you check each vial label against the order before you hand it over, as the scanner log shows.", set()),
        ("Between 2 May and 30 June the matron finds your bedside manner pleasant.", {Flaw.NOT_ASSESSABLE}),
        ("Until 30 June your manager scores your enthusiasm at 4 of 5 or above.", {Flaw.NOT_ASSESSABLE, Flaw.PERSONALITY}),
        ("Over the next 30 shifts the average of the guest cards is 4.3 or more.", set()),
        ("Throughout this PIP at least 27 of 30 hoof trims pass the vet's checklist on the same day.", set()),
        ("From June to August you are absent without notice on no more than one day, or agreed in advance.", set()),
        (
            "During the next 8 weeks the forge is swept at the end of each shift, on at least 36 of 40 shifts by the supervisor's sheet.",
            set(),
        ),
        ("During the next 8 weeks sweep the forge more thoroughly.", {Flaw.NO_MEASURE}),
        ("You complete the e-learning on data protection.", {Flaw.ACTIVITY, Flaw.NO_DATE}),
        ("By 31 May: shows she cares about the residents.", {Flaw.NOT_ASSESSABLE, Flaw.PERSONALITY}),
        ("By 31 May improve overall performance to an acceptable level.", {Flaw.NOT_ASSESSABLE, Flaw.VAGUE}),
        ("From 1 June to 31 July nobody ever has to wait for you.", {Flaw.ABSOLUTE}),
        ("At least 19 of 20 tram logs are filled in by the end of the shift.", {Flaw.NO_DATE}),
    ],
)
def test_a_criterion_gets_exactly_what_it_lacks(text: str, flaws: set[Flaw]) -> None:
    """PIP-4: near misses of the guideline, neither more nor less."""
    assert set(read(text, Kind.PIP_CRITERION).flaws) == flaws


def test_the_parts_of_a_criterion_are_judged_as_one_sentence() -> None:
    """PIP-4, COACH-3: what one part lacks another may say."""
    statement, measure, period = "Bottling logs are complete", "in at least 18 of 20 cases", "between 1 May and 30 June"
    assert Flaw.NO_DATE in read(criterion(statement, measure, "", "", ""), Kind.PIP_CRITERION).flaws
    assert (
        read(criterion(statement, measure, "checked by the cellar lead", "against the batch sheet", period), Kind.PIP_CRITERION).flaws == ()
    )


def test_only_flaws_that_a_criterion_can_have_are_refused_in_one() -> None:
    """PIP-4: a missing date and several things in one are said and let through."""
    assert POSSIBLE[Kind.PIP_CRITERION] - REFUSED_IN_CRITERIA == {Flaw.NO_DATE, Flaw.COMPOUND}
    assert POSSIBLE[Kind.PIP_CRITERION] >= REFUSED_IN_CRITERIA
