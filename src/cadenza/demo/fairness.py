"""Lets people of the demo say something of themselves, so that groups of ten and more can be set beside each other."""

from __future__ import annotations

from datetime import timedelta

from cadenza.characteristics import actions as characteristics
from cadenza.characteristics.queries import answers_of
from cadenza.demo.organisation import House
from cadenza.people.models import Person
from cadenza.people.rules import PersonStatus
from cadenza.plans.models import Action
from cadenza.plans.rules import ActionKind
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
PASSED_OVER = 8
"""People who mostly work from home and got to no live work of their plans yet: something to look into."""
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
    _pass_over(people, choices[0][1].pk, questions[0].pk)
    if take_fairness_picture(at=house.now - timedelta(hours=4)):
        fairness.note(MADE_OF_IT, by=house.role("privacy-officer"), at=house.now - timedelta(hours=3))


def _pass_over(people: list[Person], answer: int, question: int) -> None:
    """Let the live work of some who gave one answer not have come about."""
    said = answers_of({person.pk for person in people})
    chosen = [person for person, answers in sorted(said.items()) if answers.get(question) == answer]
    having = Action.objects.filter(goal__plan__owner__in=chosen, goal__agreed_in__isnull=False, kind=ActionKind.EXPERIENCE)
    owners = sorted(set(having.values_list("goal__plan__owner", flat=True)))[:PASSED_OVER]
    having.filter(goal__plan__owner__in=owners, goal__plan__closed_at__isnull=False).update(done_on=None, doing_evidence="")
