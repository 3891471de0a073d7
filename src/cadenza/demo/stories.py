"""What people in the demo write: goals that are outcomes, evidence from work, reviews worth reading. Data only.

`{piece}` is a piece of live work of the person's team, `{date}` the goal's target date written out, `{mentor}` the colleague
who helps, `{manager}` the manager's short name.
"""

from __future__ import annotations

from dataclasses import dataclass

PIECES: dict[str, tuple[str, ...]] = {
    "Payments": ("refunds migration", "card retry queue", "port settlement file", "ledger event stream", "chargeback screen"),
    "Bookings": ("vehicle step", "passenger list", "timetable search", "group booking", "seat plan"),
    "Platform": ("tracing rollout", "night-page clean-up", "deploy pipeline", "secrets rotation", "queue upgrade"),
    "Data": ("renewal risk model", "crossing definition", "price experiment", "usage feed", "contract dates clean-up"),
    "Customer Success": (
        "Northquay account",
        "Skerry Lines renewal",
        "island ports onboarding",
        "summer incident follow-up",
        "Baltic group account",
    ),
    "Sales": ("Port of Aldhaven deal", "Skerry Lines extension", "three-port tender", "Baltic group offer", "winter pricing"),
    "People and Finance": ("month-end close", "review rhythm report", "invoice matching", "joiners' first week", "budget round"),
}
DEFAULT_PIECES = ("spring season plan", "board pack", "supplier review")


@dataclass(frozen=True)
class ActionStory:
    """One action: kind, what, and where it is tracked (experience) or will be applied (education)."""

    kind: str
    what: str
    place: str = ""


@dataclass(frozen=True)
class Story:
    """One goal with everything that happens around it in a quarter."""

    capability: str
    level_now: int
    level_aimed: int
    outcome: str
    measure: str
    live_work: str
    support: str
    actions: tuple[ActionStory, ...]
    commitment: str
    gap: tuple[str, str]
    """(kind of evidence, what was seen) behind the gap."""
    progress: tuple[str, str]
    """(kind of evidence, what was seen) during the cycle."""
    moved: tuple[str, str, str]
    learned: str
    blocked: str = ""
    lane: str = "execution"
    direction: str = ""


