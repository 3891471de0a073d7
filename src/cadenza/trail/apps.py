"""Django's name for this room."""

from django.apps import AppConfig


class TrailConfig(AppConfig):
    """The append-only record."""

    name = "cadenza.trail"
    label = "trail"
