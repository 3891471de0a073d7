"""The addresses of insight."""

from django.urls import path

from cadenza.insight import okr_review_views, overview_views, views

urlpatterns = [
    path("okrs/", views.okrs_now, name="okrs-now"),
    path("okrs/<str:cycle>/", views.okrs, name="okrs"),
    path("okrs/<str:cycle>/-/review/", okr_review_views.review, name="okr-review"),
    path("okrs/<str:cycle>/-/review/markdown/", okr_review_views.markdown, name="okr-review-markdown"),
    path("okrs/<str:cycle>/<str:key>/", views.key_result, name="key-result"),
    path("overview/", overview_views.overview, name="overview"),
    path("framework/capabilities/<slug:slug>/", views.capability, name="capability"),
]
