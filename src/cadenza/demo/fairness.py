"""Lets people of the demo say something of themselves, so that groups of ten and more can be set beside each other."""

from __future__ import annotations

from datetime import timedelta

from cadenza.characteristics import actions as characteristics
from cadenza.demo.organisation import House
from cadenza.people.rules import PersonStatus
from cadenza.stewardship import fairness
from cadenza.stewardship.fairness_counting import take_fairness_picture

ASKED: tuple[tuple[str, tuple[str, ...], tuple[int, ...]], ...] = (
    ("Where your working week is", ("Mostly on site", "Mostly from home"), (0, 1, 0, 1, 1)),
    ("Caring for somebody at home", ("Yes", "No"), (1, 1, 1, 0, 1, 1, 1)),
    ("Age", ("Under 35", "35 to 54", "55 and over"), (0, 1, 1, 0, 1, 0, 1, 1, 0, 1, 1, 2)),
)
"""What is asked, the answers, and in which turn people give them. Of the last one's third answer too few are given to show."""
SILENT = 6
"""One in so many says nothing."""
MADE_OF_IT = "Live work: the head of each department looks at who was offered the last three pieces that others could learn from, by the end of January."


def build_fairness(house: House) -> None:
    """HR admin asks; most people answer, nobody has to; one picture is counted and something is made of it."""
    at = house.now - timedelta(days=60)
    questions = [characteristics.ask_for(label, answers, by=house.role("hr-admin"), at=at) for label, answers, _turn in ASKED]
    choices = [list(question.choices.all()) for question in questions]
    people = [person for person in house.people.values() if person.account_id and person.status == PersonStatus.ACTIVE]
    for number, person in enumerate(sorted(people, key=lambda one: one.pk)):
        if number % SILENT == SILENT - 1:
            continue
        said = {
            question.pk: answers[turn[number % len(turn)]].pk
            for question, answers, (_label, _answers, turn) in zip(questions, choices, ASKED, strict=True)
        }
        characteristics.declare(said, by=person, at=at + timedelta(minutes=number))
    if take_fairness_picture(at=house.now - timedelta(hours=4)):
        fairness.note(MADE_OF_IT, by=house.role("privacy-officer"), at=house.now - timedelta(hours=3))
