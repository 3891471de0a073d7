"""Accounts, persons, teams, dated reporting lines, roles, and how two people stand to each other."""
