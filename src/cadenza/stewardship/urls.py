"""The addresses of HR's care for the system."""

from django.urls import path

from cadenza.stewardship import views

urlpatterns = [
    path("drift/", views.drift, name="drift"),
    path("drift/follow-ups/<int:pk>/", views.follow_up, name="follow-up"),
    path("drift/follow-ups/<int:pk>/close/", views.close, name="follow-up-close"),
    path("drift/follow-ups/<int:pk>/reopen/", views.reopen, name="follow-up-reopen"),
    path("drift/<slug:sign>/", views.sign, name="drift-sign"),
    path("drift/<slug:sign>/<slug:handle>/ask/", views.ask, name="drift-ask"),
]
