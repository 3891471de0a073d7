"""The invented company of the demo: its teams, people, capability framework, roles and objectives. Data only.

Fenwick Harbour sells booking and billing software to ferry and port operators. Everyone and everything in it is made up.
"""

from __future__ import annotations

from dataclasses import dataclass, field

NAME = "Fenwick Harbour"
COUNTRY = "GB"
TIMEZONE = "Europe/London"


@dataclass(frozen=True)
class Member:
    """One of the people whom the demo needs by name; the rest are drawn from NAMES."""

    role: str
    """The demo role of INTERFACES 3, or "" for a named colleague without one."""
    name: str
    title: str
    team: str
    reports_to: str
    """The manager's name; "" for the top."""
    profile: str = ""
    called: str = ""
    country: str = "GB"
    timezone: str = "Europe/London"


@dataclass(frozen=True)
class TeamPlan:
    """A team, its lead and how many people the 60-person demo gives it beyond the named ones."""

    name: str
    lead: str
    inside: str = ""
    fill: int = 0
    profiles: tuple[str, ...] = ("Software engineer II",)


@dataclass(frozen=True)
class CapabilityPlan:
    """A capability and its ladder: for each level its name and what is seen there."""

    family: str
    name: str
    levels: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class ResultPlan:
    """A key result of the running cycle; figures as text so that nothing is rounded."""

    key: str
    title: str
    direction: str
    baseline: str
    target: str
    now: str
    unit: str
    confidence: str
    owner: str
    critical: bool = False
    needs: tuple[tuple[str, int, int], ...] = ()
    """(capability, level, people needed)."""
    note: str = ""


@dataclass(frozen=True)
class ObjectivePlan:
    """An objective, whose it is, what it serves, and its key results."""

    key: str
    title: str
    level: str
    team: str = ""
    owner: str = ""
    serves: tuple[str, ...] = ()
    results: tuple[ResultPlan, ...] = field(default_factory=tuple)


TEAMS = (
    TeamPlan("Fenwick Harbour", "Margarethe Lindqvist"),
    TeamPlan("Product and Technology", "Daniel Okonjo", "Fenwick Harbour"),
    TeamPlan("Payments", "Priya Nair", "Product and Technology", 2, ("Software engineer I", "Software engineer II")),
    TeamPlan("Bookings", "Ewan McTaggart", "Product and Technology", 7, ("Software engineer I", "Software engineer II", "Senior engineer")),
    TeamPlan("Platform", "Noor Haddad", "Product and Technology", 6, ("Software engineer II", "Senior engineer")),
    TeamPlan("Data", "Ines Carvalho", "Product and Technology", 5, ("Data analyst", "Senior data analyst")),
    TeamPlan("Customers", "Omar Aziz", "Fenwick Harbour"),
    TeamPlan("Customer Success", "Hannah Brandt", "Customers", 6, ("Customer success manager",)),
    TeamPlan("Sales", "Luca Moretti", "Customers", 5, ("Account executive",)),
    TeamPlan("People and Finance", "Ruth Adebayo", "Fenwick Harbour", 4, ("Operations partner",)),
)

