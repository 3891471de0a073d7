"""Django's name for this room; loads the check of the registry."""

from importlib import import_module

from django.apps import AppConfig


class SealingConfig(AppConfig):
    """Encryption of private text, and the registry of personal text fields."""

    name = "cadenza.sealing"
    label = "sealing"

    def ready(self) -> None:
        """Register the system check."""
        import_module("cadenza.sealing.checks")
