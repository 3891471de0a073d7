"""The addresses of the import pages."""

from django.urls import path

from cadenza.home import import_views

one = "settings/import/<slug:ref>/"

urlpatterns = [
    path("settings/import/", import_views.upload, name="import"),
    path(f"{one}map/", import_views.match, name="import-map"),
    path(f"{one}check/", import_views.check, name="import-check"),
    path(f"{one}problems.csv", import_views.problems, name="import-problems"),
    path(f"{one}done/", import_views.done, name="import-done"),
]