STORIES = (
    Story(
        "Delivery forecasting", 2, 3,
        "By {date} I can forecast a change that crosses two teams, give a range with its confidence, and defend it in planning without {mentor} checking it first.",
        "Two forecasts for the {piece} used in sprint planning; both ranges hold the actual date, and each assumption is written down.",
        "The delivery forecast of the {piece}, which two teams plan around.",
        "{mentor} reads the first two forecasts within a day and says which assumption is weakest.",
        (
            ActionStory("experience", "Own the forecast of the {piece} from first cut to the last update", "PAY board, column Forecast"),
            ActionStory("exposure", "Sit in on four of {mentor}'s forecast reviews and write down each question asked"),
            ActionStory("education", "Read two worked examples of probabilistic forecasting from the platform guild", "The second forecast of the {piece}"),
        ),
        "Give the {piece} forecast over entirely, and bring questions about it to its new owner instead of answering them myself",
        ("missed-date", "The last forecast said two weeks; the change took five. The dependency on the ledger team was known and not written down."),
        ("metric", "Forecast v2 gave 9 to 13 days with seven named assumptions; it took 12."),
        ("First forecast was 22 % out. Holiday cover was the gap, and it is on the list of assumptions now.", "Second forecast held. Two people challenged an assumption in planning and one of them was right.", "Presented the range to both leads; the plan was made on the pessimistic end by choice."),
        "A range is easier to defend than a date, as long as I say what would move it.",
        "No change across two teams is planned before the holidays, so there is nothing to forecast.",
    ),
    Story(
        "Incident diagnosis", 2, 3,
        "By {date} I can lead the diagnosis of a live incident in the {piece} from first page to handover without waking {mentor}.",
        "Three incidents led, each with a timeline written during it and a handover that the next person called complete.",
        "On-call for the {piece}, weeks 44, 47 and 50.",
        "{mentor} shadows the first incident and speaks only when asked.",
        (
            ActionStory("experience", "Lead diagnosis on three on-call weeks for the {piece}", "On-call rota and incident channel"),
            ActionStory("exposure", "Shadow {mentor} on two night pages and compare notes the next morning"),
            ActionStory("experience", "Write the review of the next retry failure and present it", "Incident reviews folder"),
        ),
        "Move two planned tickets out of each on-call week so that there is time to write the reviews",
        ("incident", "The cause was in the second log read, but three people were paged before anybody wrote down what had been ruled out."),
        ("incident", "Retry storm in the evening: cause named after 40 minutes, timeline complete, nobody else paged."),
        ("Led the first one with {mentor} listening. Wrote the timeline as I went; it felt slow and was not.", "Led the second alone. I ruled out the network in writing and it saved a call.", "Third incident handed over at 23:00 with open questions listed; closed by morning."),
        "Saying what I do not know stops others from guessing.",
        "The rota puts me with two seniors until December, so I never lead.",
    ),
    Story(
        "Technical facilitation", 1, 2,
        "By {date} I can run a design review for the {piece} so that the decision is written down before people leave the room.",
        "Two reviews led; for each, two people who attended say unprompted what was decided and why.",
        "The two design reviews that the {piece} needs this quarter.",
        "{mentor} helps to prepare the first agenda and gives one observation after each review.",
        (
            ActionStory("exposure", "Watch two of {mentor}'s reviews and note how disagreement is closed"),
            ActionStory("experience", "Lead the review of the {piece} interface", "Design folder, proposal 31"),
            ActionStory("experience", "Lead the follow-up review and publish the decision the same day", "Design folder, proposal 34"),
        ),
        "Put your name forward to lead the next cross-team review at the leads' meeting",
        ("review-comment", "Three comments on the last review say that the outcome was unclear; two teams built different things for a week."),
        ("decision", "Decision 31 was written in the meeting and signed by both teams within the hour."),
        ("Watched both of {mentor}'s reviews. The trick is asking who would be surprised by the decision.", "Led the first review. We overran, but the decision was on the screen when we left.", "Second review took 35 minutes and nobody reopened it."),
        "People argue less about a sentence on the screen than about one in the air.",
        "No cross-team review has needed a lead since the start of the month.",
        "career",
        "The person two teams ask when a change crosses both of them",
    ),
    Story(
        "System design", 2, 3,
        "By {date} I can shape a change to the {piece} that crosses two teams and carry the proposal through review without a rewrite.",
        "One proposal accepted with two real alternatives costed; at most one round of changes after review.",
        "The proposal for the next stage of the {piece}.",
        "{mentor} reviews the outline before a word of detail is written.",
        (
            ActionStory("experience", "Write and defend the proposal for the {piece}", "Design folder, proposal 29"),
            ActionStory("exposure", "Work a day with {mentor} on their current proposal, from problem to options"),
        ),
        "Keep Thursday mornings free of meetings until the proposal is decided",
        ("rework", "The last proposal was rewritten twice because the second team first saw it in review."),
        ("decision", "Proposal 29 accepted with one change; the second team's lead co-wrote the costs."),
        ("Outline agreed with both leads before writing. It cost two days and saved the rewrite.", "Draft out; the cheaper alternative is stronger than I thought and I say so in it.", "Accepted. The rollback section got the most questions, so it comes first next time."),
        "Showing the option I do not want in its best light makes people trust the one I do.",
    ),
    Story(
        "Observability design", 1, 2,
        "By {date} I can say, before the {piece} is built, which five signals it must show and prove that somebody acts on each.",
        "Signals named in the proposal; after release each has led to at least one action or has been removed.",
        "The release of the {piece}.",
        "{mentor} reviews the list of signals and asks who would do what on each.",
        (
            ActionStory("experience", "Define and build the signals of the {piece}", "Service dashboard and proposal 33"),
            ActionStory("exposure", "Go through last month's night pages with {mentor} and mark those that led to nothing"),
            ActionStory("education", "Do the tracing exercise of the platform guild", "The trace of a failed payment through the {piece}"),
        ),
        "Agree with Platform that the tracing change is reviewed within two days while this runs",
        ("incident", "The last failure was found by a customer; eleven alerts were firing and none of them pointed at it."),
        ("metric", "Of the five signals two led to action in the first fortnight; one was removed because nobody needed it."),
        ("List cut from fourteen signals to five. The argument about the sixth was useful.", "Built; the first page came from the right signal.", "Removed one that nobody acted on, with a note of why."),
        "A signal without a person behind it is noise.",
    ),
    Story(
        "Test design", 2, 3,
        "By {date} I can design the checks for the {piece} so that the migration can be stopped half-way and resumed without losing a payment.",
        "Dry run stopped at three random points and resumed; totals agree to the penny each time.",
        "The dry runs of the {piece}.",
        "{mentor} picks the stopping points without telling me first.",
        (
            ActionStory("experience", "Build and run the three dry runs of the {piece}", "Migration board, tickets 210 to 216"),
            ActionStory("exposure", "Review the checks of the last migration with {mentor} and list what they would have missed"),
        ),
        "Get a copy of production-sized data, scrubbed, by the end of the second week",
        ("rework", "Two hotfixes came from a path that 140 tests did not touch."),
        ("metric", "Three dry runs stopped and resumed; the totals agreed each time, the third after a failed disk."),
        ("First dry run stopped at 30 %; the resume double-counted 12 rows and the check found them.", "Second run clean. Removed 60 tests that proved nothing.", "Third run clean with a stop I had not planned for."),
        "The check that compares totals found more than all the small ones together.",
    ),
    Story(
        "Data analysis", 2, 3,
        "By {date} I can frame the analysis behind the {piece} so that the people deciding see the trade-off and what would change it.",
        "One decision taken on the analysis, with the uncertainty named in the decision itself.",
        "The decision about the {piece} due this quarter.",
        "{mentor} takes the opposite side in a rehearsal before the meeting.",
        (
            ActionStory("experience", "Own the analysis for the {piece} decision, from the question to the recommendation", "Decision log, entry 18"),
            ActionStory("exposure", "Observe {mentor} frame two decisions and note what was left out on purpose"),
            ActionStory("education", "Work through the chapter on small samples and its exercises", "The confidence statement of the {piece} analysis"),
        ),
        "Bring this analysis, with its author, to the next pricing meeting and let them present it",
        ("decision", "The last price change rested on eleven ports; nobody said that the range ran from a loss to a gain."),
        ("memo", "Memo 18: three options, ranges for each, and the sentence \"too early to say\" where it was."),
        ("The question changed twice before there was any figure. That was the work.", "Rehearsed with {mentor}; my favourite option lost and stays in the memo as second.", "Decision taken with the range quoted in it."),
        "Saying how sure I am made the recommendation stronger, not weaker.",
    ),
    Story(
        "Data modelling", 1, 2,
        "By {date} I can model the {piece} so that the ten most asked questions need no special case.",
        "Ten questions answered from the model by somebody who did not build it.",
        "The model behind the {piece} reports.",
        "{mentor} brings the ten questions and does not explain them.",
        (
            ActionStory("experience", "Model the {piece} and move four reports over", "Data board, tickets 88 to 95"),
            ActionStory("exposure", "Walk through the crossing definition with {mentor} and the two teams that disagree on it"),
        ),
        "Get both team leads to sign one definition by the end of week three",
        ("rework", "Four reports showed four numbers for one month; each was right by its own definition."),
        ("metric", "Nine of ten questions answered without help; the tenth showed a missing date."),
        ("Definition written; two disagreements left, both about cancelled crossings.", "Four reports moved; one number changed and was explained before anybody asked.", "Ten questions done, nine without help."),
        "The hard part was the sentence that says what one row means.",
    ),
    Story(
        "Customer discovery", 2, 3,
        "By {date} I can name renewal risk on the {piece} sixty days out from at least three signals, and say which fact would change my mind.",
        "Four accounts assessed; in each, the account team agrees the risk or shows the fact against it.",
        "The {piece} and three more accounts that renew next quarter.",
        "{mentor} listens to two recorded calls and marks where a question was missed.",
        (
            ActionStory("experience", "Hold the risk assessment of the {piece} and three others", "Account plans"),
            ActionStory("exposure", "Join two of {mentor}'s discovery calls, then lead a third with them listening"),
            ActionStory("education", "Practise the last-time question with the guild's recorded calls", "The third call on the {piece}"),
        ),
        "Bring the account directors to the table for the third call, and stay silent in it",
        ("discovery-call", "On the call the customer said twice that month-end was painful; we asked about features."),
        ("discovery-call", "The question about last month-end brought out a cost of 90 hours, which is now in their own business case."),
        ("Two calls listened to with {mentor}; I fill silences. Working on that.", "Third call led. I waited, and the customer named the competitor.", "Four accounts assessed, one of them moved from safe to at risk with reasons."),
        "The most useful minute is the one in which I say nothing.",
        "The account director has moved the call twice.",
    ),
    Story(
        "Account recovery", 1, 2,
        "By {date} I can trace why the {piece} slipped to one or two causes and agree a dated recovery plan with the customer.",
        "Plan agreed in writing with three dated steps; the first two kept.",
        "The recovery of the {piece}.",
        "{mentor} joins the first cause meeting and asks for the evidence behind each claim.",
        (
            ActionStory("experience", "Lead the cause analysis and the plan for the {piece}", "Account plan, section Recovery"),
            ActionStory("exposure", "Sit with {mentor} through one recovery from first call to signed plan"),
        ),
        "Free two engineers for one day to answer the customer's technical causes",
        ("handover", "The handover named \"communication\" as the cause; the tickets show three late fixes."),
        ("memo", "Cause note: two causes, six tickets, one decision of ours that we would not repeat."),
        ("Cause meeting held; the first three claims had no ticket behind them and fell away.", "Plan agreed, first step done two days early.", "Second step kept; the customer copied us into their internal mail about it."),
        "Owning the cause that was ours made the other one easier to raise.",
    ),
    Story(
        "Negotiation", 2, 3,
        "By {date} I can lead the {piece} negotiation with four stakeholders to a signed agreement inside the agreed price band.",
        "Signed within the band; every concession has something written against it.",
        "The {piece}.",
        "{mentor} plays the buyer in one rehearsal and gives three observations.",
        (
            ActionStory("experience", "Lead the {piece} from first offer to signature", "Deal room"),
            ActionStory("exposure", "Observe {mentor} close one agreement and list each trade"),
            ActionStory("education", "Prepare with the two chapters on trading terms", "The list of trades for the {piece}"),
        ),
        "Stay out of the price calls, and answer the finance director's questions beforehand",
        ("decision", "Three of the last five deals went up for an extra discount after the second call."),
        ("memo", "Trade list for the second call: support hours against term, data export against reference. Price not moved."),
        ("Walk-away point written. Saying it aloud in the rehearsal was the hard part.", "Second call: traded support hours for the third year.", "With the customer's lawyers; the price has stood since the first offer."),
        "If I have nothing to trade I give money away.",
        "Their finance lead changed and the new one has not met us.",
    ),
    Story(
        "Decision writing", 1, 2,
        "By {date} I can write the memo about the {piece} so that somebody who missed the meeting can act on it.",
        "Two memos, each acted on by a person who was not there, without a question back.",
        "The two open decisions in the {piece}.",
        "{mentor} reads as the absent person and marks the first sentence that needs explaining.",
        (
            ActionStory("experience", "Write both decision memos of the {piece}", "Decision log, entries 21 and 22"),
            ActionStory("exposure", "Edit one of {mentor}'s memos and discuss each cut"),
        ),
        "Send these memos to the directors under the author's name",
        ("rework", "The decision was taken three times, because the notes listed topics and not what was decided."),
        ("memo", "Memo 21 was acted on by the night team, who had not been in the room."),
        ("First memo had the decision on page two. It is the first line now.", "Memo 21 acted on without a question.", "Second memo was one page; two people asked to use its form."),
        "Writing what we turned down is what stops the second meeting.",
    ),
    Story(
        "Coaching others", 1, 2,
        "By {date} I can help a newcomer on the {piece} find the next step by asking, so that they ship a change of their own each fortnight.",
        "Three changes shipped by the newcomer; in the last one I wrote none of the code.",
        "Pairing on the {piece} with the newest colleague.",
        "{mentor} sits in once a month and counts questions against answers.",
        (
            ActionStory("experience", "Pair twice a week on the {piece} and hand over one whole change", "Team board, label Pairing"),
            ActionStory("exposure", "Watch {mentor} coach somebody else for an hour"),
        ),
        "Count the pairing hours as delivery work in planning",
        ("review-comment", "Two of three review threads ended with a finished patch instead of a question."),
        ("review-comment", "This month's threads: eleven questions, two answers; the patch came from the newcomer."),
        ("Hard not to type. I now sit on my hands, literally.", "Second change shipped with two questions from me.", "Third change: I learnt about it from the release note."),
        "Waiting ten seconds longer is most of it.",
        "",
        "career",
        "Leading a team of engineers within two years",
    ),
    Story(
        "Stakeholder updates", 1, 2,
        "By {date} I can raise a risk in the {piece} with a proposal before anybody asks, in an update of half a page.",
        "Four updates; two risks raised at least a week before they would have hurt.",
        "The fortnightly update on the {piece}.",
        "{mentor} replies to each update with the one question it leaves open.",
        (
            ActionStory("experience", "Write the fortnightly update on the {piece}", "Updates channel"),
            ActionStory("exposure", "Compare two updates with {mentor} before they go out"),
        ),
        "Answer each update's request within two working days",
        ("missed-date", "The delay was known for two weeks before it was said."),
        ("memo", "The update raised the certificate expiry with two options, nine days ahead."),
        ("First update was a page; half of it was activity.", "Raised the certificate risk with two options; one was taken the same day.", "Two teams now write theirs in the same form."),
        "An update is a request with context, not a diary.",
    ),
    Story(
        "Incident diagnosis", 1, 2,
        "By {date} I can form two competing explanations for a failure in the {piece} and rule one out from logs and metrics without help.",
        "Four tickets where both explanations and the deciding fact are written before the fix.",
        "Support tickets of the {piece}.",
        "{mentor} answers a question with a question for the first ten minutes.",
        (
            ActionStory("experience", "Take the first look at every {piece} ticket for six weeks", "Support queue"),
            ActionStory("exposure", "Sit beside {mentor} for two diagnoses and write down each thing ruled out"),
        ),
        "Route the first look at these tickets here and tell the seniors to hold back for an hour",
        ("rework", "Three fixes treated the symptom; the same ticket came back within the week."),
        ("incident", "Ticket 3312: clock drift or cache; ruled out the cache from two lines of log and said so."),
        ("Two tickets done this way. It is slower and nothing has come back.", "Four done. On the third my first idea was wrong and the notes show when I knew.", "Six in all; the last without a question to anybody."),
        "Writing the second explanation is what stops me from falling for the first.",
    ),
)  # fmt: skip

