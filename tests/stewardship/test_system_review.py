"""The half-year's document: its figures against a recount, who reads and fills it, two who write at once, its decisions (SYS-1, SYS-2)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.agreed import agreed_plan, quarter
from tests.cast import Cast

from cadenza.objections import Refused, Unseen
from cadenza.people.actions import PersonDraft, add_person, grant_role
from cadenza.people.models import HRScope, Person
from cadenza.people.rules import GrantedRole
from cadenza.plans.models import Action, Goal, Perspective, Plan, Reset, Review, SelfView
from cadenza.plans.rules import ActionKind, PlanState
from cadenza.practice.actions import save_practice
from cadenza.practice.practice_rules import SHIPPED
from cadenza.stewardship import system_review_access as access
from cadenza.stewardship import system_review_pages as pages
from cadenza.stewardship import system_reviews, words
from cadenza.stewardship.rules import Sign
from cadenza.stewardship.system_review_figures import half_years_figures
from cadenza.stewardship.system_review_models import Decision, SystemReview
from cadenza.stewardship.system_review_rules import DecisionDraft
from cadenza.strategy.models import Cycle, KeyResult, Objective
from cadenza.trail.models import Content
from cadenza.web.markdown import plain
from cadenza.web.revisions import Conflict, Edit, base_of

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
MEETS = date(2026, 12, 10)


@pytest.fixture
def review(cast: Cast, at) -> SystemReview:
    """The second half-year's, prepared by HR admin while its second cycle runs."""
    quarter()
    agreed_plan(cast.engineer, cast.manager)
    return system_reviews.prepare("2026-h2", meets_on=MEETS, by=cast.hr_admin, at=at)


def write(review: SystemReview, field: str, text: str, by: Person, at, base: str | None = None):
    seen = base if base is not None else base_of(SystemReview.objects.get(pk=review.pk), field)
    return system_reviews.write(review.key, {field: Edit(text, seen)}, by=by, at=at)


def decided(review: SystemReview, owner: Person, by: Person, at, words: str = "Fewer forms") -> Decision:
    return system_reviews.decide(review.key, DecisionDraft(words, owner.pk, MEETS), by=by, at=at)


def test_hr_admin_prepares_and_executives_and_those_named_read_and_nobody_else(review, cast, at):
    """SYS-1, TRUST I2: the table, asked of everybody in the cast."""
    system_reviews.name(review.key, cast.leader, by=cast.hr_admin, at=at)

    def who(action: str) -> set[str]:
        found = set()
        for name, person in cast.everybody().items():
            try:
                access.review_for(person, action, review.key, at=at)
            except Unseen:
                continue
            found.add(name)
        return found

    readers = {"hr_admin", "executive", "leader"}
    assert {action: who(action) for action in access.WHO_MAY if action != "prepare"} == {
        **dict.fromkeys(("see", "write", "decide", "add"), readers),
        "count": {"hr_admin"},
        "name": {"hr_admin"},
        "move": {"hr_admin"},
        "take-away": {"hr_admin"},
        "see-counts": {"hr_admin"},
    }
    assert {name for name, person in cast.everybody().items() if access.finds_any(person, at=at)} == readers
    assert {name for name, person in cast.everybody().items() if access.to_fill(person, at=at)} == readers
    for name, person in cast.everybody().items():
        try:
            rows, _parts = access.visible_reviews(person, at=at)
        except Unseen:
            assert name not in readers
        else:
            assert (name in readers, list(rows)) == (True, [review])


def test_who_was_let_go_or_no_longer_leads_finds_it_no_more(review, cast, at):
    """SYS-1, TRUST R2: computed at the instant."""
    seat = system_reviews.name(review.key, cast.upline, by=cast.hr_admin, at=at)
    assert access.review_for(cast.upline, "see", review.key, at=at)
    with pytest.raises(Refused):
        system_reviews.name(review.key, cast.upline, by=cast.hr_admin, at=at)
    with pytest.raises(Refused):
        system_reviews.name(review.key, cast.engineer, by=cast.hr_admin, at=at)
    system_reviews.let_go(review.key, seat.pk, by=cast.hr_admin, at=at)
    with pytest.raises(Unseen):
        access.review_for(cast.upline, "see", review.key, at=at)
    with pytest.raises(Unseen):
        system_reviews.let_go(review.key, seat.pk, by=cast.hr_admin, at=at)
    assert not access.sat_in(cast.leaver, at=at).exists()


