"""The addresses of strategy's forms; `/okrs/` itself and the key result page are insight's. Keys never begin with a hyphen."""

from django.urls import path

from cadenza.strategy import ending_views, forward_views, round_views, views

urlpatterns = [
    path("okrs/<str:cycle>/-/objectives/new/", views.new_objective, name="objective-new"),
    path("okrs/<str:cycle>/-/objectives/<int:pk>/edit/", views.change_objective, name="objective-change"),
    path("okrs/<str:cycle>/-/objectives/<int:pk>/move/", ending_views.move_objective, name="objective-move"),
    path("okrs/<str:cycle>/-/objectives/<int:pk>/remove/", ending_views.remove_objective, name="objective-remove"),
    path("okrs/<str:cycle>/-/objectives/<int:pk>/take-back/", forward_views.take_back_copy, name="okr-copy-back"),
    path("okrs/-/round/", round_views.round_now, name="okr-round-now"),
    path("okrs/<str:cycle>/-/round/", round_views.weekly_round, name="okr-round"),
    path("okrs/<str:cycle>/-/close/", round_views.close_cycle, name="okr-close"),
    path("okrs/<str:cycle>/-/carry-on/", forward_views.carry_on, name="okr-carry-on"),
    path("okrs/<str:cycle>/-/drafts/", forward_views.drafts, name="okr-drafts"),
    path("okrs/<str:cycle>/-/compare/", forward_views.comparison, name="okr-compare"),
    path("okrs/<str:cycle>/-/export/csv/", forward_views.as_csv, name="okr-csv"),
    path("okrs/<str:cycle>/-/export/markdown/", forward_views.as_markdown, name="okr-markdown"),
    path("okrs/<str:cycle>/-/objectives/<int:pk>/key-results/new/", views.new_key_result, name="key-result-new"),
    path("okrs/<str:cycle>/<str:key>/edit/", views.change_key_result, name="key-result-change"),
    path("okrs/<str:cycle>/<str:key>/check-in/", views.check_in, name="key-result-check-in"),
    path("okrs/<str:cycle>/<str:key>/needs/new/", views.add_need, name="key-result-need"),
    path("okrs/<str:cycle>/<str:key>/needs/<int:pk>/drop/", views.drop_need, name="key-result-drop-need"),
    path("okrs/<str:cycle>/<str:key>/critical/", views.mark_critical, name="key-result-critical"),
    path("okrs/<str:cycle>/<str:key>/move/", views.move, name="key-result-move"),
    path("okrs/<str:cycle>/<str:key>/close/", ending_views.close_key_result, name="key-result-close"),
    path("okrs/<str:cycle>/<str:key>/helped/", ending_views.answer_help, name="key-result-helped"),
    path("okrs/<str:cycle>/<str:key>/remove/", ending_views.remove_key_result, name="key-result-remove"),
    path("okrs/<str:cycle>/<str:key>/review-answer/", ending_views.answer_review, name="key-result-review-answer"),
    path("okrs/<str:cycle>/<str:key>/check-ins/<int:pk>/take-back/", ending_views.take_back, name="check-in-take-back"),
]
