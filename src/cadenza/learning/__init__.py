"""The catalogue of learning options: what there is, what it builds, for whom, what it takes (LEARN-1)."""
