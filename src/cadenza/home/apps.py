"""Django's name for this room."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    """The first page, dues, search, set-up and settings."""

    name = "cadenza.home"
    label = "home"
