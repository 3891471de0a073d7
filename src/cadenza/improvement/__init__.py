"""Formal improvement plans, run with integrity: gate, criteria, promised support, checkpoints, outcome, ledger."""