def test_preparing_and_counting_anew_is_hr_admins(review, cast, at):
    """SYS-1."""
    with pytest.raises(Unseen):
        system_reviews.prepare("2026-h1", meets_on=MEETS, by=cast.executive, at=at)
    with pytest.raises(Refused):
        system_reviews.prepare("2026-h2", meets_on=MEETS, by=cast.hr_admin, at=at)
    with pytest.raises(Refused):
        system_reviews.count_anew(review.key, by=cast.hr_admin, at=at)
    later = system_reviews.count_anew(review.key, by=cast.hr_admin, at=at + timedelta(days=7))
    assert later.counted_at == at + timedelta(days=7)


def test_of_two_who_prepare_one_half_year_at_once_the_second_is_told(cast, at, monkeypatch):
    """SYS-1: both found none; the one who comes second reads that there is one, and the first one's stays."""
    quarter()
    count = half_years_figures

    def while_somebody_else_prepares(*given, **named):
        monkeypatch.setattr(system_reviews, "half_years_figures", count)
        system_reviews.prepare("2026-h2", meets_on=MEETS, by=cast.hr_admin, at=at)
        return count(*given, **named)

    monkeypatch.setattr(system_reviews, "half_years_figures", while_somebody_else_prepares)
    with pytest.raises(Refused) as no:
        system_reviews.prepare("2026-h2", meets_on=MEETS, by=cast.hr_admin, at=at)
    assert [one.code for one in no.value.objections] == ["system-review-there"]


def test_figures_leave_out_hr_admins_and_the_line_above_them(review, cast, at):
    """TRUST X7 and 1.5: a total less what HR admin sees one by one would be about these few."""
    left = set(Person.objects.filter(status="active").values_list("pk", flat=True)) - set(
        access.counted(at=at).values_list("pk", flat=True)
    )
    assert left == {cast.hr_admin.pk, cast.leader.pk}
    assert review.figures["people"] == access.counted(at=at).count() == 16


def test_figures_are_hidden_from_whoever_could_subtract(review, cast, at):
    """TRUST 1.5: those outside the reader's own line are nobody or at least five."""
    assert access.sees_figures(cast.hr_admin, at=at)
    assert access.sees_figures(cast.leader, at=at)
    assert access.sees_figures(cast.executive, at=at)
    outside = access.counted(at=at).exclude(pk__in=[cast.engineer.pk, cast.peer.pk])
    assert outside.count() >= 5
    HRScope.objects.all().delete()
    HRScope.objects.bulk_create(HRScope(person=person, partner=cast.executive, since=at - timedelta(days=1)) for person in outside)
    assert not access.sees_figures(cast.executive, at=at)
    found = pages.page_of(cast.executive, review.key, at=at)
    assert (found.rows, found.drift, found.checklist, found.people) == ([], [], [], 0)


def test_a_reader_knows_their_own_state_too(review, cast, at):
    """TRUST 1.5: who looks after all but themself and four sees no figures, for the four would follow."""
    others = access.counted(at=at).exclude(pk=cast.executive.pk).order_by("pk")
    HRScope.objects.all().delete()
    since = at - timedelta(days=1)
    HRScope.objects.bulk_create(HRScope(person=person, partner=cast.executive, since=since) for person in others[5:])
    assert access.sees_figures(cast.executive, at=at)
    HRScope.objects.create(person=others[4], partner=cast.executive, since=since)
    assert not access.sees_figures(cast.executive, at=at)


def test_frozen_figures_stay_as_they_were_counted(review, cast, at):
    """SYS-1: frozen when prepared."""
    before = SystemReview.objects.get(pk=review.pk).figures
    agreed_plan(cast.peer, cast.manager)
    assert SystemReview.objects.get(pk=review.pk).figures == before
    assert half_years_figures([quarter()], by=cast.hr_admin, at=at) != before


