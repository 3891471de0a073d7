"""The system check that keeps the registry whole."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, register

from cadenza.sealing.registry import unregistered


@register()
def every_text_field_is_registered(app_configs: Any, **_: Any) -> list[CheckMessage]:
    """Fail `cadenza check` for a text field that nobody registered as personal or plain."""
    return [
        Error(
            f"{name} is a text field that nobody registered.",
            hint="Name it in @personal_text(...) or @plain_text(...) above its model.",
            id="sealing.E001",
        )
        for name in unregistered(apps.get_models())
    ]
