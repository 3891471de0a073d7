"""A request for help: one record for every kind, seen by asker and helper alone."""
