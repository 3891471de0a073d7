"""HR's prompts for talks and reviews, in versions."""
