"""Work for later: a lease table, daily schedules and mail."""
