"""Django's name for this room."""

from django.apps import AppConfig


class HandoverConfig(AppConfig):
    """Handovers between managers."""

    name = "cadenza.handover"
    label = "handover"
