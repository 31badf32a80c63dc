"""The sandbox's web inbox: what was accepted, as its recipients would see it."""
