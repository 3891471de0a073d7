"""Django's name for this room; loads the check of the registry."""

from django.apps import AppConfig
from django.utils.module_loading import import_module


class SealingConfig(AppConfig):
    """Encryption of private text, and the registry of personal text fields."""

    name = "cadenza.sealing"
    label = "sealing"

    def ready(self) -> None:
        """Register the system check."""
        import_module("cadenza.sealing.checks")
