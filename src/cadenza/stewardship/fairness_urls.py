"""The addresses of fairness."""

from django.urls import path

from cadenza.stewardship import fairness_views

urlpatterns = [
    path("fairness/", fairness_views.figures, name="fairness"),
    path("fairness/release/", fairness_views.release, name="fairness-release"),
]
