"""What is kept of a leaver's way in: address, account, invitations. Forgotten with the schedule; name and reporting lines stay (TRUST L18)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from cadenza.people.keeping import Found, Reach
from cadenza.people.models import Account, Invitation, Person
from cadenza.people.rules import PersonStatus


def addresses_due(reach: Reach) -> list[Found]:
    """Leavers of whom an address or an account is still kept."""
    there = Q(account__isnull=False) | Q(email__isnull=False) | ~Q(called="") | ~Q(site="")
    rows = Person.objects.filter(reach.reached("pk"), there, status=PersonStatus.LEAVER).exclude(reach.kept("pk"))
    return [Found(pk, pk) for pk in rows.order_by("pk").values_list("pk", flat=True)]


@transaction.atomic
def purge_addresses(rows: Collection[int], *, at: datetime) -> int:
    """Forget how leavers were reached and how they signed in. Running it again does nothing."""
    people = Person.objects.filter(pk__in=list(rows), status=PersonStatus.LEAVER)
    ids = list(people.values_list("pk", flat=True))
    Invitation.objects.filter(person__in=ids).delete()
    Account.objects.filter(person__in=ids).delete()
    Person.objects.filter(pk__in=ids).update(email=None, called="", site="", timezone="")
    return len(ids)
