"""The addresses of insight."""

from django.urls import path

from cadenza.insight import impact_views, learning_views, objective_views, okr_review_views, overview_views, risk_views, views

urlpatterns = [
    path("okrs/", views.okrs_now, name="okrs-now"),
    path("okrs/<str:cycle>/", views.okrs, name="okrs"),
    path("okrs/<str:cycle>/-/objectives/<int:pk>/", objective_views.objective, name="objective"),
    path("okrs/<str:cycle>/-/review/", okr_review_views.review, name="okr-review"),
    path("okrs/<str:cycle>/-/review/markdown/", okr_review_views.markdown, name="okr-review-markdown"),
    path("okrs/<str:cycle>/-/risk/", risk_views.risk, name="risk"),
    path("okrs/<str:cycle>/<str:key>/builders/", risk_views.who_could_build, name="who-could-build"),
    path("okrs/<str:cycle>/<str:key>/", views.key_result, name="key-result"),
    path("overview/", overview_views.overview, name="overview"),
    path("impact/", impact_views.impact_now, name="impact-now"),
    path("impact/<str:cycle>/", impact_views.impact, name="impact"),
    path("learning/", learning_views.catalogue, name="learning"),
    path("learning/near-copies/", learning_views.near_copies, name="near-copies"),
    path("learning/<slug:slug>/", learning_views.option, name="learning-option"),
    path("framework/capabilities/<slug:slug>/", views.capability, name="capability"),
]
