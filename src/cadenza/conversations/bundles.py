"""What the room of formal plans needs of bundles: one, a list, and the verbs that tie a bundle to a case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from cadenza.conversations import access
from cadenza.conversations.bundle_rules import BundleState
from cadenza.conversations.escalating import BundleWords, open_to_person, release_from_case, take_into_case, words_of_bundle
from cadenza.conversations.models import Escalation
from cadenza.conversations.rules import Part
from cadenza.people.models import Person


@dataclass(frozen=True)
class Bundle:
    """A bundle with what its reader is in it and its words."""

    row: Escalation
    parts: frozenset[Part]
    words: BundleWords

    @property
    def may_answer(self) -> bool:
        return bool(self.parts & access.WHO_MAY["bundle.answer"])


def bundle_for(by: Person, ref: str, *, at: datetime) -> Bundle:
    """A bundle for its author, its HR partner and, once opened, the person. Raises Unseen."""
    row, parts = access.bundle_for(by, "see", ref, at=at)
    return Bundle(row, parts, words_of_bundle(row))


def bundles_of(by: Person, *, at: datetime) -> list[Escalation]:
    """Bundles that the reader may open now, without their words."""
    mine = Q(author=by) | Q(hr_partner=by) | Q(subject=by, opened_at__isnull=False)
    rows = Escalation.objects.filter(mine).select_related("author", "subject", "hr_partner")
    return [one for one in rows if access.bundle_parts(by, one, at=at)]


def to_answer(by: Person, *, at: datetime) -> list[Escalation]:
    """Bundles that wait for the reader's answer as HR partner, for the first page. One statement while there is none."""
    rows = Escalation.objects.filter(hr_partner=by, state=BundleState.SENT).select_related("author", "subject")
    return [one for one in rows if Part.PARTNER in access.bundle_parts(by, one, at=at)]


__all__ = ["Bundle", "bundle_for", "bundles_of", "open_to_person", "release_from_case", "take_into_case", "to_answer"]
