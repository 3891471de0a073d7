"""HR's own workspace beside a formal plan: sealed apart from the record, for the HR partner of the case (TRUST G5, 1.9).

Inside an open access case about the person its case reviewer looks through it for legal privilege, and may add a note (TRUST L10); `custody`
lets them in. It is in no chain of the plan, no paper and no copy. Every opening is recorded where the HR partner reads it. A change is another
version, so that nothing is overwritten while records are frozen (TRUST L13). It goes with the plan.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import transaction
from django.db.models import Max

from cadenza.improvement import access, advice_rules
from cadenza.improvement.models import Advice, Case
from cadenza.objections import OutOfStep, Unseen, refuse_if
from cadenza.people.models import Person
from cadenza.people.queries import names_of
from cadenza.sealing.keys import Unit, destroy_unit, seal, unseal_many
from cadenza.trail.models import Content
from cadenza.trail.record import NewEntry, record_many
from cadenza.trail.rules import Audience, Fact

WRITTEN = "improvement.advice-written"
REVIEWING = "reviewing"
"""The fact of an entry that says: a case reviewer wrote this, inside an access case."""


@dataclass(frozen=True)
class Note:
    """One note of the workspace as it stands."""

    number: int
    version: int
    by_id: int
    by: str
    begun_at: datetime
    at: datetime
    words: str
    reviewing: bool
    """Whether a case reviewer wrote it."""


@dataclass(frozen=True)
class Workspace:
    """Everything that is kept beside one plan."""

    seat: access.Seat
    notes: list[Note]
    readings: list[tuple[datetime, str]]

    def note(self, number: int) -> Note:
        """One note; raises Unseen."""
        found = next((one for one in self.notes if one.number == number), None)
        if found is None:
            raise Unseen
        return found


def unit_of(case: Case) -> Unit:
    """What is erased together, apart from the plan's own words: legal advice is looked at one by one before anything is given out (TRUST L10)."""
    return Unit(f"formal-advice:case:{case.pk}", case.person_id, None)


def chain_of(case_id: int) -> str:
    """Where it is recorded who opened and who wrote it: apart from the list of readings that the person reads."""
    return f"case-advice:{case_id}"


def workspace_for(by: Person, ref: str, *, at: datetime) -> Workspace:
    """The workspace of a plan, for its HR partner; raises Unseen. The opening is recorded (TRUST 1.9)."""
    seat = access.case_for(by, "advise", ref, at=at)
    _record("improvement.advice-read", seat.case, by, at, is_read=True)
    return Workspace(seat, _notes(seat.case), _readings(seat.case))


def kept_beside(person: Person) -> list[Case]:
    """The plans of a person beside which HR keeps anything: for an open access case alone to count."""
    return list(Case.objects.filter(person=person, pk__in=Advice.objects.values("case")).order_by("pk"))


def last_written(cases: Collection[Case]) -> dict[int, datetime]:
    """When anything was last written beside each of these plans."""
    return dict(Advice.objects.filter(case__in=cases).values_list("case").annotate(last=Max("at")).values_list("case", "last"))


def written_by_hr(cases: Collection[Case]) -> set[int]:
    """Whoever wrote beside these plans as HR partner; not a case reviewer who looked through it."""
    reviewed = _reviewed([case.pk for case in cases])
    rows = Advice.objects.filter(case__in=cases).values_list("case_id", "number", "version", "by_id")
    return {by_id for case_id, number, version, by_id in rows if (case_id, number, version) not in reviewed}


def may_be_reviewed(by: Person, case: Case, *, at: datetime) -> bool:
    """Whether this reviewer, whom an access case has let in, stands apart enough to open it."""
    try:
        access.seat_to_review(by, case.ref, case.person, written_by_hr([case]), at=at)
    except Unseen:
        return False
    return True


def workspace_to_review(by: Person, ref: str, person: Person, *, at: datetime) -> Workspace:
    """What HR keeps beside a plan of this person, for the case reviewer of an open access case; raises Unseen. The opening is recorded (TRUST G5)."""
    seat = _reviewed_seat(by, ref, person, at=at)
    _record("improvement.advice-read", seat.case, by, at, is_read=True)
    return Workspace(seat, _notes(seat.case), _readings(seat.case))


@transaction.atomic
def add_review_note(ref: str, words: str, person: Person, *, by: Person, at: datetime) -> Advice:
    """Keep a note of the case reviewer's beside those of HR; raises Unseen. TRUST G5 `c`: the caller's transaction holds the access case."""
    case = _reviewed_seat(by, ref, person, at=at, held=True).case
    refuse_if(advice_rules.objections_to_advice(words))
    last = Advice.objects.filter(case=case).order_by("-number").values_list("number", flat=True)[0]
    return _keep(case, words, last + 1, 1, by=by, at=at, reviewing=True)