def test_figures_equal_a_recount_by_hand(cast: Cast, at):
    """SYS-1, SYS-2: every figure once more, row by row in Python."""
    third = Cycle.objects.create(key="2026-q3", start_date=date(2026, 7, 1), end_date=date(2026, 9, 30))
    fourth = quarter()
    owners = [cast.engineer, cast.peer, cast.on_pip, cast.outsider, cast.mentor, cast.delegate, cast.new_manager]
    for number, owner in enumerate(owners):
        plan = agreed_plan(owner, cast.manager, first_held=number % 2 == 0)
        if number < 5:
            Plan.objects.filter(pk=plan.pk).update(cycle=third, state=PlanState.CLOSED)
        if number < 3:
            Reset.objects.create(plan=plan, done_at=at, by=owner)
            Goal.objects.filter(plan=plan, number=1).update(ended_as="achieved" if number else "carried")
        Review.objects.filter(plan=plan, held_at__isnull=False).update(observations="Seen" if number else "")
        Action.objects.filter(goal__plan=plan, goal__number=1).update(kind=ActionKind.EDUCATION, done_on=date(2026, 10, 1 + number))
    objective = Objective.objects.create(cycle=third, level="company", owner=cast.leader, title="Arrive")
    for number, current in enumerate((10, 4, 10)):
        KeyResult.objects.create(
            objective=objective, cycle=third, key=f"K-{number}", title="x", state="closed", due_date=third.end_date, baseline=0, target=10, current=current,
        )  # fmt: skip
    Goal.objects.filter(plan__owner=cast.peer).update(key_result=KeyResult.objects.get(key="K-0"))
    figures = half_years_figures([third, fourth], by=cast.hr_admin, at=at)
    first, second = (one["figures"] for one in figures["cycles"])
    total = figures["people"]
    held = [number % 2 == 0 for number in range(7)]
    assert first["plans"] == [5, total, total, 0]
    assert second["plans"] == [2, total, total, 0]
    assert first["reset"] == [3, 5, 5, 0]
    assert first["achieved"] == [2, 3, 3, 0]
    assert first["went-on"] == [1, 3, 3, 0]
    assert "reset" not in second
    assert first["rhythm"] == [sum(held[:5]), 10, 5, 2]
    assert second["rhythm"] == [sum(held[5:]), 4, 2, 2]
    assert figures["beside"]["reached-with-goals"] == [1, 1, 1, 0]
    assert figures["beside"]["reached-without"] == [1, 2, 2, 0]
    assert figures["beside"]["left-without"] == [1, total - 7 + 1, total - 7 + 1, 0]
    assert figures["beside"]["left-with-plan"] == [0, 7, 7, 0]
    checks = figures["checklist"]
    assert checks["needs-captured"] == [0, sum(held), sum(held), 0]
    assert checks["learning-tied-to-gaps"] == [0, 7, 7, 1]
    assert checks["managers-coach"] == [sum(held) - 1, sum(held), 1, sum(held)]
    assert checks["application-tracked"] == [0, 7, 7, 1]
    assert checks["outcomes-reviewed"] == [3, 5, 5, 0]
    weeks = {**SHIPPED.values, "first_follow_up": 7}
    save_practice(weeks, based_on=0, effective_on=at.date(), by=cast.hr_admin, at=at)
    checks = half_years_figures([third, fourth], by=cast.hr_admin, at=at)["checklist"]
    assert checks["application-tracked"] == [0, 6, 6, 1], "HR-3: what was done on 7 October is asked about tomorrow only"


def test_counting_costs_the_same_for_three_people_and_for_thirty(cast: Cast, at):
    """ARCHITECTURE 3: a constant number of queries."""
    quarter()

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            half_years_figures([quarter()], by=cast.hr_admin, at=at)
        return len(seen)

    for person in (cast.engineer, cast.peer, cast.on_pip):
        agreed_plan(person, cast.manager)
    cost()  # what a first count reads once
    few = cost()
    for number in range(27):
        draft = PersonDraft(name=f"Person {number}", email=f"p{number}@example.org", title="Engineer")
        agreed_plan(add_person(draft, by=None, at=at, manager=cast.manager), cast.manager)
    assert cost() == few


