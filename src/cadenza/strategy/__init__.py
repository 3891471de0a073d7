"""Cycles, objectives, key results, check-ins and the capability that each key result needs."""
