"""Django's name for this room."""

from django.apps import AppConfig


class AsksConfig(AppConfig):
    """One record for every request for help."""

    name = "cadenza.asks"
    label = "asks"
