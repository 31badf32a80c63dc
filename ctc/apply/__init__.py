"""Stage 6, apply: does what the plan says and decides nothing.

Takes a plan, a state and a client; gives outcomes. The only stage from which a create can leave.
"""
