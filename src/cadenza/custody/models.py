"""Rows of the care for what is held about people."""
