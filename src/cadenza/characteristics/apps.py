"""Django's name for this room."""

from django.apps import AppConfig


class CharacteristicsConfig(AppConfig):
    """Characteristics, declared by people themselves."""

    name = "cadenza.characteristics"
    label = "characteristics"
