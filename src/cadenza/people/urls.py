"""The addresses of this room; the pages about people lie in `home`."""

from django.urls import path

from cadenza.people import views

urlpatterns = [path("session/stay/", views.session_stay, name="session-stay")]
