"""The addresses of the framework pages. A capability's own page is insight's, for it shows key results."""

from django.urls import path

from cadenza.capability import views

urlpatterns = [
    path("framework/", views.framework, name="framework"),
    path("framework/-/versions/<int:pk>/publish/", views.publish, name="framework-publish"),
    path("framework/<slug:track>/<int:level>/", views.level, name="framework-level"),
]
