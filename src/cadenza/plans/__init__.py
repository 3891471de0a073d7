"""Development plans: goals, actions, commitments, versions, reviews."""
