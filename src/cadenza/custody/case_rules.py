"""The access case: its steps as one table, its clock, who may be its second person, what a redaction is (TRUST L10, L12, L13, 1.6). Pure."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from cadenza.objections import N_, Objection, objection, says_something
from cadenza.people.rules import Coded

REDACTED = "[…]"
"""What stands where words were taken out."""
EXTENSION_MONTHS = 2
"""Source: GDPR Article 12(3): two further months, said to the person within the first."""
LONGEST_BACK_DAYS = 92
"""A request is entered at most so long after it came: later, its answer is overdue three times over. House arithmetic."""


class CaseState(Coded):
    """Where an access case stands."""

    FILED = "request-filed"
    ASKED = "second-person-asked"
    ANSWERING = "being-answered"
    STOPPED = "clock-stopped"
    ANSWERED = "answered"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


OVER = frozenset({CaseState.CLOSED, CaseState.WITHDRAWN})
WORDS_OPEN = frozenset({CaseState.ANSWERING, CaseState.STOPPED})
"""When the two may read what was held back: only inside the open case, and not before there are two (TRUST 1.6)."""


class Act(Coded):
    """What is done with a case."""

    ADD = "add"
    TAKE_BACK = "take-back"
    NAME = "name"
    ACCEPT = "accept"
    DECLINE = "decline"
    STOP = "stop"
    RESUME = "resume"
    EXTEND = "extend"
    DECIDE = "decide"
    CONFIRM = "confirm"
    SEND_BACK = "send-back"
    HAND_OVER = "hand-over"
    UNTELL = "untell"
    AGREE_UNTOLD = "agree-untold"
    TELL_THEM = "tell-them"
    RELEASE = "release"
    CLOSE = "close"
    WITHDRAW = "withdraw"


class Part(Coded):
    """What somebody is in a case."""

    OFFICER = "officer"
    SECOND = "second"
    PERSON = "person"


class Source(Coded):
    """Where what was held back lies."""

    NOTE = "note"
    DRAFT = "note-draft"
    KEPT_DRAFT = "kept-draft"
    BUNDLE = "bundle"
    FORMAL = "formal-plan"
    JUDGEMENT = "judgement"
    FOLLOW_UP = "follow-up"
    SNAPSHOT = "snapshot"


class Decision(Coded):
    """What becomes of one thing that was held back."""

    RELEASE = "release"
    REDACT = "redact"
    WITHHOLD = "withhold"


class Reason(Coded):
    """Why words stay out (TRUST L10: the exemptions are narrow, and looked at one by one)."""

    THIRD_PARTY = "third-party"
    PRIVILEGE = "privilege"
    NEGOTIATION = "negotiation"
    FORECAST = "forecast"
    REFERENCE = "reference"
    NOT_ABOUT = "not-about"


class Longer(Coded):
    """Why an answer takes longer."""

    COMPLEX = "complex"
    SEVERAL = "several"


MOVES: Mapping[tuple[CaseState, Act], CaseState] = {
    (CaseState.FILED, Act.ADD): CaseState.FILED,
    (CaseState.FILED, Act.TAKE_BACK): CaseState.WITHDRAWN,
    (CaseState.FILED, Act.NAME): CaseState.ASKED,
    (CaseState.FILED, Act.EXTEND): CaseState.FILED,
    (CaseState.FILED, Act.WITHDRAW): CaseState.WITHDRAWN,
    (CaseState.ASKED, Act.ADD): CaseState.ASKED,
    (CaseState.ASKED, Act.TAKE_BACK): CaseState.WITHDRAWN,
    (CaseState.ASKED, Act.NAME): CaseState.ASKED,
    (CaseState.ASKED, Act.ACCEPT): CaseState.ANSWERING,
    (CaseState.ASKED, Act.DECLINE): CaseState.ASKED,
    (CaseState.ASKED, Act.EXTEND): CaseState.ASKED,
    (CaseState.ASKED, Act.UNTELL): CaseState.ASKED,
    (CaseState.ASKED, Act.WITHDRAW): CaseState.WITHDRAWN,
    (CaseState.ANSWERING, Act.ADD): CaseState.ANSWERING,
    (CaseState.ANSWERING, Act.TAKE_BACK): CaseState.WITHDRAWN,
    (CaseState.ANSWERING, Act.NAME): CaseState.ASKED,
    (CaseState.ANSWERING, Act.UNTELL): CaseState.ANSWERING,
    (CaseState.ANSWERING, Act.AGREE_UNTOLD): CaseState.ANSWERING,
    (CaseState.ANSWERING, Act.TELL_THEM): CaseState.ANSWERING,
    (CaseState.ANSWERING, Act.STOP): CaseState.STOPPED,
    (CaseState.ANSWERING, Act.EXTEND): CaseState.ANSWERING,
    (CaseState.ANSWERING, Act.DECIDE): CaseState.ANSWERING,
    (CaseState.ANSWERING, Act.CONFIRM): CaseState.ANSWERING,
    (CaseState.ANSWERING, Act.SEND_BACK): CaseState.ANSWERING,
    (CaseState.ANSWERING, Act.HAND_OVER): CaseState.ANSWERED,
    (CaseState.ANSWERING, Act.WITHDRAW): CaseState.WITHDRAWN,
    (CaseState.STOPPED, Act.ADD): CaseState.STOPPED,
    (CaseState.STOPPED, Act.TAKE_BACK): CaseState.WITHDRAWN,
    (CaseState.STOPPED, Act.AGREE_UNTOLD): CaseState.STOPPED,
    (CaseState.STOPPED, Act.TELL_THEM): CaseState.STOPPED,
    (CaseState.STOPPED, Act.RESUME): CaseState.ANSWERING,
    (CaseState.STOPPED, Act.WITHDRAW): CaseState.WITHDRAWN,
    (CaseState.ANSWERED, Act.NAME): CaseState.ANSWERED,
    (CaseState.ANSWERED, Act.RELEASE): CaseState.ANSWERED,
    (CaseState.ANSWERED, Act.CLOSE): CaseState.CLOSED,
}
"""Every step there is; what is not in here cannot happen."""

WHO_ACTS: Mapping[Act, Part] = {
    Act.ADD: Part.PERSON,
    Act.TAKE_BACK: Part.PERSON,
    Act.NAME: Part.OFFICER,
    Act.ACCEPT: Part.SECOND,
    Act.DECLINE: Part.SECOND,
    Act.STOP: Part.OFFICER,
    Act.RESUME: Part.OFFICER,
    Act.EXTEND: Part.OFFICER,
    Act.DECIDE: Part.OFFICER,
    Act.CONFIRM: Part.SECOND,
    Act.SEND_BACK: Part.SECOND,
    Act.HAND_OVER: Part.OFFICER,
    Act.UNTELL: Part.OFFICER,
    Act.AGREE_UNTOLD: Part.SECOND,
    Act.TELL_THEM: Part.SECOND,
    Act.RELEASE: Part.SECOND,
    Act.CLOSE: Part.OFFICER,
    Act.WITHDRAW: Part.OFFICER,
}


OF_WORDS = frozenset({Act.DECIDE, Act.CONFIRM, Act.SEND_BACK, Act.HAND_OVER})
"""What waits while somebody asks that authors be not told: nothing is decided unread, and nothing goes out unsaid (TRUST 1.6)."""


def may(state: CaseState, act: Act, parts: Collection[Part], *, asks_silence: bool = False) -> bool:
    """Whether somebody with these parts does this in this state. Rule DATA-3, TRUST L12."""
    return WHO_ACTS[act] in parts and not objections_to_move(state, act, asks_silence=asks_silence)


def objections_to_move(state: CaseState, act: Act, *, asks_silence: bool = False) -> list[Objection]:
    """Why this step does not follow. Rule DATA-3, TRUST T13: no step is skipped; 1.6: the question of silence is answered first."""
    if (state, act) not in MOVES:
        return [objection("access-case-moved-on", N_("The case stands otherwise by now. Look at it again."))]
    if asks_silence and act in OF_WORDS:
        return [objection("access-untold-unanswered", N_("The second person first says whether authors are told."))]
    return []


def objections_to_withdrawing(*, filed: bool, has_left: bool) -> list[Objection]:
    """Why the officer cannot end a request. TRUST L12, L13: whoever filed it here takes it back by themself, and nobody does it for them."""
    if filed and not has_left:
        return [objection("access-case-theirs", N_("The person filed this here. Only they take it back."))]
    return []


def waits_for(
    state: CaseState, *, second: bool, named: bool, undecided: int, unconfirmed: int, asks_silence: bool = False, unreleased: bool = False
) -> bool:
    """Whether the case waits for this one of its two. Rule DUE-1, TRUST L12: the second person answers or agrees, the officer sees to the rest.

    `asks_silence`: the officer asks that authors be not told, and words stay closed until the second person said so or not. `unreleased`: the
    answer is for somebody who has left, and goes out once the second person releases it.
    """
    if second:
        to_answer = state is CaseState.ANSWERING and (unconfirmed > 0 or asks_silence)
        return state is CaseState.ASKED or to_answer or (state is CaseState.ANSWERED and unreleased)
    if state in {CaseState.FILED, CaseState.ASKED}:
        return not named
    if state is CaseState.ANSWERED:
        return not (unreleased and named)
    return not asks_silence and (undecided > 0 or unconfirmed == 0)


# The clock


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or its last day. House arithmetic."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def answer_by(received_on: date, *, extended: bool = False, stopped_days: int = 0) -> date:
    """When the answer is due: one month, three with an extension, and the days on which the clock stood. Rule DATA-3, TRUST L12."""
    months = 1 + (EXTENSION_MONTHS if extended else 0)
    return months_after(received_on, months) + timedelta(days=stopped_days)


def objections_to_extension(*, extended: bool, today: date, due_on: date) -> list[Objection]:
    """Why the answer cannot take longer. TRUST L12: once, and said while the month still runs."""
    if extended:
        return [
            objection("access-case-extended-already", N_("The answer was given two more months already. There is no second extension."))
        ]
    if today > due_on:
        return [objection("access-case-extension-late", N_("The month is over. An extension must be said while it still runs."))]
    return []


# Opening


def objections_to_opening(received_on: date | None, *, today: date, open_already: bool) -> list[Objection]:
    """Why a case cannot be opened. Rule DATA-3, TRUST L12."""
    found = []
    if received_on is None or not today - timedelta(days=LONGEST_BACK_DAYS) <= received_on <= today:
        earliest = today - timedelta(days=LONGEST_BACK_DAYS)
        found.append(
            objection(
                "access-case-day-outside", N_("Enter a day from %(first)s to %(last)s."), where="received_on", first=earliest, last=today
            )
        )
    if open_already:
        found.append(objection("access-case-open-already", N_("A case of this person is open."), where="person"))
    return found


SOUGHT_LENGTH = 2_000
"""Characters of what somebody looks for, each time that they say it."""


def objections_to_filing(words: str, *, open_already: bool, has_left: bool) -> list[Objection]:
    """Why somebody cannot ask here for what is held about them. Rule DATA-3; TRUST L12, M2: no reason is asked for, nor any word.

    Somebody who has left has no account: they write to the organisation, and the officer opens the case.
    """
    if has_left:
        return [objection("access-request-by-leaver", N_("Somebody who has left writes to the organisation."))]
    if open_already:
        return [objection("access-request-open-already", N_("You have asked already. Add to that request what you look for."))]
    return objections_to_sought(words) if words else []


def objections_to_sought(words: str) -> list[Objection]:
    """Why these words say nothing of what is looked for. Rule DATA-3."""
    if not says_something(words):
        return [objection("access-request-empty", N_("Say what you look for, in a sentence."), where="words")]
    if len(words) > SOUGHT_LENGTH:
        return [objection("access-request-long", N_("Keep it within %(limit)d characters."), where="words", limit=SOUGHT_LENGTH)]
    return []


REASON_LENGTH = 500
"""Characters of why authors are not told."""


def objections_to_untelling(reason: str, *, asked_already: bool) -> list[Objection]:
    """Why it cannot be asked that authors of notes be not told. TRUST 1.6: unlawful to tell, said with a reason, agreed by a second person."""
    if asked_already:
        return [objection("access-untold-asked", N_("That was asked already in this case."))]
    if not says_something(reason):
        return [objection("access-untold-without-reason", N_("Say why telling them would be against the law."), where="why_not")]
    if len(reason) > REASON_LENGTH:
        return [objection("access-untold-long", N_("Keep the reason within %(limit)d characters."), where="why_not", limit=REASON_LENGTH)]
    return []


def objections_to_answering_untold(*, waits: bool, asked_by: int | None, by: int) -> list[Objection]:
    """Why the second person cannot answer that. TRUST 1.6, ASVS 2.3.5: one asks, another one agrees."""
    if not waits:
        return [objection("access-untold-not-asked", N_("Nobody asks that at present."))]
    if asked_by == by:
        return [objection("access-untold-same-person", N_("You asked for it, so somebody else has to agree."))]
    return []


def objections_to_releasing(*, has_left: bool, released: bool) -> list[Objection]:
    """Why there is nothing to release. TRUST 1.6: only what goes out by the officer's hand needs a second person's word.

    Somebody who is here takes their answer themself.
    """
    if not has_left:
        return [objection("access-release-here", N_("The person is here and takes the answer themself."))]
    if released:
        return [objection("access-released", N_("This was released already."))]
    return []


@dataclass(frozen=True)
class Candidate:
    """What is known of somebody who would be the second person."""

    pk: int
    is_reviewer: bool
    is_officer: bool
    in_hr: bool
    above: Collection[int]
    """Everybody above them in the line."""


def objections_to_second(
    one: Candidate, *, person_id: int, above_person: Collection[int], authors: Mapping[int, Collection[int]]
) -> list[Objection]:
    """Why somebody cannot be the second person: neither the officer nor HR, and in nobody's line. Rule DATA-3; TRUST 1.6, L12.

    `authors` are those whose words lie in the case, each with everybody above them. One sentence for every reason: which one it is would tell
    who wrote about the person.
    """
    lines: list[tuple[int, Collection[int]]] = [(person_id, above_person), *authors.items()]
    near = any(one.pk == other or one.pk in above or other in one.above for other, above in lines)
    if one.is_reviewer and not (one.is_officer or one.in_hr or near):
        return []
    return [
        objection(
            "access-case-second-too-near",
            N_("This person cannot be the second one here. Choose a case reviewer who stands apart from everybody in it."),
            where="second",
        )
    ]


# Deciding


def objections_to_decision(decision: Decision, reason: str, redacted: str, original: str) -> list[Objection]:
    """Why a thing cannot be decided so. TRUST L10, L12: what stays out has its reason, and a redaction only takes words out."""
    found = []
    if decision is not Decision.RELEASE and reason not in {one.value for one in Reason}:
        found.append(objection("access-item-without-reason", N_("Say why words stay out."), where="reason"))
    if decision is Decision.REDACT and not is_redaction(redacted, original):
        found.append(
            objection(
                "access-item-redaction-adds",
                N_("Only take words out: put %(mark)s in their place, and leave everything else as it is."),
                where="redacted",
                mark=REDACTED,
            )
        )
    return found


def is_redaction(redacted: str, original: str) -> bool:
    """Whether a text is another with words taken out and none put in. House arithmetic: every part between two marks stands in order in the original."""
    parts = [" ".join(part.split()) for part in redacted.split(REDACTED)]
    whole, place = " ".join(original.split()), 0
    if len(parts) < 2 or not any(parts):
        return False
    for number, part in enumerate(parts):
        found = whole.find(part, place)
        if found < 0 or (number == 0 and found > 0):
            return False
        place = found + len(part)
    return not parts[-1] or whole.endswith(parts[-1])


def objections_to_confirming(*, decided: bool, confirmed: bool, decided_by: int | None, by: int) -> list[Objection]:
    """Why a decision cannot be confirmed or sent back. Rule DATA-3: two people, one decision (ASVS 2.3.5)."""
    if not decided:
        return [objection("access-item-undecided", N_("This has not been decided yet."))]
    if confirmed:
        return [objection("access-item-confirmed", N_("This was confirmed already."))]
    if decided_by == by:
        return [objection("access-item-same-person", N_("Whoever decided it cannot confirm it."))]
    return []


def objections_to_handing_over(confirmed: Iterable[bool]) -> list[Objection]:
    """Why the answer cannot go out. Rule DATA-3, TRUST L12: every single thing was looked at by two."""
    left = sum(not one for one in confirmed)
    if not left:
        return []
    return [objection("access-case-undecided", N_("%(left)s are not decided by both of you yet."), left=left)]
