"""Django's name for this room."""

from django.apps import AppConfig


class SealingConfig(AppConfig):
    """Encryption of private text."""

    name = "cadenza.sealing"
    label = "sealing"
