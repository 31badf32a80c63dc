"""The rows of a family, rendered at once: answers, or says None. Nothing but the lane of families imports it."""
