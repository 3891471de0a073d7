"""Django's name for this room."""

from django.apps import AppConfig


class RhythmConfig(AppConfig):
    """One-to-ones, reviews and the team board."""

    name = "cadenza.rhythm"
    label = "rhythm"
