"""The steps of an access case: opened, taken on by a second person, decided thing by thing by two, handed over, closed (TRUST L12, L13)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from cadenza.custody import access, beside_ring
from cadenza.custody import case_rules as rules
from cadenza.custody.case_models import AccessCase, HeldItem, Telling
from cadenza.custody.case_rules import MOVES, OVER, Act, CaseState, Decision, Longer, Source
from cadenza.custody.gathering import authors_of, gathered
from cadenza.objections import Objection, Unseen, refuse_if
from cadenza.people.days import day_of
from cadenza.people.keeping import hold_still
from cadenza.people.models import Freeze, Person
from cadenza.people.relations import has_left, upline_of
from cadenza.sealing.keys import Unit, seal, unseal, unseal_many
from cadenza.trail.record import NewEntry, record_many
from cadenza.trail.rules import Audience, Fact
from cadenza.web.refs import new_ref

QUIET = Audience.HOUSE
NOTES = frozenset({Source.NOTE, Source.DRAFT, Source.KEPT_DRAFT})
"""What is its author's alone everywhere else: they are told that it was opened (TRUST 1.6)."""


@dataclass(frozen=True)
class Opening:
    """A request as it came in."""

    handle: str
    received_on: date | None
    second_id: int | None
    untold_reason: str | None = None
    """Why telling the authors of notes would be against the law; the second person has to agree."""


@dataclass(frozen=True)
class Verdict:
    """What becomes of one thing."""

    decision: Decision
    reason: str = ""
    redacted: str = ""


@transaction.atomic
def open_case(opening: Opening, *, by: Person, at: datetime) -> AccessCase:
    """Open a case, ask a second person, and freeze everything about the person from this instant. Rules DATA-3, TRUST L12, L13."""
    access.require_role(by, "open-case", at=at)
    hold_still()
    person = access.person_to_open(by, opening.handle, at=at)
    open_already = AccessCase.objects.filter(person=person).exclude(state__in=OVER).exists()
    found = rules.objections_to_opening(opening.received_on, today=day_of(at), open_already=open_already)
    if opening.untold_reason is not None:
        found += rules.objections_to_untelling(opening.untold_reason, asked_already=False)
    refuse_if([*found, *_objections_to_second(opening.second_id, person, at=at)])
    assert opening.received_on is not None
    case = AccessCase.objects.create(
        ref=new_ref("R"),
        person=person,
        officer=by,
        second_id=opening.second_id,
        received_on=opening.received_on,
        due_on=rules.answer_by(opening.received_on),
        untold_by=None if opening.untold_reason is None else by,
        freeze=Freeze.objects.create(person=person, since=at),
        opened_at=at,
    )
    if opening.untold_reason is not None:
        _keep_reason(case, opening.untold_reason)
        case.save(update_fields=["sealed_untold"])
    beside_ring.note_case(case, at)
    note(case, "opened", by=by, at=at, second=opening.second_id, silence=case.asks_silence)
    return case


@transaction.atomic
def name_second(ref: str, second_id: int | None, *, by: Person, at: datetime) -> AccessCase:
    """Ask somebody to be the second person, in place of whoever was; nobody reads a word until they agree. Rule DATA-3, TRUST 1.6.

    A request that the person filed is taken up with this.
    """
    case = access.case_to(by, Act.NAME, ref, at=at).case
    refuse_if(_objections_to_second(second_id, case.person, at=at))
    if case.state == CaseState.FILED:
        case.officer, case.opened_at = by, at
    case.second_id = second_id
    case.released_by = case.released_at = None
    return moved(case, Act.NAME, by=by, at=at, second=second_id)


@transaction.atomic
def accept(ref: str, *, by: Person, at: datetime) -> AccessCase:
    """The second person takes it on; now that there are two, what was held back is copied into the case. Rule DATA-3, TRUST L12.

    It is copied once: what is written afterwards is of a later request. Somebody who stands too near by now cannot take it on.
    """
    case = access.case_to(by, Act.ACCEPT, ref, at=at).case
    refuse_if(_objections_to_second(by.pk, case.person, at=at))
    if case.gathered_at is None:
        case.gathered_at = at
        _copy_in(case, at)
    return moved(case, Act.ACCEPT, by=by, at=at)


@transaction.atomic
def decline(ref: str, *, by: Person, at: datetime) -> AccessCase:
    """The person who was asked says no, without a reason: the officer asks somebody else. Rule DATA-3."""
    case = access.case_to(by, Act.DECLINE, ref, at=at).case
    case.second = None
    return moved(case, Act.DECLINE, by=by, at=at)


