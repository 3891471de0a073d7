"""Django's name for this room."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Mail that says how much is due, and nothing else."""

    name = "cadenza.notices"
    label = "notices"
