"""The thin HTTP layer: one client, one POST a request, one outcome a request, and no retry of its own."""