@transaction.atomic
def stop_clock(ref: str, *, by: Person, at: datetime) -> AccessCase:
    """The person has been asked something without which it cannot go on. Rule DATA-3, TRUST L12."""
    case = access.case_to(by, Act.STOP, ref, at=at).case
    case.stopped_on = day_of(at)
    return moved(case, Act.STOP, by=by, at=at)


@transaction.atomic
def resume_clock(ref: str, *, by: Person, at: datetime) -> AccessCase:
    """The person answered: the days in between do not count. Rule DATA-3, TRUST L12."""
    case = access.case_to(by, Act.RESUME, ref, at=at).case
    assert case.stopped_on is not None
    case.stopped_days += (day_of(at) - case.stopped_on).days
    case.stopped_on = None
    case.due_on = rules.answer_by(case.received_on, extended=bool(case.longer), stopped_days=case.stopped_days)
    return moved(case, Act.RESUME, by=by, at=at)


@transaction.atomic
def extend(ref: str, why: Longer, *, by: Person, at: datetime) -> AccessCase:
    """Two more months, said to the person with the reason. Rule DATA-3, TRUST L12."""
    case = access.case_to(by, Act.EXTEND, ref, at=at).case
    refuse_if(rules.objections_to_extension(extended=bool(case.longer), today=day_of(at), due_on=case.due_on))
    case.longer = why
    case.due_on = rules.answer_by(case.received_on, extended=True, stopped_days=case.stopped_days)
    return moved(case, Act.EXTEND, by=by, at=at, why=why.value)


@transaction.atomic
def decide(ref: str, number: int, verdict: Verdict, *, by: Person, at: datetime) -> HeldItem:
    """The officer says what becomes of one thing; the second person has to agree. Rule DATA-3, TRUST L12. Decided anew, it is agreed anew."""
    case = access.case_to(by, Act.DECIDE, ref, at=at).case
    item = _item(case, number)
    refuse_if(rules.objections_to_decision(verdict.decision, verdict.reason, verdict.redacted, words_of(item)))
    item.decision, item.reason = verdict.decision, verdict.reason if verdict.decision is not Decision.RELEASE else ""
    item.sealed_redacted = None
    if verdict.decision is Decision.REDACT:
        item.sealed_redacted = seal(verdict.redacted, unit=unit_of(case), place=_place(item, "redacted"))
    item.decided_by, item.decided_at, item.confirmed_by, item.confirmed_at = by, at, None, None
    item.save()
    _note_item(item, "decided", by=by, at=at, decision=verdict.decision.value, reason=item.reason)
    return item


@transaction.atomic
def confirm(ref: str, number: int, *, by: Person, at: datetime) -> HeldItem:
    """The second person agrees. Rule DATA-3, TRUST L12; ASVS 2.3.5."""
    item = _answered(ref, number, Act.CONFIRM, by=by, at=at)
    item.confirmed_by, item.confirmed_at = by, at
    item.save(update_fields=["confirmed_by", "confirmed_at"])
    _note_item(item, "confirmed", by=by, at=at)
    return item


@transaction.atomic
def send_back(ref: str, number: int, *, by: Person, at: datetime) -> HeldItem:
    """The second person sees it otherwise: it is to be decided anew. Rule DATA-3, TRUST L12."""
    item = _answered(ref, number, Act.SEND_BACK, by=by, at=at)
    item.decision, item.reason, item.sealed_redacted, item.decided_by, item.decided_at = "", "", None, None, None
    item.save()
    _note_item(item, "sent-back", by=by, at=at)
    return item


@transaction.atomic
def untell(ref: str, reason: str, *, by: Person, at: datetime) -> AccessCase:
    """Ask that authors of notes be not told, with the reason in law; no word is opened until the second person answered. TRUST 1.6."""
    case = access.case_to(by, Act.UNTELL, ref, at=at).case
    refuse_if(rules.objections_to_untelling(reason, asked_already=case.untold_by_id is not None))
    _keep_reason(case, reason)
    case.untold_by = by
    return moved(case, Act.UNTELL, by=by, at=at)


@transaction.atomic
def agree_untold(ref: str, *, by: Person, at: datetime) -> AccessCase:
    """The second person agrees: authors are not told in this case, nor any longer of what was opened before. TRUST 1.6, ASVS 2.3.5."""
    case = _answered_untold(ref, Act.AGREE_UNTOLD, by=by, at=at)
    Telling.objects.filter(case=case).delete()
    return case


