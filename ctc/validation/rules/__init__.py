"""Rules: what a careful sender would not send. One small file a family, one function a code.

Takes a :class:`~ctc.validation.rules.rule.Subject` (a body in the API's own form, with what its spec says beside
it); gives findings by path. Never looks at the clock or the network, and never fails on a body of any shape.
"""
