"""Django's name for this room."""

from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    """Early conversations."""

    name = "cadenza.conversations"
    label = "conversations"
