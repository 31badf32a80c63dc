"""What an editor asks while somebody types: findings on unsaved text, the meaning of a field, what could stand here.

Takes texts that are open and positions in them (lines and columns from 0, in characters); gives values. The language
server in ``server.py`` is the only part that knows the protocol.
"""
