"""An HR partner who is no longer free, and another in their place (TRUST X6, F3, R10; EARLY-5).

That they may not act follows from dated lines at every instant; here it is written down, so that HR admin owes a name and the author is told.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from cadenza.conversations import access, bundle_rules
from cadenza.conversations.bundle_rules import BUNDLE_MOVES, WAITING, BundleEvent, BundleState
from cadenza.conversations.models import EscalatedNote, Escalation
from cadenza.conversations.partners import conflicts, is_free, is_hr
from cadenza.objections import refuse_if
from cadenza.people.models import Person
from cadenza.people.relations import has_left
from cadenza.trail.record import NewEntry, record, record_many


@dataclass(frozen=True)
class Tied:
    """Which bundles about somebody belong to one formal plan: what its managers passed to HR, and whatever it cites, whoever wrote that."""

    subject: Person
    authors: Collection[int]
    cited: Collection[str] = ()
    """References of agreed points that the plan has copied, also of those that were taken out again: the record keeps the copy."""

    def bundles(self) -> QuerySet[Escalation]:
        """Locked, the earliest first. One statement."""
        rows = Escalation.objects.select_for_update(of=("self",)).filter(
            Q(author__in=self.authors) | self.are_cited(), subject=self.subject
        )
        return rows.select_related("subject", "author", "hr_partner").order_by("pk")

    def are_cited(self) -> Q:
        """Those among them of which the plan has copied agreed points, however HR answered them."""
        return Q(pk__in=EscalatedNote.objects.filter(slip__ref__in=self.cited).values("escalation"))


@transaction.atomic
def settle_partners(at: datetime) -> int:
    """Write down which bundles need another HR partner, and which need none any more. Rule EARLY-5; TRUST X6. Idempotent."""
    rows = Escalation.objects.select_for_update(of=("self",)).filter(state__in=WAITING, in_case=False)
    changed = 0
    for bundle in rows.select_related("author", "subject", "hr_partner").order_by("pk"):
        free = is_free(bundle.hr_partner, bundle.subject, bundle.author, at=at)
        if free is (bundle.recused_at is None):
            continue
        bundle.recused_at, bundle.author_told = None if free else at, free
        bundle.save(update_fields=["recused_at", "author_told"])
        kind = "conversations.partner-free-again" if free else "conversations.partner-recused"
        facts = {"bundle": bundle.pk, "by_time": True}
        record_many([NewEntry(kind, bundle.author_id, bundle.subject_id, at, facts, private=True)])
        changed += 1
    return changed


@transaction.atomic
def name_partner(ref: str, partner_id: int | None, *, by: Person, at: datetime) -> Escalation:
    """HR admin names somebody in HR in place of one who is no longer free. Rules EARLY-5, PIP-1; TRUST X6, X8, F3.

    Whoever had it before reads it no longer, and whoever has it now takes it on or returns it.
    """
    bundle = access.bundle_in_need(by, ref, at=at, lock=True)
    partner = Person.objects.filter(pk=partner_id).first() if partner_id is not None else None
    refuse_if(
        bundle_rules.objections_to_naming(
            known=partner is not None and is_hr(partner, at=at) and not has_left(partner, at=at),
            themself=partner_id == by.pk,
            conflicts=conflicts(partner, bundle.subject, bundle.author, at=at) if partner is not None else (),
        )
    )
    assert partner is not None
    bundle.state, bundle.answered_at = BUNDLE_MOVES[BundleState(bundle.state), BundleEvent.RENAME], None
    _hand_on(bundle, partner, at)
    record("conversations.partner-named", by=by, about=bundle.subject, at=at, private=True, bundle=bundle.pk, partner=partner.pk)
    return bundle


@transaction.atomic
def hand_on_for_case(tied: Tied, partner: Person, *, former: Person | None = None, by: Person | None, at: datetime) -> None:
    """What a formal plan keeps and nobody in HR may act on is its HR partner's. Rule EARLY-5; TRUST X6, X18.

    With `former` the plan got another HR partner, and what that one had for it goes over too. It is about these bundles alone: what an
    earlier plan's manager wrote is no matter of this one unless it cites that; and what was returned stays with whoever returned it. A
    bundle that the HR partner wrote themselves stays unread by HR. The room of formal plans has checked who may. Without `by` it follows
    from dated lines.
    """
    kept = tied.bundles().filter(in_case=True, state__in=WAITING)
    for bundle in kept.exclude(author=partner).exclude(hr_partner=partner):
        if bundle.hr_partner == former or not is_free(bundle.hr_partner, bundle.subject, bundle.author, at=at):
            _hand_on(bundle, partner, at)
            who = by or partner
            record("conversations.partner-named", by=who, about=tied.subject, at=at, private=True, bundle=bundle.pk, partner=partner.pk)


@transaction.atomic
def tell_author(bundle: Escalation, *, by: Person) -> None:
    """The author has opened the bundle and reads there who has it: as it was read, for it may have been handed on meanwhile."""
    as_read = {"hr_partner": bundle.hr_partner_id, "partner_since": bundle.partner_since, "recused_at": bundle.recused_at}
    Escalation.objects.filter(pk=bundle.pk, author=by, author_told=False, **as_read).update(author_told=True)


def _hand_on(bundle: Escalation, partner: Person, at: datetime) -> None:
    bundle.hr_partner, bundle.partner_since, bundle.recused_at, bundle.author_told = partner, at, None, False
    bundle.save(update_fields=["hr_partner", "state", "answered_at", "partner_since", "recused_at", "author_told"])