@transaction.atomic
def write_advice(ref: str, words: str, *, number: int | None = None, seen: int = 0, by: Person, at: datetime) -> Advice:
    """Keep a note, or another version of one's own. TRUST G5."""
    case = access.case_to_advise(by, ref, at=at)
    refuse_if(advice_rules.objections_to_advice(words))
    rows = Advice.objects.filter(case=case).order_by("-number", "-version")
    version = 1
    if number is None:
        last = rows.first()
        number = last.number + 1 if last else 1
    else:
        known = rows.filter(number=number).first()
        if known is None:
            raise Unseen
        if found := advice_rules.objections_to_changing_advice(own=known.by_id == by.pk, seen=seen, version=known.version):
            raise OutOfStep(found)
        version = known.version + 1
    return _keep(case, words, number, version, by=by, at=at)


def broken_workspaces() -> Iterator[str]:
    """One sentence per workspace that does not say what was kept in it, naming the first note (TRUST G5, T38). What was purged is no break.

    Compared is a fingerprint of what lies sealed: it tells no word, and needs no key.
    """
    kept: dict[int, list[list[Fact]]] = {}
    for row in Advice.objects.order_by("case_id", "pk"):
        kept.setdefault(row.case_id, []).append([row.number, row.version, row.by_id, _digest(row)])
    chained: dict[int, list[list[Fact]]] = {}
    for content in Content.objects.filter(kind=WRITTEN).order_by("entry__chain_id", "entry__sequence"):
        facts = content.facts
        chained.setdefault(int(facts["case"]), []).append([facts["number"], facts["version"], content.by_id, facts["digest"]])
    for case_id in sorted({*kept, *chained}):
        told, rows = chained.get(case_id, []), kept.get(case_id, [])
        odd = next((one for one in [*told, *rows] if one not in told or one not in rows), None)
        if odd is not None:
            yield f"{chain_of(case_id)}: note {odd[0]} does not say what was recorded"


def forget_advice(cases: Collection[Case], *, at: datetime) -> list[str]:
    """Erase the workspaces of plans that are erased; answers the chains whose contents go with them. Called by `retiring` alone."""
    for case in cases:
        destroy_unit(unit_of(case).name, at=at)
    Advice.objects.filter(case__in=cases).delete()
    return [chain_of(case.pk) for case in cases]


def _keep(case: Case, words: str, number: int, version: int, *, by: Person, at: datetime, reviewing: bool = False) -> Advice:
    made = Advice(case=case, number=number, version=version, by=by, at=at)
    made.sealed = seal(words.strip(), unit=unit_of(case), place=_place(made))
    made.save()
    told = {REVIEWING: True} if reviewing else {}
    _record(WRITTEN, case, by, at, number=number, version=version, digest=_digest(made), **told)
    return made


def _reviewed_seat(by: Person, ref: str, person: Person, *, at: datetime, held: bool = False) -> access.Seat:
    beside = [case for case in kept_beside(person) if case.ref == ref]
    if not beside:
        raise Unseen
    return access.seat_to_review(by, ref, person, written_by_hr(beside), at=at, held=held)


def _reviewed(case_ids: Collection[int]) -> set[tuple[int, int, int]]:
    """(plan, note, version) of what case reviewers wrote."""
    rows = Content.objects.filter(kind=WRITTEN, entry__chain__key__in=[chain_of(pk) for pk in case_ids])
    return {(one["case"], one["number"], one["version"]) for one in rows.values_list("facts", flat=True) if REVIEWING in one}


def _notes(case: Case) -> list[Note]:
    rows = list(Advice.objects.filter(case=case).select_related("by").order_by("number", "version"))
    latest = {row.number: row for row in rows}
    begun = {row.number: row.at for row in reversed(rows)}
    kept = list(latest.values())
    words = unseal_many([(bytes(row.sealed), _place(row)) for row in kept], unit=unit_of(case)) if kept else []
    reviewed = _reviewed([case.pk])
    return [
        Note(
            row.number, row.version, row.by_id, row.by.name, begun[row.number], row.at, text, (case.pk, row.number, row.version) in reviewed
        )
        for row, text in zip(kept, words, strict=True)
    ]


def _readings(case: Case) -> list[tuple[datetime, str]]:
    rows = Content.objects.filter(entry__chain__key=chain_of(case.pk), kind="improvement.advice-read")
    found = [(row.entry.at, row.by_id) for row in rows.select_related("entry").order_by("-entry__sequence")[:50]]
    names = names_of(by for _at, by in found)
    return [(at, names.get(by or 0, "")) for at, by in found]


def _record(kind: str, case: Case, by: Person, at: datetime, *, is_read: bool = False, **facts: Fact) -> None:
    told = {"case": case.pk, **facts}
    record_many([NewEntry(kind, by.pk, None, at, told, Audience.HOUSE, is_read=is_read, chain=chain_of(case.pk))])


def _place(row: Advice) -> str:
    return f"improvement.Advice:{row.case_id}:{row.number}:{row.version}:{row.by_id}"


def _digest(row: Advice) -> str:
    told = f"{_place(row)}:{row.at.astimezone(UTC).isoformat()}:".encode()
    return hashlib.sha256(told + bytes(row.sealed)).hexdigest()
