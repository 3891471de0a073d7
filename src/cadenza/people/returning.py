"""Somebody who comes back is a new person: old records do not reattach, the new manager starts clean (TRUST X16).

All that the old row has to give up is what two rows cannot share: the address and the number in the HR system.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q

from cadenza.objections import N_, Objection, objection
from cadenza.people.models import Account, Person
from cadenza.people.relations import has_left, is_frozen
from cadenza.people.rules import PersonStatus
from cadenza.trail.record import record


def release_from_leavers(values: Mapping[str, Any], *, by: Person | None, at: datetime) -> None:
    """Take the address and the number of somebody new away from leavers who had them; their account goes with the address.

    A leaver whose records are frozen keeps both: nothing of theirs is overwritten (TRUST L13).
    """
    email, number = values.get("email"), values.get("external_id")
    same = (Q(email=email) if email else Q(pk__in=())) | (Q(external_id=number) if number else Q(pk__in=()))
    for leaver in Person.objects.select_for_update(of=("self",)).filter(same, status=PersonStatus.LEAVER).order_by("pk"):
        if not has_left(leaver, at=at) or is_frozen(leaver, at=at):
            continue
        account = leaver.account_id if leaver.email == email else None
        leaver.email = None if leaver.email == email else leaver.email
        leaver.external_id = None if leaver.external_id == number else leaver.external_id
        leaver.save(update_fields=["email", "external_id"])
        if account is not None:
            Account.objects.filter(pk=account).delete()
        record("people.address-released", by=by, about=leaver, at=at)


def objections_to_coming_back(person: Person, changes: Mapping[str, Any]) -> list[Objection]:
    """Why a leaver's row does not come to life again. Source: TRUST X16."""
    if person.status == PersonStatus.LEAVER and changes.get("status", PersonStatus.LEAVER) != PersonStatus.LEAVER:
        return [
            objection(
                "left-for-good",
                N_("%(name)s has left. Somebody who comes back is added anew, and the old records stay closed."),
                where="status",
                name=person.name,
            )
        ]
    return []
