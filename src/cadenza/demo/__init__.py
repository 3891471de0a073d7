"""An invented company, built through the same actions that people use, and one-click sign-in to try it."""
