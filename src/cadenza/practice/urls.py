"""The addresses of the prompts and of the coach."""

from django.urls import path

from cadenza.practice import api, views

urlpatterns = [
    path("settings/prompts/", views.prompts, name="settings-prompts"),
    path("settings/prompts/<int:number>/withdraw/", views.prompts_withdrawn, name="settings-prompts-withdraw"),
    path("coach/hints/", views.hints, name="coach-hints"),
    path("api/v1/coach/check", api.check, name="coach-check"),
]
