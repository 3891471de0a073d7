"""Verbs on the picture of fairness: say what is made of it, open it to executives (TRUST I3, L17). Nothing follows from a figure by itself."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cadenza.objections import Unseen, refuse_if
from cadenza.people.models import Person
from cadenza.stewardship import fairness_access, fairness_rules
from cadenza.stewardship.fairness_models import FairnessNote, FairnessPicture
from cadenza.trail.record import record


@transaction.atomic
def note(words: str, *, by: Person, at: datetime) -> FairnessNote:
    """Say what is made of the latest figures, or what is done about them. Appended."""
    picture = _kept(by, at=at)
    refuse_if(fairness_rules.objections_to_note(words))
    made = FairnessNote.objects.create(cycle=picture.cycle, by=by, at=at, words=words.strip())
    record("stewardship.fairness-noted", by=by, about=None, at=at, note=made.pk)
    return made


@transaction.atomic
def release(*, by: Person, at: datetime) -> FairnessPicture:
    """Open the latest figures to executives, with what was made of them: the first of two proposes it, the second opens it (TRUST L17)."""
    picture = _kept(by, at=at)
    first = picture.proposed_by
    both = first is None or fairness_access.are_both(first, by, at=at)
    refuse_if(fairness_rules.objections_to_release(released=picture.released_at is not None, own=first == by, both=both))
    if first is None:
        picture.proposed_at, picture.proposed_by = at, by
    else:
        picture.released_at, picture.released_by = at, by
    picture.save()
    done = "stewardship.fairness-release-proposed" if first is None else "stewardship.fairness-released"
    record(done, by=by, about=None, at=at, cycle=picture.cycle_id)
    return picture


@transaction.atomic
def close(*, by: Person, at: datetime) -> FairnessPicture:
    """Take back what is proposed, or close the figures to executives again; either of the first readers may."""
    picture = _kept(by, at=at)
    refuse_if(fairness_rules.objections_to_closing(proposed=picture.proposed_at is not None, released=picture.released_at is not None))
    picture.proposed_at = picture.proposed_by = picture.released_at = picture.released_by = None
    picture.save()
    record("stewardship.fairness-closed", by=by, about=None, at=at, cycle=picture.cycle_id)
    return picture


def _kept(by: Person, *, at: datetime) -> FairnessPicture:
    picture = fairness_access.picture_for(by, at=at, keep=True, lock=True)
    if picture is None:
        raise Unseen
    return picture
