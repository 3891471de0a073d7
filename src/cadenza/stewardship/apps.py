"""Django's name for this room."""

from django.apps import AppConfig


class StewardshipConfig(AppConfig):
    """HR's care for the system."""

    name = "cadenza.stewardship"
    label = "stewardship"
