"""One-time tokens: 256 random bits for the link, and only their hash for the database (TRUST T29)."""

from __future__ import annotations

import hashlib
import secrets


def new_token() -> str:
    """A token of 256 bits, fit for an address."""
    return secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    """What is stored of a token. Plain SHA-256 suffices: nobody guesses 256 bits."""
    return hashlib.sha256(token.encode()).hexdigest()
