"""Key results (COACH-2): a state of the world with its figure, or a day."""

from __future__ import annotations

import pytest

from cadenza.wording import Flaw, Kind, read


@pytest.mark.parametrize(
    "text",
    [
        "Relaunch the catalogue by June.",
        "Hold 12 grower seminars.",
        "Print 4,000 flyers.",
        "Migrate the booking server to the new host by 30 April.",
        "Train 25 deckhands.",
        "Implement a new roster tool in Q3.",
        "Conduct ten site visits.",
        "100 % of the project plan worked off.",
        "Publish two articles a month.",
        "Running 12 workshops.",
    ],
)
def test_a_task_in_the_place_of_a_result_is_pointed_out(text: str) -> None:
    """COACH-2: activity_not_outcome"""
    assert Flaw.ACTIVITY in read(text, Kind.KEY_RESULT).flaws


@pytest.mark.parametrize(
    "text",
    [
        "Share of parcels that arrive the next day rises from 71 % to 90 %.",
        "All 14 branches have a first-aider by June.",
        "80 % of growers order through the portal.",
        "ISO 14001 certificate granted by the auditor by 30 September.",
        "Average boarding time falls from 40 to 25 minutes.",
        "Clean audit opinion by 31 March.",
        "Hiring time down from 60 to 40 days.",
        "Shipping errors below 0.5 % of parcels.",
        "Planning permission for the chapel granted by May.",
    ],
)
def test_a_task_in_the_place_of_a_result_is_not_imagined(text: str) -> None:
    """COACH-2: activity_not_outcome"""
    assert Flaw.ACTIVITY not in read(text, Kind.KEY_RESULT).flaws


@pytest.mark.parametrize(
    "text",
    [
        "Be the leader in our field.",
        "Best-in-class service.",
        "World-class harbour experience.",
        "Become the employer of choice on the coast.",
        "A truly customer-centric foundry.",
    ],
)
def test_a_result_that_cannot_be_found_is_pointed_out(text: str) -> None:
    """COACH-2: vague"""
    assert Flaw.VAGUE in read(text, Kind.KEY_RESULT).flaws


@pytest.mark.parametrize(
    "text",
    [
        "Share of parcels that arrive the next day rises from 71 % to 90 %.",
        "Crew turnover falls below 8 %.",
        "Average boarding time falls from 40 to 25 minutes.",
        "Net promoter score of 45 among growers.",
    ],
)
def test_a_result_that_cannot_be_found_is_not_imagined(text: str) -> None:
    """COACH-2: vague"""
    assert Flaw.VAGUE not in read(text, Kind.KEY_RESULT).flaws


@pytest.mark.parametrize(
    "text",
    [
        "Reduce the scrap in the foundry.",
        "Increase sales at the farm shop.",
        "Significantly fewer complaints about the ferry.",
        "Best-in-class service.",
        "Faster boarding.",
        "Improve the uptime of the ski lift.",
    ],
)
def test_a_result_without_a_figure_is_pointed_out(text: str) -> None:
    """COACH-2: no_measure"""
    assert Flaw.NO_MEASURE in read(text, Kind.KEY_RESULT).flaws


@pytest.mark.parametrize(
    "text",
    [
        "Reduce the scrap in the foundry by 20 %.",
        "Sales at the farm shop reach £40k.",
        "At most 12 complaints about the ferry per month.",
        "Boarding takes 25 minutes.",
        "Double the number of growers on the portal.",
        "Audit opinion received by 31 March.",
        "Harbour portal live by June.",
    ],
)
def test_a_result_without_a_figure_is_not_imagined(text: str) -> None:
    """COACH-2: no_measure"""
    assert Flaw.NO_MEASURE not in read(text, Kind.KEY_RESULT).flaws


@pytest.mark.parametrize(
    "text",
    [
        "Report of the harbour inspector received.",
        "Portal for growers launched.",
        "Licence for the second kiln granted by the council.",
        "Relaunch the catalogue.",
        "New tide gauge in operation.",
    ],
)
def test_a_milestone_without_a_day_is_pointed_out(text: str) -> None:
    """COACH-2: no_date"""
    assert Flaw.NO_DATE in read(text, Kind.KEY_RESULT).flaws


