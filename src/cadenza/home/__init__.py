"""What each role owes, the person page, search, help, settings, first-run set-up and imports."""
