"""The system checks that keep the registry whole and the key ring closed."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, Warning, register

from cadenza.sealing import ring
from cadenza.sealing.registry import in_vain, unregistered


@register()
def every_text_field_is_registered(app_configs: Any, **_: Any) -> list[CheckMessage]:
    """Fail `cadenza check` for a text field that nobody registered, and for a registered name that is no field."""
    missing = [
        Error(
            f"{name} is a text field that nobody registered.",
            hint="Name it in @personal_text(...) or @plain_text(...) above its model.",
            id="sealing.E001",
        )
        for name in unregistered(apps.get_models())
    ]
    needless = [
        Error(f"{name} is registered, but there is no such field.", hint="Mend or remove the name above its model.", id="sealing.E002")
        for name in in_vain(apps.get_models())
    ]
    return [*missing, *needless]


@register(deploy=True)
def the_ring_is_closed_to_others(app_configs: Any, **_: Any) -> list[CheckMessage]:
    """Warn when other accounts of the machine may read the key ring."""
    if not ring.open_to_others():
        return []
    return [Warning(f"Other accounts may read the key ring {ring.path()}.", hint="chmod 600 the file.", id="sealing.W001")]