OCCASIONS = (
    "the Antwerp pilots' switch to phones",
    "a second tide gauge at Skerry Point",
    "night shifts returning on the grain quay",
    "two ferries sharing berth nine",
    "customs asking for arrival times hourly",
    "the cruise office opening its own account",
    "an auditor's visit in early December",
    "three tugs joining from the north basin",
    "the fish market's Saturday slots",
    "a crane replaced during peak weeks",
    "Lisbon trying our calendar for coal",
    "the harbour master's retirement",
    "a new tariff for idle moorings",
    "ice forecasts arriving by satellite",
    "the union's request for printed rotas",
    "dredging west of the old lock",
    "a merger between two pilot stations",
    "container lists sent by email",
    "the regatta blocking channel four",
    "first invoices in Danish crowns",
    "a port that still faxes",
    "lighthouse repairs until mid-month",
    "the winter timetable of Baltic Star",
    "weighbridge readings that disagree",
    "a trainee class from the maritime school",
    "fuel barges needing shorter notice",
    "the museum ship's annual move",
    "cold stores reporting every minute",
    "a claims lawyer's list of questions",
    "the island council's complaint",
    "radio silence during naval exercises",
    "sugar terminals changing owner",
    "an early thaw upriver",
    "drones inspecting the breakwater",
    "the quarterly call with insurers",
    "yard trucks queuing past midnight",
    "a misspelt vessel register",
    "pallets counted twice at gate six",
    "the bishop's blessing of boats",
    "rail slots released on Fridays",
    "a generator test without warning",
    "oil booms stored near berth two",
    "charter flights bringing crews",
    "the scaffold around tower three",
    "salt ships waiting for wind",
    "an export ban lifted overnight",
    "two languages on one customs form",
    "the ferry company's refund week",
    "a sensor that freezes below zero",
    "school holidays along the coast",
    "the new pilot boat's sea trials",
    "wood chips piling up dockside",
    "an insurer asking for wave heights",
    "the mayor's tour of berth four",
    "a lock keeper on parental leave",
    "bananas rerouted from the south",
    "last month's invoices in dispute",
    "divers closing the inner harbour",
    "a second shift of signal staff",
    "steel coils measured in feet",
    "the yacht club's spring bookings",
)
"""What somebody's work happens to meet this quarter: it makes a goal and its actions their own, and not another copy (LEARN-4)."""

