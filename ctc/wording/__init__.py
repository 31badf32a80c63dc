"""How a change is said to a reader: two texts word by word, and the conditions of an audience.

Takes values, gives words. A plan's text, a plan's comment and the preview say the same because they ask here.
"""