def test_two_who_write_at_once_lose_nothing(review, cast, at):
    """DATA-1: different parts never conflict; the same part shows both."""
    base = base_of(review, "seen")
    write(review, "seen", "Rhythm holds in two departments", cast.hr_admin, at)
    write(review, "worked", "Handovers", cast.executive, at, base=base_of(review, "worked"))
    with pytest.raises(Conflict):
        write(review, "seen", "Rhythm is thin", cast.executive, at, base=base)
    kept = SystemReview.objects.get(pk=review.pk)
    assert (kept.seen, kept.worked) == ("Rhythm holds in two departments", "Handovers")


def test_it_is_held_closed_and_then_only_added_to(review, cast, at):
    """SYS-1: append only afterwards."""
    write(review, "seen", "Rhythm holds", cast.hr_admin, at)
    system_reviews.move(review.key, "hold", by=cast.hr_admin, at=at)
    with pytest.raises(Refused):
        system_reviews.count_anew(review.key, by=cast.hr_admin, at=at + timedelta(days=30))
    made = decided(review, cast.manager, cast.executive, at)
    with pytest.raises(Unseen):
        system_reviews.move(review.key, "close", by=cast.executive, at=at)
    system_reviews.move(review.key, "close", by=cast.hr_admin, at=at)
    with pytest.raises(Refused):
        write(review, "seen", "Otherwise", cast.hr_admin, at)
    with pytest.raises(Refused):
        decided(review, cast.manager, cast.hr_admin, at)
    system_reviews.add(review.key, "The figures of September came late", by=cast.executive, at=at)
    news = system_reviews.report(made.pk, "done", "Six forms went", by=cast.manager, at=at)
    found = pages.page_of(cast.executive, review.key, at=at)
    assert [one.words for one in found.additions] == ["The figures of September came late"]
    assert (found.decisions[0].state, list(found.decisions[0].news.all())) == ("done", [news])


def test_the_next_review_begins_with_what_became_of_the_last_decisions(review, cast, at):
    """SYS-1."""
    made = decided(review, cast.manager, cast.hr_admin, at)
    system_reviews.report(made.pk, "dropped", "The tool goes away", by=cast.hr_admin, at=at)
    Cycle.objects.create(key="2027-q1", start_date=date(2027, 1, 1), end_date=date(2027, 3, 31))
    later = at + timedelta(days=60)
    system_reviews.prepare("2027-h1", meets_on=date(2027, 6, 10), by=cast.hr_admin, at=later)
    found = pages.page_of(cast.hr_admin, "2027-h1", at=later)
    assert found.before == review
    assert [(one.words, one.state) for one in found.decisions_before] == [("Fewer forms", "dropped")]


def test_an_owner_finds_their_decision_and_nothing_else_of_the_review(review, cast, sign_in, at):
    """SYS-1: each owner's due; TRUST 0.1."""
    made = decided(review, cast.manager, cast.hr_admin, at)
    assert [one.pk for one in access.open_decisions(cast.manager, at=at)] == [made.pk]
    assert not access.open_decisions(cast.leaver, at=at).exists()
    client = sign_in(cast.manager)
    assert "Fewer forms" in client.get("/").content.decode()
    here = reverse("system-decision", args=[made.pk])
    shown = client.get(here).content.decode()
    assert "Fewer forms" in shown
    assert "/system-reviews/2026-h2/" not in shown
    assert client.get(reverse("system-review", args=[review.key])).status_code == 404
    empty = client.post(here, {"op_id": uuid4(), "state": "done", "words": ""})
    assert empty.status_code == 422
    assert client.post(here, {"op_id": uuid4(), "state": "done", "words": "Gone since May"}).status_code == 303
    assert not access.open_decisions(cast.manager, at=at).exists()
    with pytest.raises(Unseen):
        access.decision_for(cast.peer, made.pk, at=at)
    with pytest.raises(Unseen):
        access.decision_for(cast.leaver, made.pk, at=at)
    with pytest.raises(Unseen):
        system_reviews.report(made.pk, "done", "Not mine", by=cast.executive, at=at)
    assert sign_in(cast.executive).post(here, {"op_id": uuid4(), "state": "done", "words": "Not mine"}).status_code == 404


