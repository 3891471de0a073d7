"""Facts from delivery about people and capabilities, and the gap assessments that cite them."""
