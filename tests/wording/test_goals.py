"""Development goals and the measures of their success (PLAN-8)."""

from __future__ import annotations

import pytest

from cadenza.wording import Flaw, Kind, read


@pytest.mark.parametrize(
    "text",
    [
        "Attend the piano regulation seminar in Leipzig by the end of May.",
        "Complete the tram driver refresher before 30 June.",
        "Read three books on beekeeping this winter.",
        "Shadow the senior prosthetist for two weeks in March.",
        "Enrol in the evening class for court reporting in September.",
        "Watch all the recordings of the patent examiners' academy by Easter.",
        "By October I will have taken part in the avalanche rescue workshop.",
        "Pass the forklift exam by 15 July.",
        "Get my welding inspector certificate by the end of the year.",
        "Spend time with the dye house during the spring.",
        "Gain exposure to the auction business in the second quarter.",
        "Sit in on the tasting panel every Tuesday until Christmas.",
        "Keep up to date with dairy hygiene rules throughout next year.",
        "Visit four vineyards before the harvest.",
    ],
)
def test_an_effort_in_a_goal_is_pointed_out(text: str) -> None:
    """PLAN-8: activity_not_outcome"""
    assert Flaw.ACTIVITY in read(text, Kind.DEVELOPMENT_GOAL).flaws


@pytest.mark.parametrize(
    "text",
    [
        "By the end of May I can regulate a grand action without the master correcting a single key.",
        "Attend the piano regulation seminar by May so that from June I can set up a concert grand with no rework by the master.",
        "Train the eight new tram drivers on the points system by 30 June, so that all eight pass the depot test.",
        "Chair the weekly quarry safety meeting alone from March on.",
        "By October I lead the avalanche drill for the village team without the mountain guide stepping in.",
        "Negotiate the wool contract with our two largest mills by 15 July at no more than 4 % above last year.",
        "Present the harvest forecast to the growers in August, accepted by the board.",
        "By 1 April I fit an upper-limb prosthesis alone, the senior prosthetist only signs.",
    ],
)
def test_an_effort_in_a_goal_is_not_imagined(text: str) -> None:
    """PLAN-8: activity_not_outcome"""
    assert Flaw.ACTIVITY not in read(text, Kind.DEVELOPMENT_GOAL).flaws


@pytest.mark.parametrize(
    "text",
    [
        "Improve my communication skills by the end of June.",
        "Become a better beekeeper by autumn.",
        "Get stronger at negotiation this year.",
        "Be more charismatic in the auction room by Christmas.",
        "Understand the patent process better by March.",
        "By July I want to be able to communicate better with the foundry.",
        "Develop my leadership further by the second quarter.",
        "Grow as a locksmith over the next six months.",
        "Work on my time management until Easter.",
        "Know more about sewage chemistry by 30 April.",
        "Build confidence on the mixing desk before the summer season.",
        "Raise my profile in the opera house this season.",
    ],
)
def test_a_skill_word_in_a_goal_is_pointed_out(text: str) -> None:
    """PLAN-8: vague"""
    assert Flaw.VAGUE in read(text, Kind.DEVELOPMENT_GOAL).flaws


@pytest.mark.parametrize(
    "text",
    [
        "By the end of June I answer the growers' monthly letter alone, without a correction by the editor.",
        "By autumn I can split a colony without help and find the queen within ten minutes.",
        "By 31 March I draft a patent claim that the attorney files with no more than two changes.",
        "By July I run the shift handover at the foundry alone, with every open job on the list.",
        "By Easter I close the week's job cards by Friday noon in 9 of 10 weeks.",
        "By 30 April I dose the flocculant at the works on my own, and the plant chemist only countersigns.",
    ],
)
def test_a_skill_word_in_a_goal_is_not_imagined(text: str) -> None:
    """PLAN-8: vague"""
    assert Flaw.VAGUE not in read(text, Kind.DEVELOPMENT_GOAL).flaws


@pytest.mark.parametrize(
    "text",
    [
        "By June I can calibrate the looms well.",
        "By the end of the year I write clearer reports for the harbour board.",
        "From May on I serve the tasting room smoothly.",
        "Read up on varnish chemistry by August.",
        "By Easter I can tune a piano better.",
        "By October I handle the ferry's boarding more quickly.",
        "Keep up to date with dental ceramics until the summer.",
        "Improve my presentation skills by March.",
    ],
)
def test_a_goal_of_which_two_fair_people_could_disagree_is_pointed_out(text: str) -> None:
    """PLAN-8: no_measure"""
    assert Flaw.NO_MEASURE in read(text, Kind.DEVELOPMENT_GOAL).flaws


