"""Rows of the care for what is held about people."""

from __future__ import annotations

from cadenza.custody.case_models import AccessCase, HeldItem, Sought, Telling
from cadenza.custody.retention_models import Certificate, Erasure, Hold, Purged, Restored, Run

__all__ = ["AccessCase", "Certificate", "Erasure", "HeldItem", "Hold", "Purged", "Restored", "Run", "Sought", "Telling"]
