"""What a finding quotes: whole words, up to where a clause turns to something else (COACH-2)."""

from __future__ import annotations

import pytest

from cadenza.wording import Flaw, Kind, in_english, read
from cadenza.wording.text import Text


@pytest.mark.parametrize(
    ("kind", "text", "words"),
    [
        (
            Kind.DEVELOPMENT_GOAL,
            "My aim is to be seen as a leader in the auction house of our grandfathers.",
            "be seen as a leader",
        ),
        (Kind.DEVELOPMENT_GOAL, "Handle angry passengers well by summer.", "well"),
        (Kind.SUCCESS_MEASURE, "The drovers find me easier to work with.", "easier to work with"),
        (Kind.CONCERN_STATEMENT, "She thinks she is better than the very best of all the other drovers.", "She thinks she is better"),
        (Kind.CONCERN_STATEMENT, "You don't care about the drovers.", "You don't care about the drovers"),
        (Kind.CONCERN_STATEMENT, "Doesn't care about the drovers.", "Doesn't care about the drovers"),
        (Kind.MANAGER_COMMITMENT, "I will support you in your development wherever I can.", "will support you in your development"),
        (Kind.MANAGER_COMMITMENT, "I promise you will never work a double shift again.", "promise you will never work"),
    ],
)
def test_a_finding_quotes_whole_words_and_none_that_waits_for_another(kind: Kind, text: str, words: str) -> None:
    assert read(text, kind).findings[0].words == words


@pytest.mark.parametrize("text", ["Improve my tone!", "Improve my tone?!", "Improve my tone ; ", "Improve my tone..."])
def test_a_better_version_goes_on_where_the_writers_last_sign_stood(text: str) -> None:
    for finding in read(text, Kind.DEVELOPMENT_GOAL).findings:
        assert any(said in in_english(finding.better) for said in ("Improve my tone:", "Improve my tone”", "Improve my tone."))


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("You said 'not now' on 4 May", "not now"),
        ("You said ‘we don't care’ twice", "we don't care"),
        ("You said ‘we don’t care’ twice", "we don’t care"),
        ('You said ("not now") on 4 May', "not now"),
        ("You said ('not now'), twice", "not now"),
        ("The drovers' dogs and the foreman's horse", ""),
        ("It's the drovers' dog", ""),
        ("You said 'not now", ""),
    ],
)
def test_single_marks_quote_as_double_ones_do_and_apostrophes_do_not(text: str, quoted: str) -> None:
    read_once = Text(text)
    inside = sorted(read_once.quoted)
    assert (text[read_once.tokens[inside[0]].start : read_once.tokens[inside[-1]].end] if inside else "") == quoted


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Kind.CONCERN_STATEMENT, "At Tuesday's briefing you told Priya to 'shut up' in front of the shift."),
        (Kind.CONCERN_STATEMENT, "On 4 May you said 'I'm not a team player and I don't care' to the new drover."),
        (Kind.DEVELOPMENT_GOAL, "Before the year is out I shoe two horses a day, with the farrier only looking on."),
        (
            Kind.PIP_CRITERION,
            "At least 8 of the 10 reports you submit in this PIP arrive by the date in the work plan, as the ticket system shows.",
        ),
        (Kind.MANAGER_COMMITMENT, "I will clear your Wednesday mornings."),
        (Kind.SUCCESS_MEASURE, "Practice nurses confirm in 8 of 10 handovers that nothing was missing."),
        (Kind.SUCCESS_MEASURE, "Confidence rating of at least 4 from ten trainees."),
        (Kind.CONCERN_STATEMENT, "Three times the gate stood open and you were in the canteen."),
        (Kind.CONCERN_STATEMENT, "Your log shows that you left at 14:10 on 3 May."),
        (Kind.CONCERN_STATEMENT, "You did not see the two drovers on the list of 4 May."),
        (Kind.CONCERN_STATEMENT, "Takes 40-minute breaks: 3, 4 and 9 May."),
        (Kind.PIP_CRITERION, "In May and June you see at least 12 drovers a day, per the booking report."),
        (
            Kind.PIP_CRITERION,
            "From 4 May to 3 July you read back every instruction; at least 48 of 50 sampled recordings contain the read-back.",
        ),
        (Kind.DEVELOPMENT_GOAL, "Know the evacuation plan so well that I lead the drill on 3 May without the card."),
    ],
)
def test_a_good_text_is_left_alone(kind: Kind, text: str) -> None:
    assert read(text, kind).flaws == ()


def test_what_somebody_cares_for_is_no_deed() -> None:
    """EARLY-3: a motive alone is `personality` alone."""
    assert read("You are lazy and don't care about the herd.", Kind.CONCERN_STATEMENT).flaws == (Flaw.PERSONALITY,)


def test_a_motive_beside_a_dated_deed_is_a_motive() -> None:
    """EARLY-3: one such clause is enough, even among facts."""
    assert read("On 4 March you ignored two calls because you were sulking.", Kind.CONCERN_STATEMENT).flaws == (Flaw.PERSONALITY,)


def test_goodwill_close_at_hand_is_goodwill() -> None:
    """COM-1"""
    assert read("I'm always here if you need anything!", Kind.MANAGER_COMMITMENT).flaws == (Flaw.GENERIC_SUPPORT,)
