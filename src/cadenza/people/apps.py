"""Django's name for this room."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Accounts, persons, teams and reporting lines."""

    name = "cadenza.people"
    label = "people"
