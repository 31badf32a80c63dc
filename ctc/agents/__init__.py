"""What an agent may ask of ctc over the Model Context Protocol: to look, and never to send or to stop.

Takes calls of tools; gives what the commands of the same name print. A tool is a line in a table of commands that only
read; each call runs one of them as a process of its own, with words that can be no option.
"""
