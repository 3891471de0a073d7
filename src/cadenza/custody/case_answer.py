"""The answer to an access case: the person's own copy, what was released of the rest, and a word on backups (TRUST L12)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cadenza.custody import access
from cadenza.custody.case_actions import released
from cadenza.custody.case_models import AccessCase
from cadenza.custody.case_rules import REDACTED, Source
from cadenza.custody.case_words import SOURCES
from cadenza.custody.copies import CopyFormat, as_json, as_markdown, as_paper, indented, taken
from cadenza.people.days import day_of
from cadenza.people.models import Person
from cadenza.trail.record import record
from cadenza.trail.rules import Audience
from cadenza.web.paper import Paper, PaperEntry, Section, pdf_of
from cadenza.web.words import shown


@transaction.atomic
def take_answer(ref: str, form: CopyFormat, *, right: str, by: Person, at: datetime) -> bytes:
    """The answer, made as it goes out: for the person, or for the officer to give to somebody who has left. Rules DATA-3, TRUST L12, T26."""
    case = access.case_for(by, right, ref, at=at).case
    made = MAKERS[form](case, at)
    record("custody.answer-taken", by=by, about=case.person, at=at, audience=Audience.HOUSE, case=case.pk, form=form.value)
    return made


def _paper(case: AccessCase, at: datetime) -> bytes:
    own = as_paper(taken(case.person, at=at), person=case.person, at=at)
    entries = [PaperEntry(heading, [("", words)]) for heading, words in _told(case)]
    more = Section(_heading(), _nothing() if not entries else "", entries)
    return pdf_of(Paper(_title(case), own.footer, [*own.facts, ("", _remarks())], [more, *own.sections]), at=at)


def _markdown(case: AccessCase, at: datetime) -> bytes:
    lines = [f"# {_title(case)}", "", _remarks(), "", f"## {_heading()}", ""]
    for heading, words in _told(case):
        lines += [f"### {heading}", "", *indented(words), ""]
    if not _told(case):
        lines += [_nothing(), ""]
    return "\n".join(lines).encode() + b"\n" + as_markdown(taken(case.person, at=at), at=at)


def _json(case: AccessCase, at: datetime) -> bytes:
    own = json.loads(as_json(taken(case.person, at=at), at=at))
    own["request"] = {"ref": case.ref, "received_on": case.received_on.isoformat(), "remarks": _remarks()}
    own["released"] = [{"source": one.source, "written_at": one.written_at.isoformat(), "words": words} for one, words in released(case)]
    return json.dumps(own, ensure_ascii=False, indent=1).encode()


def _told(case: AccessCase) -> list[tuple[str, str]]:
    """Heading and words of each thing that goes out, numbered without gaps: none tells of what stays."""
    return [
        (f"{number}. {_(SOURCES[Source(one.source)])}, {shown(day_of(one.written_at))}", words)
        for number, (one, words) in enumerate(released(case), start=1)
    ]


def _title(case: AccessCase) -> str:
    return _("Answer to request %(ref)s") % {"ref": case.ref}


def _heading() -> str:
    return _("What you cannot see in Cadenza yourself")


def _nothing() -> str:
    return _("Nothing that can be given.")


def _remarks() -> str:
    """The same words in every answer, so that they tell nothing (TRUST L12)."""
    return _(
        "Where the law allows it, words may have been left out; %(mark)s stands where words were taken out of a text. Backups hold the same records "
        "for at most 35 days more. You can complain to the privacy officer, who acknowledges it within 30 days, and to the supervisory authority."
    ) % {"mark": REDACTED}


MAKERS: Mapping[CopyFormat, Callable[[AccessCase, datetime], bytes]] = {
    CopyFormat.JSON: _json,
    CopyFormat.MARKDOWN: _markdown,
    CopyFormat.PDF: _paper,
}
