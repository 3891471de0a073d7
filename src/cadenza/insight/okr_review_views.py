"""The doors of the OKR review: the page, and the same as Markdown."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from cadenza.insight.okr_review import OkrReview, development_words, held_back_words, okr_review, question, review_markdown
from cadenza.insight.queries import MINE
from cadenza.people.sign_in import HouseRequest, signed_in
from cadenza.strategy.forms import held_back_forms
from cadenza.web.answers import page
from cadenza.web.paging import number_in


@signed_in
@require_safe
def review(request: HouseRequest, cycle: str) -> HttpResponse:
    """Every objective with its results, and what builds them."""
    found = read(request, cycle)
    forms = held_back_forms((behind.row.result, behind.held_back) for behind in found.asked)
    parts = [
        (block, [(behind, development_words(behind), held_back_words(behind), forms.get(behind.row.result.pk)) for behind in behinds])
        for block, behinds in found.parts
    ]
    context = {"tree": found.tree, "parts": parts, "question": question()}
    return page(request, "insight/okr_review.html", context)


@signed_in
@require_safe
def markdown(request: HouseRequest, cycle: str) -> HttpResponse:
    """The page's text, to paste into the notes of the meeting."""
    return HttpResponse(review_markdown(read(request, cycle)), content_type="text/markdown; charset=utf-8")


def read(request: HouseRequest, cycle: str) -> OkrReview:
    """What is asked for: by default the reader's own team."""
    show = request.GET.get("show", MINE)
    return okr_review(request.person, cycle, show=show, number=number_in(request.GET), at=request.at)
