"""What is asked, what the reader answered themself, and all answers together for the one count of fairness."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence

from django.db.models import QuerySet

from cadenza.characteristics import access
from cadenza.characteristics.models import Declaration, Question
from cadenza.people.models import Person
from cadenza.sealing.keys import Unit, Unreadable, unseal, unseal_each


def unit_of(row: Declaration) -> Unit:
    """One person's answers are erased together, by their key (TRUST 0.7)."""
    return Unit(f"characteristics:{row.token}", row.person_id, row.person_id)


def place_of(row: Declaration) -> str:
    return f"characteristics.Declaration:{row.token}:sealed"


def asked() -> QuerySet[Question]:
    """Questions that are asked now, with their answers. Two queries."""
    return Question.objects.filter(retired_at=None).prefetch_related("choices")


def own_answers(viewer: Person) -> dict[int, int]:
    """Question -> answer, as the viewer gave them; of nobody else."""
    row = access.own_declaration(viewer)
    return read(unseal(bytes(row.sealed), unit=unit_of(row), place=place_of(row))) if row else {}


def declared_by(viewer: Person) -> list[tuple[str, str]]:
    """What the viewer declared, in words: for their own export (TRUST DATA-3). Retired questions are in it as long as the answers are."""
    answers = own_answers(viewer)
    found = []
    for question in Question.objects.filter(pk__in=answers).prefetch_related("choices"):
        words = {choice.pk: choice.label for choice in question.choices.all()}
        found.append((question.label, words.get(answers[question.pk], "")))
    return found


def answers_of(people: Collection[int]) -> dict[int, dict[int, int]]:
    """Person -> question -> answer, of those who declared. For the count of groups alone (TRUST A3 `a`): the caller keeps figures, never rows.

    Whatever opens no more, as after its key was destroyed and an older copy came back, counts as not answered and stops no other.
    """
    rows = [row for row in Declaration.objects.order_by("person_id") if row.person_id in people]
    try:
        return _opened(rows)
    except Unreadable:
        return {person: answers for row in rows for person, answers in _opened_alone(row).items()}


def _opened(rows: Sequence[Declaration]) -> dict[int, dict[int, int]]:
    texts = unseal_each([(bytes(row.sealed), unit_of(row), place_of(row)) for row in rows])
    return {row.person_id: read(text) for row, text in zip(rows, texts, strict=True)}


def _opened_alone(row: Declaration) -> dict[int, dict[int, int]]:
    try:
        return _opened([row])
    except Unreadable:
        return {}


def written(answers: dict[int, int], *, length: int) -> str:
    """Answers as they are sealed: filled up, so that their number does not show."""
    return json.dumps({str(question): answer for question, answer in sorted(answers.items())}).ljust(length)


def read(text: str) -> dict[int, int]:
    return {int(question): int(answer) for question, answer in json.loads(text).items()}
