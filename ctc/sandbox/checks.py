"""What the API checks in the body of a create, in the order in which it complains.

The sandbox is as lenient as the API is described to be: unknown keys are ignored without a word, so that a
mistyped ``estimate_only`` makes a live campaign here too. Texts marked [client code] were seen; the others
follow their form. Decides everything by itself and shares no check with ctc's own validation.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from ctc.sandbox.content import content_error, is_text
from ctc.sandbox.settings import SandboxSettings
from ctc.variants import TARGET_MODES

_BOOLEANS: Final = (
    "respect_frequency_caps",
    "estimate_only",
    "async_estimate",
    "skip_estimate",
    "respect_throttle",
    "send_to_all_devices",
    "system_control_group_include",
    "draft",
)
UNKNOWN_PROVIDER: Final = "InCorrect provider_nick_name!"
_NO_CHANNEL: Final = "Notification channel is required for devices having Android 8.0 or above"


def create_error(body: Mapping[str, Any], settings: SandboxSettings) -> str | None:
    """The error text for a create, or None. ``when`` and ``where`` are read, and refused, by their readers."""
    if not is_text(body.get("name")):
        return "Field name is empty"
    if body.get("when") in (None, ""):
        return "Field when is empty"
    mode = body.get("target_mode", "push")
    if mode not in TARGET_MODES:
        return "Field target_mode is invalid"
    for name in _BOOLEANS:
        if not isinstance(body.get(name, False), bool):
            return f"Field {name} must be a Boolean"
    return (
        content_error(mode, body)
        or provider_error(body, settings)
        or _control_group_error(body.get("control_group"), settings)
        or _devices_error(body.get("devices"))
        or (_push_error(body, settings) if mode == "push" else None)
    )


def provider_error(body: Mapping[str, Any], settings: SandboxSettings) -> str | None:
    """The error text for a provider that the account does not have, or None."""
    name = body.get("provider_nick_name")
    if name is None:
        return None
    known = is_text(name) and (settings.providers is None or name in settings.providers)
    return None if known else UNKNOWN_PROVIDER


def _control_group_error(group: object, settings: SandboxSettings) -> str | None:
    match group:
        case None:
            return None
        case {"type": "custom", "name": str(name)}:
            if name and (settings.control_groups is None or name in settings.control_groups):
                return None
            return f"No custom control group with name {name} is defined"
        case {"type": "campaign", "percentage": int(share)} if not isinstance(share, bool):
            return None if 0 <= share <= 100 else "Field percentage is invalid (inside control_group)"
    return "Field control_group is invalid"


def _devices_error(devices: object) -> str | None:
    if devices is None:
        return None
    valid = isinstance(devices, list) and devices and set(map(str, devices)) <= {"android", "ios"}
    return None if valid else "Field devices is invalid"


def _push_error(body: Mapping[str, Any], settings: SandboxSettings) -> str | None:
    if "android" in (body.get("devices") or ("android",)):
        android = (body["content"].get("platform_specific") or {}).get("android") or {}
        channel = android.get("wzrk_cid", body.get("wzrk_cid"))
        if not is_text(channel):
            return _NO_CHANNEL
        if settings.channels is not None and channel not in settings.channels:
            return "Invalid Notification Channel ID"
    return _ttl_error(body.get("ttl"))


def _ttl_error(ttl: object) -> str | None:
    if ttl is None:
        return None
    value = ttl.get("value") if isinstance(ttl, Mapping) else None
    if not isinstance(ttl, Mapping) or isinstance(value, bool) or not isinstance(value, int) or value < 0:
        return "Field ttl is invalid"
    match ttl.get("ttl_type", "relative"):
        case "relative":
            return None
        case "absolute":
            return None if _is_minute(value) else "Field ttl is invalid"
    return "Field ttl_type is invalid (inside ttl)"


def _is_minute(value: int) -> bool:
    if len(str(value)) != 12:
        return False
    try:
        datetime.strptime(str(value), "%Y%m%d%H%M")  # noqa: DTZ007 - only asks whether the minute exists
    except ValueError:
        return False
    return True
