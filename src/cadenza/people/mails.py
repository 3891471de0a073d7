"""The mails of this room. They are queued in the caller's transaction; none names a third person or says what it is about."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils.translation import gettext as _

from cadenza.people.models import Grant, Person
from cadenza.people.rules import INVITATION_DAYS, GrantedRole, PersonStatus


def send_invitation(person: Person, token: str) -> None:
    """The one-time link, to the address that the organisation knows."""
    link = settings.SITE_URL + reverse("invitation", args=[token])
    body = _(
        "Your organisation uses Cadenza for development plans.\n\n"
        "Open this link within %(days)d days and choose a password. It works once.\n\n%(link)s\n\n"
        "If you did not expect this mail, you can leave it; nothing happens."
    ) % {"days": INVITATION_DAYS, "link": link}
    if person.email:
        send_mail(_("Your account is ready"), body, None, [person.email])


def tell_privacy_officers(*, at: datetime) -> None:
    """A grant is waiting or was made: privacy officers are told that there is something to look at (TRUST X8)."""
    officers = (
        Grant.objects.in_force(at)
        .filter(role=GrantedRole.PRIVACY_OFFICER, person__email__isnull=False)
        .exclude(person__status=PersonStatus.LEAVER)
    )
    body = _("Something is waiting for you under Settings, Roles.\n\n%(link)s") % {"link": f"{settings.SITE_URL}/settings/roles/"}
    for address in officers.values_list("person__email", flat=True):
        if address:
            send_mail(_("You have an item to review"), body, None, [address])


def tell_of_new_address(before: str, after: str) -> None:
    """Both addresses learn that sign-in has moved from one to the other, so that no takeover stays unseen."""
    body = _("HR has changed the address with which you sign in to Cadenza. If you did not ask for this, speak to your HR team today.")
    for address in (before, after):
        send_mail(_("Your sign-in address has changed"), body, None, [address])


def send_trial(address: str) -> None:
    """One mail that shows that mail works."""
    send_mail(_("Mail works"), _("This mail was asked for during the set-up of Cadenza. Nothing else is needed."), None, [address])
