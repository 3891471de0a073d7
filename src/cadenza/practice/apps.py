"""Django's name for this room."""

from django.apps import AppConfig


class PracticeConfig(AppConfig):
    """What HR may set: prompts, rhythm, thresholds."""

    name = "cadenza.practice"
    label = "practice"
