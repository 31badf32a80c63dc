"""Stage 3, validate: is this body one that CleverTap takes, and one that a careful sender would send?

Takes an endpoint and a body in the API's own form; gives findings by path. Never changes a value.
"""
