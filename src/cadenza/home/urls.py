"""Addresses of the home room: `/`, people, search, help, and the settings, set-up and import pages."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from cadenza.home import snooze_views, views

FAMILIES = ("settings_urls", "setup_urls", "import_urls")
"""Page families of this room, each with its own file of addresses."""

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("people/<slug:handle>/", views.person, name="person"),
    path("search/", views.search, name="search"),
    path("help/", views.help_for_all, name="help"),
    path("dues/<slug:kind>/<slug:of>/snooze/", snooze_views.snooze, name="snooze"),
    path("dues/<slug:kind>/<slug:of>/snooze/end/", snooze_views.snooze_ended, name="snooze-end"),
]
urlpatterns += [path("", include(f"cadenza.home.{family}")) for family in FAMILIES]
