"""Handover: a plan carries on when its owner gets another manager."""
