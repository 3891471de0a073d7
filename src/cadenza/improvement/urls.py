"""Addresses of formal plans. A reference is all that they name."""

from django.urls import path

from cadenza.improvement import advice_views, link_views, views

urlpatterns = [
    path("formal/", views.formal_plans, name="formal"),
    path("formal/new/", views.new_plan, name="formal-new"),
    path("formal/<slug:ref>/", views.formal_plan, name="formal-plan"),
    path("formal/<slug:ref>/checkpoints/<int:number>/", views.checkpoint, name="formal-checkpoint"),
    path("formal/<slug:ref>/checkpoints/<int:number>/stand-in/", views.stood_in_checkpoint, name="formal-stand-in"),
    path("formal/<slug:ref>/steps/<slug:step>/", views.formal_step, name="formal-step"),
    path("formal/<slug:ref>/appeal/link/", link_views.give_link, name="formal-appeal-link"),
    path("appeals/<str:token>/", link_views.appeal_by_link, name="appeal-by-link"),
    path("formal/<slug:ref>/advice/", advice_views.workspace, name="formal-advice"),
    path("formal/<slug:ref>/advice/<int:number>/", advice_views.change_advice, name="formal-advice-note"),
    path("formal/<slug:ref>/record/paper/", views.record_paper, name="formal-paper"),
    path("formal/<slug:ref>/<slug:section>/", views.formal_section, name="formal-section"),
]
