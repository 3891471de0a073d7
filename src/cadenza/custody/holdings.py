"""Everything that a person may take out at once, kind by kind, and why the rest is not theirs to take out (DATA-3, TRUST 1.2 column S, L12).

Each personal text field that the registry knows stands in exactly one of two places: in a kind below, or in ELSEWHERE with a reason. A test
walks the registry. A kind is in the copy whether the person has any of it or none, so that the shape of a copy tells nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db.models import Q

from cadenza.asks.models import Ask, AskDay
from cadenza.capability.models import PersonRole
from cadenza.characteristics.models import Declaration
from cadenza.conversations.models import EscalatedNote, Escalation, Slip, SlipReply
from cadenza.conversations.slip_queries import slips_about
from cadenza.custody.case_models import Sought
from cadenza.custody.kinds import AT, BY, CYCLE, STATE, Kind, Row
from cadenza.custody.plan_kinds import PLAN_KINDS
from cadenza.custody.readings import told_readings
from cadenza.custody.spoken import bundles_told, declarations_told, formal_plans_told, snapshots_told
from cadenza.evidence.models import Evidence, EvidenceFile, Feedback, FeedbackCorrection, GapAssessment, PerformanceInput
from cadenza.handover.models import Briefing, Handover
from cadenza.improvement.models import Entry
from cadenza.learning.models import OptionSuggestion
from cadenza.objections import N_
from cadenza.people.models import Account, Delegation, Grant, HRScope, Person, ReportingLine
from cadenza.rhythm.models import AgendaPoint
from cadenza.stewardship.fairness_models import FairnessNote
from cadenza.stewardship.models import FollowUp
from cadenza.stewardship.system_review_models import Addition, Decision, DecisionNews
from cadenza.stewardship.talent_models import TalentAnswer, TalentSnapshot, TalentStep
from cadenza.strategy.models import CheckIn, HeldBack, HelpAnswer
from cadenza.trail.queries import reads_of


def _handovers(person: Person, at: datetime) -> Iterable[Row]:
    """Packs about them; until one is sent the person reads what is written for everybody as it stands (TRUST H1)."""
    rows = list(Handover.objects.filter(person=person, called_off_at=None).select_related("outgoing", "incoming").order_by("since", "pk"))
    briefings = {one.outgoing_id: one for one in Briefing.objects.filter(outgoing__in=[row.outgoing_id for row in rows])}
    for row in rows:
        if row.sent_at is None and row.outgoing_id in briefings:
            for name in Briefing.WORDS:
                setattr(row, name, getattr(briefings[row.outgoing_id], name))
    return rows


KINDS: Sequence[Kind] = (
    Kind(
        "person",
        N_("You"),
        lambda person, at: [Person.objects.select_related("account", "team", "hr_partner").get(pk=person.pk)],
        {
            "name": N_("Name"), "called": N_("Called"), "email": N_("Work address"), "account.email": N_("Address that signs in"),
            "handle": N_("Short name in addresses"), "external_id": N_("Number in the HR system"), "title": N_("Job title"),
            "team.name": N_("Team"), "hr_partner.name": N_("HR partner"), "start_date": N_("First day"), "end_date": N_("Last day"),
            "status": STATE, "country": N_("Country"), "timezone": N_("Time zone"), "site": N_("Site"),
        },
        (Person, Account),
        listed=False,
    ),
    Kind(
        "reporting-lines",
        N_("Who you reported to"),
        lambda person, at: ReportingLine.objects.filter(person=person).select_related("manager").order_by("since"),
        {"manager.name": N_("Manager"), "since": N_("Since"), "until": N_("Until")},
    ),
    Kind(
        "hr-partners",
        N_("Who in HR looked after you"),
        lambda person, at: HRScope.objects.filter(person=person).select_related("partner").order_by("since"),
        {"partner.name": N_("HR partner"), "since": N_("Since"), "until": N_("Until")},
    ),
    Kind(
        "stand-ins",
        N_("Standing in"),
        lambda person, at: Delegation.objects.filter(Q(manager=person) | Q(delegate=person)).select_related("manager", "delegate").order_by("since"),
        {"manager.name": N_("For"), "delegate.name": N_("Who stands in"), "since": N_("Since"), "until": N_("Until")},
    ),
    Kind(
        "roles",
        N_("Roles granted to you"),
        lambda person, at: Grant.objects.filter(person=person).order_by("since"),
        {"role": N_("Role"), "since": N_("Since"), "until": N_("Until")},
    ),
    Kind(
        "role-profiles",
        N_("Role profiles that you held"),
        lambda person, at: PersonRole.objects.filter(person=person).select_related("profile").order_by("since"),
        {"profile.name": N_("Role profile"), "since": N_("Since"), "until": N_("Until")},
    ),
    *PLAN_KINDS,
    Kind(
        "evidence",
        N_("Evidence from your work"),
        lambda person, at: Evidence.objects.filter(person=person).select_related("capability", "added_by").order_by("happened_on", "pk"),
        {
            "happened_on": N_("Day"), "kind": N_("Kind"), "capability.name": N_("Capability"), "what": N_("What was seen"), "link": N_("Link"),
            "added_by.name": BY, "added_at": AT, "withdrawn_at": N_("Withdrawn"),
        },
        (Evidence,),
    ),
    Kind(
        "evidence-given",
        N_("Evidence that others asked you for"),
        lambda person, at: Evidence.objects.filter(added_by=person, ask__isnull=False)
        .exclude(person=person)
        .select_related("person", "capability")
        .order_by("happened_on", "pk"),
        {"happened_on": N_("Day"), "person.name": N_("About"), "capability.name": N_("Capability"), "what": N_("What was seen"), "added_at": AT},
        (Evidence,),
    ),
    Kind(
        "evidence-files",
        N_("Files beside evidence"),
        lambda person, at: EvidenceFile.objects.filter(Q(evidence__person=person) | Q(evidence__added_by=person, evidence__ask__isnull=False)).select_related("evidence").order_by("pk"),
        {"evidence.happened_on": N_("Day of the evidence"), "name": N_("File"), "size": N_("Bytes"), "added_at": AT},
        (EvidenceFile,),
    ),
    Kind(
        "feedback-received",
        N_("Feedback that you received"),
        lambda person, at: Feedback.objects.filter(person=person).select_related("giver", "capability").order_by("given_at", "pk"),
        {
            "happened_on": N_("Day"), "giver.name": BY, "capability.name": N_("Capability"), "seen": N_("What was seen"), "effect": N_("What came of it"),
            "given_at": AT, "shared_at": N_("Shared with your manager"),
        },
        (Feedback,),
    ),
    Kind(
        "feedback-given",
        N_("Feedback that you gave"),
        lambda person, at: Feedback.objects.filter(giver=person).select_related("person", "capability").order_by("given_at", "pk"),
        {
            "happened_on": N_("Day"), "person.name": N_("To"), "capability.name": N_("Capability"), "seen": N_("What was seen"),
            "effect": N_("What came of it"), "given_at": AT,
        },
        (Feedback,),
    ),
    Kind(
        "feedback-corrections",
        N_("What was put right in feedback"),
        lambda person, at: FeedbackCorrection.objects.filter(Q(feedback__person=person) | Q(feedback__giver=person))
        .select_related("feedback__giver", "feedback__person")
        .order_by("at", "pk"),
        {"feedback.giver.name": BY, "feedback.person.name": N_("To"), "feedback.given_at": N_("Feedback of"), "text": N_("Words"), "at": AT},
        (FeedbackCorrection,),
    ),
    Kind(
        "assessments",
        N_("Assessments of gaps"),
        lambda person, at: GapAssessment.objects.filter(person=person)
        .select_related("capability", "proposed_by", "disagreed_by")
        .order_by("proposed_at", "pk"),
        {
            "capability.name": N_("Capability"), "kind": N_("Kind"), "level_now": N_("Level now"), "level_needed": N_("Level needed"), "why": N_("Why"),
            "proposed_by.name": BY, "proposed_at": AT, "person_agreed_at": N_("Agreed by you"), "manager_agreed_at": N_("Agreed by the manager"),
            "disagreement": N_("Other view"), "disagreed_by.name": N_("Other view by"), "superseded_at": N_("Replaced"),
        },
        (GapAssessment,),
    ),
    Kind(
        "needs",
        N_("Needs that talks brought up"),
        lambda person, at: PerformanceInput.objects.filter(person=person).select_related("capability", "captured_by").order_by("held_on", "pk"),
        {
            "held_on": N_("Day"), "source": N_("Occasion"), "kind": N_("Kind"), "capability.name": N_("Capability"), "captured_by.name": BY,
            "captured_at": AT,
        },
    ),
    Kind(
        "requests",
        N_("Requests that you made or got"),
        lambda person, at: Ask.objects.filter(Q(asker=person) | Q(helper=person)).select_related("asker", "helper").order_by("asked_at", "pk"),
        {
            "ref": N_("Reference"), "kind": N_("Kind"), "asker.name": N_("Asked by"), "helper.name": N_("Asked of"), "what": N_("What"),
            "due_date": N_("Due"), "state": STATE, "reply": N_("Answer"), "asked_at": AT, "answered_at": N_("Answered"),
            "held_on": N_("Held"),
        },
        (Ask,),
    ),
    Kind(
        "request-days",
        N_("Days of help that you gave or got, as they were written down"),
        lambda person, at: AskDay.objects.filter(Q(ask__asker=person) | Q(ask__helper=person)).select_related("ask").order_by("on", "pk"),
        {"ask.ref": N_("Reference"), "on": N_("Day"), "became": STATE, "other": N_("The new or the other day"), "recorded_at": AT},
    ),
    Kind(
        "agenda",
        N_("Points for your 1:1s"),
        lambda person, at: AgendaPoint.objects.filter(person=person).select_related("manager", "author").order_by("for_date", "pk"),
        {
            "for_date": N_("For"), "manager.name": N_("With"), "author.name": BY, "text": N_("Point"), "added_at": AT, "ticked_for": N_("Dealt with"),
        },
        (AgendaPoint,),
    ),
    Kind(
        "handovers",
        N_("Handovers between your managers"),
        _handovers,
        {
            "outgoing.name": N_("From"), "incoming.name": N_("To"), "since": N_("Effective"), "advice": N_("About working with you"),
            "deliverables": N_("In hand"), "risks": N_("Risks"), "contacts": N_("People to know"), "sent_at": N_("Sent"), "comment": N_("Your comment"),
            "read_at": N_("Read by you"), "accepted_at": N_("Taken over"),
        },
        (Handover, Briefing),
    ),
    Kind(
        "follow-ups",
        N_("Questions from HR to you"),
        lambda person, at: FollowUp.objects.filter(asked=person).select_related("asked_by").order_by("asked_at", "pk"),
        {
            "asked_by.name": BY, "asked_at": AT, "words": N_("Question"), "due_on": N_("Due"), "state": STATE, "answer": N_("Your answer"),
            "answered_at": N_("Answered"),
        },
        (FollowUp,),
    ),
    Kind(
        "catalogue-suggestions",
        N_("What you suggested for the catalogue"),
        lambda person, at: OptionSuggestion.objects.filter(by=person).order_by("at", "pk"),
        {"title": N_("What"), "kind": N_("Kind"), "why": N_("Why"), "at": AT, "state": STATE, "answer": N_("Answer"), "answered_at": N_("Answered")},
        (OptionSuggestion,),
    ),
    Kind(
        "check-ins",
        N_("Your check-ins on key results"),
        lambda person, at: CheckIn.objects.filter(by=person).select_related("key_result__cycle").order_by("at", "pk"),
        {
            "key_result.cycle.key": CYCLE, "key_result.title": N_("Key result"), "value": N_("Value"), "confidence": N_("Confidence"), "note": N_("Note"),
            "at": AT, "taken_back_at": N_("Taken back"),
        },
        (CheckIn,),
    ),
    Kind(
        "capability-answers",
        N_("What you said of capabilities in OKR reviews"),
        lambda person, at: [
            *HelpAnswer.objects.filter(by=person).select_related("key_result", "capability").order_by("at", "pk"),
            *HeldBack.objects.filter(by=person).select_related("key_result", "capability").order_by("at", "pk"),
        ],
        {
            "key_result.title": N_("Key result"), "capability.name": N_("Capability"), "helped": N_("Helped"), "by_what": N_("By what"),
            "note": N_("Note"), "at": AT,
        },
        (HelpAnswer, HeldBack),
    ),
    Kind(
        "agreed-points",
        N_("Agreed points of conversations"),
        lambda person, at: slips_about(person.pk),
        {
            "ref": N_("Reference"), "held_on": N_("Day"), "author_name": BY, "shared_at": N_("Shared"), "changed_at": N_("Changed"),
            "seen": N_("What was seen"), "expected": N_("What is expected"), "expected_by": N_("By when"), "support": N_("Support"), "may_follow": N_("What may follow"),
            "received_at": N_("Received"), "took_place": N_("Took place"), "passed_at": N_("Passed to HR"), "reply": N_("Your words to that"),
        },
        (Slip, SlipReply),
        frozenset({"sealed"}),
    ),
    Kind(
        "passed-to-hr",
        N_("What was passed to HR and opened to you"),
        lambda person, at: bundles_told(person),
        {"ref": N_("Reference"), "made_at": AT, "author": BY, "why": N_("Why"), "answer": N_("HR's answer"), "copies": N_("Conversations")},
        (Escalation, EscalatedNote),
        frozenset({"sealed", "sealed_answer"}),
    ),
    Kind(
        "formal-plans",
        N_("Formal plans"),
        lambda person, at: formal_plans_told(person),
        {"ref": N_("Reference"), "number": N_("Entry"), "what": N_("What"), "by": BY, "at": AT, "words": N_("Words")},
        (Entry,),
        frozenset({"sealed"}),
    ),
    Kind(
        "talent-reviews",
        N_("Talent reviews"),
        lambda person, at: snapshots_told(person, at),
        {
            "session": N_("Session"), "closes_at": N_("Until"), "facts": N_("Snapshot"), "steps": N_("Next steps"), "answers": N_("Your answers"),
        },
        (TalentSnapshot, TalentStep, TalentAnswer),
        frozenset({"sealed"}),
    ),
    Kind(
        "declarations",
        N_("What you declared about yourself for equality monitoring"),
        lambda person, at: declarations_told(person),
        {"question": N_("Question"), "answer": N_("Answer")},
        (Declaration,),
        frozenset({"sealed"}),
    ),
    Kind(
        "decisions",
        N_("Decisions of system reviews that you own"),
        lambda person, at: Decision.objects.filter(owner=person).select_related("review").order_by("taken_at", "pk"),
        {"review.key": N_("Review"), "number": N_("Number"), "words": N_("Decision"), "due_on": N_("Due"), "state": STATE, "taken_at": AT},
        (Decision,),
    ),
    Kind(
        "words-for-hr",
        N_("What you wrote in system reviews and about fairness figures"),
        lambda person, at: [
            *DecisionNews.objects.filter(by=person).order_by("at", "pk"),
            *Addition.objects.filter(by=person).order_by("at", "pk"),
            *FairnessNote.objects.filter(by=person).order_by("at", "pk"),
        ],
        {"at": AT, "words": N_("Words")},
        (DecisionNews, Addition, FairnessNote),
    ),
    Kind(
        "access-requests",
        N_("What you looked for in requests for everything"),
        lambda person, at: Sought.objects.filter(case__person=person).select_related("case").order_by("at", "pk"),
        {"case.ref": N_("Reference"), "case.received_on": N_("Received"), "words": N_("Words"), "at": AT},
        (Sought,),
    ),
    Kind(
        "readings",
        N_("Who opened records about you"),
        lambda person, at: told_readings(person, reads_of(person.pk)),
        {"at": AT, "what": N_("What"), "who": N_("Who")},
    ),
)  # fmt: skip

ELSEWHERE: Mapping[str, Mapping[str, str]] = {
    # TRUST F1, L12: an early conversation is its author's working record; the person obtains it by an access case, and never learns here that
    # there is one. The author has no right to take records about somebody else out of the house.
    "conversations.NoteText": {
        "sealed": "TRUST F1: the author's working record about somebody else; the person's way to it is an access case"
    },
    "conversations.NoteDraft": {"sealed": "TRUST F1: not recorded yet; the person's way to it is an access case"},
    "conversations.KeptDraft": {"sealed": "TRUST F1, L13: kept for the access case alone"},
    "custody.AccessCase": {
        "sealed_untold": "TRUST 1.6: the officer's own reason to the second person, about authors; told, it would tell of notes"
    },
    "improvement.Advice": {
        "sealed": "TRUST G5, L10: privilege review; HR's own workspace beside a formal plan, which a case reviewer looks through where it lies"
    },
    "custody.HeldItem": {
        "sealed": "TRUST L12: copies in an access case; what two people release is in its answer",
        "sealed_redacted": "TRUST L12: the same, with words taken out",
    },
    "custody.Hold": {
        "reason": "TRUST M2: of a hold the person learns at most that records are frozen, without a reason",
        "lifting": "TRUST M2: the same",
    },
    "custody.Erasure": {"reason": "TRUST 1.8: the officer's own reason to HR admin, about records of somebody who has left"},
    "people.Account": {"password": "a one-way hash; it says nothing that could be read"},
    "jobs.QueuedMessage": {"sealed": "on its way to the person's own mailbox, and forgotten once it is there"},
    "trail.Content": {"facts": "TRUST J1, J2: ids and dates of acts; what concerns the person's reads is in the kind readings"},
}
"""Personal text that is in nobody's copy -> why (TRUST L12). Whether a row of it exists changes no byte of a copy."""
