"""Capability frameworks in versions, what good looks like at each level, role profiles."""
