"""Stage 1, read: files become documents, documents become specs, each value with its place.

Takes paths under the project's root; gives :class:`~ctc.specs.spec.Spec` values, one for each address, and
diagnostics. Never renders a template, never looks into the network, never guesses a type.
"""
