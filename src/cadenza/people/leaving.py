"""Leaving: on the last day's end, or at once, lines, delegations, scopes, roles, invitations and the account end together (TRUST R13)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.db.models import Q

from cadenza.objections import N_, Objection, objection, refuse_if
from cadenza.people import access, rules
from cadenza.people.days import day_of, start_of
from cadenza.people.granting import holders
from cadenza.people.models import Account, Delegation, Grant, GrantProposal, HRScope, Invitation, Organisation, Person, ReportingLine
from cadenza.people.paths import hold_lines, note_change, place, rebuild_paths, settle_paths
from cadenza.people.rules import PersonStatus
from cadenza.people.scopes import align_scopes
from cadenza.people.upkeep import ask_to_settle
from cadenza.trail.record import record


@transaction.atomic
def mark_left(person: Person, *, last_day: date, by: Person | None, at: datetime) -> Person:
    """Record somebody's last day. Today or earlier closes everything now; a later day is dated ahead and true when it is over.

    Those who reported to them report to nobody until they are given a new manager; whom they stood in for, nobody covers.
    """
    access.require(by, "mark-left", person, at=at)
    hold_lines()
    settle_paths(at)
    person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    refuse_if(_objections_to_leaving(person, at))
    gone_at = leaves_at(last_day, at)
    person.end_date = last_day
    person.save(update_fields=["end_date"])
    end_standing([person.pk], gone_at, at=at)
    record("people.left", by=by, about=person, at=at, last_day=last_day)
    if gone_at <= at:
        close_accounts([person.pk], at=at)
        _lift_reports(person, at)
    note_change(at)
    ask_to_settle(at=at, from_instant=gone_at)
    person.refresh_from_db()
    return person


def leaves_at(last_day: date, at: datetime) -> datetime:
    """When somebody with this last day is gone: at once when it is today or over, else when it ends in the organisation's zone."""
    return start_of(last_day + timedelta(days=1)) if last_day > day_of(at) else at


def end_standing(people: Collection[int], gone_at: datetime, *, at: datetime) -> None:
    """End every dated row of and towards these people at an instant; what was planned for later is given up. Eight statements or so."""
    theirs: list[tuple[type[models.Model], Q]] = [
        (ReportingLine, Q(person__in=people) | Q(manager__in=people)),
        (Delegation, Q(manager__in=people) | Q(delegate__in=people)),
        (HRScope, Q(person__in=people) | Q(partner__in=people)),
        (Grant, Q(person__in=people)),
    ]
    for model, which in theirs:
        rows: models.QuerySet[Any] = model._default_manager.filter(which)
        rows.filter(since__gte=gone_at).delete()
        rows.filter(Q(until=None) | Q(until__gt=gone_at)).update(until=gone_at, ended_at=at)
    Invitation.objects.filter(person__in=people, used_at=None, expires_at__gt=gone_at).update(expires_at=gone_at)
    GrantProposal.objects.filter(person__in=people, decided_at=None).update(decided_at=at)


def close_accounts(people: Collection[int], *, at: datetime) -> None:
    """Turn these people into leavers: no account signs in, and every open session ends at its next request (TRUST T23)."""
    Person.objects.filter(pk__in=people).update(status=PersonStatus.LEAVER)
    accounts = list(Account.objects.filter(person__in=people))
    for account in accounts:
        account.is_active = False
        account.set_unusable_password()
    Account.objects.bulk_update(accounts, ["is_active", "password"], batch_size=500)
    # Whoever a leaver looked after goes to the partner of their team.
    looked_after = Person.objects.filter(Q(hr_partner__in=people) | Q(hr_scopes__partner__in=people)).distinct()
    if looked_after.exists():
        align_scopes(Person.objects.filter(pk__in=list(looked_after.values_list("pk", flat=True))), at=at)


@transaction.atomic
def settle_leavers(at: datetime) -> None:
    """Close the accounts of those whose last day is over. Idempotent; their relations ended with the day itself."""
    due = list(Person.objects.filter(end_date__lt=day_of(at)).exclude(status=PersonStatus.LEAVER).values_list("pk", flat=True))
    if due:
        close_accounts(due, at=at)


def _lift_reports(person: Person, at: datetime) -> None:
    """Write the paths anew below somebody who is gone: each report now stands at the top of their own tree."""
    reports = Person.objects.filter(lines__manager=person, lines__until=at)
    if len(reports) > 20:
        rebuild_paths(at)
        return
    for report in reports:
        place(report, "")
    person.refresh_from_db(fields=["path"])
    place(person, "")


def _objections_to_leaving(person: Person, at: datetime) -> list[Objection]:
    if person.status == PersonStatus.LEAVER:
        return [objection("has-left-already", N_("%(name)s has left already."), where="last_day", name=person.name)]
    if Organisation.objects.filter(set_up_at__isnull=False).exists():
        for role in sorted(rules.CONFIRMERS):
            if holders(role, at) == [person.pk]:
                return [
                    objection(
                        "last-holder",
                        N_("%(name)s alone holds a role that somebody has to hold. Grant it to another person first."),
                        name=person.name,
                    )
                ]
    return []
