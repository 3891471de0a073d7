"""The verbs of the end: assessment, outcome by manager and HR partner together, a decision-maker where they disagree, appeal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import transaction

from cadenza.improvement import access, outcome_rules, rules, support_rules
from cadenza.improvement.held import Held, day_of_person, hold, last_day
from cadenza.improvement.ledger import Opened
from cadenza.improvement.outcome_rules import AGREE_WORKING_DAYS, APPEAL_WORKING_DAYS, GOOD, Appeal, Course, Draft
from cadenza.improvement.plan_rules import objections_to_reply
from cadenza.improvement.providing import end_requests
from cadenza.improvement.rules import LIVE_DAYS, Act, Kind
from cadenza.improvement.story import Story
from cadenza.objections import refuse_if
from cadenza.people.models import Person, ReportingLine
from cadenza.people.relations import relations_to


def course_of(story: Story, *, today: date) -> Course:
    """What the record shows on a day, for the rules of the outcome (PIP-14, PIP-16)."""
    ends = story.ends_on or today
    last, over = min(today, ends), today >= ends
    return Course(
        verdicts={number: one.latest for number, one in story.criteria.items()},
        support=[support_rules.account_of(one.what, one.days.values(), up_to=last, and_offered=over) for one in story.supports.values()],
        ends_on=ends,
        today=today,
        checkpoints_due=sum(day <= today for day in story.days),
        checkpoints_shared=len(story.checkpoints),
        supported=story.is_supported(story.begun_on or today, ends),
    )


@transaction.atomic
def assess(ref: str, reason: str, *, by: Person, at: datetime) -> Held:
    """Begin the assessment: at the end, when all is met, or earlier with a reason. Rules PIP-13, PIP-16.

    From here manager and HR partner have their five working days to agree on an outcome.
    """
    held = hold(by, Act.ASSESS, ref, at=at)
    refuse_if(outcome_rules.objections_to_assessing(course_of(held.story, today=held.today), early_reason=reason))
    held.add(Kind.ASSESSMENT, reason=reason.strip())
    held.done(act_by=_agree_by(held))
    return held


@transaction.atomic
def propose_outcome(ref: str, draft: Draft, *, by: Person, at: datetime) -> Held:
    """The manager proposes an outcome, with reasons per criterion; the person reads it and may reply before it is decided. Rule PIP-16, TRUST 1.7, G6."""
    held = hold(by, Act.PROPOSE_OUTCOME, ref, at=at)
    refuse_if(outcome_rules.objections_to_outcome(draft, course_of(held.story, today=held.today)))
    held.add(Kind.OUTCOME_DRAFT, **_words(draft))
    held.done()
    return held


@transaction.atomic
def agree_outcome(ref: str, *, seen: int, by: Person, at: datetime) -> Held:
    """The HR partner agrees: it is the outcome, and the person reads it with its reasons. Rules PIP-14, PIP-16."""
    held = hold(by, Act.AGREE_OUTCOME, ref, at=at)
    draft = held.story.draft
    if draft is None or held.story.last.get(Kind.OUTCOME_DRAFT) != seen:
        raise outcome_rules.out_of_step()
    refuse_if(outcome_rules.objections_to_agreeing(own=_is_by(held.story, by)))
    _decide(held, draft)
    return held


@transaction.atomic
def reply_to_outcome(ref: str, words: str, *, seen: int, by: Person, at: datetime) -> Held:
    """The person says what they think of the outcome that is proposed, before it is decided. TRUST 1.7: the manager proposes, the person replies."""
    held = hold(by, Act.REPLY_OUTCOME, ref, at=at)
    if held.story.draft is None or held.story.last.get(Kind.OUTCOME_DRAFT) != seen:
        raise outcome_rules.out_of_step()
    refuse_if(objections_to_reply(words))
    held.add(Kind.OUTCOME_REPLY, words=words.strip())
    held.done()
    return held


@transaction.atomic
def disagree(ref: str, words: str, *, by: Person, at: datetime) -> Held:
    """The HR partner does not agree, and says why. Rule PIP-16: the manager proposes anew, or HR admin names somebody to decide."""
    held = hold(by, Act.DISAGREE, ref, at=at)
    if held.story.draft is None:
        raise outcome_rules.out_of_step()
    refuse_if(objections_to_reply(words))
    held.add(Kind.OUTCOME_DISAGREED, words=words.strip())
    held.done()
    return held


@transaction.atomic
def name_decider(ref: str, person_id: int | None, *, by: Person, at: datetime) -> Held:
    """HR admin names a decision-maker who was not involved before, once the time to agree is over. Rule PIP-16."""
    held = hold(by, Act.NAME_DECIDER, ref, at=at)
    refuse_if(outcome_rules.objections_to_naming_decider(last_day=_agree_by(held), today=held.today))
    held.case.decider = _uninvolved(held, person_id)
    held.add(Kind.DECIDER_NAMED, person=held.case.decider.pk)
    held.done()
    return held


@transaction.atomic
def decide(ref: str, draft: Draft, *, by: Person, at: datetime) -> Held:
    """The decision-maker records the outcome, under the same rules as everybody. Rules PIP-14, PIP-16."""
    held = hold(by, Act.DECIDE, ref, at=at)
    _decide(held, draft)
    return held


@transaction.atomic
def appeal(ref: str, words: str, *, by: Person, at: datetime) -> Held:
    """The person appeals, within the window; somebody who was never involved decides. Rule PIP-8, TRUST L5."""
    return take_appeal(hold(by, Act.APPEAL, ref, at=at), words)


def take_appeal(held: Held, words: str) -> Held:
    """Write an appeal down, whichever way the person came in. The caller has checked that it is them."""
    until = held.story.appeal_until
    assert until is not None
    refuse_if(outcome_rules.objections_to_appeal(words, last_day=until, today=held.today))
    held.add(Kind.APPEAL, words=words.strip())
    held.done(act_by=None)
    return held


@transaction.atomic
def name_appeal_manager(ref: str, person_id: int | None, *, by: Person, at: datetime) -> Held:
    """HR admin names who decides the appeal: never anybody who had a part before. TRUST X13."""
    held = hold(by, Act.NAME_APPEAL, ref, at=at)
    held.case.appeal_manager = _uninvolved(held, person_id)
    held.add(Kind.APPEAL_NAMED, person=held.case.appeal_manager.pk)
    held.done()
    return held


@transaction.atomic
def decide_appeal(ref: str, result: Appeal | None, reason: str, *, by: Person, at: datetime) -> Held:
    """The appeal manager decides, in writing. Rule PIP-16, TRUST L5. Overturned, the outcome no longer stands."""
    held = hold(by, Act.DECIDE_APPEAL, ref, at=at)
    refuse_if(outcome_rules.objections_to_appeal_decision(result, reason))
    assert result is not None
    end_requests(held.story, by=by, at=at)
    held.add(Kind.APPEAL_DECIDED, result=result, reason=reason.strip())
    held.done(ended_at=at, spent_from=_spent_from(held, at))
    return held


@transaction.atomic
def end(ref: str, *, by: Person, at: datetime) -> Held:
    """End the plan once the appeal window is over. Rule PIP-16, TRUST X18: what was met leaves everyday view after its live period."""
    held = hold(by, Act.END, ref, at=at)
    until = held.story.appeal_until
    assert until is not None
    refuse_if(outcome_rules.objections_to_ending(last_day=until, today=held.today))
    end_requests(held.story, by=by, at=at)
    held.add(Kind.ENDED)
    held.done(act_by=None, ended_at=at, spent_from=_spent_from(held, at))
    return held


def _decide(held: Held, draft: Draft) -> None:
    refuse_if(outcome_rules.objections_to_outcome(draft, course_of(held.story, today=held.today)))
    until = last_day(held.case.person, held.today, APPEAL_WORKING_DAYS)
    held.add(Kind.OUTCOME, appeal_until=until.isoformat(), **_words(draft))
    held.done(act_by=until)


def _agree_by(held: Held) -> date:
    """The last of the five working days in which manager and HR partner agree; the record says when they began (PIP-16)."""
    assert held.story.assessment is not None
    return last_day(held.case.person, day_of_person(held.case.person, held.story.assessment.at), AGREE_WORKING_DAYS)


def _is_by(story: Story, one: Person) -> bool:
    """Whether the proposal that stands is somebody's own."""
    return story.draft_by is not None and story.draft_by.by_id == one.pk


