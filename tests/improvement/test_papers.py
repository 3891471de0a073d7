"""The record on paper: whole, in words, and for each reader what that reader may read (PIP-18)."""

from __future__ import annotations

import json
from dataclasses import replace
from io import BytesIO

import pytest
from django.db import connection
from pypdf import PdfReader
from tests.formal import Way

from cadenza.improvement import guard, ledger, opening, papers, queries
from cadenza.improvement.models import Case
from cadenza.improvement.rules import Kind, Part, State
from cadenza.improvement.telling import OURS, TOLD, told
from cadenza.web.paper import Paper, PaperEntry, Section, pdf_of

pytestmark = pytest.mark.django_db


def paper_for(way: Way, reader, at) -> Paper:
    case = Case.objects.get()
    page = queries.page_for(reader, "read", case.ref, at=at)
    return papers.record_paper(page, intact=ledger.is_intact(case), reader=reader, at=at)


def words_of(paper: Paper) -> str:
    return json.dumps([(one.heading, one.words, [(row.heading, list(row.facts)) for row in one.entries]) for one in paper.sections])


def test_every_fact_of_every_entry_is_told_or_known_to_be_ours(way: Way):
    """PIP-18: nothing that was recorded is missing from the paper."""
    way.to(State.DECIDED)
    entries = ledger.opened([way.case])[way.case.pk]
    assert {key for one in entries for key in one.words} <= set(TOLD) | OURS
    for entry in entries:
        said = " ".join(text for _label, text in told(entry, {}))
        assert all(text in said for text in entry.words.values() if isinstance(text, str) and " " in text)


def test_a_paper_says_that_the_person_confirmed_only_where_they_were_asked(way: Way):
    """PIP-2, PIP-18: of a conversation that was entered later, and of no evidence; also in records that hold a yes for each."""
    way.to(State.DRAFT).cite()
    cited = ledger.only(ledger.opened([way.case])[way.case.pk], {Kind.CITED})
    said = {(one.words["source"], dict(told(one, {})).get("Confirmed by the person")) for one in cited}
    assert said == {("evidence", None), ("agreed-points", "yes")}
    earlier = replace(cited[0], words={**cited[0].words, "source": "evidence", "confirmed": True})
    assert "Confirmed by the person" not in dict(told(earlier, {}))
    unsaid = replace(cited[0], words={**cited[0].words, "source": "agreed-points", "confirmed": False})
    assert dict(told(unsaid, {}))["Confirmed by the person"] == "no"


def test_the_person_s_and_hr_s_records_tell_the_same_story_but_for_what_is_one_s_own(way: Way, cast):
    """PIP-9, PIP-17, TRUST G7: the surprise is the person's and the HR partner's; the manager's paper does not hold it."""
    way.to(State.ACTIVE)
    case = way.case
    opening.say_surprise(case.ref, "zq-surprise", surprised=True, by=case.person, at=way.at)
    readers = {Part.PERSON: case.person, Part.MANAGER: case.manager, Part.HR: case.hr_partner}
    held = {part: words_of(paper_for(way, reader, way.at)) for part, reader in readers.items()}
    assert "zq-surprise" in held[Part.PERSON]
    assert "zq-surprise" in held[Part.HR]
    assert "zq-surprise" not in held[Part.MANAGER]
    for text in held.values():
        assert "Every pull request states context" in text


def test_a_paper_says_whether_its_chain_holds(way: Way):
    """PIP-18, TRUST T38."""
    way.to(State.ACTIVE)
    case = Case.objects.get()
    assert ledger.is_intact(case)
    guard.lift(connection)
    case.entries.filter(sequence=3).update(kind="statement-added")
    assert not ledger.is_intact(case)


def test_the_pdf_is_tagged_paged_and_reads_nothing_as_markup(way: Way, at):
    """TRUST T15: what a person typed is data."""
    entry = PaperEntry("1. Statement", [("Words", '#panic() $x$ *b* <script> @nobody \\ \n#read("/etc/passwd")'), ("", "日本語")])
    for words in ("plain", "日本語 has no glyph here"):
        made = pdf_of(Paper(words, "F-7K2M", [("Person", "Marek")], [Section("Record", entries=[entry] * 40)]), at=at)
        read = PdfReader(BytesIO(made))
        assert read.trailer["/Root"]["/MarkInfo"]["/Marked"]
        assert read.trailer["/Root"]["/Lang"].startswith("en")
        assert len(read.pages) > 2
        first = read.pages[0].extract_text()
        assert "#panic() $x$ *b* <script> @nobody" in first
        assert f"1 / {len(read.pages)}" in first


def test_the_paper_is_saved_under_a_name_that_says_nothing(way: Way, sign_in, cast):
    """DESIGN 4: neutral names."""
    way.to(State.ACTIVE)
    case = Case.objects.get()
    answer = sign_in(case.person).get(f"/formal/{case.ref}/record/paper/")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{case.ref}.pdf"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert sign_in(cast.outsider).get(f"/formal/{case.ref}/record/paper/").status_code == 404


def test_a_decision_maker_reads_the_record_and_prints_none(way: Way, sign_in, cast):
    """TRUST G1, X13: the paper is for the person, the manager and HR; others are offered no button either."""
    way.to(State.ASSESSMENT)
    Case.objects.update(decider=cast.outsider_manager)
    browser = sign_in(cast.outsider_manager)
    page = browser.get(f"/formal/{way.ref}/record/")
    assert page.status_code == 200
    assert b"record/paper/" not in page.content
    assert browser.get(f"/formal/{way.ref}/record/paper/").status_code == 404
