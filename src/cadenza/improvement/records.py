"""The records that somebody may cite: taken only from what they can see themselves, copied word for word into the case (PIP-2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cadenza.conversations import bundles
from cadenza.conversations.bundles import Tied
from cadenza.conversations.slip_queries import citable_slips
from cadenza.evidence.access import visible_evidence, visible_gaps
from cadenza.evidence.feedback_access import visible_feedback
from cadenza.evidence.models import FeedbackCorrection, GapAssessment
from cadenza.evidence.rules import NeedKind
from cadenza.improvement import access, ledger
from cadenza.improvement.gate_rules import Source
from cadenza.improvement.ledger import Opened
from cadenza.improvement.models import Case
from cadenza.improvement.rules import Kind
from cadenza.people.days import day_of
from cadenza.people.models import Person
from cadenza.sealing.keys import Unreadable


@dataclass(frozen=True)
class Citable:
    """One record as it would be copied."""

    source: Source
    ref: str
    dated: date
    author: str
    words: str
    written_on: date | None = None
    shared: bool = False
    confirmed: bool | None = None
    """Of a conversation entered later: whether the person said that it took place; of anything else nobody asked them."""
    follow_up_on: date | None = None
    shared_at: datetime | None = None
    """When agreed points were shared with the person as they stand: none counts before (EARLY-5)."""
    told_on: date | None = None
    version: int | None = None

    @property
    def key(self) -> str:
        return f"{self.source}:{self.ref}"


def citable(by: Person, person: Person, *, at: datetime) -> Mapping[str, Citable]:
    """Everything about a person that the reader could cite now, newest first; HR sees the copies in the case and nothing here of its source.

    A constant number of statements, however many records. Nothing of a development plan is among them: it is no evidence
    against anybody (DOMAIN PIP-19, contract `formal-plans`).
    """
    found = [*_slips(by, person, at), *_evidence(by, person, at), *_feedback(by, person, at), *_gaps(by, person, at)]
    return {one.key: one for one in sorted(found, key=lambda one: (one.dated, one.ref), reverse=True)}


def tied_to(case: Case, entries: Iterable[Opened]) -> Tied:
    """Which bundles belong to a plan: those of its managers, and every one of which it has ever copied agreed points (EARLY-5, TRUST X9)."""
    copied = [one.words for one in ledger.only(entries, {Kind.CITED})]
    return Tied(
        case.person, access.managers_on(case), frozenset(str(words["ref"]) for words in copied if words.get("source") == Source.SLIP)
    )


def keep_bundles(case: Case, *, by: Person | None, at: datetime) -> None:
    """Tie to an open plan what belongs to it, as its record says now. One whose citations cannot be opened keeps those of its managers. EARLY-5."""
    try:
        entries = ledger.opened([case], kinds=(Kind.CITED,))[case.pk]
    except Unreadable:
        entries = []
    bundles.keep_for_case(tied_to(case, entries), case.hr_partner, opened=case.served_at is not None, by=by, at=at)


def _slips(by: Person, person: Person, at: datetime) -> list[Citable]:
    return [
        Citable(
            Source.SLIP,
            one.ref,
            one.held_on,
            one.author_name,
            "\n".join(part for part in (one.seen, one.expected, one.support, one.may_follow) if part),
            shared=True,
            confirmed=one.confirmed if one.entered_late else None,
            follow_up_on=one.follow_up_on or one.expected_by,
            shared_at=one.told_at,
            told_on=one.told_on,
            version=one.version,
        )
        for one in citable_slips(by, person, at=at)
    ]


def _evidence(by: Person, person: Person, at: datetime) -> list[Citable]:
    rows = visible_evidence(by, at=at).filter(person=person, withdrawn_at=None).select_related("added_by")
    return [Citable(Source.EVIDENCE, str(row.pk), row.happened_on, row.added_by.name, row.what, day_of(row.added_at)) for row in rows]


def _feedback(by: Person, person: Person, at: datetime) -> list[Citable]:
    """What the reader gave, or what was shared with them; with everything its giver put right later (TRUST D2).

    The person knows of it once they opened it and everything put right since: what they never read is cited against nobody (TRUST 0.3, PIP-2).
    """
    rows = visible_feedback(by, at=at).filter(person=person).select_related("giver").prefetch_related("corrections")
    return [
        Citable(
            Source.FEEDBACK,
            row.ref,
            row.happened_on,
            row.giver.name,
            "\n".join([row.seen, row.effect, *(_put_right(one) for one in row.corrections.all())]),
            day_of(row.given_at),
            shared=row.read_at is not None and all(one.read_at is not None for one in row.corrections.all()),
        )
        for row in rows
    ]


def _put_right(one: FeedbackCorrection) -> str:
    return _("Put right on %(day)s: %(words)s") % {"day": date_format(day_of(one.at), "j F Y"), "words": one.text}


def _gaps(by: Person, person: Person, at: datetime) -> list[Citable]:
    """Assessments that stand and show a level that is missing; with the other side's view, so that none is cited as agreed that was not (C2)."""
    rows = visible_gaps(by, at=at).filter(person=person, superseded_at=None, level_now__lt=F("level_needed"))
    rows = rows.exclude(kind=NeedKind.READINESS).select_related("capability", "proposed_by", "disagreed_by")
    return [
        Citable(
            Source.GAP,
            str(row.pk),
            day_of(row.proposed_at),
            row.proposed_by.name,
            _words_of(row),
            shared=row.person_agreed_at is not None or row.disagreed_by_id == person.pk,
        )
        for row in rows
    ]


def _words_of(row: GapAssessment) -> str:
    levels = {"capability": row.capability.name, "now": row.level_now, "needed": row.level_needed}
    lines = [_("%(capability)s: level %(now)d now, level %(needed)d needed.") % levels, row.why]
    if row.disagreed_by is not None:
        lines.append(_("%(name)s sees it otherwise: %(words)s") % {"name": row.disagreed_by.name, "words": row.disagreement})
    return "\n".join(line for line in lines if line)
