"""The next version of a framework, written by hand: in full, by two at once, and out of sight until it is published (CAP-1)."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cadenza.capability import actions, drafting, queries
from cadenza.capability.models import Capability, FrameworkVersion, Level, Statement
from cadenza.capability.rules import CapabilityEntry, LevelEntry
from cadenza.objections import Refused, Unseen
from cadenza.web.revisions import Conflict, Edit, base_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def framework(cast, at):
    levels = tuple(LevelEntry(number, f"Rung {number}", (f"Seen at {number}", "Done twice in live work")) for number in (1, 2))
    entries = [CapabilityEntry("Delivery", "Forecasting", levels), CapabilityEntry("Delivery", "Review", levels[:1])]
    version = actions.write_framework("Engineering", entries, by=None, at=at)
    return actions.publish_version(version.pk, by=None, at=at)


@pytest.fixture
def draft(framework, cast, at):
    return drafting.begin_version("engineering", by=cast.hr_admin, at=at)


@pytest.fixture
def admin(cast, sign_in):
    return sign_in(cast.hr_admin)


def where(draft, name, *more):
    return reverse(name, args=["engineering", draft.number, *more])


def send(client, address, **words):
    return client.post(address, {"op_id": str(uuid4()), **words})


def statement(draft, capability="forecasting", number=1):
    return Statement.objects.filter(level__version=draft, level__capability__slug=capability, level__number=number).first()


def test_the_next_version_begins_as_a_copy_of_the_one_in_force(framework, draft):
    """CAP-1."""
    assert (draft.number, draft.state) == (2, "draft")
    assert queries.entries_of(draft) == queries.entries_of(framework)


def test_rewording_a_draft_leaves_the_version_in_force_alone(framework, draft, cast, at, admin):
    """CAP-1: plans were written against it."""
    row = statement(draft)
    address = where(draft, "framework-ladder", "forecasting")
    sent = {f"s{row.pk}-text": "Names a likely day", f"base-s{row.pk}-text": base_of(row, "text")}
    answer = admin.post(address, sent, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert statement(draft).text == "Names a likely day"
    assert statement(framework).text == "Seen at 1"
    shown = admin.get(where(draft, "framework-version")).content.decode()
    assert "Names a likely day" in shown
    assert send(admin, where(draft, "framework-publish")).status_code == 303
    assert queries.in_force().get() == draft


def test_two_who_write_one_draft_both_see_both_texts(draft, cast, at, admin):
    """DATA-1."""
    row = statement(draft)
    seen = base_of(row, "text")
    drafting.save_ladder(draft.pk, {}, {row.pk: Edit("Theirs", seen)}, by=cast.hr_admin, at=at)
    with pytest.raises(Conflict):
        drafting.save_ladder(draft.pk, {}, {row.pk: Edit("Mine", seen)}, by=cast.hr_admin, at=at)
    answer = admin.post(where(draft, "framework-ladder", "forecasting"), {f"s{row.pk}-text": "Mine", f"base-s{row.pk}-text": seen})
    assert answer.status_code == 409
    assert "Theirs" in answer.content.decode()
    assert "Mine" in answer.content.decode()


def test_a_level_that_was_taken_out_meanwhile_takes_no_words(draft, cast, at):
    row = statement(draft)
    drafting.remove_level(draft.pk, row.level_id, by=cast.hr_admin, at=at)
    with pytest.raises(Unseen):
        drafting.save_ladder(draft.pk, {}, {row.pk: Edit("Mine", "")}, by=cast.hr_admin, at=at)


def test_a_page_grows_by_statement_level_and_capability(draft, admin):
    """CAP-1: ladders may be uneven."""
    ladder = ["forecasting"]
    level = Level.objects.get(version=draft, capability__slug="forecasting", number=2)
    address = where(draft, "framework-add-statement", *ladder, level.pk)
    assert send(admin, address, **{f"new{level.pk}-text": "Says how sure they are"}).status_code == 303
    more = {"number": "4", "level_name": "Teaches", "statement": "Others ask for the method"}
    assert send(admin, where(draft, "framework-add-level", *ladder), **more).status_code == 303
    first = {**more, "number": "1", "capability": "Hand-over", "family": "delivery"}
    assert send(admin, where(draft, "framework-version"), **first).status_code == 303
    entries = {one.name: one for one in queries.entries_of(draft)}
    assert [one.number for one in entries["Forecasting"].levels] == [1, 2, 4]
    assert entries["Forecasting"].levels[1].statements[-1] == "Says how sure they are"
    assert entries["Hand-over"].family == "Delivery"


@pytest.mark.parametrize(
    ("name", "more", "words", "said"),
    [
        ("framework-add-level", ("forecasting",), {"number": "2", "statement": "Kept words"}, "has a level twice"),
        ("framework-add-level", ("forecasting",), {"number": "99", "statement": "Kept words"}, "less than or equal to 50"),
        (
            "framework-version",
            (),
            {"number": "1", "capability": "review", "family": "Delivery", "statement": "Kept words"},
            "stands in the",
        ),
        ("framework-version", (), {"number": "1", "capability": "", "statement": "Kept words"}, "Error:"),
    ],
)
def test_what_cannot_be_added_keeps_the_words_and_says_why(draft, admin, name, more, words, said):
    answer = send(admin, where(draft, name, *more), **words)
    assert answer.status_code == 422
    assert "Kept words" in answer.content.decode()
    assert said in answer.content.decode()


def test_taking_out_the_last_level_takes_the_capability_out_of_the_draft_alone(framework, draft, admin):
    level = Level.objects.get(version=draft, capability__slug="review")
    answer = send(admin, where(draft, "framework-remove-level", "review", level.pk))
    assert answer.headers["Location"] == where(draft, "framework-version")
    assert admin.get(where(draft, "framework-ladder", "review")).status_code == 404
    assert [one.name for one in queries.entries_of(framework)] == ["Forecasting", "Review"]


def test_an_emptied_statement_is_left_out_on_publishing_and_an_empty_level_stops_it(draft, cast, at):
    """CAP-1: nobody types into nothing, and no level says nothing."""
    level = Level.objects.get(version=draft, capability__slug="forecasting", number=1)
    one, other = level.statements.all()
    drafting.save_ladder(draft.pk, {}, {one.pk: Edit("", base_of(one, "text"))}, by=cast.hr_admin, at=at)
    assert Statement.objects.filter(pk=one.pk).exists()
    drafting.save_ladder(draft.pk, {}, {other.pk: Edit("", base_of(other, "text"))}, by=cast.hr_admin, at=at)
    with pytest.raises(Refused):
        actions.publish_version(draft.pk, by=cast.hr_admin, at=at)
    other.refresh_from_db()
    drafting.save_ladder(draft.pk, {}, {other.pk: Edit("Back again", base_of(other, "text"))}, by=cast.hr_admin, at=at)
    actions.publish_version(draft.pk, by=cast.hr_admin, at=at)
    assert [row.text for row in Statement.objects.filter(level=level)] == ["Back again"]


def test_a_discarded_draft_is_nobodys_and_its_number_stays_used(draft, cast, at, admin):
    assert admin.get(where(draft, "framework-discard")).status_code == 200
    assert send(admin, where(draft, "framework-discard")).status_code == 303
    assert admin.get(where(draft, "framework-version")).status_code == 404
    assert drafting.begin_version("engineering", by=cast.hr_admin, at=at).number == 3


def test_only_one_draft_at_a_time(draft, admin):
    """CAP-1."""
    assert send(admin, reverse("framework-begin", args=["engineering"])).status_code == 422
    assert FrameworkVersion.objects.filter(state="draft").count() == 1


def test_a_capability_of_a_draft_is_out_of_sight_until_it_is_published(draft, cast, at, sign_in):
    """TRUST C1: a draft is HR admin's."""
    entry = CapabilityEntry("Delivery", "Zq-planted", (LevelEntry(1, "", ("zq-seen",)),))
    drafting.add_capability(draft.pk, entry, by=cast.hr_admin, at=at)
    reader = sign_in(cast.engineer)
    slug = Capability.objects.get(name="Zq-planted").slug
    assert reader.get(reverse("capability", args=[slug])).status_code == 404
    for address in ("/framework/", "/framework/engineering/versions/", "/search/?q=zq-planted", where(draft, "framework-version")):
        assert "Zq-planted" not in reader.get(address).content.decode()


def test_pages_of_versions_ask_the_database_equally_often(framework, cast, at, sign_in):
    """However many capabilities a framework has."""
    client, counts = sign_in(cast.engineer), []
    client.get("/framework/")
    for rows in (3, 30):
        entries = [CapabilityEntry(f"F{n % 3}", f"C{n}", (LevelEntry(1, "", ("Seen",)),)) for n in range(rows)]
        version = actions.write_framework("Engineering", entries, by=None, at=at)
        actions.publish_version(version.pk, by=None, at=at)
        for address in (where(version, "framework-version"), "/framework/engineering-f1/1/?beside=1", "/framework/"):
            with CaptureQueriesContext(connection) as seen:
                assert client.get(address).status_code == 200
            counts.append(len(seen))
    assert counts[:3] == counts[3:]
