"""Django's name for this room."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """Development plans and their goals."""

    name = "cadenza.plans"
    label = "plans"
