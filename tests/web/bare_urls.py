"""An installation of which no room is there yet."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
