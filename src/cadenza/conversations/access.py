"""Who may see and do what with notes, agreed points and bundles: the only roads from a reference to a row (TRUST F1-F3, X3, X4, X6, X12).

A note is looked for among the author's own, so what is somebody else's and what never was are one and the same statement (TRUST T32).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db.models import Q, QuerySet

from cadenza.conversations.bundle_rules import WAITING, BundleState
from cadenza.conversations.models import Escalation, Note, Slip
from cadenza.conversations.partners import are_free, conflicts, conflicts_in, is_free
from cadenza.conversations.rules import Part, Span, Tie, tie_at
from cadenza.objections import Unseen
from cadenza.people.models import Person, ReportingLine
from cadenza.people.relations import above, has_left, relations_held, relations_to, reports_of, roles_of
from cadenza.people.rules import GrantedRole, Relation

WHO_MAY: Mapping[str, frozenset[Part]] = {
    # F1: the author, nobody else. In the thirty days after the line ended they read, share, delete or let lapse (X3).
    "note.see": frozenset({Part.MANAGES, Part.HANDS_ON}),
    "note.write": frozenset({Part.MANAGES}),
    "note.follow-up": frozenset({Part.MANAGES}),
    "note.lapse": frozenset({Part.MANAGES, Part.HANDS_ON}),
    "note.share": frozenset({Part.MANAGES, Part.HANDS_ON}),
    "note.delete": frozenset({Part.MANAGES, Part.HANDS_ON}),
    "note.escalate": frozenset({Part.MANAGES}),
    # F2: the person from the moment it is shared; the author while they may read their notes.
    "slip.see": frozenset({Part.MANAGES, Part.HANDS_ON, Part.PERSON}),
    "slip.change": frozenset({Part.MANAGES, Part.HANDS_ON}),
    "slip.answer": frozenset({Part.PERSON}),
    # F3: the HR partner and the author while they manage; the person once a formal plan was served.
    "bundle.see": frozenset({Part.MANAGES, Part.PARTNER, Part.PERSON}),
    "bundle.answer": frozenset({Part.PARTNER}),
    "bundle.use": frozenset({Part.MANAGES, Part.PARTNER}),
}
"""A right that is not listed does not exist. No delegate, no line above, no role is anything here (X7, X10, X13)."""


def has_led(person: Person, *, at: datetime) -> bool:
    """Whether somebody ever reported to them: to anybody else the notebook does not exist (DESIGN 4)."""
    return ReportingLine.objects.filter(manager=person, since__lte=at).exists()


def require_leader(person: Person, *, at: datetime) -> None:
    """Raise Unseen for whoever never had a report."""
    if not has_led(person, at=at):
        raise Unseen


def people_to_note(author: Person, *, at: datetime) -> QuerySet[Person]:
    """About whom somebody may record a conversation: who reports to them now (EARLY-1)."""
    return reports_of(author, at=at).order_by("name", "pk") if not has_left(author, at=at) else Person.objects.none()


def subject_for(author: Person, person_id: int, *, at: datetime) -> Person:
    """The person about whom a current manager writes; raises Unseen for anybody else, however the id came into the form."""
    subject = Person.objects.filter(pk=person_id).first()
    if subject is None or Relation.MANAGER not in relations_held(author, subject, at=at):
        raise Unseen
    return subject


def ties_of(author: Person, records: Collection[tuple[int, datetime]], *, at: datetime) -> dict[tuple[int, datetime], Tie]:
    """(person, when recorded) -> what the author is to them now. Three statements, however many."""
    people = {person for person, _recorded in records}
    higher = above(author, at=at)
    gone = has_left(author, at=at)
    lines: dict[int, list[Span]] = {person: [] for person in people}
    for line in ReportingLine.objects.filter(manager=author, person__in=people).order_by("since"):
        lines[line.person_id].append(Span(line.since, line.until))
    return {
        (person, recorded): tie_at(lines[person], recorded_at=recorded, at=at, gone=gone, inverted=person in higher)
        for person, recorded in records
    }


def tie_to(author: Person, subject_id: int, recorded_at: datetime, *, at: datetime) -> Tie:
    """What the author is to the person now, as far as a record of that instant goes."""
    return ties_of(author, [(subject_id, recorded_at)], at=at)[subject_id, recorded_at]


def note_for(by: Person, action: str, ref: str, *, at: datetime, lock: bool = False) -> tuple[Note, Tie]:
    """One of the author's own notes, if they may do this with it now. Raises Unseen, as for one that never was."""
    rows = Note.objects.filter(ref=ref, author=by, sealed_at=None).select_related("author", "subject", "follows")
    note = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if note is None:
        raise Unseen
    tie = tie_to(by, note.subject_id, note.recorded_at, at=at)
    if tie.part not in WHO_MAY[f"note.{action}"] or (lock and not _still(by, note.subject, tie, at)):
        raise Unseen
    return note, tie


