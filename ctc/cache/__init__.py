"""What a run leaves for the next one (an edge). Takes and gives bytes; whatever is wrong with them is nothing.

Nothing here is needed: a cache that is lost, damaged, locked or not writable costs time alone.
"""
