"""Sends what home says is due: by mail, on Monday mornings and on the day (DUE-2)."""
