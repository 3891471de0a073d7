"""The address of the prompts."""

from django.urls import path

from cadenza.practice import views

urlpatterns = [path("settings/prompts/", views.prompts, name="settings-prompts")]
