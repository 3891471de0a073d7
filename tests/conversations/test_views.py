"""The doors of early conversations: pages, refusals that keep the words, steps that write nothing, words that survive."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.cast import NOW, Cast
from tests.conversations.conftest import CONCERN, DAY, DETAILS, POINTS, Talk, move

from cadenza.conversations import actions, writing
from cadenza.conversations.forms import NoteForm
from cadenza.conversations.models import Escalation, Note, NoteDraft, Slip
from cadenza.conversations.slip_queries import slips_about
from cadenza.people.models import Person
from cadenza.practice.dismissals import packed
from cadenza.practice.hint_rules import open_findings
from cadenza.trail.models import Entry
from cadenza.web import clock
from cadenza.web.forms import Unforced
from cadenza.wording import Kind

pytestmark = pytest.mark.django_db

SignIn = Callable[[Person], Client]
TYPED = {**DETAILS.words, "held_on": "2026-11-23", "follow_up_on": "2026-12-21", "cause": "system"}
SHARED = {**POINTS.words, "held_on": "2026-11-23", "expected_by": "2026-12-21"}


def post(client: Client, address: str, data: dict[str, object], **headers: str) -> object:
    return client.post(address, {"op_id": str(uuid4()), **data}, **headers)  # type: ignore[arg-type]  # headers as keywords


def text(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined]  # an answer


class TestANewNote:
    """EARLY-1, J4."""

    def test_the_page_has_four_fields_that_must_be_filled_in(self, cast: Cast, sign_in: SignIn) -> None:
        """DESIGN J4: the person, what was seen, what is expected, what was offered. Days and the presumed cause are preset."""
        must = {name for name, field in NoteForm.base_fields.items() if field.required and not isinstance(field, Unforced)}
        assert must == {"person", "concern", "expectation", "support"}
        page = text(sign_in(cast.manager).get("/notes/new/"))
        assert 'value="2026-11-24"' in page
        assert 'value="2026-12-22"' in page
        assert page.count("(optional)") == 2

    def test_it_is_recorded_and_shown(self, cast: Cast, sign_in: SignIn) -> None:
        client = sign_in(cast.manager)
        answer = post(client, "/notes/new/", {**TYPED, "person": cast.peer.pk})
        note = Note.objects.get()
        assert answer["Location"] == f"/notes/{note.ref}/"  # type: ignore[index]  # an answer
        page = text(client.get(f"/notes/{note.ref}/"))
        for said in ("23 November 2026", "24 November 2026", "three releases", "Only you can see this here", "normally obtain it"):
            assert said in page

    def test_a_refusal_keeps_every_word(self, cast: Cast, sign_in: SignIn) -> None:
        sent = {**TYPED, "person": cast.peer.pk, "expectation": "", "follow_up_on": "2026-11-24"}
        answer = post(sign_in(cast.manager), "/notes/new/", sent)
        page = text(answer)
        assert answer.status_code == 422  # type: ignore[attr-defined]  # an answer
        assert CONCERN in page
        assert "Error: " in page
        assert not Note.objects.exists()

    def test_nobody_else_can_be_chosen_however_the_id_is_sent(self, cast: Cast, sign_in: SignIn) -> None:
        """TRUST T12."""
        for person in (cast.outsider, cast.upline, cast.manager):
            answer = post(sign_in(cast.manager), "/notes/new/", {**TYPED, "person": person.pk})
            assert answer.status_code == 422  # type: ignore[attr-defined]  # an answer
        assert not Note.objects.exists()

    def test_further_fields_change_nothing(self, cast: Cast, sign_in: SignIn) -> None:
        """TRUST T12."""
        extra = {"author": cast.engineer.pk, "state": "escalated", "subject": cast.engineer.pk, "sealed_at": "2026-01-01", "iteration": "9"}
        post(sign_in(cast.manager), "/notes/new/", {**TYPED, **extra, "person": cast.peer.pk})
        note = Note.objects.get()
        assert (note.author_id, note.subject_id, note.state, note.iteration) == (cast.manager.pk, cast.peer.pk, "open", 1)

    def test_what_is_typed_is_kept_and_comes_back(self, cast: Cast, sign_in: SignIn) -> None:
        """TRUST N11."""
        client = sign_in(cast.manager)
        answer = client.post("/notes/draft/", {"concern": "Half a sentence", "person": cast.peer.pk}, HTTP_HX_REQUEST="true")
        assert answer.status_code == 200
        assert "Half a sentence" not in answer.content.decode()
        page = text(client.get("/notes/new/"))
        assert "Half a sentence" in page
        assert f'<option value="{cast.peer.pk}" selected>' in page
        post(client, "/notes/draft/discard/", {})
        assert "Half a sentence" not in text(client.get("/notes/new/"))

    @pytest.mark.parametrize("sent", ["9" * 5000, "9" * 19, "٣", "-1"])
    def test_a_person_that_nobody_is_costs_no_words(self, cast: Cast, sign_in: SignIn, sent: str) -> None:
        """DATA-1, TRUST N11: odd input is nobody, and what was typed beside it is kept."""
        client = sign_in(cast.manager)
        answer = client.post("/notes/draft/", {"concern": "Half a sentence", "person": sent}, HTTP_HX_REQUEST="true")
        assert answer.status_code == 200
        assert NoteDraft.objects.get().subject is None
        assert "Half a sentence" in text(client.get("/notes/new/"))

    def test_words_survive_a_session_that_ended(self, cast: Cast, sign_in: SignIn) -> None:
        """TRUST N12."""
        client = sign_in(cast.manager)
        Session.objects.all().delete()
        answer = post(client, "/notes/new/", {**TYPED, "person": cast.peer.pk})
        assert answer.status_code == 401  # type: ignore[attr-defined]  # an answer
        assert CONCERN in text(answer)
        assert not Note.objects.exists()

    @pytest.mark.parametrize("said", ["She has depression", "His divorce", "Talked to the works council"])
    def test_a_delicate_word_is_hinted_at_and_stops_nothing(self, cast: Cast, sign_in: SignIn, said: str) -> None:
        """TRUST L11."""
        client = sign_in(cast.manager)
        kept = client.post("/notes/draft/", {"context": said, "person": cast.peer.pk}, HTTP_HX_REQUEST="true")
        assert "Look again at these words" in kept.content.decode()
        assert "Look again at these words" in text(client.get("/notes/new/"))
        post(client, "/notes/new/", {**TYPED, "context": said, "person": cast.peer.pk})
        assert "Look again at these words" in text(client.get(f"/notes/{Note.objects.get().ref}/"))

    def test_character_is_hinted_at_in_every_field(self, cast: Cast, sign_in: SignIn) -> None:
        """EARLY-3."""
        sent = {"support": "She is lazy and not a team player", "person": cast.peer.pk}
        answer = sign_in(cast.manager).post("/notes/draft/", sent, HTTP_HX_REQUEST="true")
        assert "About character" in answer.content.decode()

    def test_sent_twice_it_is_one_note(self, cast: Cast, sign_in: SignIn) -> None:
        """TRUST N09."""
        client, op_id = sign_in(cast.manager), str(uuid4())
        for _ in range(2):
            client.post("/notes/new/", {**TYPED, "person": cast.peer.pk, "op_id": op_id})
        assert Note.objects.count() == 1


class TestThePages:
    def test_titles_name_nobody_and_quote_nothing(self, shared: Talk, sign_in: SignIn) -> None:
        """TRUST T08."""
        bundle = shared.escalate()
        client = sign_in(shared.cast.manager)
        pages = [
            f"/notes/{shared.ref}/",
            "/notes/",
            "/notes/new/",
            f"/agreed-points/{shared.slip.ref}/",
            f"/formal/escalations/{bundle.ref}/",
        ]
        for address in pages:
            title = re.search(r"<title>(.*?)</title>", text(client.get(address)), re.S)
            assert title is not None
            assert not re.search("Lena|Vogt|Priya|release", title[1]), address

    def test_the_list_holds_no_word_of_any_note(self, shared: Talk, sign_in: SignIn) -> None:
        """TRUST T45."""
        page = text(sign_in(shared.cast.manager).get("/notes/"))
        assert shared.ref in page
        assert not [said for said in DETAILS.words.values() if said[:20] in page]

    def test_a_query_string_changes_nothing(self, shared: Talk, sign_in: SignIn) -> None:
        """DESIGN 4: no query strings."""
        client = sign_in(shared.cast.manager)
        plain, asked = (masked(text(client.get(f"/notes/{tail}"))) for tail in ("", "?person=5&q=release"))
        assert plain == asked

    def test_every_word_can_be_blurred_and_the_paper_says_what_it_is(self, shared: Talk, sign_in: SignIn) -> None:
        """TRUST T45."""
        for address in (f"/notes/{shared.ref}/", "/notes/new/", f"/agreed-points/{shared.slip.ref}/"):
            page = text(sign_in(shared.cast.manager).get(address))
            assert 'id="veil"' in page
            assert "Personal data." in page

    def test_one_more_note_is_not_one_more_statement(self, talk: Talk, sign_in: SignIn) -> None:
        client, cast = sign_in(talk.cast.manager), talk.cast
        counts = []
        for many in (2, 9):
            while Note.objects.count() < many:
                made = actions.record_note(cast.peer.pk, DETAILS, by=cast.manager, at=NOW)
                actions.share_points(made.ref, POINTS, by=cast.manager, at=NOW)
            for address in ("/notes/", "/agreed-points/", f"/notes/{talk.ref}/escalate/", "/"):
                client.get(address)
                with CaptureQueriesContext(
                    connection,
                ) as asked:
                    client.get(address)
                counts.append((many, address, len(asked)))
        few, lots = ([count for n, _a, count in counts if n == many] for many in (2, 9))
        assert few == lots


def masked(page: str) -> str:
    """A page without what changes from one request to the next."""
    return re.sub(r'(name="(?:csrfmiddlewaretoken|op_id)"[^>]*value|X-CSRFToken": ")="?[^"]*"?', "", page)


class TestFollowingUp:
    """EARLY-4."""

    def test_the_next_conversation_is_recorded_from_the_last(self, talk: Talk, sign_in: SignIn) -> None:
        client = sign_in(talk.cast.manager)
        assert "Conversation 2 about this" in text(client.get(f"/notes/{talk.ref}/repeat/"))
        answer = post(client, f"/notes/{talk.ref}/repeat/", {**TYPED, "seen_since": "One of two had a plan", "held_on": "2026-11-24"})
        assert answer.status_code == 303  # type: ignore[attr-defined]  # an answer
        assert Note.objects.filter(iteration=2).count() == 1

    def test_a_refused_outcome_keeps_its_words(self, talk: Talk, sign_in: SignIn) -> None:
        answer = post(sign_in(talk.cast.manager), f"/notes/{talk.ref}/follow-up/", {"seen_since": "Half of it"})
        assert answer.status_code == 422  # type: ignore[attr-defined]  # an answer
        assert "Half of it" in text(answer)

    def test_the_form_closes_a_note(self, talk: Talk, sign_in: SignIn) -> None:
        post(sign_in(talk.cast.manager), f"/notes/{talk.ref}/follow-up/", {"outcome": "changed", "seen_since": "Every release had one"})
        assert talk.note.state == "resolved"

    def test_somebody_who_moved_on_leaves_three_ways_and_a_day(self, talk: Talk, sign_in: SignIn) -> None:
        """HAND-3, TRUST X3."""
        move(talk.cast.peer, talk.cast.new_manager, at=NOW)
        page = text(sign_in(talk.cast.manager).get(f"/notes/{talk.ref}/"))
        assert "Readable until 23 December 2026" in page
        for address in ("points", "delete", "follow-up"):
            assert f"/notes/{talk.ref}/{address}/" in page
        for address in ("repeat", "escalate", "add", "edit"):
            assert f"/notes/{talk.ref}/{address}/" not in page
        assert text(sign_in(talk.cast.manager).get("/notes/")).count("Readable until") + 1


class TestAgreedPoints:
    """EARLY-2."""

    def test_the_page_exists_for_everybody(self, cast: Cast, sign_in: SignIn) -> None:
        for person in (cast.engineer, cast.operator, cast.leader):
            assert sign_in(person).get("/agreed-points/").status_code == 200

    def test_they_begin_from_the_notes_words(self, talk: Talk, sign_in: SignIn) -> None:
        client = sign_in(talk.cast.manager)
        assert CONCERN in text(client.get(f"/notes/{talk.ref}/points/"))
        answer = post(client, f"/notes/{talk.ref}/points/", SHARED)
        assert answer["Location"] == f"/agreed-points/{talk.slip.ref}/"  # type: ignore[index]  # an answer

    def test_delicate_words_are_shown_before_they_are_shared(self, talk: Talk, sign_in: SignIn) -> None:
        """TRUST L11: in points as in a note, those taken over from it too; once shown they stop nothing."""
        client, address = sign_in(talk.cast.manager), f"/notes/{talk.ref}/points/"
        assert "Look again at these words" not in text(client.get(address))
        words = {**SHARED, "seen": "Late on three days since her cancer diagnosis."}
        held_back = post(client, address, words)
        assert held_back.status_code == 422 and not Slip.objects.exists()  # type: ignore[attr-defined]  # an answer
        assert "They stop nothing" not in text(held_back)
        assert "Look again at these words" in text(held_back) and 'value="cancer|diagnosis"' in text(held_back)
        assert post(client, address, words | {"looked": "cancer|diagnosis"}).status_code == 303  # type: ignore[attr-defined]  # an answer
        change = f"/agreed-points/{Slip.objects.get().ref}/edit/"
        assert "Look again at these words" in text(client.get(change))
        assert post(client, change, words | {"looked": "cancer|diagnosis", "seen": "She is pregnant.", "version": "1"}).status_code == 422  # type: ignore[attr-defined]  # an answer

    def test_the_person_receives_and_answers(self, shared: Talk, sign_in: SignIn) -> None:
        client, address = sign_in(shared.cast.peer), f"/agreed-points/{shared.slip.ref}/"
        assert POINTS.words["may_follow"] in text(client.get(address))
        post(client, f"{address}received/", {"version": "1"})
        post(client, f"{address}answer/", {"reply": "The rota was unclear"})
        page = text(sign_in(shared.cast.manager).get(address))
        assert "The rota was unclear" in page
        assert shared.slip.received_at == NOW

    def test_the_persons_page_does_not_lead_to_the_note(self, shared: Talk, sign_in: SignIn) -> None:
        """EARLY-2: not even that it exists."""
        page = text(sign_in(shared.cast.peer).get(f"/agreed-points/{shared.slip.ref}/"))
        assert shared.ref not in page
        assert "/notes/" not in page

    def test_a_receipt_of_an_older_page_is_refused_with_the_words_that_stand(self, shared: Talk, sign_in: SignIn) -> None:
        actions.change_points(shared.slip.ref, POINTS, seen_version=1, by=shared.cast.manager, at=NOW)
        answer = post(sign_in(shared.cast.peer), f"/agreed-points/{shared.slip.ref}/received/", {"version": "1"})
        assert answer.status_code == 422  # type: ignore[attr-defined]  # an answer

    def test_an_earlier_conversation_is_entered_and_confirmed(self, cast: Cast, sign_in: SignIn) -> None:
        """PIP-2."""
        sent = {**SHARED, "held_on": "2026-03-02", "expected_by": "2026-04-01", "person": cast.peer.pk}
        post(sign_in(cast.manager), "/agreed-points/new/", sent)
        slip = Slip.objects.get()
        post(sign_in(cast.peer), f"/agreed-points/{slip.ref}/confirm/", {"took_place": "yes", "version": slip.version})
        slip.refresh_from_db()
        assert slip.took_place is True

    def test_the_author_changes_what_was_not_received(self, shared: Talk, sign_in: SignIn) -> None:
        client = sign_in(shared.cast.manager)
        address = f"/agreed-points/{shared.slip.ref}/edit/"
        assert POINTS.words["seen"] in text(client.get(address))
        post(client, address, {**SHARED, "seen": "Better said", "version": "1"})
        assert "Better said" in text(client.get(f"/agreed-points/{shared.slip.ref}/"))

    @pytest.mark.parametrize("seen", ["", "Mine"])
    def test_a_second_window_is_shown_the_points_before_it_replaces_them(self, shared: Talk, sign_in: SignIn, seen: str) -> None:
        """EARLY-2, DATA-1: neither a stale save nor one with a field left empty passes over words unread."""
        client, address = sign_in(shared.cast.manager), f"/agreed-points/{shared.slip.ref}/edit/"
        theirs = replace(POINTS, words={**POINTS.words, "seen": "Written in the other window"})
        assert "As the points stand now" not in text(client.get(address))
        actions.change_points(shared.slip.ref, theirs, seen_version=1, by=shared.cast.manager, at=NOW)
        page = text(post(client, address, {**SHARED, "seen": seen, "version": "1"}))
        assert "As the points stand now" in page
        assert "Written in the other window" in page
        post(client, address, {**SHARED, "seen": "Mine", "version": "2"})
        assert slips_about(shared.cast.peer.pk)[0].seen == "Mine"

    def test_a_form_with_a_gap_keeps_the_version_it_was_opened_with(self, shared: Talk, sign_in: SignIn) -> None:
        """EARLY-2, DATA-1."""
        client, address = sign_in(shared.cast.manager), f"/agreed-points/{shared.slip.ref}/edit/"
        page = text(post(client, address, {**SHARED, "seen": "", "version": "1"}))
        assert 'name="version" value="1"' in page
        assert "As the points stand now" not in page


class TestThePasswordOnceMore:
    """TRUST 1.9, P4: sealed pages open to whoever gave their password within ten minutes."""

    def test_a_note_is_opened_by_whoever_has_just_given_their_password(self, shared: Talk, sign_in: SignIn) -> None:
        client = sign_in(shared.cast.manager)
        pages = [f"/notes/{shared.ref}/", f"/notes/{shared.ref}/edit/", f"/notes/{shared.ref}/escalate/", "/notes/new/"]
        assert [client.get(address).status_code for address in pages] == [200] * 4
        with clock.pinned(NOW + timedelta(minutes=11)):
            for address in [*pages, "/notes/N-NEVERWAS/"]:  # whether it exists is not said before
                answer = client.get(address)
                assert (answer.status_code, answer["Location"]) == (303, f"/me/confirm/?to={quote(address, safe='')}"), address
            assert client.get("/notes/").status_code == 200

    def test_a_form_that_does_not_stand_opens_no_note_either_and_keeps_what_was_sent(self, shared: Talk, sign_in: SignIn) -> None:
        client, mine = sign_in(shared.cast.manager), "Half of it\nwas done"
        client.get("/")
        with clock.pinned(NOW + timedelta(minutes=11)):
            for address, sent in (
                ("add", {"addition": "x" * 20_000}),
                ("follow-up", {"seen_since": mine}),
                ("edit", {"concern": mine}),
                ("repeat", {"concern": mine}),
                ("escalate", {"why": mine}),
                ("escalate/send", {"why": mine}),
            ):
                answer = post(client, f"/notes/{shared.ref}/{address}/", sent)
                page = text(answer)
                assert (answer.status_code, CONCERN in page) == (422, False), address  # type: ignore[attr-defined]  # an answer
                assert "x" * 200 in page or "Half of it\nwas done" in page, address


class TestEscalating:
    """EARLY-5."""

    def test_the_preview_writes_nothing_and_sending_cannot_be_missed(self, shared: Talk, sign_in: SignIn) -> None:
        client, address = sign_in(shared.cast.manager), f"/notes/{shared.ref}/escalate/"
        assert client.get(address).status_code == 200
        sent = {"notes": [shared.ref], "partner": shared.cast.hr_partner.pk, "why": "We need your view."}
        entries = Entry.objects.count()
        preview = post(client, address, sent)
        assert "word for word" in text(preview)
        assert CONCERN in text(preview)
        assert DETAILS.words["context"] not in text(preview)
        assert (Escalation.objects.count(), Entry.objects.count()) == (0, entries)
        answer = post(client, f"{address}send/", sent)
        bundle = Escalation.objects.get()
        assert answer["Location"] == f"/formal/escalations/{bundle.ref}/"  # type: ignore[index]  # an answer

    def test_going_back_from_the_preview_loses_nothing(self, shared: Talk, sign_in: SignIn) -> None:
        """EARLY-5, DATA-1: reason, ticks and partner stand, and no word of them is in an address."""
        client, address = sign_in(shared.cast.manager), f"/notes/{shared.ref}/escalate/"
        other = shared.cast.hr_admin.pk
        sent = {"notes": [shared.ref], "partner": other, "why": "We need your view."}
        preview = text(post(client, address, sent))
        assert f'formaction="{address}"' in preview
        back = post(client, address, {**sent, "again": "1"})
        assert back.status_code == 200  # type: ignore[attr-defined]  # an answer
        page = text(back)
        assert "We need your view." in page
        assert re.search(rf'value="{shared.ref}" id="pick-{shared.ref}" checked', page)
        assert f'<option value="{other}" selected>' in page
        assert Escalation.objects.count() == 0

    def test_hr_reads_what_the_preview_showed(self, shared: Talk, sign_in: SignIn) -> None:
        client = sign_in(shared.cast.manager)
        sent = {"notes": [shared.ref], "partner": shared.cast.hr_partner.pk, "why": "We need your view."}
        preview = text(post(client, f"/notes/{shared.ref}/escalate/", sent))
        bundle = shared.escalate()
        page = text(sign_in(shared.cast.hr_partner).get(f"/formal/escalations/{bundle.ref}/"))
        copies = re.compile(r'<dl class="answers">(.*?)</dl>', re.S)
        assert copies.findall(page) == copies.findall(preview)
        assert len(copies.findall(page)) == 2

    def test_without_shared_points_the_page_says_what_to_do_first(self, talk: Talk, sign_in: SignIn) -> None:
        assert "Share the points first" in text(sign_in(talk.cast.manager).get(f"/notes/{talk.ref}/escalate/"))

    def test_the_person_finds_the_date_beside_the_points(self, shared: Talk, sign_in: SignIn) -> None:
        shared.escalate()
        page = text(sign_in(shared.cast.peer).get(f"/agreed-points/{shared.slip.ref}/"))
        assert "passed these points to HR" in page
        assert "24 November 2026" in page

    def test_the_partner_answers(self, shared: Talk, sign_in: SignIn) -> None:
        bundle = shared.escalate()
        client, address = sign_in(shared.cast.hr_partner), f"/formal/escalations/{bundle.ref}/"
        assert post(client, f"{address}return/", {"words": ""}).status_code == 422  # type: ignore[attr-defined]  # an answer
        post(client, f"{address}accept/", {})
        assert Escalation.objects.get().state == "accepted"
        post(client, f"{address}return/", {"words": "Support first"})
        assert "Support first" in text(sign_in(shared.cast.manager).get(address))


def test_a_note_is_changed_within_a_day_and_not_after(talk: Talk, sign_in: SignIn) -> None:
    """EARLY-1."""
    client = sign_in(talk.cast.manager)
    seen = writing.mark_of(writing.words_of(talk.note)[1])
    answer = post(client, f"/notes/{talk.ref}/edit/", {**TYPED, "concern": "Better said", "seen": seen})
    assert answer.status_code == 303  # type: ignore[attr-defined]  # an answer
    stale = post(client, f"/notes/{talk.ref}/edit/", {**TYPED, "concern": "From an old window", "seen": seen})
    assert stale.status_code == 422  # type: ignore[attr-defined]  # an answer
    assert "From an old window" in text(stale)
    assert "Better said" in text(stale)
    with clock.pinned(NOW + DAY):
        assert client.get(f"/notes/{talk.ref}/edit/").status_code in {302, 404}


def test_a_hint_that_was_set_aside_stays_so_while_the_words_stand(cast: Cast, sign_in: SignIn) -> None:
    """EARLY-3, COACH-3: sealed with the note, and nobody else's to see."""
    lazy = "He is lazy in planning"
    flaws = [one.flaw for one in open_findings(lazy, Kind.CONCERN_STATEMENT)]
    client = sign_in(cast.manager)
    sent = {**TYPED, "concern": lazy, "person": cast.peer.pk, "dismissed-concern": packed(lazy, flaws)}
    post(client, "/notes/new/", sent)
    note = Note.objects.get()
    assert 'id="hint-concern-' not in text(client.get(f"/notes/{note.ref}/edit/"))
    plain = post(client, "/notes/new/", {**sent, "dismissed-concern": ""})
    other = plain["Location"]  # type: ignore[index]  # an answer
    assert 'id="hint-concern-' in text(client.get(f"{other}edit/"))


def test_reading_a_note_is_recorded_for_its_author_alone(talk: Talk, sign_in: SignIn) -> None:
    """TRUST 1.9, T16: a GET writes nothing but that."""
    client = sign_in(talk.cast.manager)
    before = Entry.objects.count()
    client.get(f"/notes/{talk.ref}/")
    assert Entry.objects.count() == before + 1
    assert Entry.objects.latest("pk").chain.key == f"private:{talk.cast.manager.pk}"
    assert NoteDraft.objects.count() == 0
