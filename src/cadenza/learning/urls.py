"""The addresses of the catalogue. An option's own page and near-copies are insight's, for they show what plans did with it."""

from django.urls import path

from cadenza.learning import views

urlpatterns = [
    path("learning/new/", views.new, name="learning-new"),
    path("learning/suggest/", views.suggest, name="learning-suggest"),
    path("learning/suggestions/", views.suggestions, name="learning-suggestions"),
    path("learning/suggestions/<int:pk>/decline/", views.decline, name="learning-decline"),
    path("learning/<slug:slug>/edit/", views.edit, name="learning-edit"),
    path("learning/<slug:slug>/offer/", views.offer, name="learning-offer"),
]
