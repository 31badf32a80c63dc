"""The command line: one small file a command, and views that take finished values and print them.

The only place where a user's mistake ends the process. Nothing heavy is imported on the way to ``--help``.
"""

from ctc.cli.main import main

__all__ = ["main"]
