"""What people say of themselves: theirs alone, sealed, taken back for good (FAIR-1; TRUST A3, L13, L14, T37)."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cadenza.characteristics import access, actions, queries
from cadenza.characteristics.models import Declaration
from cadenza.objections import Refused, Unseen
from cadenza.people.models import Freeze
from cadenza.sealing.keys import destroy_unit
from cadenza.sealing.models import DataKey
from cadenza.trail.models import Content

pytestmark = pytest.mark.django_db

PATH = "/me/characteristics/"
WORD = "Zyphic"


@pytest.fixture
def asked(cast, at):
    return actions.ask_for("Heritage", [WORD, "Another"], by=cast.hr_admin, at=at)


def first(question):
    return question.choices.all()[0]


def text(response):
    return response.content.decode()


def send(client, question, answer):
    return client.post(PATH, {f"question_{question.pk}": answer, "op_id": uuid4()})


def test_a_person_says_something_of_themself_and_sees_it_alone(asked, cast, sign_in):
    """TRUST A3: S s c e x d."""
    client = sign_in(cast.engineer)
    assert send(client, asked, first(asked).pk).status_code == 303
    assert queries.declared_by(cast.engineer) == [("Heritage", WORD)]
    assert re.search(rf'value="{first(asked).pk}"[^>]*checked', text(client.get(PATH)))
    for who in (cast.manager, cast.hr_admin, cast.privacy_officer, cast.peer):
        assert queries.declared_by(who) == []
        assert "You last changed this" not in text(sign_in(who).get(PATH))


def test_what_is_said_is_sealed_and_its_length_tells_nothing(asked, cast, at):
    """TRUST 0.7, T37: P4. One answer is as long as none and as ten."""
    actions.declare({asked.pk: first(asked).pk}, by=cast.engineer, at=at)
    actions.declare({asked.pk: asked.choices.all()[1].pk}, by=cast.peer, at=at)
    rows = [bytes(row.sealed) for row in Declaration.objects.all()]
    assert len({len(row) for row in rows}) == 1
    assert not any(str(asked.pk).encode() + b'":' in row for row in rows)


def test_the_record_says_in_the_persons_own_sealed_chain_that_it_happened_and_nothing_else(asked, cast, at):
    """TRUST J1: nobody learns from a trail who declared."""
    before = set(Content.objects.values_list("pk", flat=True))
    actions.declare({asked.pk: first(asked).pk}, by=cast.engineer, at=at)
    made = Content.objects.exclude(pk__in=before).get()
    assert made.kind != "characteristics.declared"
    assert made.about_id is None
    assert made.facts in ({}, None)


def test_taken_back_it_is_gone_with_its_key_and_can_be_said_anew(asked, cast, at, sign_in):
    """TRUST A3 d, 0.7: gone from backups too."""
    actions.declare({asked.pk: first(asked).pk}, by=cast.engineer, at=at)
    unit = queries.unit_of(Declaration.objects.get()).name
    client = sign_in(cast.engineer)
    assert client.post(f"{PATH}withdraw/", {"op_id": uuid4()}).status_code == 303
    assert not Declaration.objects.exists()
    assert DataKey.objects.get(unit=unit).wrapped is None
    assert send(client, asked, first(asked).pk).status_code == 303
    assert queries.declared_by(cast.engineer) == [("Heritage", WORD)]


def test_saying_nothing_takes_it_back_and_nothing_twice_is_nothing(asked, cast, at):
    actions.declare({}, by=cast.engineer, at=at)
    actions.declare({asked.pk: first(asked).pk}, by=cast.engineer, at=at)
    actions.declare({}, by=cast.engineer, at=at)
    assert not Declaration.objects.exists()
    actions.withdraw(by=cast.engineer, at=at)


def test_a_hold_stops_changing_and_taking_back(asked, cast, at, sign_in):
    """TRUST L13: the form keeps what was picked, and says so."""
    actions.declare({asked.pk: first(asked).pk}, by=cast.engineer, at=at)
    Freeze.objects.create(person=cast.engineer, since=at - timedelta(days=1))
    with pytest.raises(Refused):
        actions.withdraw(by=cast.engineer, at=at)
    answer = send(sign_in(cast.engineer), asked, asked.choices.all()[1].pk)
    assert answer.status_code == 422
    assert "kept as they are" in text(answer)
    assert queries.declared_by(cast.engineer) == [("Heritage", WORD)]


def test_a_retired_question_is_asked_no_longer_and_its_answer_stays_the_persons(asked, cast, at):
    """FAIR-1: kept through a later save, in their export, out of every form."""
    actions.declare({asked.pk: first(asked).pk}, by=cast.engineer, at=at)
    other = actions.ask_for("Age", ["Under 30", "Over"], by=cast.privacy_officer, at=at)
    actions.retire(asked.pk, by=cast.hr_admin, at=at)
    actions.declare({other.pk: first(other).pk}, by=cast.engineer, at=at)
    assert set(queries.declared_by(cast.engineer)) == {("Heritage", WORD), ("Age", "Under 30")}
    assert [question.label for question in queries.asked()] == ["Age"]
    with pytest.raises(Unseen):
        actions.retire(asked.pk, by=cast.hr_admin, at=at)


def test_only_hr_admin_and_the_privacy_officer_say_what_is_asked(cast, at):
    """FAIR-1: about nobody, so it is refused and not hidden."""
    for who in (cast.engineer, cast.manager, cast.executive, cast.operator, cast.hr_partner):
        with pytest.raises(PermissionDenied):
            access.keeper(who, at=at)
    access.keeper(cast.hr_admin, at=at)


def test_a_form_that_cannot_be_kept_keeps_the_words(cast, sign_in):
    client = sign_in(cast.hr_admin)
    answer = client.post("/settings/characteristics/", {"label": "Heritage", "answers": "One alone", "op_id": uuid4()})
    assert answer.status_code == 422
    assert "One alone" in text(answer)


def test_erasing_on_schedule_leaves_no_row(asked, cast, at):
    """TRUST L18: for the retention schedule."""
    actions.declare({asked.pk: first(asked).pk}, by=cast.engineer, at=at)
    assert actions.forget(cast.engineer.pk, at=at)
    assert not actions.forget(cast.engineer.pk, at=at)
    assert queries.answers_of([cast.engineer.pk]) == {}


def test_an_answer_that_opens_no_more_leaves_all_others_in_the_count(asked, cast, at):
    """A3, FAIR-1: its key is gone, or the row was changed beside the house."""
    for person in (cast.engineer, cast.peer, cast.manager):
        actions.declare({asked.pk: first(asked).pk}, by=person, at=at)
    destroy_unit(queries.unit_of(Declaration.objects.get(person=cast.engineer)).name, at=at)
    Declaration.objects.filter(person=cast.peer).update(sealed=b"broken")
    assert queries.answers_of([cast.engineer.pk, cast.peer.pk, cast.manager.pk]) == {cast.manager.pk: {asked.pk: first(asked).pk}}


def test_no_page_of_anybody_else_holds_a_declared_answer(asked, cast, at, sign_in):
    """A3: planted, and looked for where HR and managers look."""
    actions.declare({asked.pk: first(asked).pk}, by=cast.engineer, at=at)
    actions.retire(asked.pk, by=cast.hr_admin, at=at)
    for who in (cast.manager, cast.hr_admin, cast.privacy_officer, cast.executive):
        client = sign_in(who)
        for path in ("/people/sam-okafor/", "/search/?q=zyph", "/settings/characteristics/", "/fairness/", PATH):
            assert WORD not in text(client.get(path))


def test_the_page_asks_the_database_as_often_for_many_questions_as_for_few(cast, at, sign_in):
    counts = []
    client = sign_in(cast.engineer)
    for labels in (("A", "B"), ("C", "D", "E", "F", "G")):
        for label in labels:
            actions.ask_for(label, ["one", "two"], by=cast.hr_admin, at=at)
        client.get(PATH)
        with CaptureQueriesContext(connection) as asked_for:
            client.get(PATH)
        counts.append(len(asked_for))
    assert counts[0] == counts[1]
