"""The writing coach: reads one text as it was typed into one field and says what is missing and how to say it better.

Pure Python, deterministic, nothing leaves the process (COACH-1 to COACH-4). It judges texts, never people. The way down:
`read` (coach.py) -> words with their lemmas (text.py) -> what is said of time, measure and deed -> the rules of each flaw
-> findings. `docs/explanation/writing-coach.md` tells what it looks for and how good it is.
"""

from cadenza.wording.coach import can_read, criterion, read
from cadenza.wording.findings import LIMIT, POSSIBLE, REFUSED_IN_CRITERIA, Finding, Flaw, Kind, Reading, ThreeE, in_english

__all__ = [
    "LIMIT",
    "POSSIBLE",
    "REFUSED_IN_CRITERIA",
    "Finding",
    "Flaw",
    "Kind",
    "Reading",
    "ThreeE",
    "can_read",
    "criterion",
    "in_english",
    "read",
]