def _spent_from(held: Held, at: datetime) -> datetime | None:
    """When an ended plan leaves everyday view; one that was not met stays as long as it is kept."""
    outcome, story = held.story.outcome, held.story
    good = (outcome is not None and outcome.outcome in GOOD) or story.appeal_result is Appeal.OVERTURNED
    return at + timedelta(days=LIVE_DAYS) if good else None


def _uninvolved(held: Held, person_id: int | None) -> Person:
    """Somebody who may decide: named by another, here, without any part before and outside the person's line. TRUST X8, X13."""
    case = held.case
    found = access.named(person_id)
    if found is None:
        refuse_if(outcome_rules.nobody_named())
        raise AssertionError("refused above")
    led = ReportingLine.objects.filter(person=case.person_id).values_list("manager_id", flat=True)
    acted = [one.by_id for one in held.entries if one.by_id is not None]  # HR admin among them: who names nobody but others (X8)
    acted += [pk for one in held.entries for pk in _named_in(one)]
    near = access.stands_near(found, case.person, relations_to(found, case.person, at=held.at), at=held.at)
    found_against = rules.objections_to_uninvolved(found.pk, access.involved_in(case, [*led, *acted, held.by.pk]), near=near)
    refuse_if(rules.without_reasons(found_against, "who"))
    return found


NAMES: Mapping[Kind, tuple[str, ...]] = {
    Kind.ASKED: ("hr_partner",),
    Kind.MANAGER_CONFIRMED: ("manager",),
    Kind.HR_NAMED: ("person", "former"),
    Kind.DECIDER_NAMED: ("person",),
    Kind.STAND_IN_NAMED: ("person",),
}
"""Kind of entry -> where it names somebody who has a part from then on, whether they ever acted or not (TRUST X13)."""


def _named_in(one: Opened) -> list[int]:
    return [int(one.words[name]) for name in NAMES.get(one.kind, ()) if one.words.get(name)]


def _words(draft: Draft) -> dict[str, object]:
    """An outcome as an entry holds it."""
    return {
        "outcome": draft.outcome,
        "reason": draft.reason.strip(),
        "per_criterion": {str(number): words.strip() for number, words in draft.per_criterion.items()},
        "cause": draft.cause,
    }