@pytest.mark.parametrize(
    "text",
    [
        "By June I can calibrate four looms an hour.",
        "By the end of the year the harbour board accepts nine of ten of my reports without a query.",
        "From May on I serve the tasting room alone on Saturdays.",
        "By Easter I can tune a piano to within two cents, as measured by the strobe tuner.",
        "By October I board a full ferry in under 25 minutes.",
        "By August I mix the varnish without the master varnisher.",
        "Attend the varnish seminar on 9 August.",
        "By March I hand in a crown that the dentist fits with no adjustment.",
    ],
)
def test_a_goal_of_which_two_fair_people_could_disagree_is_not_imagined(text: str) -> None:
    """PLAN-8: no_measure"""
    assert Flaw.NO_MEASURE not in read(text, Kind.DEVELOPMENT_GOAL).flaws


@pytest.mark.parametrize(
    "text",
    [
        "I can regulate a grand action without the master correcting a single key.",
        "Run the shift handover alone with every open job on the list.",
        "Draft patent claims that are filed with no more than two changes.",
        "Soon I will board a full ferry in under 25 minutes.",
        "Improve my communication skills.",
        "Attend the ski lift rescue course.",
        "Over time, I want to take on the night desk without the editor.",
        "By means of practice I can tune a harpsichord within two cents.",
        "Serve the tasting room alone when possible.",
        "I answer growers' calls within two working days without help from the agronomist.",
    ],
)
def test_a_goal_without_a_when_is_pointed_out(text: str) -> None:
    """PLAN-8: no_date"""
    assert Flaw.NO_DATE in read(text, Kind.DEVELOPMENT_GOAL).flaws


@pytest.mark.parametrize(
    "text",
    [
        "By 30 June I can regulate a grand action without the master correcting a single key.",
        "From Q3 I run the shift handover alone with every open job on the list.",
        "For the next 20 claims I draft so that each is filed with no more than two changes.",
        "Before the summer holidays I board a full ferry in under 25 minutes.",
        "Within 90 days I take on the night desk without the editor.",
        "Over ten weeks I tune twelve harpsichords within two cents.",
        "At the next harvest festival I serve the tasting room alone.",
        "During the autumn term I answer growers' calls without help from the agronomist.",
        "For the two summer fairs I set up the stand with nobody from marketing.",
        "By the stocktake due in spring I count the cold store alone.",
    ],
)
def test_a_goal_without_a_when_is_not_imagined(text: str) -> None:
    """PLAN-8: no_date"""
    assert Flaw.NO_DATE not in read(text, Kind.DEVELOPMENT_GOAL).flaws


@pytest.mark.parametrize(
    "text",
    [
        "By June I will never make a mistake in the payroll again.",
        "From May on every single guest leaves the tasting room happy.",
        "By the end of the year I will answer 100 % of all growers' questions at once.",
        "By Easter no customer ever waits at my counter.",
        "By autumn I guarantee that no bee colony is ever lost.",
    ],
)
def test_a_goal_that_leaves_no_room_is_pointed_out(text: str) -> None:
    """PLAN-8: absolute_unachievable"""
    assert Flaw.ABSOLUTE in read(text, Kind.DEVELOPMENT_GOAL).flaws


@pytest.mark.parametrize(
    "text",
    [
        "By June I check all 4 fire doors of the mill alone each Friday.",
        "By May I close three consecutive stocktakes with a difference below 1 %.",
        "From Q2 no lift leaves my hands with an overdue safety certificate.",
        "By Easter 9 of 10 customers are served at my counter within five minutes.",
        "By the end of the year all 6 ferry logs of my boat are signed at the weekly check.",
    ],
)
def test_a_goal_that_leaves_no_room_is_not_imagined(text: str) -> None:
    """PLAN-8: absolute_unachievable"""
    assert Flaw.ABSOLUTE not in read(text, Kind.DEVELOPMENT_GOAL).flaws


@pytest.mark.parametrize(
    "text",
    [
        "By December I run the night desk alone, train two interns, and rewrite the style guide.",
        "By the end of Q2 I can tune a grand piano, sell ten instruments, and lead the workshop.",
        "By 30 June set up the cheese cellar, recruit an apprentice, negotiate the milk price and launch the farm shop.",
        "By March I close the ledger alone, write the audit report, and build the travel portal.",
        "By autumn: lead the crew, cut fuel by 10 %, publish the timetable, and pass the captain's exam.",
    ],
)
def test_several_results_in_one_goal_is_pointed_out(text: str) -> None:
    """PLAN-8: compound"""
    assert Flaw.COMPOUND in read(text, Kind.DEVELOPMENT_GOAL).flaws


