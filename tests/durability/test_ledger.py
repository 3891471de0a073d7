"""The short form of the ledger: three faults on each database. The long one is `python tests/durability/ledger.py --faults 200`."""

import pytest
from tests.durability.ledger import Outcome, compare, run, words

pytestmark = [pytest.mark.slow, pytest.mark.own_database]


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_every_acknowledged_save_is_there_once_whatever_is_killed(database: str) -> None:
    """N01, N03, N05, N09"""
    outcome = run(database, saves=500, faults=3, seed=20261124)
    assert outcome.clean, vars(outcome)


def test_the_comparison_sees_a_lost_save_a_double_one_and_a_torn_one() -> None:
    outcome = Outcome(missing=[words("kept"), words("lost")])
    compare(outcome, {"stored": {words("kept"): 2}, "without_entry": [7], "without_row": [], "broken": []})
    assert (outcome.clean, outcome.missing, outcome.twice, outcome.without_entry) == (False, [words("lost")], [words("kept")], [7])
