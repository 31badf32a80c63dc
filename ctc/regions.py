"""The host of each region, [api] (a). An account lives in exactly one; another region's host answers 401."""

from typing import Final

HOSTS: Final = {
    "in1": "in1.api.clevertap.com",
    "sg1": "sg1.api.clevertap.com",
    "us1": "us1.api.clevertap.com",
    "aps3": "aps3.api.clevertap.com",
    "mec1": "mec1.api.clevertap.com",
    "eu1": "api.clevertap.com",
    "global": "api.clevertap.com",
    "sk1": "sk1.api.clevertap.com",
}


def base_url(region: str) -> str:
    """``in1`` gives ``https://in1.api.clevertap.com``. Raises KeyError for an unknown region."""
    return f"https://{HOSTS[region.lower()]}"