MEMBERS = (
    Member("leader", "Margarethe Lindqvist", "Chief executive", "Fenwick Harbour", "", called="Greta"),
    Member("upline", "Daniel Okonjo", "Director of product and technology", "Product and Technology", "Margarethe Lindqvist"),
    Member("manager", "Priya Nair", "Engineering manager", "Payments", "Daniel Okonjo", "Engineering manager"),
    Member("engineer", "Asha Raman", "Software engineer II", "Payments", "Priya Nair", "Software engineer II"),
    Member("peer", "Tom Adeyemi", "Software engineer II", "Payments", "Priya Nair", "Software engineer II"),
    Member("on-pip", "Jonas Keller", "Software engineer II", "Payments", "Priya Nair", "Software engineer II"),
    Member("", "Lena Fischer", "Software engineer I", "Payments", "Priya Nair", "Software engineer I"),
    Member("", "Kenji Ito", "Senior engineer", "Payments", "Priya Nair", "Senior engineer", timezone="Asia/Tokyo", country="JP"),
    Member(
        "", "Marek Nowak", "Software engineer II", "Payments", "Priya Nair", "Software engineer II", country="PL", timezone="Europe/Warsaw"
    ),
    Member("mentor", "Marta Silva", "Staff engineer", "Platform", "Noor Haddad", "Senior engineer"),
    Member("new-manager", "Noor Haddad", "Engineering manager", "Platform", "Daniel Okonjo", "Engineering manager"),
    Member("", "Ewan McTaggart", "Engineering manager", "Bookings", "Daniel Okonjo", "Engineering manager"),
    Member("", "Ines Carvalho", "Head of data", "Data", "Daniel Okonjo", "Engineering manager", country="PT", timezone="Europe/Lisbon"),
    Member("", "Omar Aziz", "Director of customers", "Customers", "Margarethe Lindqvist"),
    Member(
        "",
        "Hannah Brandt",
        "Head of customer success",
        "Customer Success",
        "Omar Aziz",
        "Customer success lead",
        country="DE",
        timezone="Europe/Berlin",
    ),
    Member("", "Luca Moretti", "Head of sales", "Sales", "Omar Aziz", "Account executive", country="IT", timezone="Europe/Rome"),
    Member(
        "outsider", "Sofia Rossi", "Account executive", "Sales", "Luca Moretti", "Account executive", country="IT", timezone="Europe/Rome"
    ),
    Member("", "Ruth Adebayo", "Director of people and finance", "People and Finance", "Margarethe Lindqvist"),
    Member("hr-partner", "Helen Ward", "People partner", "People and Finance", "Ruth Adebayo", "Operations partner"),
    Member("hr-admin", "Beatriz Gallego", "Head of people operations", "People and Finance", "Ruth Adebayo", "Operations partner"),
    Member("privacy-officer", "Anselm Vogt", "Data protection officer", "People and Finance", "Margarethe Lindqvist"),
    Member("operator", "Wanjiru Kamau", "Systems administrator", "Platform", "Noor Haddad", "Software engineer II"),
    Member("appeal-manager", "Catherine Doyle", "Finance director", "People and Finance", "Margarethe Lindqvist"),
    Member("case-reviewer", "Idris Bello", "Company secretary", "People and Finance", "Margarethe Lindqvist"),
    Member("leaver", "Patrick Quinn", "Software engineer I", "Bookings", "Ewan McTaggart", "Software engineer I"),
)

NAMES = (
    "Grace Boateng", "Yusuf Demir", "Aoife Brennan", "Chidi Eze", "Linnea Holm", "Rafael Duarte", "Mei-Ling Zhou", "Arjun Mehta",
    "Katarzyna Wilk", "Samuel Osei", "Fatima Zahra Idrissi", "Callum Fraser", "Ngozi Umeh", "Viktor Petrov", "Elena Popescu",
    "Hiroshi Tanaka", "Amelia Clarke", "Diego Fuentes", "Saoirse Kelly", "Tariq Rahman", "Freya Nilsen", "Kwame Mensah",
    "Júlia Fernandes", "Emre Yıldız", "Anika Sharma", "Matteo Greco", "Zanele Dlamini", "Oskar Lindgren", "Leila Haddadi",
    "Rhys Morgan", "Naledi Mokoena", "Pieter de Vries", "Imani Wekesa", "Tomáš Dvořák", "Sara Al-Amin", "Bjørn Hagen",
    "Nadia Kowalczyk", "Ravi Menon", "Olivia Hughes", "Mateus Rocha", "Siobhán Walsh", "Deniz Kaya", "Hugo Laurent", "Abena Asante",
    "Greta Schulz", "Farid Karimi", "Isla Campbell", "Nikhil Joshi", "Marta Kubiak", "Joaquín Herrera", "Tamsin Reed", "Kofi Amoah",
    "Eva Novotná", "Liam Gallagher-Ross", "Yara Nassar", "Stefan Ilić", "Chloe Martin", "Babajide Alabi", "Hana Sato", "Owen Pritchard",
)  # fmt: skip

