"""HR's care for the system: where practice drifts from what was agreed, and who follows up (HR-2)."""
