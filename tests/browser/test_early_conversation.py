"""J4: a manager writes down an early conversation, alone, in five clicks and two page loads; by keyboard as well (DESIGN 5, 9)."""

from __future__ import annotations

from datetime import datetime

import pytest
from tests.browser.conftest import Browse
from tests.cast import Cast
from tests.conversations.conftest import DETAILS, POINTS

from cadenza.conversations import actions, queries, writing
from cadenza.conversations.models import Note, Slip
from cadenza.people.models import Person

pytestmark = pytest.mark.django_db(transaction=True)

CONCERN, EXPECTATION, SUPPORT = (DETAILS.words[name] for name in ("concern", "expectation", "support"))


def words_of(author: Person, at: datetime) -> dict[str, str]:
    return queries.note_page(author, Note.objects.get().ref, at=at).words


@pytest.mark.parametrize("width", [1280, 390])
def test_a_note_takes_five_clicks_four_fields_and_two_loads(cast: Cast, browse: Browse, pinned: datetime, width: int) -> None:
    """EARLY-1, J4."""
    visit = browse(cast.manager, width=width)
    with visit.within(clicks=5, loads=2, required=4):
        page = visit.go("/notes/new/")
        page.get_by_label("Who did you talk with?").select_option(label=cast.peer.name)
        page.get_by_label("What did you see").fill(CONCERN)
        page.get_by_label("What do you expect").fill(EXPECTATION)
        page.get_by_label("What did you offer").fill(SUPPORT)
        page.get_by_role("button", name="Record note").click()
        page.wait_for_url("**/notes/N-*/")
    assert len(visit.typed) == 4
    assert words_of(cast.manager, pinned)["concern"] == CONCERN
    assert cast.peer.name.split()[0] not in page.title()
    visit.check_accessibility()
    visit.check_fits()
    visit.check_weight()


def test_by_keyboard_alone(cast: Cast, browse: Browse, pinned: datetime) -> None:
    """DESIGN 9."""
    visit = browse(cast.manager)
    page = visit.go("/notes/new/")
    visit.tab_to(page.get_by_label("Who did you talk with?"))
    page.keyboard.type(cast.peer.name)
    for label, text in (("What did you see", CONCERN), ("What do you expect", EXPECTATION), ("What did you offer", SUPPORT)):
        visit.tab_to(page.get_by_label(label))
        page.keyboard.type(text)
    visit.tab_to(page.get_by_role("button", name="Record note"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/notes/N-*/")
    assert visit.clicks == 0
    assert Note.objects.get().subject_id == cast.peer.pk


def test_what_was_typed_is_there_after_the_window_was_closed(cast: Cast, browse: Browse, pinned: datetime) -> None:
    """TRUST N11: kept on the server, for the author alone; and a word about health is hinted at without stopping anything."""
    visit = browse(cast.manager)
    page = visit.go("/notes/new/")
    page.get_by_label("Who did you talk with?").select_option(label=cast.peer.name)
    page.get_by_label("What did they say").fill("She said the depression is back")
    page.get_by_text("Saved").first.wait_for()
    page.get_by_text("Look again at these words").wait_for()
    visit.check_accessibility()
    page.close()
    again = browse(cast.manager).go("/notes/new/")
    assert again.get_by_label("What did they say").input_value() == "She said the depression is back"
    assert writing.draft_of(cast.manager, at=pinned).subject_id == cast.peer.pk


def test_the_words_blur_and_the_paper_says_what_it_is(cast: Cast, browse: Browse, pinned: datetime) -> None:
    """TRUST T45."""
    note = actions.record_note(cast.peer.pk, DETAILS, by=cast.manager, at=pinned)
    visit = browse(cast.manager, theme="dark")
    page = visit.go(f"/notes/{note.ref}/")
    words = page.get_by_text(CONCERN)
    assert words.evaluate("one => getComputedStyle(one.closest('.veiled')).filter") == "none"
    page.get_by_label("Blur the words on this page").check()
    assert "blur" in words.evaluate("one => getComputedStyle(one.closest('.veiled')).filter")
    visit.check_accessibility()
    page.emulate_media(media="print")
    assert page.get_by_text("Personal data.").is_visible()
    assert not page.get_by_role("button", name="Add to the note").is_visible()


def test_points_are_shared_received_and_answered_without_a_script(cast: Cast, browse: Browse, pinned: datetime) -> None:
    """EARLY-2; DESIGN 1.8."""
    note = actions.record_note(cast.peer.pk, DETAILS, by=cast.manager, at=pinned)
    author = browse(cast.manager, javascript=False)
    page = author.go(f"/notes/{note.ref}/points/")
    page.get_by_label("What may follow if it does not change?").fill(POINTS.words["may_follow"])
    page.get_by_role("button", name="Share with").click()
    slip = Slip.objects.get()
    person = browse(cast.peer, width=360, javascript=False)
    page = person.go("/")
    page.get_by_role("link", name="Read", exact=False).filter(has_text=slip.ref).first.click()
    page.get_by_role("button", name="I have received them").click()
    page.get_by_label("Your answer").fill("The rota was unclear")
    page.get_by_role("button", name="Answer").click()
    assert page.get_by_text("The rota was unclear").is_visible()
    slip.refresh_from_db()
    assert slip.received_at == pinned


def test_hr_sees_what_the_preview_showed(cast: Cast, browse: Browse, pinned: datetime) -> None:
    """EARLY-5."""
    note = actions.record_note(cast.peer.pk, DETAILS, by=cast.manager, at=pinned)
    actions.share_points(note.ref, POINTS, by=cast.manager, at=pinned)
    visit = browse(cast.manager)
    page = visit.go(f"/notes/{note.ref}/escalate/")
    visit.check_accessibility()
    page.get_by_label("What do you ask HR for?").fill("Your view")
    page.get_by_role("button", name="See exactly what HR will see").click()
    page.get_by_text("word for word").wait_for()
    preview = page.locator("dl.answers").all_inner_texts()
    visit.check_accessibility()
    page.get_by_role("button", name=f"Pass to {cast.hr_partner.name}").click()
    page.wait_for_url("**/formal/escalations/E-*/")
    partner = browse(cast.hr_partner)
    read = partner.go(page.url.removeprefix(visit.site))
    assert read.locator("dl.answers").all_inner_texts() == preview
    partner.check_accessibility()
    partner.check_fits()
