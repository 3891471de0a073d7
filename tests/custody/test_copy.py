"""What people take out about themselves: all that they may see, at once, and never a hint of the rest (DATA-3, TRUST L12, T26)."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from io import BytesIO

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader
from tests.cast import NOW, PASSWORD, Cast

from cadenza.capability.models import PersonRole, RoleProfile
from cadenza.conversations import actions as talks
from cadenza.conversations.writing import NoteDetails
from cadenza.custody import holdings
from cadenza.custody.copies import CopyFormat, as_json, as_markdown, as_paper, taken
from cadenza.custody.queries import held_about
from cadenza.evidence.models import Evidence, Feedback
from cadenza.evidence.rules import EvidenceKind
from cadenza.people.models import Person
from cadenza.sealing.registry import PERSONAL
from cadenza.trail.queries import entries_about
from cadenza.trail.record import record_read
from cadenza.web.paper import pdf_of

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]


def copy_of(person: Person) -> bytes:
    return as_json(taken(person, at=NOW), at=NOW)


def observed(person: Person, number: int) -> None:
    Evidence.objects.bulk_create(
        Evidence(person=person, kind=EvidenceKind.OTHER, what=f"Fact {n}", happened_on=date(2026, 11, 1), added_by=person, added_at=NOW)
        for n in range(number)
    )


def is_shown(model: type[Model], name: str) -> bool:
    """Whether a kind holds this field of the model."""
    kinds = [kind for kind in holdings.KINDS if model in kind.of]
    return any(name in kind.opened or name in {path.rsplit(".", 1)[-1] for path in kind.columns} for kind in kinds)


def test_every_personal_text_is_in_the_copy_or_named_with_the_reason_why_not():
    """DATA-3, TRUST L12: the registry of personal text is the yardstick, so a new field cannot be forgotten."""
    wrong = []
    for model in apps.get_models():
        for name in PERSONAL.get(f"{model.__module__}.{model.__qualname__}", {}):
            shown = is_shown(model, name)
            excused = name in holdings.ELSEWHERE.get(model._meta.label, {})
            if shown == excused:
                wrong.append(
                    f"{model._meta.label}.{name}: {'twice' if shown else 'neither in a kind nor in ELSEWHERE of custody/holdings.py'}"
                )
    assert wrong == []


def test_nothing_is_excused_that_is_no_personal_text():
    """DATA-3: a renamed field must not leave its excuse behind."""
    registered = {f"{m._meta.label}.{n}" for m in apps.get_models() for n in PERSONAL.get(f"{m.__module__}.{m.__qualname__}", {})}
    excused = {f"{label}.{name}" for label, names in holdings.ELSEWHERE.items() for name in names}
    assert excused - registered == set()


def test_a_note_about_somebody_changes_no_byte_of_their_copy_or_of_their_page(cast: Cast):
    """TRUST L12, T09: nothing hints that anything is left out."""
    before, page = copy_of(cast.outsider), held_about(cast.outsider, at=NOW)
    words = dict.fromkeys(("concern", "expectation", "support"), "zqnoteqz said in confidence")
    details = NoteDetails(words, held_on=date(2026, 11, 23), follow_up_on=date(2026, 12, 21))
    with transaction.atomic():
        talks.record_note(cast.outsider.pk, details, by=cast.outsider_manager, at=NOW)
    assert copy_of(cast.outsider) == before
    assert held_about(cast.outsider, at=NOW) == page
    assert b"zqnoteqz" not in copy_of(cast.outsider_manager)


def test_a_copy_has_every_kind_though_there_be_none_of_it(cast: Cast):
    """DATA-3: one shape for everybody."""
    told = json.loads(copy_of(cast.operator))["records"]
    assert list(told) == [kind.code for kind in holdings.KINDS]
    assert told["goals"] == []


def test_a_copy_has_the_role_profiles_that_one_held(cast: Cast):
    """DATA-3, CAP-2: with their days, the one that ended too."""
    roles = [RoleProfile.objects.create(role="Engineer", level=level, slug=f"engineer-{level}") for level in "12"]
    PersonRole.objects.create(person=cast.engineer, profile=roles[0], since=date(2026, 1, 5), until=date(2026, 10, 1))
    PersonRole.objects.create(person=cast.engineer, profile=roles[1], since=date(2026, 10, 1))
    told = json.loads(copy_of(cast.engineer))["records"]["role-profiles"]
    assert told == [
        {"profile.name": "Engineer 1", "since": "2026-01-05", "until": "2026-10-01"},
        {"profile.name": "Engineer 2", "since": "2026-10-01", "until": None},
    ]


def test_thirty_facts_cost_no_more_statements_than_three(cast: Cast):
    """ARCHITECTURE 5: a fixed number of statements per kind."""
    observed(cast.engineer, 3)
    with CaptureQueriesContext(
        connection,
    ) as few:
        taken(cast.engineer, at=NOW)
    observed(cast.engineer, 27)
    with CaptureQueriesContext(connection) as many:
        taken(cast.engineer, at=NOW)
    assert len(many) == len(few)


def test_what_people_typed_is_no_markup_in_the_readable_copies(cast: Cast):
    """TRUST T15."""
    Evidence.objects.create(
        person=cast.engineer,
        kind=EvidenceKind.OTHER,
        what="# Heading\n[a](javascript:x)",
        happened_on=NOW.date(),
        added_by=cast.peer,
        added_at=NOW,
    )
    found = taken(cast.engineer, at=NOW)
    text = as_markdown(found, at=NOW).decode()
    assert "\n# Heading" not in text
    assert "\n    # Heading\n    [a](javascript:x)" in text
    pdf = pdf_of(as_paper(found, person=cast.engineer, at=NOW), at=NOW)
    assert "# Heading" in "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


@pytest.mark.usefixtures("fresh_limits")
def test_no_copy_leaves_without_the_password(cast: Cast, sign_in: SignIn):
    """TRUST 1.9, ASVS 7.5.3: step-up before records are taken out."""
    browser = sign_in(cast.engineer)
    refused = browser.post("/me/data/copy/", {"form": "json", "password": "guessed"})
    assert refused.status_code == 422
    assert "This is not your password." in refused.content.decode()
    given = browser.post("/me/data/copy/", {"form": "json", "password": PASSWORD})
    assert given.status_code == 200
    assert given.headers["Content-Disposition"] == 'attachment; filename="records-about-me.json"'
    assert "no-store" in given.headers["Cache-Control"]
    assert json.loads(given.content)["records"]["person"][0]["name"] == "Sam Okafor"
    assert browser.post("/me/data/copy/", {"form": "md"}).status_code == 200, "for ten minutes nobody is asked again"
    assert [one.facts for one in entries_about(cast.engineer.pk, kinds=["custody.copy-taken"])] == [{"form": "md"}, {"form": "json"}]


def test_taking_a_copy_opens_feedback_that_waited(cast: Cast, sign_in: SignIn):
    """FB-1: its giver changes no words that the receiver holds in their hands."""
    Feedback.objects.create(ref="B-1", person=cast.engineer, giver=cast.peer, happened_on=NOW.date(), seen="s", effect="e", given_at=NOW)
    sign_in(cast.engineer).post("/me/data/copy/", {"form": CopyFormat.JSON.value, "password": PASSWORD})
    assert Feedback.objects.get().read_at == NOW


def test_people_read_in_what_capacity_their_records_were_opened_and_no_name(cast: Cast, sign_in: SignIn, at: datetime):
    """TRUST J2, R18, T41."""
    with transaction.atomic():
        record_read("plans.plan-read", by=cast.manager, about=cast.engineer, at=at - timedelta(days=1), plan=1)
        record_read("plans.plan-read", by=cast.delegate, about=cast.engineer, at=at - timedelta(hours=1), plan=1)
        record_read("plans.plan-read", by=cast.executive, about=cast.engineer, at=at, plan=1)
    page = sign_in(cast.engineer).get("/me/data/opened/").content.decode()
    for words in ("Your development plan", "Your manager at the time", "Whoever stood in for your manager", "Somebody in the organisation"):
        assert words in page
    assert not {"Priya Raman", "Jonas Lind", cast.executive.name} & {
        name for name in ("Priya Raman", "Jonas Lind", cast.executive.name) if name in page
    }