STRENGTHS = (
    "Finding what is really wrong in the {piece}. I closed nine of the last twelve tickets on it without passing one on.",
    "Leaving things clear for the next person: my handovers on the {piece} were used twice without a call.",
    "Getting people from two teams to agree on what happens next. The {piece} plan was settled in one meeting.",
    "Asking the awkward question early. It was me who asked what the {piece} costs if it slips.",
    "Steady delivery. Five of my last six pieces on the {piece} went out in the week I said.",
)
DIFFICULTIES = (
    'Giving dates. I say "about two weeks" about the {piece} and hope.',
    "Speaking up when a senior colleague has already said what they think.",
    "Stopping. I polish the {piece} after it is good enough and the next thing starts late.",
    "Letting go of work that I could do faster myself.",
    "Writing things down while I work. I do it afterwards, when half of it is gone.",
)
PERSPECTIVES = (
    "Your sense of size is sound. What is missing is the list of assumptions, so that others can challenge them.",
    "I see you speak up more than you think, and people wait for it. The next step is to do it in writing.",
    "The polish has saved us twice. I would like to choose with you when it is worth it.",
)
DIRECTIONS = (
    ("The person whom two teams ask when a change crosses both of them.", "Senior role on the same track"),
    ("Leading a small team that owns one part of the product from end to end.", "Team lead within two years"),
    ("Known for making hard things simple to run, not only to build.", "Specialist in reliability"),
    ("Closer to customers: half of my week with the people who use what we make.", "Product-facing role"),
)
IN_THE_WAY = (
    "Two urgent fixes took the Thursday mornings of weeks 5 and 6.",
    "Waiting for data from another team; it came nine days late.",
    "Nothing in the way this month.",
    "I said yes to a side request that I should have brought here first.",
)
NEEDS = (
    "An introduction to the ledger team's lead",
    "Half an hour with the finance director before the next call",
    "A decision on who covers support on Thursday mornings",
    "A second reader for the proposal who is not on the team",
)
OBSERVATIONS = (
    "In planning the range was challenged and held; the room worked with it instead of around it.",
    "The write-up names what was not known. That is new, and others have begun to copy it.",
    "Still taking the first answer when pressed for time; see the ticket of the 14th.",
)
AGENDA = (
    "Holiday cover in December",
    "Would I present this at the leads' meeting?",
    "The review comments on the last proposal",
    "Swap of on-call weeks",
    "What happens to my goal when the project moves",
)
NOTES = (
    "Slower than planned, cause known.",
    "Ahead; the second half is harder.",
    "Steady. Nothing new to decide.",
    "Confidence down until the data arrives.",
)
