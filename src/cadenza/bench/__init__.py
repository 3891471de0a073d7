"""Measures: what each page costs, against the bare SQL that it issued."""
