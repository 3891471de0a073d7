"""What early conversations ask of somebody: points to receive and bundles to answer among the dues, follow-ups of notes apart (DUE-1, DUE-2)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cadenza.conversations.bundle_rules import DAYS_TO_NAME
from cadenza.home.desk import Desk
from cadenza.home.rules import Due, DueKind, answer_by
from cadenza.people.days import day_of


def talk_dues(desk: Desk) -> Iterator[Due]:
    """What was shared with the reader, or passed to them as HR partner. Plain items, in neutral words."""
    yield from _points(desk)
    yield from _bundles(desk)


def _points(desk: Desk) -> Iterator[Due]:
    for slip in desk.points:
        yield Due(
            kind=DueKind.POINTS,
            on=answer_by(day_of(slip.shared_at)),
            what=_("Read the points that %(name)s recorded with you") % {"name": slip.author.short_name},
            why=_("From your conversation of %(day)s. You can answer them.") % {"day": date_format(slip.held_on, "j F Y")},
            url=reverse("slip", args=[slip.ref]),
            button=_("Read"),
            about=slip.ref,
        )
    for slip in desk.points_passed:
        passed = day_of(slip.passed_at) if slip.passed_at else desk.today
        yield Due(
            kind=DueKind.POINTS_PASSED,
            on=answer_by(passed),
            what=_("Points of %(day)s were passed to HR") % {"day": date_format(slip.held_on, "j F Y")},
            why=_("%(name)s did so on %(day)s. Read what it means and add your side.")
            % {"name": slip.author.short_name, "day": date_format(passed, "j F Y")},
            url=reverse("slip", args=[slip.ref]),
            button=_("Read"),
            about=slip.ref,
        )


def _bundles(desk: Desk) -> Iterator[Due]:
    for bundle in desk.bundles:
        yield Due(
            kind=DueKind.BUNDLE,
            on=answer_by(day_of(bundle.made_at)),
            what=_("Answer what %(name)s passed to you") % {"name": bundle.author.name},
            why=_("Take it on, or return it with a reason."),
            url=reverse("escalation", args=[bundle.ref]),
            button=_("Read"),
            about=bundle.ref,
        )
    for bundle in desk.bundles_in_need:
        since = day_of(bundle.recused_at) if bundle.recused_at else desk.today
        yield Due(
            kind=DueKind.BUNDLE,
            on=since + timedelta(days=DAYS_TO_NAME),
            what=_("A case needs an HR partner: %(ref)s") % {"ref": bundle.ref},
            why=_("The one until now is no longer free to act in it."),
            url=reverse("escalation-partner", args=[bundle.ref]),
            button=_("Name somebody"),
            about=bundle.ref,
        )
    for bundle in desk.bundles_to_tell:
        changed = bundle.recused_at or bundle.partner_since
        yield Due(
            kind=DueKind.BUNDLE,
            on=answer_by(day_of(changed) if changed else desk.today),
            what=_("Read who in HR has what you passed on: %(ref)s") % {"ref": bundle.ref},
            why=_("The HR partner that you named is no longer free to act in it."),
            url=reverse("escalation", args=[bundle.ref]),
            button=_("Read"),
            about=bundle.ref,
        )


def private_dues(desk: Desk) -> list[Due]:
    """The author's own follow-ups: shown to them in a closed disclosure and nowhere else; no list, mail or feed is made of these (DUE-2)."""
    found = []
    for row in desk.follow_ups:
        until = row.readable_until if row.hands_on else None
        found.append(
            Due(
                kind=DueKind.FOLLOW_UP,
                on=until or row.note.follow_up_on,
                what=_("Share, delete or let rest: note %(ref)s") % {"ref": row.note.ref}
                if until
                else _("Follow up note %(ref)s") % {"ref": row.note.ref},
                why=_("With %(name)s.") % {"name": row.note.subject.name},
                url=reverse("note", args=[row.note.ref]),
                button=_("Open note"),
                about=row.note.ref,
            )
        )
    return sorted(found, key=lambda due: (due.on, due.url))
