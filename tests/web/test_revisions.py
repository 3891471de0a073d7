"""Two people in one row: different fields never conflict, the same field is never silently overwritten (DATA-1; TRUST N10)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from html import unescape
from re import DOTALL, findall

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils.crypto import salted_hmac
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.web.conftest import HTMX
from tests.web.sample import Note, Somebody

from cadenza.web.answers import base_id
from cadenza.web.revisions import Clash, Conflict, Edit, as_text, base_of

AT = datetime(2026, 11, 24, 14, 3, tzinfo=UTC)
ASHA, PRIYA = Somebody(1), Somebody(2)


def test_a_changed_text_is_taken_and_its_revision_rises() -> None:
    note = Note()
    changed = note.apply_edits({"outcome": Edit("Lead a review", base_of(note, "outcome"))}, by=ASHA, at=AT)
    assert (changed, note.outcome, note.revision_of("outcome")) == ({"outcome"}, "Lead a review", 1)


@given(st.text(max_size=80))
def test_what_a_page_has_seen_is_known_by_the_digest_that_older_pages_carry(words: str) -> None:
    note = Note()
    note.apply_edits({"outcome": Edit(words, base_of(note, "outcome"))}, by=ASHA, at=AT)
    assert base_of(note, "outcome").partition(".")[2] == salted_hmac("cadenza.web.revisions", note.outcome).hexdigest()[:16]


def test_who_saved_a_field_last_and_when_is_known() -> None:
    note = Note()
    note.apply_edits({"outcome": Edit("Lead a review", base_of(note, "outcome"))}, by=ASHA, at=AT)
    assert note.last_saved("outcome") == (1, AT)


def test_two_people_with_the_same_page_save_different_fields_and_both_are_kept() -> None:
    """N10."""
    note = Note()
    outcome, measure = base_of(note, "outcome"), base_of(note, "measure")
    note.apply_edits({"outcome": Edit("mine", outcome), "measure": Edit("", measure)}, by=ASHA, at=AT)
    note.apply_edits({"outcome": Edit("", outcome), "measure": Edit("yours", measure)}, by=PRIYA, at=AT)
    assert (note.outcome, note.measure) == ("mine", "yours")


def test_the_second_to_save_the_same_field_is_shown_both_texts_and_changes_nothing() -> None:
    """N10."""
    note = Note()
    seen = base_of(note, "outcome")
    note.apply_edits({"outcome": Edit("first", seen)}, by=ASHA, at=AT)
    with pytest.raises(Conflict) as caught:
        note.apply_edits({"outcome": Edit("second", seen), "measure": Edit("more", base_of(note, "measure"))}, by=PRIYA, at=AT)
    assert caught.value.clashes == (Clash("outcome", "second", "first", 1, AT, base_of(note, "outcome")),)
    assert (note.outcome, note.measure) == ("first", "")


def test_after_reading_both_texts_a_deliberate_save_is_taken() -> None:
    note = Note()
    seen = base_of(note, "outcome")
    note.apply_edits({"outcome": Edit("first", seen)}, by=ASHA, at=AT)
    with pytest.raises(Conflict) as caught:
        note.apply_edits({"outcome": Edit("second", seen)}, by=PRIYA, at=AT)
    clash = caught.value.clashes[0]
    note.apply_edits({"outcome": Edit(clash.both, clash.base)}, by=PRIYA, at=AT)
    assert note.outcome == "first\n\nsecond"


def test_writing_the_same_as_the_other_person_is_no_conflict() -> None:
    note = Note()
    seen = base_of(note, "outcome")
    note.apply_edits({"outcome": Edit("same", seen)}, by=ASHA, at=AT)
    assert note.apply_edits({"outcome": Edit("same", seen)}, by=PRIYA, at=AT) == frozenset()


def test_a_save_repeated_after_a_lost_answer_changes_nothing() -> None:
    note = Note()
    edit = {"outcome": Edit("Lead a review", base_of(note, "outcome"))}
    note.apply_edits(edit, by=ASHA, at=AT)
    assert note.apply_edits(edit, by=ASHA, at=AT) == frozenset()


def test_words_that_another_road_put_there_are_not_overwritten() -> None:
    """The revision is the same, but not the text: an action restored a version, or an import filled the field."""
    note = Note()
    seen = base_of(note, "outcome")
    note.outcome = "from somewhere else"
    with pytest.raises(Conflict):
        note.apply_edits({"outcome": Edit("mine", seen)}, by=ASHA, at=AT)


@pytest.mark.parametrize("base", ["", "0.", "nonsense", "1.²", "-1.abc", "99999999999.x"])
def test_a_base_that_nobody_gave_out_can_overwrite_nothing(base: str) -> None:
    note = Note(outcome="words that are there")
    with pytest.raises(Conflict):
        note.apply_edits({"outcome": Edit("mine", base)}, by=ASHA, at=AT)


def test_a_field_that_never_held_anything_takes_words_without_a_base() -> None:
    note = Note()
    assert note.apply_edits({"outcome": Edit("first words", "")}, by=ASHA, at=AT) == {"outcome"}


def test_a_day_is_kept_as_a_day_and_emptied_to_nothing() -> None:
    note = Note()
    note.apply_edits({"due": Edit("2026-12-18", base_of(note, "due"))}, by=ASHA, at=AT)
    assert note.due == date(2026, 12, 18)
    note.apply_edits({"due": Edit("", base_of(note, "due"))}, by=ASHA, at=AT)
    assert note.due is None


def test_a_base_shows_nothing_of_the_text() -> None:
    assert "planted" not in base_of(Note(outcome="planted"), "outcome")


@pytest.mark.parametrize(
    ("value", "text"), [(None, ""), (True, "true"), (False, "false"), (3, "3"), ("a\r\nb\r", "a\nb"), (AT, AT.isoformat())]
)
def test_values_travel_as_text(value: object, text: str) -> None:
    assert as_text(value) == text


WRITERS = 8
FIELDS = ("outcome", "measure")
steps = st.lists(
    st.tuples(st.integers(0, WRITERS - 1), st.sampled_from(FIELDS), st.sampled_from(["read", "save"]), st.text("abc \n", max_size=4)),
    max_size=60,
)


@given(steps)
@settings(max_examples=300, deadline=None)
def test_no_accepted_text_ever_disappears_unseen(steps: list[tuple[int, str, str, str]]) -> None:
    """N10, as a property: eight writers read and save in any order.

    Whenever a save is taken, what it replaces was on the writer's own page. Whenever it is refused, the field changed since that page
    was read, and the row is as it was.
    """
    note = Note()
    pages = [{field: (note.read_field(field), base_of(note, field)) for field in FIELDS} for _ in range(WRITERS)]
    for writer, field, verb, text in steps:
        page = pages[writer]
        if verb == "read":
            page.update({name: (note.read_field(name), base_of(note, name)) for name in FIELDS})
            continue
        seen, base = page[field]
        before = {name: note.read_field(name) for name in FIELDS}
        untouched = {name: Edit(*page[name]) for name in FIELDS if name != field}
        try:
            changed = note.apply_edits({field: Edit(text, base), **untouched}, by=Somebody(writer), at=AT)
        except Conflict as conflict:
            assert [clash.field for clash in conflict.clashes] == [field]
            assert before[field] not in {seen, as_text(text)}
            assert {name: note.read_field(name) for name in FIELDS} == before
        else:
            assert changed <= {field}
            assert not changed or before[field] == seen
            page[field] = (note.read_field(field), base_of(note, field))


@pytest.mark.django_db(transaction=True)
def test_eight_writers_at_once_lose_nothing(no_notes: None) -> None:
    """N10, with real transactions: each appends to what it read and reads again on a conflict, so every word must be there."""
    row = Note.objects.create()

    def write(writer: int) -> None:
        try:
            for number in range(4):
                while True:
                    seen = Note.objects.get(pk=row.pk)
                    text = f"{seen.outcome} {writer}.{number}"
                    try:
                        with transaction.atomic():
                            locked = Note.objects.select_for_update().get(pk=row.pk)
                            locked.apply_edits({"outcome": Edit(text, base_of(seen, "outcome"))}, by=Somebody(writer), at=AT)
                            locked.save()
                        break
                    except Conflict:
                        continue
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(8)))
    assert sorted(Note.objects.get(pk=row.pk).outcome.split()) == sorted(f"{w}.{n}" for w in range(8) for n in range(4))


@pytest.mark.django_db
class TestAutosave:
    """The same through the door, as a page sends it."""

    def test_a_save_says_saved_with_its_time_and_renews_the_base_of_what_changed(self, browser: Client) -> None:
        note = Note.objects.create()
        answer = browser.post(f"/sample/{note.pk}/save/", {"outcome": "New words", "base-outcome": base_of(note, "outcome")}, headers=HTMX)
        saved = Note.objects.get()
        assert "Saved 14:03" in answer.content.decode()
        assert f'id="{base_id(saved, "outcome")}" value="{base_of(saved, "outcome")}"' in answer.content.decode()
        assert answer["X-Revision"] == "1"

    def test_the_words_themselves_are_not_sent_back(self, browser: Client) -> None:
        """DESIGN 6: the field being typed in is never replaced."""
        note = Note.objects.create()
        answer = browser.post(f"/sample/{note.pk}/save/", {"outcome": "New words", "base-outcome": base_of(note, "outcome")}, headers=HTMX)
        assert "New words" not in answer.content.decode()

    def test_without_a_script_the_save_button_leads_back_to_the_page(self, browser: Client) -> None:
        note = Note.objects.create()
        answer = browser.post(f"/sample/{note.pk}/save/", {"outcome": "New words", "base-outcome": base_of(note, "outcome")})
        assert answer.status_code == 303

    def test_a_field_that_was_not_sent_keeps_its_words(self, browser: Client) -> None:
        note = Note.objects.create(measure="stays")
        browser.post(f"/sample/{note.pk}/save/", {"outcome": "New words", "base-outcome": base_of(note, "outcome")})
        assert Note.objects.get().measure == "stays"

    def test_in_a_conflict_the_page_keeps_its_words_and_shows_both(self, browser: Client) -> None:
        """DESIGN 6: 409 with both texts; the field itself is not touched."""
        note = Note.objects.create(outcome="theirs <b>bold</b>")
        answer = browser.post(f"/sample/{note.pk}/save/", {"outcome": "mine & more", "base-outcome": "0.x"}, headers=HTMX)
        shown = answer.content.decode()
        assert (answer.status_code, answer["HX-Retarget"]) == (409, "#notice")
        assert "mine &amp; more" in shown
        assert "theirs &lt;b&gt;bold&lt;/b&gt;" in shown
        assert Note.objects.get().outcome == "theirs <b>bold</b>"

    @pytest.mark.parametrize(("keep", "stands"), [("Keep mine", "mine"), ("Keep theirs", "theirs"), ("Keep both", "theirs\n\nmine")])
    def test_without_a_script_each_choice_is_a_form_that_saves_it(self, browser: Client, keep: str, stands: str) -> None:
        note = Note.objects.create(outcome="theirs", measure="old")
        sent = {"outcome": "mine", "base-outcome": "0.x", "measure": "new", "base-measure": base_of(note, "measure")}
        answer = browser.post(f"/sample/{note.pk}/save/", sent)
        browser.post(f"/sample/{note.pk}/save/", form_of(answer.content.decode(), keep))
        assert (Note.objects.get().outcome, Note.objects.get().measure) == (stands, "new")

    def test_a_conflict_with_a_change_of_a_minute_ago_names_its_time(self, browser: Client) -> None:
        note = Note()
        note.apply_edits({"outcome": Edit("theirs", base_of(note, "outcome"))}, by=ASHA, at=AT - timedelta(minutes=1))
        note.save()
        answer = browser.post(f"/sample/{note.pk}/save/", {"outcome": "mine", "base-outcome": "0.x"}, headers=HTMX)
        assert "24 November 2026, 14:02" in answer.content.decode()


def form_of(page: str, button: str) -> dict[str, str]:
    """The fields of the form that ends in a button, as a browser would send them."""
    form = next(part for part in findall(r"<form.*?</form>", page, DOTALL) if f">{button}<" in part)
    return {name: unescape(value) for name, value in findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)}
