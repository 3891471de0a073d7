"""Follow-ups and talent snapshots that are kept no longer (TRUST L18, 1.8). Called by custody alone."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from cadenza.people.keeping import Found, Reach, found_in, gone
from cadenza.sealing.keys import destroy_units
from cadenza.stewardship.models import FollowUp
from cadenza.stewardship.rules import FollowUpState
from cadenza.stewardship.talent_models import TalentAnswer, TalentSnapshot, TalentStep
from cadenza.stewardship.talent_snapshots import unit_of


def follow_ups_due(reach: Reach) -> list[Found]:
    """Follow-ups closed long ago; all about a leaver."""
    old = Q(state=FollowUpState.CLOSED, closed_at__lt=reach.over_at) if reach.over_before else Q()
    return found_in(FollowUp.objects.filter(reach.reached("about", over=old)).exclude(reach.kept("about", "asked")), "about")


@transaction.atomic
def purge_follow_ups(rows: Collection[int], *, at: datetime) -> int:
    """Take follow-ups away with their answers."""
    return gone(FollowUp.objects.filter(pk__in=list(rows)))


def snapshots_due(reach: Reach) -> list[Found]:
    """Snapshots of sessions over for two cycles; all of a leaver's."""
    over = Q(session__closes_at__lt=reach.over_at) if reach.over_before else Q()
    return found_in(TalentSnapshot.objects.filter(reach.reached("person", over=over)).exclude(reach.kept("person")), "person")


@transaction.atomic
def purge_snapshots(rows: Collection[int], *, at: datetime) -> int:
    """Erase snapshots with their steps and answers: key first."""
    found = TalentSnapshot.objects.filter(pk__in=list(rows))
    destroy_units([unit_of(row).name for row in found], at=at)
    TalentStep.objects.filter(snapshot__in=found).delete()
    TalentAnswer.objects.filter(snapshot__in=found).delete()
    return gone(found)
