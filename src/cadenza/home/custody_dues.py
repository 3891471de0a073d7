"""What care for records asks of somebody: a copy before the last day, a hold to lift, an erasure to decide (TRUST X5, M2, 1.8)."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from cadenza.custody.access import HOUSE
from cadenza.custody.retention_queries import erasures_waiting, lifts_waiting
from cadenza.home.desk import Desk
from cadenza.home.rules import Due, DueKind, answer_by
from cadenza.people.days import day_of
from cadenza.people.rules import GrantedRole


def custody_dues(desk: Desk) -> Iterator[Due]:
    """What the reader owes of this kind. No statement while nothing waits for anybody."""
    yield from _leaving(desk)
    if not desk.custody:
        return
    if desk.roles & HOUSE["holds"]:
        for hold in lifts_waiting(desk.reader, at=desk.at):
            assert hold.proposed_at is not None
            yield Due(
                kind=DueKind.LIFT,
                on=answer_by(day_of(hold.proposed_at)),
                what=_("Agree to lift the hold on the records of %(name)s, or leave it") % {"name": hold.person.name},
                why=_("One proposes it, another one lifts it."),
                url=reverse("retention-hold", args=[hold.pk]),
                button=_("Open hold"),
                about=hold.person.name,
                of=str(hold.pk),
            )
    if GrantedRole.HR_ADMIN in desk.roles:
        for erasure in erasures_waiting(desk.reader, at=desk.at):
            yield Due(
                kind=DueKind.ERASE,
                on=answer_by(day_of(erasure.proposed_at)),
                what=_("Decide whether the records of %(name)s go before their time") % {"name": erasure.person.name},
                why=_("The privacy officer proposed it. Two people decide it."),
                url=reverse("retention-erasure", args=[erasure.pk]),
                button=_("Open it"),
                about=erasure.person.name,
                of=str(erasure.pk),
            )


def _leaving(desk: Desk) -> Iterator[Due]:
    """The copy of one's own records, while the account still opens them (TRUST X5)."""
    last_day = desk.reader.end_date
    if last_day is not None:
        yield Due(
            kind=DueKind.TAKE_COPY,
            on=last_day,
            what=_("Take a copy of your records before you leave"),
            why=_("Your account closes when your last day is over. Your plan, reviews, evidence and feedback come in one file."),
            url=reverse("my-data"),
            button=_("Take a copy"),
            of=str(desk.reader.pk),
        )
