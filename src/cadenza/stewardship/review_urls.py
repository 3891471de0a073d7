"""The addresses of system and talent reviews."""

from django.urls import path

from cadenza.stewardship import system_review_views as system
from cadenza.stewardship import talent_views as talent

urlpatterns = [
    path("system-reviews/", system.reviews, name="system-reviews"),
    path("system-reviews/new/", system.prepare, name="system-review-new"),
    path("system-reviews/decisions/<int:pk>/", system.decision, name="system-decision"),
    path("system-reviews/<slug:key>/", system.review, name="system-review"),
    path("system-reviews/<slug:key>/parts/", system.save_parts, name="system-review-parts"),
    path("system-reviews/<slug:key>/decide/", system.decide, name="system-review-decide"),
    path("system-reviews/<slug:key>/name/", system.name, name="system-review-name"),
    path("system-reviews/<slug:key>/let-go/<int:seat>/", system.let_go, name="system-review-let-go"),
    path("system-reviews/<slug:key>/count/", system.count, name="system-review-count"),
    path("system-reviews/<slug:key>/add/", system.add, name="system-review-add"),
    path("system-reviews/<slug:key>/markdown/", system.markdown, name="system-review-markdown"),
    path("system-reviews/<slug:key>/step/<slug:step>/", system.move, name="system-review-move"),
    path("talent-reviews/", talent.sessions, name="talent-sessions"),
    path("talent-reviews/new/", talent.set_up, name="talent-new"),
    path("talent-reviews/<slug:ref>/", talent.session, name="talent-session"),
    path("talent-reviews/<slug:ref>/name/", talent.name, name="talent-name"),
    path("talent-reviews/<slug:ref>/let-go/<int:seat>/", talent.let_go, name="talent-let-go"),
    path("talent-reviews/<slug:ref>/step/<slug:step>/", talent.move, name="talent-move"),
    path("talent-reviews/<slug:ref>/answer/", talent.answer, name="talent-answer"),
    path("talent-reviews/<slug:ref>/people/<slug:handle>/", talent.person, name="talent-person"),
    path("talent-reviews/<slug:ref>/people/<slug:handle>/ahead/", talent.ahead, name="talent-ahead"),
    path("talent-reviews/<slug:ref>/people/<slug:handle>/take-out/", talent.take_out, name="talent-take-out"),
    path("talent-reviews/<slug:ref>/people/<slug:handle>/next-step/", talent.note_step, name="talent-step"),
    path("talent-reviews/<slug:ref>/people/<slug:handle>/markdown/", talent.markdown, name="talent-markdown"),
]
