"""Stage 2, render: the string leaves of a spec become values.

Takes a spec and a loader for included templates; gives the spec with every leaf rendered, or diagnostics.
Never reads a clock, randomness, the process environment or a file outside its two roots.
"""
