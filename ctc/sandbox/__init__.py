"""A local CleverTap: app, store, query, faults, inbox.

Behaves as the API's documentation says, over its own store of profiles and events. Imports nothing of the
stages: what it refuses it decides by itself, so that a mistake of ctc's cannot hide behind the same mistake here.
"""
