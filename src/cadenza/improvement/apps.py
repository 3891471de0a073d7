"""Django's name for this room."""

from django.apps import AppConfig


class ImprovementConfig(AppConfig):
    """Formal plans."""

    name = "cadenza.improvement"
    label = "improvement"