@pytest.mark.parametrize(
    "text",
    [
        "Report of the harbour inspector received by 30 June.",
        "Licence for the second kiln granted by the council in Q2.",
        "Crew turnover falls below 8 %.",
        "Hold 12 grower seminars.",
        "New tide gauge in operation before the spring flood season.",
        "Reduce the scrap in the foundry.",
    ],
)
def test_a_milestone_without_a_day_is_not_imagined(text: str) -> None:
    """COACH-2: no_date"""
    assert Flaw.NO_DATE not in read(text, Kind.KEY_RESULT).flaws


@pytest.mark.parametrize(
    "text",
    [
        "Zero complaints from customers.",
        "No defects in any casting.",
        "100 % of guests are satisfied at all times.",
        "Nobody leaves the company.",
    ],
)
def test_a_result_that_depends_on_everybody_is_pointed_out(text: str) -> None:
    """COACH-2: absolute_unachievable"""
    assert Flaw.ABSOLUTE in read(text, Kind.KEY_RESULT).flaws


@pytest.mark.parametrize(
    "text",
    [
        "No overdue gas safety certificates in the depot.",
        "All 4 fire doors pass the annual inspection by June.",
        "95 % of castings leave without a defect.",
        "Complaints fall from 40 to 15 a month.",
    ],
)
def test_a_result_that_depends_on_everybody_is_not_imagined(text: str) -> None:
    """COACH-2: absolute_unachievable"""
    assert Flaw.ABSOLUTE not in read(text, Kind.KEY_RESULT).flaws


@pytest.mark.parametrize(
    "text",
    [
        "Scrap falls to 3 %, boarding takes 25 minutes, and turnover reaches £2m.",
        "20 new growers, 90 % of parcels next day, and 4.5 stars in the app.",
    ],
)
def test_several_results_in_one_is_pointed_out(text: str) -> None:
    """COACH-2: compound"""
    assert Flaw.COMPOUND in read(text, Kind.KEY_RESULT).flaws


@pytest.mark.parametrize(
    "text",
    [
        "Share of parcels that arrive the next day rises from 71 % to 90 %.",
        "Scrap falls from 8 % to 3 % in all three foundries.",
        "Average boarding time falls from 40 to 25 minutes, measured at the gate.",
    ],
)
def test_several_results_in_one_is_not_imagined(text: str) -> None:
    """COACH-2: compound"""
    assert Flaw.COMPOUND not in read(text, Kind.KEY_RESULT).flaws


@pytest.mark.parametrize(
    "text",
    [
        "Share of parcels that arrive the next day rises from 71 % to 90 %.",
        "Crew turnover falls below 8 %.",
        "ISO 14001 certificate granted by the auditor by 30 September.",
    ],
)
def test_a_key_result_that_is_whole_gets_no_answer(text: str) -> None:
    """COACH-2: quiet when the text is good."""
    assert read(text, Kind.KEY_RESULT).flaws == ()


@pytest.mark.parametrize(
    ("text", "flaws"),
    [
        ("Median wait at the counter down from 14 to 6 minutes.", set()),
        ("Complaints down 30 %.", set()),
        ("Accreditation confirmed by the institute.", {Flaw.NO_DATE}),
        ("Every branch has a first-aider.", set()),
        ("Send out 2,000 leaflets.", {Flaw.ACTIVITY}),
        ("Hold client breakfasts.", {Flaw.ACTIVITY, Flaw.NO_DATE}),
        ("Higher attendance at matins.", {Flaw.NO_MEASURE}),
        ("Not one ticket is ever reopened.", {Flaw.ABSOLUTE}),
        ("Lamb losses under 3 %, milk yield above 9,000 litres, and vet costs below £20k.", {Flaw.COMPOUND}),
        ("Increase the share of wool sold direct.", {Flaw.NO_MEASURE}),
        ("Customers love us.", {Flaw.NO_MEASURE, Flaw.VAGUE}),
    ],
)
def test_a_key_result_gets_exactly_what_it_lacks(text: str, flaws: set[Flaw]) -> None:
    """COACH-2: near misses of the guideline, neither more nor less."""
    assert set(read(text, Kind.KEY_RESULT).flaws) == flaws
