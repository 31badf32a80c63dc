"""The people that the sandbox ships with: made by a seeded generator, the same on every machine."""
