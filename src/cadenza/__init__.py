"""Cadenza: development plans wired into objectives and key results."""

__version__ = "0.1.0"
