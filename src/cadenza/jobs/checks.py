"""The system check that the mail server's address can be read."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import ImproperlyConfigured

from cadenza.jobs.mail import smtp_from


@register()
def the_mail_server_is_named_well(app_configs: Any, **_: Any) -> list[CheckMessage]:
    """Fail `cadenza check` for an address with which the worker could do nothing."""
    if not settings.EMAIL_URL:
        return []
    try:
        smtp_from(settings.EMAIL_URL)
    except ImproperlyConfigured as error:
        return [Error(str(error), id="jobs.E001")]
    return []
