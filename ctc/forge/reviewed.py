"""The plan that was reviewed, as a merge request's check saved it: what an apply on the main branch is bound to."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

import httpcore2

from ctc.forge.commenting import Forge, Refused
from ctc.forge.review import needed

CHECK: Final = "ctc-check"
"""The job of ci/gitlab.yml that saves the plan."""
PLAN: Final = "ctc-out/ctc.plan"
"""Where it does, among what the job keeps."""


def reviewed_plan(environ: Mapping[str, str]) -> bytes:
    """The plan that was saved for the newest state of the merge request that brought this job's commit.

    Raises NoReview where the environment is not that of a GitLab job with GITLAB_TOKEN, and Refused where there is no
    such merge request, or no such plan. Whether it still fits is for ``ctc apply`` to say.
    """
    api, project = needed(environ, "CI_API_V4_URL").rstrip("/"), needed(environ, "CI_PROJECT_ID")
    commit, token = needed(environ, "CI_COMMIT_SHA"), needed(environ, "GITLAB_TOKEN")
    home = f"{api}/projects/{quote(project, safe='')}"
    with httpcore2.ConnectionPool() as pool:
        forge = Forge([(b"private-token", token.encode())], pool)
        requests = _rows(forge, f"{home}/repository/commits/{quote(commit, safe='')}/merge_requests")
        merged = [row for row in requests if row.get("state") == "merged"]
        if not merged:
            raise Refused("no merge request brought this commit, so nobody reviewed a plan of it")
        number = max(int(row["iid"]) for row in merged)
        pipelines = _rows(forge, f"{home}/merge_requests/{number}/pipelines")
        checks = [int(row["id"]) for row in pipelines if row.get("source") != "push"]
        jobs = _rows(forge, f"{home}/pipelines/{max(checks)}/jobs") if checks else []
        saved = [int(row["id"]) for row in jobs if row.get("name") == CHECK]
        if not saved:
            raise Refused(f"merge request {number} has no job {CHECK}, so nobody reviewed a plan of it")
        try:
            return forge.read("GET", f"{home}/jobs/{max(saved)}/artifacts/{PLAN}")
        except Refused as error:
            raise Refused(f"the check of merge request {number} saved no plan: {error}") from None


def _rows(forge: Forge, url: str) -> list[dict[str, Any]]:
    """The first hundred, the newest first: of more, those that count are among them."""
    rows = forge.ask("GET", f"{url}?per_page=100")
    if not isinstance(rows, list):
        raise Refused("the forge answered with something that is no list")
    return [row for row in rows if isinstance(row, dict)]
