"""Django's name for this room."""

from django.apps import AppConfig


class CustodyConfig(AppConfig):
    """Care for what is held about people."""

    name = "cadenza.custody"
    label = "custody"
