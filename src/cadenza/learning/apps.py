"""Django's name for this room."""

from django.apps import AppConfig


class LearningConfig(AppConfig):
    """The catalogue of learning options."""

    name = "cadenza.learning"
    label = "learning"