@transaction.atomic
def tell_them(ref: str, *, by: Person, at: datetime) -> AccessCase:
    """The second person sees no law against it: authors are told. TRUST 1.6."""
    return _answered_untold(ref, Act.TELL_THEM, by=by, at=at)


@transaction.atomic
def release(ref: str, *, by: Person, at: datetime) -> AccessCase:
    """The answer of somebody who has left may go out by the officer's hand, their own drafts and declarations in it. TRUST 1.6, column LV."""
    case = access.case_to(by, Act.RELEASE, ref, at=at).case
    refuse_if(rules.objections_to_releasing(has_left=has_left(case.person, at=at), released=case.released_by_id is not None))
    case.released_by, case.released_at = by, at
    return moved(case, Act.RELEASE, by=by, at=at)


@transaction.atomic
def hand_over(ref: str, *, by: Person, at: datetime) -> AccessCase:
    """The answer is the person's to take from now on; neither officer nor second person reads its words any longer. Rule DATA-3, TRUST L12.

    No note goes out whose author was not told, opened here or not (TRUST 1.6).
    """
    case = access.case_to(by, Act.HAND_OVER, ref, at=at).case
    refuse_if(rules.objections_to_handing_over(item.confirmed_by_id is not None for item in case.items.all()))
    case.answered_at = at
    record_many(_tell(case, case.items.exclude(decision=Decision.WITHHOLD), by=by, at=at))
    return moved(case, Act.HAND_OVER, by=by, at=at)


@transaction.atomic
def close(ref: str, *, by: Person, at: datetime) -> AccessCase:
    """The person has the answer: the freeze ends. Rule DATA-3, TRUST L13."""
    return ended(access.case_to(by, Act.CLOSE, ref, at=at).case, Act.CLOSE, by=by, at=at)


@transaction.atomic
def withdraw(ref: str, *, by: Person, at: datetime) -> AccessCase:
    """The person took the request back outside of here: the freeze ends, and nothing goes out. Rule DATA-3, TRUST L13."""
    case = access.case_to(by, Act.WITHDRAW, ref, at=at).case
    refuse_if(rules.objections_to_withdrawing(filed=case.filed, has_left=has_left(case.person, at=at)))
    return ended(case, Act.WITHDRAW, by=by, at=at)


@transaction.atomic
def read_item(ref: str, number: int, *, by: Person, at: datetime) -> tuple[access.Seat, HeldItem, str]:
    """One thing with its words, for the two. Every reading is written down, and the author of a note is told. Rules DATA-2, TRUST 1.6, P4."""
    seat = access.case_for(by, "see-words", ref, at=at)
    item = _item(seat.case, number)
    entries = [NewEntry("custody.item-read", by.pk, None, at, {"case": seat.case.pk, "item": number}, QUIET, is_read=True)]
    entries += _tell(seat.case, [item], by=by, at=at, again=True)
    record_many(entries)
    return seat, item, words_of(item)


# Words


def unit_of(case: AccessCase) -> Unit:
    """What is erased together: one case (TRUST 0.7)."""
    return Unit(f"access-case:{case.ref}", case.person_id, None)


def words_of(item: HeldItem) -> str:
    """The words of one thing. The caller has been let in by `access`."""
    return unseal(bytes(item.sealed), unit=unit_of(item.case), place=_place(item, "words"))


def redacted_of(item: HeldItem) -> str:
    """What of it goes out, where words were taken out; empty otherwise."""
    if item.sealed_redacted is None:
        return ""
    return unseal(bytes(item.sealed_redacted), unit=unit_of(item.case), place=_place(item, "redacted"))


def reason_of(case: AccessCase) -> str:
    """Why authors are not to be told; empty where nobody asks it. The caller has been let in by `access`."""
    if case.sealed_untold is None:
        return ""
    return unseal(bytes(case.sealed_untold), unit=unit_of(case), place=_place_of_reason(case))


def released(case: AccessCase) -> list[tuple[HeldItem, str]]:
    """What goes out, with its words. One look at the key, however many. Rule DATA-3, TRUST L12."""
    items = [
        one for one in case.items.select_related("author").order_by("number") if one.confirmed_by_id and one.decision != Decision.WITHHOLD
    ]
    blobs = [
        (bytes(one.sealed_redacted), _place(one, "redacted"))
        if one.sealed_redacted is not None
        else (bytes(one.sealed), _place(one, "words"))
        for one in items
    ]
    return list(zip(items, unseal_many(blobs, unit=unit_of(case)), strict=True))