CAPABILITIES = (
    CapabilityPlan(
        "Engineering",
        "Incident diagnosis",
        (
            ("Follows", ("Works through a written runbook and records what was checked, in order.",)),
            ("Narrows", ("Forms two competing explanations from logs and metrics and rules one out without help.",)),
            (
                "Leads",
                (
                    "Leads the diagnosis of a live incident, says aloud what is known and unknown, and hands over cleanly.",
                    "Writes the review so that the next person finds the cause faster.",
                ),
            ),
            ("Prevents", ("Finds the class of failure behind single incidents and removes it from the design.",)),
        ),
    ),
    CapabilityPlan(
        "Engineering",
        "Observability design",
        (
            ("Adds", ("Adds a metric or log line when asked, with a unit and an owner.",)),
            ("Chooses", ("Chooses what a service must show before it is built, and drops what nobody reads.",)),
            ("Designs", ("Designs signals across services so that a customer's failed payment can be followed end to end.",)),
            ("Sets", ("Sets the house's service levels and retires alerts that never led to an action.",)),
        ),
    ),
    CapabilityPlan(
        "Engineering",
        "System design",
        (
            ("Extends", ("Extends an existing design and names the place where it would break first.",)),
            ("Proposes", ("Writes a proposal for one service with two real alternatives and their costs.",)),
            ("Shapes", ("Shapes a change that crosses teams; the proposal survives review without a rewrite.",)),
            ("Steers", ("Steers designs over a year so that teams can change their part alone.",)),
        ),
    ),
    CapabilityPlan(
        "Engineering",
        "Delivery forecasting",
        (
            ("Estimates", ("Breaks own work into pieces of at most three days and says which are unsure.",)),
            ("Explains", ("Forecasts a change within one team and writes the assumptions down.",)),
            ("Forecasts", ("Forecasts a change across two teams, gives a range, and updates it when an assumption falls.",)),
            ("Plans", ("Makes the quarter's plan hold by trading scope early and in the open.",)),
        ),
    ),
    CapabilityPlan(
        "Engineering",
        "Test design",
        (
            ("Covers", ("Covers the ordinary path and one failure of own changes.",)),
            ("Targets", ("Chooses tests by what would hurt customers and deletes tests that prove nothing.",)),
            ("Proves", ("Designs the checks for a migration so that it can be stopped half-way without loss.",)),
        ),
    ),
    CapabilityPlan(
        "Data",
        "Data analysis",
        (
            ("Reports", ("Answers a stated question from one source and names what the figure leaves out.",)),
            ("Compares", ("Compares groups fairly, shows uncertainty, and says when there are too few cases.",)),
            ("Decides", ("Frames the analysis that a pricing or backlog decision rests on and presents the trade-off.",)),
            ("Challenges", ("Finds the question that the organisation should have asked and changes the decision.",)),
        ),
    ),
    CapabilityPlan(
        "Data",
        "Data modelling",
        (
            ("Reads", ("Reads an existing model and explains what one row means.",)),
            ("Models", ("Models one domain so that its common questions need no special cases.",)),
            ("Unifies", ("Brings two domains under one definition and moves their reports across.",)),
        ),
    ),
    CapabilityPlan(
        "Product",
        "Customer discovery",
        (
            ("Listens", ("Holds an interview from a prepared guide and writes down what was said, not what was meant.",)),
            ("Probes", ("Asks about the last time it happened, and finds the cost of the problem in the customer's figures.",)),
            ("Reads", ("Sees renewal risk sixty days out from three or more signals and says which one would change their mind.",)),
            ("Shapes", ("Turns a quarter's discovery into two bets with what would prove each wrong.",)),
        ),
    ),
    CapabilityPlan(
        "Product",
        "Decision writing",
        (
            ("Records", ("Records a decision, who made it and what was turned down.",)),
            ("Argues", ("Writes a two-page memo that somebody absent can act on.",)),
            ("Settles", ("Settles a disagreement between two teams with a memo both sign.",)),
        ),
    ),
    CapabilityPlan(
        "Customers",
        "Account recovery",
        (
            ("Responds", ("Answers a worried customer the same day with what will happen next and when.",)),
            ("Diagnoses", ("Traces why the account slipped to one or two causes and agrees a dated recovery plan.",)),
            ("Recovers", ("Leads a recovery with three departments and keeps the renewal.",)),
        ),
    ),
    CapabilityPlan(
        "Customers",
        "Negotiation",
        (
            ("Prepares", ("Writes down the walk-away point and two things to trade before each call.",)),
            ("Trades", ("Trades terms instead of price and keeps the discount within the agreed band.",)),
            ("Leads", ("Leads a negotiation with four or more stakeholders to a signed agreement.",)),
        ),
    ),
    CapabilityPlan(
        "Leadership",
        "Technical facilitation",
        (
            ("Takes part", ("Comes prepared and says what would change their mind.",)),
            ("Runs", ("Runs a design review within the team; the decision is written before the meeting ends.",)),
            ("Bridges", ("Runs a review across teams and leaves everyone able to say what was decided and why.",)),
            ("Builds", ("Builds a forum that goes on working without them.",)),
        ),
    ),
    CapabilityPlan(
        "Leadership",
        "Coaching others",
        (
            ("Explains", ("Explains own work so that a newcomer can repeat it.",)),
            ("Asks", ("Asks questions that let a colleague find the next step.",)),
            ("Grows", ("Hands over real work with the authority it needs and stays out of it until asked.",)),
            ("Multiplies", ("Grows people who grow others; two have taken wider roles.",)),
        ),
    ),
    CapabilityPlan(
        "Leadership",
        "Stakeholder updates",
        (
            ("Informs", ("Sends an update that says what changed and what is needed from whom.",)),
            ("Anticipates", ("Raises a risk with a proposal before anybody asks.",)),
            ("Aligns", ("Brings people with opposed interests to one plan in writing.",)),
        ),
    ),
)

