"""Verbs: say something of oneself, take all of it back, ask for a characteristic, ask no longer (FAIR-1, TRUST A3)."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from cadenza.characteristics import access, queries, rules
from cadenza.characteristics.models import Choice, Declaration, Question
from cadenza.objections import Unseen, refuse_if
from cadenza.people.models import Person
from cadenza.people.relations import is_frozen
from cadenza.sealing.keys import destroy_unit, seal
from cadenza.trail.record import record

FILLED_TO = 1024
"""Characters: more than ten questions need."""


@transaction.atomic
def declare(chosen: Mapping[int, int], *, by: Person, at: datetime) -> None:
    """Keep what the person says of themself, sealed; nothing at all means that all of it is taken back. Nobody else can do it (TRUST A3).

    Answers to questions that are asked no longer stay as they were. The record says in the person's own sealed chain that it happened.
    """
    row = access.own_declaration(by, lock=True)
    offered = {question.pk: {choice.pk for choice in question.choices.all()} for question in queries.asked()}
    refuse_if(rules.objections_to_declaring(chosen, offered, frozen=is_frozen(by, at=at), before=row is not None))
    kept = {question: answer for question, answer in queries.own_answers(by).items() if question not in offered}
    answers = {**kept, **chosen}
    if not answers:
        if row is not None:
            withdraw(by=by, at=at)
        return
    if row is None:
        row = Declaration(person=by, token=secrets.token_hex(16))
    text = queries.written(answers, length=FILLED_TO)
    row.sealed, row.changed_at = seal(text, unit=queries.unit_of(row), place=queries.place_of(row)), at
    row.save()
    record("characteristics.declared", by=by, about=by, at=at, private=True)


@transaction.atomic
def withdraw(*, by: Person, at: datetime) -> None:
    """Take all of it back: the key is destroyed, so it is gone from backups too. Counted groups keep no row of it."""
    refuse_if(rules.objections_to_withdrawing(frozen=is_frozen(by, at=at)))
    if _erase(by.pk, at=at):
        record("characteristics.withdrawn", by=by, about=by, at=at, private=True)


@transaction.atomic
def forget(person_id: int, *, at: datetime) -> bool:
    """Erase what somebody declared, on schedule: for `custody`, which asks about holds itself and writes the certificate (TRUST L18)."""
    return _erase(person_id, at=at)


def _erase(person_id: int, *, at: datetime) -> bool:
    row = Declaration.objects.select_for_update().filter(person=person_id).first()
    if row is None:
        return False
    destroy_unit(queries.unit_of(row).name, at=at)
    row.delete()
    return True


@transaction.atomic
def ask_for(label: str, answers: Sequence[str], *, by: Person, at: datetime) -> Question:
    """Ask for a characteristic from now on (FAIR-1)."""
    access.keeper(by, at=at)
    refuse_if(rules.objections_to_question(label, answers, asked=[one.label for one in queries.asked()]))
    made = Question.objects.create(label=" ".join(label.split()), added_by=by, added_at=at)
    Choice.objects.bulk_create([Choice(question=made, label=line, place=place) for place, line in enumerate(rules.cleaned(answers), 1)])
    record("characteristics.question-added", by=by, about=None, at=at, question=made.pk)
    return made


@transaction.atomic
def retire(question_id: int, *, by: Person, at: datetime) -> None:
    """Ask for it no longer: it is left out of every later count, and each person's answer stays theirs to take back."""
    access.keeper(by, at=at)
    found = Question.objects.select_for_update().filter(pk=question_id, retired_at=None).first()
    if found is None:
        raise Unseen
    found.retired_at = at
    found.save()
    record("characteristics.question-retired", by=by, about=None, at=at, question=found.pk)