def slip_for(by: Person, action: str, ref: str, *, at: datetime, lock: bool = False) -> tuple[Slip, frozenset[Part]]:
    """Agreed points of which the reader is the author or the person. Raises Unseen."""
    rows = Slip.objects.filter(Q(author=by) | Q(subject=by), ref=ref).select_related("author", "subject", "note")
    slip = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if slip is None:
        raise Unseen
    parts = slip_parts(by, slip, at=at)
    if not parts & WHO_MAY[f"slip.{action}"]:
        raise Unseen
    return slip, parts


def slip_parts(by: Person, slip: Slip, *, at: datetime) -> frozenset[Part]:
    """What the reader is in a slip: its person, or its author for as long as they could read a note of that day."""
    if slip.subject_id == by.pk:
        return frozenset() if has_left(by, at=at) else frozenset({Part.PERSON})
    part = tie_to(by, slip.subject_id, slip.shared_at, at=at).part
    return frozenset({part}) if part else frozenset()


def bundle_for(by: Person, action: str, ref: str, *, at: datetime, lock: bool = False) -> tuple[Escalation, frozenset[Part]]:
    """A bundle, for its author, its HR partner and, once opened, the person. Raises Unseen."""
    mine = Q(author=by) | Q(hr_partner=by) | Q(subject=by, opened_at__isnull=False)
    rows = Escalation.objects.filter(mine, ref=ref).select_related("author", "subject", "hr_partner")
    found = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if found is None:
        raise Unseen
    parts = bundle_parts(by, found, at=at)
    if not parts & WHO_MAY[f"bundle.{action}"]:
        raise Unseen
    return found, parts


def bundle_parts(by: Person, bundle: Escalation, *, at: datetime) -> frozenset[Part]:
    """What the reader is in a bundle. A conflict that arose since voids the HR partner's part at once (TRUST X6)."""
    if has_left(by, at=at):
        return frozenset()
    found = set()
    if by.pk == bundle.subject_id and bundle.opened_at is not None:
        found.add(Part.PERSON)
    if by.pk == bundle.author_id and tie_to(by, bundle.subject_id, bundle.made_at, at=at).part == Part.MANAGES:
        found.add(Part.MANAGES)
    if by.pk == bundle.hr_partner_id and is_free(by, bundle.subject, bundle.author, at=at):
        found.add(Part.PARTNER)
    return frozenset(found)


def bundle_in_need(by: Person, ref: str, *, at: datetime, lock: bool = False) -> Escalation:
    """A bundle whose HR partner is no longer free, for HR admin to name another; raises Unseen (TRUST F3 `m`, X6).

    Not once a formal plan keeps it: then its HR partner is the plan's. Nor for an HR admin who stands too near themselves (X7, X8).
    """
    rows = Escalation.objects.filter(ref=ref, state__in=WAITING, in_case=False).select_related("author", "subject", "hr_partner")
    found = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if found is None or not _names_for(by, found, at=at) or is_free(found.hr_partner, found.subject, found.author, at=at):
        raise Unseen
    return found


def bundles_in_need(by: Person, *, at: datetime) -> list[Escalation]:
    """Bundles that wait for HR admin to name somebody, as far as that was written down. One statement while there is none, else a handful.

    The same as `bundle_in_need` for each: whoever stands above an HR admin is in conflict with them already (X7).
    """
    rows = list(
        Escalation.objects.filter(recused_at__isnull=False, state__in=WAITING, in_case=False).select_related(
            "author", "subject", "hr_partner"
        )
    )
    if not rows or GrantedRole.HR_ADMIN not in roles_of(by, at=at):
        return []
    near = conflicts_in([(by, one.subject, one.author) for one in rows], at=at)
    free = are_free([(one.hr_partner, one.subject, one.author) for one in rows], at=at)
    return [one for one, conflicted, is_one_free in zip(rows, near, free, strict=True) if not conflicted and not is_one_free]


def bundles_to_answer(by: Person, *, at: datetime) -> list[Escalation]:
    """Bundles that wait for the reader's answer as HR partner. One statement while there is none, else a handful."""
    rows = list(Escalation.objects.filter(hr_partner=by, state=BundleState.SENT).select_related("author", "subject"))
    free = are_free([(by, one.subject, one.author) for one in rows], at=at) if rows else []
    return [one for one, is_one_free in zip(rows, free, strict=True) if is_one_free]


def bundles_untold(by: Person, *, at: datetime) -> list[Escalation]:
    """Bundles of the reader's own reports that they have not opened since it changed who has them. One statement while there is none."""
    rows = list(Escalation.objects.filter(author=by, author_told=False).select_related("author", "subject", "hr_partner"))
    ties = ties_of(by, [(one.subject_id, one.made_at) for one in rows], at=at) if rows else {}
    return [one for one in rows if ties[one.subject_id, one.made_at].part == Part.MANAGES]


def _names_for(by: Person, bundle: Escalation, *, at: datetime) -> bool:
    near = bool(conflicts(by, bundle.subject, bundle.author, at=at))
    return not near and Relation.HR_ADMIN in relations_to(by, bundle.subject, at=at)


def _still(by: Person, subject: Person, tie: Tie, at: datetime) -> bool:
    """Whether what the author is holds until this transaction ends (TRUST T39)."""
    return tie.part != Part.MANAGES or Relation.MANAGER in relations_held(by, subject, at=at)