PROFILES: dict[str, tuple[tuple[str, int], ...]] = {
    "Software engineer I": (("Incident diagnosis", 1), ("Test design", 1), ("Delivery forecasting", 1), ("System design", 1)),
    "Software engineer II": (
        ("Incident diagnosis", 2),
        ("Test design", 2),
        ("Delivery forecasting", 2),
        ("System design", 2),
        ("Technical facilitation", 1),
    ),
    "Senior engineer": (
        ("Incident diagnosis", 3),
        ("Observability design", 3),
        ("Delivery forecasting", 3),
        ("System design", 3),
        ("Technical facilitation", 2),
    ),
    "Engineering manager": (("Coaching others", 3), ("Delivery forecasting", 3), ("Stakeholder updates", 3)),
    "Data analyst": (("Data analysis", 2), ("Data modelling", 1), ("Decision writing", 1)),
    "Senior data analyst": (("Data analysis", 3), ("Data modelling", 2), ("Decision writing", 2)),
    "Customer success manager": (("Customer discovery", 2), ("Account recovery", 2), ("Stakeholder updates", 1)),
    "Customer success lead": (("Customer discovery", 3), ("Account recovery", 3), ("Coaching others", 2)),
    "Account executive": (("Negotiation", 2), ("Customer discovery", 2), ("Stakeholder updates", 1)),
    "Operations partner": (("Data analysis", 1), ("Decision writing", 2), ("Stakeholder updates", 2)),
}
NEXT_PROFILE = {
    "Software engineer I": "Software engineer II",
    "Software engineer II": "Senior engineer",
    "Data analyst": "Senior data analyst",
    "Customer success manager": "Customer success lead",
}

