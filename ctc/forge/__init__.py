"""The review where a plan is read: GitHub's pull requests and GitLab's merge requests (an edge).

Takes a Markdown text that begins with its marker; writes one comment, and the next time the same one again; fetches
the plan that was reviewed. Knows nothing of campaigns, and reaches no CleverTap.
"""
