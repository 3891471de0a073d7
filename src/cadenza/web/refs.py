"""References: what an address carries instead of a row's number."""

from __future__ import annotations

import secrets

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Thirty-two signs that nobody mistakes for one another: no 0 or O, no 1 or I."""
LENGTH = 8
"""Forty bits. A ref opens nothing by itself (access is asked each time); it must only not be counted through."""


def new_ref(kind: str, length: int = LENGTH) -> str:
    """A new reference such as K-7PQ4M2XW; `kind` is the letter of its kind."""
    return f"{kind}-" + "".join(secrets.choice(LETTERS) for _ in range(length))