OBJECTIVES = (
    ObjectivePlan(
        "C1",
        "Payments work first time, for every ferry and every port",
        "company",
        owner="Margarethe Lindqvist",
        results=(
            ResultPlan(
                "COM-1",
                "Payments that need a person fall from 4.2 % to 1.5 %",
                "down",
                "4.2",
                "1.5",
                "2.6",
                "%",
                "0.6",
                "Daniel Okonjo",
                True,
                (("Incident diagnosis", 3, 3),),
                "Two of three causes are gone; card expiry is left.",
            ),
            ResultPlan(
                "COM-2",
                "Settlement reports reach operators by 07:00 on 60 of 65 working days",
                "up",
                "38",
                "60",
                "33",
                "days",
                "0.5",
                "Daniel Okonjo",
            ),
        ),
    ),
    ObjectivePlan(
        "C2",
        "Operators stay because their problems get solved",
        "company",
        owner="Omar Aziz",
        results=(
            ResultPlan(
                "COM-3",
                "Renewals by value rise from 88 % to 93 %",
                "up",
                "88",
                "93",
                "89.5",
                "%",
                "0.5",
                "Omar Aziz",
                True,
                (("Customer discovery", 3, 2), ("Account recovery", 3, 1)),
                "Autumn renewals are slower than last year; two large ports decide in the last month.",
            ),
            ResultPlan(
                "COM-4", "Spring season contracts signed by the end of the cycle", "milestone", "", "", "", "", "0.7", "Luca Moretti"
            ),
        ),
    ),
    ObjectivePlan(
        "PAY",
        "A failed payment is found and put right before the passenger notices",
        "team",
        "Payments",
        "Priya Nair",
        ("C1",),
        (
            ResultPlan(
                "PAY-1",
                "Time to recover a failed payment falls from 9 h to 2 h",
                "down",
                "9",
                "2",
                "4.1",
                "hours",
                "0.7",
                "Priya Nair",
                True,
                (("Incident diagnosis", 3, 2), ("Observability design", 2, 1)),
                "The retry queue brought us from 6.5 to 4.1; the rest needs the ledger's events.",
            ),
            ResultPlan(
                "PAY-2",
                "Refunds migrated off the old ledger",
                "milestone",
                "",
                "",
                "",
                "",
                "0.6",
                "Kenji Ito",
                False,
                (("Test design", 3, 1),),
            ),
            ResultPlan(
                "PAY-3",
                "Forecast capacity two sprints out within 15 % in 5 of 6 sprints",
                "up",
                "1",
                "5",
                "2",
                "sprints",
                "0.4",
                "Priya Nair",
                True,
                (("Delivery forecasting", 3, 2),),
                "Two of four forecasts held. Holiday cover was missing from both that did not.",
            ),
        ),
    ),
    ObjectivePlan(
        "BKG",
        "Booking a crossing takes a minute, on the quay, on a phone",
        "team",
        "Bookings",
        "Ewan McTaggart",
        ("C1", "C2"),
        (
            ResultPlan(
                "BKG-1",
                "Median booking time on a phone falls from 140 s to 70 s",
                "down",
                "140",
                "70",
                "96",
                "seconds",
                "0.7",
                "Ewan McTaggart",
                True,
                (("System design", 3, 1), ("Data analysis", 2, 1)),
                "The vehicle step is done; the passenger list is next.",
            ),
            ResultPlan(
                "BKG-2",
                "Search answers stay under 300 ms in the summer load test",
                "keep",
                "0",
                "300",
                "270",
                "ms",
                "0.8",
                "Ewan McTaggart",
            ),
            ResultPlan(
                "BKG-3",
                "Changes that need a hotfix fall from 9 to 3 a month",
                "down",
                "9",
                "3",
                "5",
                "hotfixes",
                "0.6",
                "Ewan McTaggart",
                False,
                (("Test design", 2, 3),),
            ),
        ),
    ),
    ObjectivePlan(
        "PLT",
        "Teams ship alone and sleep well",
        "team",
        "Platform",
        "Noor Haddad",
        ("C1",),
        (
            ResultPlan(
                "PLT-1",
                "Every payment can be followed across services in one view",
                "milestone",
                "",
                "",
                "",
                "",
                "0.6",
                "Noor Haddad",
                True,
                (("Observability design", 3, 2),),
            ),
            ResultPlan(
                "PLT-2",
                "Night pages fall from 31 to 10 a month",
                "down",
                "31",
                "10",
                "14",
                "pages",
                "0.8",
                "Marta Silva",
                False,
                (("Incident diagnosis", 3, 1),),
            ),
        ),
    ),
    ObjectivePlan(
        "DAT",
        "Decisions about routes and prices rest on figures people trust",
        "team",
        "Data",
        "Ines Carvalho",
        ("C2",),
        (
            ResultPlan(
                "DAT-1",
                "Renewal risk shown sixty days out for 90 % of accounts",
                "up",
                "20",
                "90",
                "48",
                "%",
                "0.3",
                "Ines Carvalho",
                True,
                (("Data analysis", 3, 2), ("Customer discovery", 2, 1)),
                "The model of usage is ready; contract dates are not clean enough.",
            ),
            ResultPlan(
                "DAT-2",
                "One definition of a crossing in all 14 reports",
                "up",
                "5",
                "14",
                "11",
                "reports",
                "0.8",
                "Ines Carvalho",
                False,
                (("Data modelling", 3, 1),),
            ),
        ),
    ),
    ObjectivePlan(
        "CUS",
        "No operator leaves for a reason we could have seen",
        "team",
        "Customer Success",
        "Hannah Brandt",
        ("C2",),
        (
            ResultPlan(
                "CUS-1",
                "Accounts at risk with a dated recovery plan rise from 40 % to 95 %",
                "up",
                "40",
                "95",
                "70",
                "%",
                "0.6",
                "Hannah Brandt",
                True,
                (("Account recovery", 2, 4), ("Customer discovery", 3, 1)),
            ),
            ResultPlan(
                "CUS-2", "First answer to a worried operator stays within 4 hours", "keep", "0", "4", "3.2", "hours", "0.9", "Hannah Brandt"
            ),
        ),
    ),
    ObjectivePlan(
        "SAL",
        "New ports sign for three years, at list price",
        "team",
        "Sales",
        "Luca Moretti",
        ("C2",),
        (
            ResultPlan(
                "SAL-1",
                "Average discount falls from 18 % to 9 %",
                "down",
                "18",
                "9",
                "15.5",
                "%",
                "0.4",
                "Luca Moretti",
                True,
                (("Negotiation", 3, 2),),
                "Three of five deals went to the finance director for price.",
            ),
            ResultPlan("SAL-2", "Three-year contracts rise from 2 to 8", "up", "2", "8", "4", "contracts", "0.5", "Luca Moretti"),
        ),
    ),
    ObjectivePlan(
        "PPL",
        "Managers have the figures and the time to grow their people",
        "team",
        "People and Finance",
        "Ruth Adebayo",
        ("C1", "C2"),
        (
            ResultPlan(
                "PPL-1",
                "Month-end closes in 4 working days instead of 7",
                "down",
                "7",
                "4",
                "5",
                "days",
                "0.7",
                "Catherine Doyle",
                False,
                (("Data analysis", 2, 1),),
            ),
            ResultPlan(
                "PPL-2", "Reviews held of reviews due rise from 52 % to 85 %", "up", "52", "85", "74", "%", "0.7", "Beatriz Gallego"
            ),
        ),
    ),
)

