"""CleverTap's personalisation: a text with Liquid, as one person gets it.

Takes a payload's value and a person; gives the value filled, with what could not be. Shared by preview, the sandbox's
inbox and tests of campaigns. Pure.
"""