@pytest.mark.parametrize(
    "text",
    [
        "By December I run the night desk alone, with every page out by 23:30 and no correction by the editor.",
        "By Q2 I can tune a grand piano: set the temperament, tune the octaves and check the unisons, without the master.",
        "By 30 June I set up the cheese cellar and keep its humidity within 2 % for four weeks.",
        "By March I close the ledger alone within five days, without queries from the auditor.",
        "By autumn I plan, brief and lead one night rescue alone, with the guide only watching.",
    ],
)
def test_several_results_in_one_goal_is_not_imagined(text: str) -> None:
    """PLAN-8: compound"""
    assert Flaw.COMPOUND not in read(text, Kind.DEVELOPMENT_GOAL).flaws


@pytest.mark.parametrize(
    "text",
    [
        "Better communication with the growers",
        "Improved leadership skills",
        "More confidence on stage",
        "I am more professional.",
        "A stronger presence in the auction room",
    ],
)
def test_a_skill_word_in_a_measure_is_pointed_out(text: str) -> None:
    """PLAN-8: vague"""
    assert Flaw.VAGUE in read(text, Kind.SUCCESS_MEASURE).flaws


@pytest.mark.parametrize(
    "text",
    [
        "Nine of ten spines pass the pull test at the first try",
        "The growers' letter goes out unchanged by the editor",
        "Two auctions led without the head auctioneer",
        "The strobe tuner shows less than two cents on all 88 keys",
    ],
)
def test_a_skill_word_in_a_measure_is_not_imagined(text: str) -> None:
    """PLAN-8: vague"""
    assert Flaw.VAGUE not in read(text, Kind.SUCCESS_MEASURE).flaws


@pytest.mark.parametrize(
    "text",
    [
        "The handover runs more smoothly.",
        "Reports are clearer.",
        "The ferry boards faster.",
        "Customers are served well.",
        "Better relations with the mill",
    ],
)
def test_a_measure_that_measures_nothing_is_pointed_out(text: str) -> None:
    """PLAN-8: no_measure"""
    assert Flaw.NO_MEASURE in read(text, Kind.SUCCESS_MEASURE).flaws


@pytest.mark.parametrize(
    "text",
    [
        "The handover takes less than ten minutes.",
        "Nine of ten reports are accepted without a query.",
        "The ferry boards in 25 minutes.",
        "The dentist fits the crown with no adjustment.",
        "The harbour master signs off the log at the first reading.",
        "Done without the master at the bench.",
    ],
)
def test_a_measure_that_measures_nothing_is_not_imagined(text: str) -> None:
    """PLAN-8: no_measure"""
    assert Flaw.NO_MEASURE not in read(text, Kind.SUCCESS_MEASURE).flaws


@pytest.mark.parametrize(
    "text",
    [
        "Never any mistakes in any ledger",
        "Every single customer is happy",
        "100 % of guests come back every time",
    ],
)
def test_a_measure_that_leaves_no_room_is_pointed_out(text: str) -> None:
    """PLAN-8: absolute_unachievable"""
    assert Flaw.ABSOLUTE in read(text, Kind.SUCCESS_MEASURE).flaws


@pytest.mark.parametrize(
    "text",
    [
        "At most one correction in ten ledgers",
        "All 4 fire doors checked each Friday",
        "No overdue gas safety certificate",
    ],
)
def test_a_measure_that_leaves_no_room_is_not_imagined(text: str) -> None:
    """PLAN-8: absolute_unachievable"""
    assert Flaw.ABSOLUTE not in read(text, Kind.SUCCESS_MEASURE).flaws


@pytest.mark.parametrize(
    "text",
    [
        "Ten instruments sold, two apprentices trained, the catalogue published, and fuel cut by 10 %",
        "Train two interns, rewrite the style guide, and launch the podcast",
    ],
)
def test_several_results_in_one_measure_is_pointed_out(text: str) -> None:
    """PLAN-8: compound"""
    assert Flaw.COMPOUND in read(text, Kind.SUCCESS_MEASURE).flaws


@pytest.mark.parametrize(
    "text",
    [
        "Two of three claims filed with no more than two changes",
        "Ten pianos tuned within two cents, as the strobe tuner shows",
    ],
)
def test_several_results_in_one_measure_is_not_imagined(text: str) -> None:
    """PLAN-8: compound"""
    assert Flaw.COMPOUND not in read(text, Kind.SUCCESS_MEASURE).flaws


@pytest.mark.parametrize(
    "text",
    [
        "By 30 June I regulate a grand action from first look to last, without the master at the bench.",
        "Before the summer season I board a full ferry in under 25 minutes.",
        "By the end of Q3 the harbour board accepts nine of ten of my reports without a query.",
        "From September on I open the Tuesday auction alone, and the head auctioneer only listens.",
        "Within six months I draft a patent claim that is filed with no more than two changes.",
    ],
)
def test_a_goal_that_is_whole_gets_no_answer(text: str) -> None:
    """PLAN-8: quiet when the text is good."""
    assert read(text, Kind.DEVELOPMENT_GOAL).flaws == ()


