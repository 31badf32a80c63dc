"""What is only speed: processes, and what a run leaves for the next one (an edge). Takes and gives bytes.

Nothing here is needed: it answers or says None, and a cache that is lost, damaged, locked or not writable costs time
alone.
"""
