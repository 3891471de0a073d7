"""The record of a formal plan on paper, for each reader what that reader may read (PIP-18, TRUST J3)."""

from __future__ import annotations

from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cadenza.improvement.queries import Page
from cadenza.improvement.telling import told
from cadenza.improvement.words import ENTRIES
from cadenza.people.days import organisation, zone
from cadenza.people.models import Person
from cadenza.web.paper import Paper, PaperEntry, Section
from cadenza.web.words import shown, state_word


def record_paper(page: Page, *, intact: bool, reader: Person, at: datetime) -> Paper:
    """Cover facts, every entry that the reader may read in order, the check of the chain, and a receipt. Rule PIP-18.

    Instants are the organisation's, written out (DESIGN 9). Two readers hold different records, so each print names whose it is.
    """
    case, story = page.case, page.story
    facts = [
        (_("Person"), case.person.name),
        (_("Manager on the case"), case.manager.name),
        (_("HR partner"), case.hr_partner.name),
        (_("State"), state_word(page.seat.state)),
    ]
    if story.begun_on and story.ends_on:
        facts.append((_("Runs"), _("%(begin)s to %(end)s") % {"begin": shown(story.begun_on), "end": shown(story.ends_on)}))
    facts.append((_("Printed"), _("by %(name)s, %(when)s") % {"name": reader.name, "when": instant(at)}))
    chain = (
        _("Every entry is linked to the one before it, and no link is broken.")
        if intact
        else _("The chain of entries is broken. Do not rely on this record before HR has looked into it.")
    )
    entries = [
        PaperEntry(_heading(number, page, one.by_id, str(_(ENTRIES[one.kind])), one.at), told(one, page.names))
        for number, one in enumerate(page.entries, start=1)
    ]
    sealed = _("Fingerprint %(fingerprint)s over the %(count)d entries printed here.") % {
        "fingerprint": page.fingerprint,
        "count": len(entries),
    }
    receipt = _("Signing shows that you have received and read this record. It does not mean that you agree with it.")
    lines = "\n\n".join(("", _("Name:") + " " + "." * 60, _("Date and signature:") + " " + "." * 50))
    return Paper(
        title=_("Formal plan %(ref)s: record") % {"ref": case.ref},
        footer=_("%(organisation)s, formal plan %(ref)s, printed %(when)s. Personal data.")
        % {"organisation": organisation().name, "ref": case.ref, "when": instant(at)},
        facts=facts,
        sections=[
            Section(_("Record"), _("Entries are added and never changed or taken out. A correction is another entry."), entries),
            Section(_("Integrity"), f"{chain}\n{sealed}"),
            Section(_("Receipt"), receipt + lines),
        ],
    )


def instant(at: datetime) -> str:
    """An instant as formal pages say it: day, time and the zone's name."""
    local = at.astimezone(zone())
    return _("%(day)s, %(time)s %(zone)s") % {"day": date_format(local, "j F Y"), "time": local.strftime("%H:%M"), "zone": local.tzname()}


def _heading(number: int, page: Page, by_id: int | None, what: str, at: datetime) -> str:
    who = page.names.get(by_id, "") if by_id else ""
    return f"{number}. {what}: {who}, {instant(at)}" if who else f"{number}. {what}: {instant(at)}"
