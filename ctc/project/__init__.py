"""Stage 0, configure: ``ctc.yaml`` becomes a project and its environments.

Takes a folder, the process environment and the command line's choices; gives a
:class:`~ctc.project.project.Project`. Resolves a credential only when a request first needs it.
"""
