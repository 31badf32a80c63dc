"""What a new repository and a new campaign begin with: texts to be edited, each of which lints, plans and previews.

Takes a few answers; gives file names and texts. Reads its own texts alone, and writes nothing.
"""
