"""Stage 5, plan: payloads against what was last applied.

Takes payloads and a reader of the state; gives a :class:`~ctc.plans.plan.Plan`. Cannot write, by type.
"""
