"""The addresses of the framework pages. A capability's own page is insight's, for it shows key results."""

from django.urls import path

from cadenza.capability import drafting_views as drafting
from cadenza.capability import views

VERSION = "framework/<slug:slug>/versions/<int:number>/"
LADDER = f"{VERSION}<slug:capability>/"

urlpatterns = [
    path("framework/", views.framework, name="framework"),
    path("framework/<slug:track>/<int:level>/", views.level, name="framework-level"),
    path("framework/roles/<slug:slug>/", views.role, name="framework-role"),
    path("framework/<slug:slug>/versions/", drafting.versions, name="framework-versions"),
    path("framework/<slug:slug>/versions/begin/", drafting.begin, name="framework-begin"),
    path(VERSION, drafting.version, name="framework-version"),
    path(f"{VERSION}-/publish/", drafting.publish, name="framework-publish"),
    path(f"{VERSION}-/discard/", drafting.discard, name="framework-discard"),
    path(LADDER, drafting.ladder, name="framework-ladder"),
    path(f"{LADDER}levels/", drafting.add_level, name="framework-add-level"),
    path(f"{LADDER}levels/<int:level>/statements/", drafting.add_statement, name="framework-add-statement"),
    path(f"{LADDER}levels/<int:level>/remove/", drafting.remove_level, name="framework-remove-level"),
]
