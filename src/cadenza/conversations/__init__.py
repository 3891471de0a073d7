"""Early conversations: the private note of a manager, the agreed points that the person sees, and what is passed to HR on purpose."""
