"""Django's name for this room."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Builds organisations to look at."""

    name = "cadenza.demo"
    label = "demo"
