"""Addresses of 1:1s, team boards, evidence, needs, feedback and requests."""

from __future__ import annotations

from datetime import date

from django.urls import path, register_converter

from cadenza.rhythm import ask_views, board_views, evidence_views, feedback_views, meeting_views, needs_views
from cadenza.web.forms import YEARS


class IsoDay:
    """A day as 2026-11-24; a day that no calendar has, or no reckoning leads to, is no address."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        found = date.fromisoformat(value)
        if found.year not in YEARS:
            raise ValueError(value)
        return found

    def to_url(self, value: date | str) -> str:
        return value.isoformat() if isinstance(value, date) else value


register_converter(IsoDay, "isoday")

ONE_TO_ONE = "people/<slug:handle>/one-to-ones/<isoday:day>/"

urlpatterns = [
    path("people/<slug:handle>/one-to-ones/", meeting_views.next_one_to_one, name="one-to-one-next"),
    path(ONE_TO_ONE, meeting_views.one_to_one, name="one-to-one"),
    path(f"{ONE_TO_ONE}held/", meeting_views.held, name="one-to-one-held"),
    path(f"{ONE_TO_ONE}move/", meeting_views.moved, name="one-to-one-move"),
    path(f"{ONE_TO_ONE}agenda/", meeting_views.point_added, name="agenda-add"),
    path(f"{ONE_TO_ONE}agenda/ticks/", meeting_views.points_ticked, name="agenda-tick"),
    path(f"{ONE_TO_ONE}time/", meeting_views.time_set, name="one-to-one-time"),
    path(f"{ONE_TO_ONE}markdown/", meeting_views.as_markdown, name="one-to-one-markdown"),
    path(f"{ONE_TO_ONE}commitments/<int:commitment_id>/report/", meeting_views.commitment_reported, name="commitment-report"),
    path(f"{ONE_TO_ONE}commitments/<int:commitment_id>/answer/", meeting_views.commitment_answered, name="commitment-answer"),
    path("teams/", board_views.my_team, name="my-team"),
    path("teams/<slug:slug>/", board_views.team, name="team"),
    path("people/<slug:handle>/evidence/", evidence_views.evidence, name="evidence"),
    path("people/<slug:handle>/evidence/<int:evidence_id>/withdraw/", evidence_views.withdrawn, name="evidence-withdraw"),
    path("people/<slug:handle>/evidence/gaps/", evidence_views.gap_assessed, name="gap-assess"),
    path("people/<slug:handle>/evidence/gaps/<int:gap_id>/answer/", evidence_views.gap_answered, name="gap-answer"),
    path("people/<slug:handle>/evidence/ask/", needs_views.ask, name="evidence-ask"),
    path("people/<slug:handle>/needs/new/", needs_views.new, name="need-new"),
    path("people/<slug:handle>/feedback/", feedback_views.of_person, name="person-feedback"),
    path("evidence/files/<slug:ref>/", evidence_views.file, name="evidence-file"),
    path("feedback/", feedback_views.own, name="feedback"),
    path("feedback/ask/", feedback_views.ask, name="feedback-ask"),
    path("feedback/give/", feedback_views.give, name="feedback-give"),
    path("feedback/<slug:ref>/", feedback_views.one, name="feedback-one"),
    path("feedback/<slug:ref>/read/", feedback_views.read, name="feedback-read"),
    path("feedback/<slug:ref>/change/", feedback_views.change, name="feedback-change"),
    path("feedback/<slug:ref>/correct/", feedback_views.correct, name="feedback-correct"),
    path("feedback/<slug:ref>/share/", feedback_views.share, name="feedback-share"),
    path("feedback/<slug:ref>/beside/", feedback_views.beside, name="feedback-beside"),
    path("asks/<slug:ref>/", ask_views.asked, name="ask"),
]