@pytest.mark.parametrize(
    "text",
    [
        "Nine of ten spines pass the pull test at the first try.",
        "The dentist fits the crown with no adjustment.",
        "Two auctions opened without the head auctioneer.",
    ],
)
def test_a_measure_that_is_whole_gets_no_answer(text: str) -> None:
    """PLAN-8: quiet when the text is good."""
    assert read(text, Kind.SUCCESS_MEASURE).flaws == ()


@pytest.mark.parametrize(
    ("text", "flaws"),
    [
        ("By 12 June I will have passed the exam for the pilot's licence.", {Flaw.ACTIVITY}),
        ("Complete the glazing course so that by October I fit a leaded window that the conservator accepts at the first visit.", set()),
        ("Read up on enamel chemistry.", {Flaw.ACTIVITY, Flaw.NO_DATE, Flaw.NO_MEASURE}),
        ("Attend the mine rescue refresher.", {Flaw.ACTIVITY, Flaw.NO_DATE}),
        ("By spring I deliver the first-aid training for the quarry crew myself, all 14 people pass the practical test.", set()),
        ("By means of weekly practice I can splice a wire rope in 20 minutes.", {Flaw.NO_DATE}),
        ("At the trade fair I run the stand alone.", {Flaw.NO_DATE}),
        ("At the next trade fair I run the stand alone.", set()),
        ("By 1 May I know more about grape diseases.", {Flaw.NO_MEASURE, Flaw.VAGUE}),
        ("By 1 May I recognise the five grape diseases on sight, 18 of 20 photos right.", set()),
        ("Untill end of march I am able to do the payrol run alone, only the controler signs.", set()),
        ("By June I am able to communicate better with 5 suppliers.", {Flaw.VAGUE}),
        ("By Christmas I am a more confident speaker.", {Flaw.NO_MEASURE, Flaw.VAGUE}),
        ("From next term I mark the mock papers clearly and quickly.", {Flaw.NO_MEASURE}),
        ("By August I can carve letters well.", {Flaw.NO_MEASURE}),
        ("This winter I rebuild two church bellows without the organ builder.", set()),
        ("In the coming sheep season I shear 120 ewes a day, none with a cut deeper than the skin.", set()),
        ("By May I will never again miss a tide.", {Flaw.ABSOLUTE}),
        ("By November I chair the parents' council, run the kitchen budget, and publish a cookbook.", {Flaw.COMPOUND}),
        ("I want to grow personally and professionally.", {Flaw.NO_DATE, Flaw.NO_MEASURE, Flaw.VAGUE}),
        ("By Easter I understand the boiler regulations well enough to sign off a plant room alone.", set()),
    ],
)
def test_a_goal_gets_exactly_what_it_lacks(text: str, flaws: set[Flaw]) -> None:
    """PLAN-8: near misses of the guideline, neither more nor less."""
    assert set(read(text, Kind.DEVELOPMENT_GOAL).flaws) == flaws


@pytest.mark.parametrize(
    ("text", "flaws"),
    [
        ("The ewes are shorn faster", {Flaw.NO_MEASURE}),
        ("120 ewes a day over one week", set()),
        ("The registrar signs the chart without a change", set()),
        ("More empathy", {Flaw.NO_MEASURE, Flaw.VAGUE}),
        ("Not one mistake, ever", {Flaw.ABSOLUTE}),
        ("Fewer dropped stitches", {Flaw.NO_MEASURE}),
        ("The controller closes my file at the first reading", set()),
    ],
)
def test_a_measure_gets_exactly_what_it_lacks(text: str, flaws: set[Flaw]) -> None:
    """PLAN-8: near misses of the guideline, neither more nor less."""
    assert set(read(text, Kind.SUCCESS_MEASURE).flaws) == flaws


def test_what_another_field_of_the_form_answers_is_not_raised() -> None:
    """COACH-3: a date in the field beside it answers `no_date`, and nothing else."""
    text = "Improve my communication skills."
    assert set(read(text, Kind.DEVELOPMENT_GOAL).flaws) == {Flaw.VAGUE, Flaw.NO_MEASURE, Flaw.NO_DATE}
    assert set(read(text, Kind.DEVELOPMENT_GOAL, answered={Flaw.NO_DATE}).flaws) == {Flaw.VAGUE, Flaw.NO_MEASURE}


def test_a_skill_word_behind_a_deed_is_beside_the_point() -> None:
    """PLAN-8: the main clause has named the task."""
    assert read("By June I build a model that helps growers understand frost, without the agronomist.", Kind.DEVELOPMENT_GOAL).flaws == ()
