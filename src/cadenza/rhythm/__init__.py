"""The 1:1 and its monthly review, the team board, evidence and asks pages."""
