"""The inbox's pages."""

from starlette.routing import Route

from ctc.sandbox.targets import Sandbox


def inbox_routes(sandbox: Sandbox) -> list[Route]:
    """The inbox's routes."""
    return []