def test_hr_admin_sees_counts_and_an_executive_shares_alone(review, cast, sign_in):
    """TRUST 1.5: whoever has `m` on every row sees it at any size; `a` is rough."""
    here = reverse("system-review", args=[review.key])
    assert "1 of 16" in sign_in(cast.hr_admin).get(here).content.decode()
    text = sign_in(cast.executive).get(here).content.decode()
    assert "1 of 16" not in text
    assert "≤ 20 %" in text
    assert "drift/" not in text
    assert sign_in(cast.executive).get(reverse("system-review-markdown", args=[review.key])).status_code == 404


def test_needs_gaps_and_words_are_shares_for_hr_admin_too(review, cast, at):
    """TRUST C2, 1.5: HR admin has `a` of gaps, so no count at any size; of ended plans they read every row."""
    lines = ("needs-captured", "learning-tied-to-gaps", "managers-coach", "application-tracked", "outcomes-reviewed")
    SystemReview.objects.update(figures=review.figures | {"checklist": {line: [1, 2, 2] for line in lines}})
    found = pages.page_of(cast.hr_admin, review.key, at=at)
    assert [one.cell.count for one in found.checklist] == ["", "", "", "", "1 of 2"]


def test_the_export_holds_shares_and_words_and_no_count(review, cast, sign_in, at):
    """TRUST I2: `a x`."""
    write(review, "seen", "Rhythm *holds*", cast.hr_admin, at)
    decided(review, cast.manager, cast.hr_admin, at)
    text = sign_in(cast.hr_admin).get(reverse("system-review-markdown", args=[review.key])).content.decode()
    assert "Rhythm \\*holds\\*" in text
    assert "Fewer forms Priya Raman" in text
    assert "1 of 16" not in text
    assert "People with an agreed plan: ≤ 20 %" in text


def test_the_export_does_not_say_which_sign_is_seen_about_nobody(review, cast, sign_in):
    """TRUST 1.5, homogeneity: HR admin reads on the page that nobody shows a sign; in the file that is "few", as for everybody else."""
    quiet = next(sign for sign, figure in review.figures["drift"].items() if figure[0] == 0)
    assert words.title(Sign(quiet)) in pages.page_of(cast.hr_admin, review.key, at=review.counted_at).quiet
    text = sign_in(cast.hr_admin).get(reverse("system-review-markdown", args=[review.key])).content.decode()
    few = text.split("Seen about a fifth of people at most: ")[1].splitlines()[0]
    assert plain(words.title(Sign(quiet))) in few


def test_signs_seen_about_few_share_one_sentence_and_those_to_decide_on_have_a_line(review, cast, sign_in):
    """SYS-1; TRUST 1.5: in print and for readers of shares, a sign seen about one person reads as one seen about nobody."""
    drift = {sign: [0, 16, 16, 0] for sign in review.figures["drift"]}
    one, many, hidden = list(drift)[:3]
    drift |= {one: [1, 16, 16, 0], many: [9, 16, 16, 0], hidden: [2, 3, 3, 0]}
    review.figures["drift"] = drift
    review.save()
    for reader in (cast.hr_admin, cast.executive):
        found = pages.page_of(reader, review.key, at=review.counted_at)
        titles = {sign: words.title(Sign(sign)) for sign in drift}
        assert [row.label for row in found.drift if row.on_paper] == [titles[many]]
        assert set(found.few) == {titles[sign] for sign in drift} - {titles[many], titles[hidden]}
        assert found.unsaid == [titles[hidden]]
    assert [row.label for row in found.drift] == [titles[many]], "an executive finds one line"
    page = sign_in(cast.executive).get(reverse("system-review", args=[review.key])).content.decode()
    section = page.split('id="drift"')[1].split("</section>")[0]
    assert "print-only" not in section
    assert section.count("<li") == 1
    kept = (
        sign_in(cast.hr_admin)
        .get(reverse("system-review", args=[review.key]))
        .content.decode()
        .split('id="drift"')[1]
        .split("</section>")[0]
    )
    assert kept.count("print-only") == 2
    assert kept.count('apart no-print"') == 2, "lines about few are for the screen"


