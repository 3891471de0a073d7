"""Efforts as against what they let somebody do (PLAN-8, PIP-4: `activity_not_outcome`)."""

from __future__ import annotations

import pytest

from cadenza.wording import learning
from cadenza.wording.text import Text


@pytest.mark.parametrize(
    "text",
    [
        "Attend the seminar",
        "I will read three books",
        "By May I have completed the course",
        "Shadow the pilot",
        "Keep up to date with tanning",
        "Spend a week in the dye house",
        "Get certified",
        "Sign up for the workshop",
        "Learn about dyes",
        "Pass the exam by June",
        "The diploma in my pocket",
        "Two seminars attended",
        "I want to take part in the congress",
    ],
)
def test_taking_something_in_is_an_effort(text: str) -> None:
    """PLAN-8: activity_not_outcome"""
    assert learning.effort(Text(text)) is not None


@pytest.mark.parametrize(
    "text",
    [
        "Deliver the training",
        "Chair the meeting",
        "Attend the seminar so that I can splice a rope",
        "Run the exam for the apprentices",
        "Negotiate the wool price",
        "Present the forecast",
        "Take the course and then lead the drill",
        "Take over the gate",
    ],
)
def test_doing_the_job_or_learning_for_a_purpose_is_none(text: str) -> None:
    """PLAN-8: activity_not_outcome"""
    assert learning.effort(Text(text)) is None


def test_only_a_subject_and_auxiliaries_may_stand_before_an_effort() -> None:
    """PLAN-8: in the main clause it is the promise, elsewhere it is beside the point."""
    assert learning.effort(Text("We both will attend the seminar"))
    assert learning.effort(Text("I tune the organ that pilgrims visit")) is None