def _keep_reason(case: AccessCase, reason: str) -> None:
    case.sealed_untold = seal(reason.strip(), unit=unit_of(case), place=_place_of_reason(case))


def _place_of_reason(case: AccessCase) -> str:
    return f"custody.AccessCase:{case.ref}:untold"


def _place(item: HeldItem, field: str) -> str:
    return f"custody.HeldItem:{item.case_id}:{item.number}:{field}"


def _copy_in(case: AccessCase, at: datetime) -> None:
    for number, one in enumerate(gathered(case.person, at=at), start=1):
        item = HeldItem(
            case=case, number=number, source=one.source, row=one.row, author_id=one.author_id, written_at=one.written_at, sealed=b""
        )
        item.sealed = seal(one.words, unit=unit_of(case), place=_place(item, "words"))
        item.save(force_insert=True)


# What the steps share


def _item(case: AccessCase, number: int) -> HeldItem:
    found = case.items.select_related("case", "author", "decided_by", "confirmed_by").filter(number=number).first()
    if found is None:
        raise Unseen
    return found


def _tell(case: AccessCase, items: Iterable[HeldItem], *, by: Person, at: datetime, again: bool = False) -> list[NewEntry]:
    """Tell authors of notes, unless two people said that the law forbids it: on their list now, in their own record by these entries. TRUST 1.6.

    `again`: also whoever was told of the very thing before; each opening is one of its own.
    """
    made = []
    for item in items if case.authors_told else ():
        if item.author_id is None or item.source not in NOTES or (item.told_at is not None and not again):
            continue
        HeldItem.objects.filter(pk=item.pk).update(told_at=at)
        Telling.objects.update_or_create(case=case, author_id=item.author_id, defaults={"at": at})
        told: dict[str, Fact] = {"case": case.pk, "by": by.pk}
        made.append(NewEntry("custody.note-opened", item.author_id, case.person_id, at, told, private=True))
    return made


def _answered(ref: str, number: int, act: Act, *, by: Person, at: datetime) -> HeldItem:
    item = _item(access.case_to(by, act, ref, at=at).case, number)
    decided, confirmed = bool(item.decision), item.confirmed_by_id is not None
    refuse_if(rules.objections_to_confirming(decided=decided, confirmed=confirmed, decided_by=item.decided_by_id, by=by.pk))
    return item


def _answered_untold(ref: str, act: Act, *, by: Person, at: datetime) -> AccessCase:
    case = access.case_to(by, act, ref, at=at).case
    refuse_if(rules.objections_to_answering_untold(waits=case.asks_silence, asked_by=case.untold_by_id, by=by.pk))
    case.untold_answered_by, case.authors_told = by, act is Act.TELL_THEM
    return moved(case, act, by=by, at=at)


def _objections_to_second(second_id: int | None, person: Person, *, at: datetime) -> Iterable[Objection]:
    authors = Person.objects.filter(pk__in=authors_of(person))
    return rules.objections_to_second(
        access.candidate(second_id, at=at),
        person_id=person.pk,
        above_person={up.pk for up in upline_of(person, at=at)},
        authors={author.pk: {up.pk for up in upline_of(author, at=at)} for author in authors},
    )


def moved(case: AccessCase, act: Act, *, by: Person, at: datetime, **facts: Fact) -> AccessCase:
    """Save a case one step on."""
    case.state = MOVES[CaseState(case.state), act]
    case.save()
    note(case, act.value, by=by, at=at, **facts)
    return case


def ended(case: AccessCase, act: Act, *, by: Person, at: datetime) -> AccessCase:
    """The case is over: what it froze goes on."""
    case.closed_at = at
    Freeze.objects.filter(pk=case.freeze_id).update(until=at)
    beside_ring.note_case(case, at)
    return moved(case, act, by=by, at=at)


def note(case: AccessCase, what: str, *, by: Person, at: datetime, **facts: Fact) -> None:
    """Write a step down in the person's chain; no page but the case's own shows it."""
    record_many([NewEntry(f"custody.case-{what}", by.pk, case.person_id, at, {"case": case.pk, **facts}, QUIET)])


def _note_item(item: HeldItem, what: str, *, by: Person, at: datetime, **facts: Fact) -> None:
    record_many([NewEntry(f"custody.item-{what}", by.pk, None, at, {"case": item.case_id, "item": item.number, **facts}, QUIET)])
