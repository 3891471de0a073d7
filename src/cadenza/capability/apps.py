"""Django's name for this room."""

from django.apps import AppConfig


class CapabilityConfig(AppConfig):
    """Frameworks, levels and role profiles."""

    name = "cadenza.capability"
    label = "capability"
