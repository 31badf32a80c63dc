"""A body as rules read it: its texts, links, markup, tags, times and media, each worked out once.

Takes a body of any shape; gives what stands in it. Finds nothing wrong.
"""