def test_nobodys_private_words_reach_the_page_the_figures_or_the_export(review, cast, sign_in, at):
    """TRUST E2, F1: planted where only their owners read."""
    plan = Plan.objects.get(owner=cast.engineer)
    Perspective.objects.create(plan=plan, field="strengths", author=cast.manager, text="zqperspectiveqz", written_at=at)
    SelfView.objects.create(plan=plan, field="difficulties", text="zqreflectionqz", shared_at=at)
    Review.objects.filter(plan=plan).update(observations="zqobservationqz")
    Goal.objects.filter(plan=plan).update(outcome="zqoutcomeqz", learned="zqlearnedqz")
    review = system_reviews.count_anew(review.key, by=cast.hr_admin, at=at + timedelta(days=8))
    client = sign_in(cast.hr_admin)
    text = client.get(reverse("system-review", args=[review.key])).content.decode()
    text += client.get(reverse("system-review-markdown", args=[review.key])).content.decode() + str(review.figures)
    text += str(list(Content.objects.filter(kind__startswith="stewardship.").values_list("facts", flat=True)))
    assert not re.findall("zq[a-z]+qz", text)


def test_a_refused_form_comes_back_with_its_words(review, cast, sign_in):
    """DESIGN 6: errors keep every answer."""
    client = sign_in(cast.hr_admin)
    answer = client.post(
        reverse("system-review-decide", args=[review.key]),
        {"op_id": uuid4(), "words": "Fewer forms", "owner": "Nobody Known", "due_on": "2026-12-10"},
    )
    assert answer.status_code == 422
    assert "Fewer forms" in answer.content.decode()
    answer = client.post(reverse("system-review-new"), {"op_id": uuid4(), "half": "2026-h2", "meets_on": "2026-01-01"})
    assert answer.status_code == 422
    assert client.post(reverse("system-review-move", args=[review.key, "hold"]), {"op_id": uuid4()}).status_code == 422
    assert client.get(reverse("system-review-move", args=[review.key, "burn"])).status_code == 404


def test_autosave_answers_saved_and_a_plain_form_goes_back(review, cast, sign_in):
    """DESIGN 6."""
    client, here = sign_in(cast.executive), reverse("system-review-parts", args=[review.key])
    sent = {"seen": "Rhythm holds", "base-seen": base_of(review, "seen")}
    assert client.post(here, sent, headers={"HX-Request": "true"}).status_code == 200
    assert client.post(here, {"seen": "Other", "base-seen": base_of(review, "seen")}).status_code == 409
    fresh = base_of(SystemReview.objects.get(pk=review.pk), "seen")
    assert client.post(here, {"seen": "Other", "base-seen": fresh}).headers["Location"] == reverse("system-review", args=[review.key])
    assert client.post(here, {"seen": "x" * 5001, "base-seen": fresh}).status_code == 422


def test_the_page_costs_the_same_for_three_decisions_and_for_thirty(review, cast, sign_in, at):
    """ARCHITECTURE 3."""
    client, here = sign_in(cast.hr_admin), reverse("system-review", args=[review.key])

    client.get(here)  # what a first visit reads once

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(here).status_code == 200
        return len(seen)

    for _ in range(3):
        system_reviews.report(decided(review, cast.manager, cast.hr_admin, at).pk, "open", "Begun", by=cast.manager, at=at)
    few = cost()
    for _ in range(27):
        system_reviews.report(decided(review, cast.manager, cast.hr_admin, at).pk, "open", "Begun", by=cast.manager, at=at)
    assert cost() == few


def test_a_new_hr_admin_leaves_the_figures_too(review, cast, at):
    """TRUST X7: whoever holds the role at the instant."""
    grant_role(cast.hr_partner, GrantedRole.HR_ADMIN, by=None, at=at)
    assert cast.hr_partner.pk in access.left_out(at=at)
