"""The two mails: a number and a link. Fixed subjects; no name, no title of anything, no word that somebody wrote (TRUST T06, DUE-2)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from urllib.parse import urlsplit
from uuid import UUID, uuid5

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cadenza.jobs.mail import Reminder, Terms
from cadenza.notices.rules import Occasion, Tally
from cadenza.people.models import Person

NAMES = UUID("0a9c2f3e-58a6-4f5b-8f0e-9c7d1b6f4a10")
"""Names of mails are made within this one: the same person and occasion give the same name, and such a mail is sent once (TRUST N03)."""


def reminder(person: Person, occasion: Occasion, day: date, tally: Tally, *, terms: Terms) -> Reminder:
    """The mail for one person and occasion, in their language. `day` is theirs; for the weekly one it is the Monday of the week."""
    with translation.override(language_of(person)):
        links = {"home": settings.SITE_URL + reverse("home"), "choices": f"{settings.SITE_URL}{reverse('account-settings')}#mail"}
        lines = list(_lines(tally))
        intro, leave = _intro(occasion), _("You choose which mail you get on your account page:")
        plain = "\n".join(
            [intro, "", *(f"- {line}" for line in lines), "", _("Your list:"), links["home"], "", leave, links["choices"], ""]
        )
        context = {"intro": intro, "lines": lines, "leave": leave, "language": language_of(person), "subject": subject(occasion), **links}
        mail = Reminder(
            subject(occasion),
            plain,
            None,
            [person.email or ""],
            headers={
                "Message-ID": message_id(person, occasion, day),
                "List-Unsubscribe": f"<{links['choices']}>",
                "Auto-Submitted": "auto-generated",
            },
        )
        mail.attach_alternative(render_to_string("notices/reminder.html", context), "text/html")
    mail.terms = terms
    return mail


def subject(occasion: Occasion) -> str:
    """One of two, always the same (TRUST T06)."""
    return _("Your list for this week") if occasion == Occasion.WEEKLY else _("Something is due today")


def message_id(person: Person, occasion: Occasion, day: date) -> str:
    """One for each person and occasion, that tells neither."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"<{uuid5(NAMES, f'{person.pk}:{occasion}:{day.isoformat()}')}@{host}>"


def language_of(person: Person) -> str:
    """The language in which somebody is written to. There is one so far."""
    return settings.LANGUAGE_CODE


def _intro(occasion: Occasion) -> str:
    return _("This is on your list for the week:") if occasion == Occasion.WEEKLY else _("This falls due today:")


def _lines(tally: Tally) -> Iterator[str]:
    if tally.late:
        yield ngettext("%(count)d thing is late", "%(count)d things are late", tally.late) % {"count": tally.late}
    if tally.today:
        yield ngettext("%(count)d thing is due today", "%(count)d things are due today", tally.today) % {"count": tally.today}
    if tally.week:
        yield ngettext("%(count)d thing is due later this week", "%(count)d things are due later this week", tally.week) % {
            "count": tally.week
        }
