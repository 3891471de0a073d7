"""What a learning option is: its kinds in order, what its entry must say, and how well it fits a goal. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal

from cadenza.objections import N_, Objection, objection, says_something
from cadenza.people.rules import Coded

TITLE_LENGTH = 200
WORDS_LENGTH = 2000
URL_LENGTH = 500
MOST_HOURS = Decimal(2000)
"""A year of working days. House arithmetic: a guard against slips of the keyboard."""
MOST_COST = Decimal(1_000_000)
KEPT_SLUGS = frozenset({"new", "suggest", "suggestions", "near-copies"})
"""Addresses under /learning/ that are pages of their own."""
CURRENCY = re.compile(r"[A-Z]{3}")
LINK = re.compile(r"https?://[^\s/?#@]+(?:[/?#]\S*)?", re.IGNORECASE)
"""An address that a browser opens: never fetched by us (TRUST T24), and without a name and password in it."""


class OptionKind(Coded):
    """The kinds of learning option, nearest to the work first: the order in which they are offered. Source: [L], DOMAIN section 7."""

    ASSIGNMENT = "assignment"
    COACHING = "coaching"
    PEER = "peer-learning"
    MODULE = "module"
    COURSE = "course"
    CREDENTIAL = "credential"


NEAREST_FIRST = tuple(OptionKind)
"""Practice before courses. Source: [L] practical relevance matters more than scale."""

OTHER_WORDS: dict[OptionKind, tuple[str, ...]] = {
    OptionKind.ASSIGNMENT: (
        "on the job",
        "on the job assignment",
        "stretch assignment",
        "job assignment",
        "experience",
        "project",
        "rotation",
    ),
    OptionKind.COACHING: ("mentoring", "coaching or mentoring", "mentor", "coach", "coaching and mentoring", "shadowing"),
    OptionKind.PEER: ("peer", "peer learning", "community of practice", "knowledge sharing", "pairing", "study group"),
    OptionKind.MODULE: (
        "short module",
        "role specific module",
        "short role specific module",
        "e learning",
        "elearning",
        "training module",
        "video",
    ),
    OptionKind.COURSE: ("training", "class", "workshop", "seminar", "training course", "online course", "classroom"),
    OptionKind.CREDENTIAL: (
        "qualification",
        "qualification or credential",
        "certificate",
        "certification",
        "degree",
        "diploma",
        "accreditation",
    ),
}
"""What other systems call the kinds: lower case, words parted by one space."""


class OptionState(Coded):
    """Offered, or kept for what was done with it and offered no more."""

    OFFERED = "offered"
    RETIRED = "retired"


class SuggestionAnswer(Coded):
    """What became of a suggestion for the catalogue (TRUST L1)."""

    OPEN = "open"
    TAKEN = "taken"
    DECLINED = "declined"


@dataclass(frozen=True)
class Fit:
    """What an option builds: a capability, up to one level or at any."""

    capability_id: int
    level: int | None = None


@dataclass(frozen=True)
class OptionDraft:
    """An option as somebody writes it."""

    title: str
    kind: OptionKind | None
    what: str = ""
    hours: Decimal | None = None
    cost: Decimal | None = None
    currency: str = ""
    url: str = ""
    fits: tuple[Fit, ...] = ()
    profile_ids: tuple[int, ...] = ()


def kind_named(text: str) -> OptionKind | None:
    """The kind that a word means, whatever its case, hyphens and plural; None when it means none. Rule LEARN-1."""
    said = " ".join(re.sub(r"[\W_]+", " ", text.casefold()).split())
    for kind in OptionKind:
        known = {kind.value.replace("-", " "), *OTHER_WORDS[kind]}
        if said in known or said.removesuffix("s") in known:
            return kind
    return None


def objections_to_option(draft: OptionDraft, *, taken: bool) -> list[Objection]:
    """Why an option cannot stand in the catalogue; `taken` says that another one has its title. Rule LEARN-1. Source: [L].

    It says what it is, which capability or role it is for, and what it takes; hours and cost may be unknown, never negative.
    """
    found = []
    if not says_something(draft.title):
        found.append(objection("option-without-title", N_("Give it a title."), where="title"))
    elif len(draft.title) > TITLE_LENGTH:
        found.append(objection("option-too-long", N_("Keep this within %(limit)d characters."), where="title", limit=TITLE_LENGTH))
    elif taken:
        found.append(
            objection("option-title-taken", N_("Another option has this title. Change that one, or tell the two apart."), where="title")
        )
    if draft.kind is None:
        found.append(objection("option-without-kind", N_("Choose what kind of option it is."), where="kind"))
    if len(draft.what) > WORDS_LENGTH:
        found.append(objection("option-too-long", N_("Keep this within %(limit)d characters."), where="what", limit=WORDS_LENGTH))
    if not draft.fits and not draft.profile_ids:
        found.append(objection("option-for-nothing", N_("Say which capability it builds, or for which role it is."), where="capability-1"))
    return [*found, *objections_to_effort(draft.hours, draft.cost, draft.currency), *objections_to_url(draft.url)]


def objections_to_effort(hours: Decimal | None, cost: Decimal | None, currency: str) -> list[Objection]:
    """Why hours or cost are not what they seem. Rules LEARN-1, IMP-3: money always carries its currency."""
    found = []
    if hours is not None and not 0 <= hours <= MOST_HOURS:
        found.append(objection("option-hours", N_("Enter hours from 0 to %(most)d."), where="hours", most=int(MOST_HOURS)))
    if cost is not None and not 0 <= cost <= MOST_COST:
        found.append(objection("option-cost", N_("Enter an amount from 0 to %(most)d."), where="cost", most=int(MOST_COST)))
    if cost and not currency:
        found.append(objection("cost-without-currency", N_("Say in which currency, such as EUR."), where="currency"))
    if currency and not CURRENCY.fullmatch(currency):
        found.append(objection("unknown-currency", N_("Enter the currency’s three letters, such as EUR."), where="currency"))
    return found


def objections_to_url(url: str) -> list[Objection]:
    """Why an address is not linked. Rule LEARN-1, TRUST T24: a page for people to open; nothing else, and never fetched."""
    if not url:
        return []
    if len(url) > URL_LENGTH:
        return [objection("option-too-long", N_("Keep this within %(limit)d characters."), where="url", limit=URL_LENGTH)]
    if not LINK.fullmatch(url):
        return [objection("option-url", N_("Enter an address that begins with https://, or leave it empty."), where="url")]
    return []


def objections_to_suggesting(title: str, kind: OptionKind | None, why: str, url: str) -> list[Objection]:
    """Why a suggestion cannot be sent. Rule LEARN-1, TRUST L1: whoever keeps the catalogue must know what it is and what it would help with."""
    found = []
    if not says_something(title):
        found.append(objection("option-without-title", N_("Give it a title."), where="title"))
    if kind is None:
        found.append(objection("option-without-kind", N_("Choose what kind of option it is."), where="kind"))
    if not says_something(why):
        found.append(objection("suggested-without-why", N_("Say which work it would help with."), where="why"))
    long = (("title", title, TITLE_LENGTH), ("why", why, WORDS_LENGTH))
    found += [
        objection("option-too-long", N_("Keep this within %(limit)d characters."), where=where, limit=limit)
        for where, text, limit in long
        if len(text) > limit
    ]
    return [*found, *objections_to_url(url)]


def objections_to_answering(state: SuggestionAnswer, answer: str, *, declining: bool) -> list[Objection]:
    """Why a suggestion takes no answer, or needs words. Rule LEARN-1, TRUST L1: whoever suggested something learns why it is not taken up."""
    if state is not SuggestionAnswer.OPEN:
        return [objection("suggestion-is-answered", N_("This suggestion was answered already."))]
    if declining and not says_something(answer):
        return [objection("declined-without-why", N_("Say in a sentence why not."), where="answer")]
    if len(answer) > WORDS_LENGTH:
        return [objection("option-too-long", N_("Keep this within %(limit)d characters."), where="answer", limit=WORDS_LENGTH)]
    return []


def nearness(
    fits: Iterable[Fit], profile_ids: Collection[int], *, capability_id: int | None, level: int | None, profile_id: int | None
) -> int | None:
    """How near an option is to a goal: 0 for its capability at the level aimed at, 1 for the capability at any level, 2 at another level,

    3 for the person's role; None when it has nothing to do with the goal. Rules LEARN-1, ACT-1.
    """
    found = None
    levels = {fit.level for fit in fits if fit.capability_id == capability_id and capability_id is not None}
    if levels:
        found = 0 if level is not None and level in levels else 1 if None in levels else 2
    elif profile_id is not None and profile_id in profile_ids:
        found = 3
    return found


def place_among(kind: OptionKind, near: int, title: str) -> tuple[int, int, str]:
    """Where an option stands in an offer: the best fit first, and of equals what is nearest to the work. Rules LEARN-1, ACT-2."""
    return near, NEAREST_FIRST.index(kind), title.casefold()
