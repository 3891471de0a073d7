"""What the room of formal plans needs of bundles: one, a list, and the verbs that tie a bundle to a case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from cadenza.conversations import access
from cadenza.conversations.bundle_rules import WAITING, BundleState
from cadenza.conversations.escalating import BundleWords, open_to_person, release_from_case, take_into_case, words_of_bundle
from cadenza.conversations.models import Escalation
from cadenza.conversations.recusing import Tied, hand_on_for_case
from cadenza.conversations.rules import Part
from cadenza.people.models import Person
from cadenza.trail.record import record


@dataclass(frozen=True)
class Bundle:
    """A bundle with what its reader is in it and its words."""

    row: Escalation
    parts: frozenset[Part]
    words: BundleWords

    @property
    def waits(self) -> bool:
        """Whether somebody in HR must be free to act on it."""
        return BundleState(self.row.state) in WAITING

    @property
    def may_answer(self) -> bool:
        return bool(self.parts & access.WHO_MAY["bundle.answer"])


def bundle_for(by: Person, ref: str, *, at: datetime) -> Bundle:
    """A bundle for its author, its HR partner and, once opened, the person. Raises Unseen."""
    row, parts = access.bundle_for(by, "see", ref, at=at)
    return Bundle(row, parts, words_of_bundle(row))


# What a formal plan does with the bundles that belong to it, whoever acts in it: that room has checked who may


@transaction.atomic
def keep_for_case(tied: Tied, partner: Person, *, opened: bool, by: Person | None, at: datetime) -> None:
    """Tie what its managers passed to HR, and HR took on, to the open plan; and whatever it cites. Rule EARLY-5; TRUST F3, X9.

    Kept as long as the plan, and read by the person once it was served (`opened`), whichever HR partner it went to; the plan's own HR
    partner takes it over from one who is not free any more (X6). Idempotent. Without `by` it follows from the HR partner's acceptance.
    """
    wanting = Q(in_case=False) | Q(opened_at=None) if opened else Q(in_case=False)
    for bundle in tied.bundles().filter(wanting, Q(state=BundleState.ACCEPTED) | tied.are_cited()):
        who = by or bundle.hr_partner
        if not bundle.in_case:
            bundle.in_case = True
            record("conversations.bundle-used", by=who, about=tied.subject, at=at, private=True, bundle=bundle.pk, used=True)
        if opened and bundle.opened_at is None:
            bundle.opened_at = at
            record("conversations.bundle-opened", by=who, about=tied.subject, at=at, private=True, bundle=bundle.pk)
        bundle.save(update_fields=["in_case", "opened_at"])
    hand_on_for_case(tied, partner, by=by, at=at)


@transaction.atomic
def release_for_case(tied: Tied, *, by: Person, at: datetime) -> None:
    """The plan was withdrawn unopened: the six months run again. Rule EARLY-5; TRUST X9. What was opened belongs to an earlier plan."""
    for bundle in tied.bundles().filter(in_case=True, opened_at=None):
        bundle.in_case = False
        bundle.save(update_fields=["in_case"])
        record("conversations.bundle-used", by=by, about=tied.subject, at=at, private=True, bundle=bundle.pk, used=False)


__all__ = [
    "Bundle",
    "Tied",
    "bundle_for",
    "hand_on_for_case",
    "keep_for_case",
    "open_to_person",
    "release_for_case",
    "release_from_case",
    "take_into_case",
]