PAST_OBJECTIVES: tuple[tuple[ObjectivePlan, ...], ...] = (
    (
        ObjectivePlan("C1", "The summer season runs without a day of lost payments", "company", owner="Daniel Okonjo", results=(
            ResultPlan("COM-1", "Days with a payment outage fall from 11 to 2", "down", "11", "2", "3", "days", "0.9", "Daniel Okonjo", True, (("Incident diagnosis", 3, 3),), "Three days in all; two of them in July."),
            ResultPlan("COM-2", "Renewals by value rise from 85 % to 89 %", "up", "85", "89", "88", "%", "0.7", "Omar Aziz", True, (("Account recovery", 2, 2),)),
        )),
        ObjectivePlan("PAY", "Payments hold under summer load", "team", "Payments", "Priya Nair", ("C1",), (
            ResultPlan("PAY-1", "Time to find a failed payment falls from 9 h to 4 h", "down", "9", "4", "4.5", "hours", "0.9", "Priya Nair", True, (("Incident diagnosis", 3, 2), ("Observability design", 2, 1)), "The retry queue did most of it."),
            ResultPlan("PAY-2", "Forecasts within 15 % in 4 of 6 sprints", "up", "1", "4", "2", "sprints", "0.4", "Priya Nair", False, (("Delivery forecasting", 3, 2),)),
        )),
        ObjectivePlan("BKG", "Nobody queues on the quay", "team", "Bookings", "Ewan McTaggart", ("C1",), (
            ResultPlan("BKG-1", "Booking time on a phone falls from 190 s to 140 s", "down", "190", "140", "140", "seconds", "1.0", "Ewan McTaggart", True, (("System design", 3, 1),)),
            ResultPlan("BKG-2", "Hotfixes fall from 14 to 9 a month", "down", "14", "9", "9", "hotfixes", "1.0", "Ewan McTaggart", False, (("Test design", 2, 2),)),
        )),
        ObjectivePlan("PLT", "On-call is bearable in the season", "team", "Platform", "Noor Haddad", ("C1",), (
            ResultPlan("PLT-1", "Night pages fall from 58 to 30 a month", "down", "58", "30", "31", "pages", "0.9", "Noor Haddad", False, (("Incident diagnosis", 3, 2), ("Observability design", 3, 1))),
        )),
        ObjectivePlan("DAT", "One set of figures for every route", "team", "Data", "Ines Carvalho", ("C1",), (
            ResultPlan("DAT-1", "Reports on the common definition rise from 1 to 5", "up", "1", "5", "5", "reports", "1.0", "Ines Carvalho", False, (("Data modelling", 2, 2), ("Data analysis", 3, 1))),
        )),
        ObjectivePlan("CUS", "Operators reach a person who can help", "team", "Customer Success", "Hannah Brandt", ("C1",), (
            ResultPlan("CUS-1", "Accounts at risk with a dated plan rise from 10 % to 40 %", "up", "10", "40", "40", "%", "1.0", "Hannah Brandt", True, (("Account recovery", 2, 3), ("Customer discovery", 3, 1))),
        )),
        ObjectivePlan("SAL", "New ports sign without a price war", "team", "Sales", "Luca Moretti", ("C1",), (
            ResultPlan("SAL-1", "Average discount falls from 22 % to 16 %", "down", "22", "16", "18", "%", "0.6", "Luca Moretti", False, (("Negotiation", 3, 2),)),
        )),
        ObjectivePlan("PPL", "Managers talk with their people every month", "team", "People and Finance", "Ruth Adebayo", ("C1",), (
            ResultPlan("PPL-1", "Reviews held of reviews due rise from 30 % to 60 %", "up", "30", "60", "52", "%", "0.7", "Beatriz Gallego", False, (("Stakeholder updates", 2, 1), ("Decision writing", 2, 1))),
        )),
    ),
    (
        ObjectivePlan("C1", "Ready for the season by the first of May", "company", owner="Margarethe Lindqvist", results=(
            ResultPlan("COM-1", "Load test at three times last summer passed", "milestone", "", "", "", "", "1.0", "Daniel Okonjo", True, (("Observability design", 3, 1), ("System design", 3, 2))),
        )),
        ObjectivePlan("PAY", "No payment is lost when a port goes offline", "team", "Payments", "Priya Nair", ("C1",), (
            ResultPlan("PAY-1", "Payments lost in the offline drill fall from 40 to 0", "down", "40", "0", "0", "payments", "1.0", "Priya Nair", True, (("Test design", 3, 1), ("Incident diagnosis", 2, 2))),
        )),
        ObjectivePlan("BKG", "The new timetable search replaces the old one", "team", "Bookings", "Ewan McTaggart", ("C1",), (
            ResultPlan("BKG-1", "Searches answered by the new service rise from 5 % to 100 %", "up", "5", "100", "100", "%", "1.0", "Ewan McTaggart", False, (("System design", 2, 2), ("Test design", 2, 1))),
        )),
        ObjectivePlan("PLT", "Every service tells how it is", "team", "Platform", "Noor Haddad", ("C1",), (
            ResultPlan("PLT-1", "Services with agreed signals rise from 3 to 12", "up", "3", "12", "10", "services", "0.8", "Noor Haddad", False, (("Observability design", 2, 3),)),
        )),
        ObjectivePlan("DAT", "Prices rest on evidence", "team", "Data", "Ines Carvalho", ("C1",), (
            ResultPlan("DAT-1", "Price decisions with a stated range rise from 0 to 4", "up", "0", "4", "3", "decisions", "0.7", "Ines Carvalho", False, (("Data analysis", 3, 2),)),
        )),
        ObjectivePlan("CUS", "Spring onboarding without a late start", "team", "Customer Success", "Hannah Brandt", ("C1",), (
            ResultPlan("CUS-1", "Ports live on the agreed day rise from 4 of 9 to 8 of 9", "up", "4", "8", "7", "ports", "0.8", "Hannah Brandt", False, (("Customer discovery", 2, 2), ("Account recovery", 2, 2))),
        )),
        ObjectivePlan("SAL", "Longer contracts", "team", "Sales", "Luca Moretti", ("C1",), (
            ResultPlan("SAL-1", "Three-year contracts rise from 0 to 2", "up", "0", "2", "2", "contracts", "1.0", "Luca Moretti", False, (("Negotiation", 2, 2),)),
        )),
        ObjectivePlan("PPL", "A month-end that ends", "team", "People and Finance", "Ruth Adebayo", ("C1",), (
            ResultPlan("PPL-1", "Month-end closes in 7 working days instead of 10", "down", "10", "7", "7", "days", "1.0", "Catherine Doyle", False, (("Data analysis", 2, 1), ("Decision writing", 2, 1))),
        )),
    ),
)  # fmt: skip
"""What the cycles before the running one were about, the latest first; earlier ones repeat the last."""

FIRST_NAMES = tuple(name.split()[0] for name in NAMES)
LAST_NAMES = tuple(name.rsplit(" ", 1)[-1] for name in NAMES)
