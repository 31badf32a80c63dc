"""The variants table: every kind of request that ctc knows, and how a body is told apart.

A variant is data: a line here, its schema (``schemas/payload/<name>.schema.json``), its example under
``campaigns/`` and its preview template. Adding one touches no stage's code. Source: [seed].
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final, NamedTuple

CREATE: Final = "/1/targets/create.json"
SEND: Final = "/1/send/{channel}.json"
TRIGGERS: Final = "/2/send/externaltrigger.json"
"""The second form of an external trigger: several campaigns at once, with a token [client code]."""
_SENDS: Final = (SEND.partition("{")[0], TRIGGERS)
SEND_LIMIT: Final = 1000
"""Recipients in one identity send, over all identifier kinds [seed]."""

IDENTIFIERS: Final = ("FBID", "Email", "Identity", "objectId", "GPID")


class Variant(NamedTuple):
    """One shape of request; ``name`` names its schema file."""

    name: str
    channel: str
    endpoint: str
    title: str
    called: str = ""
    """Of a channel's first variant: what people call the channel, where that is not its title."""

    @property
    def is_send(self) -> bool:
        """Whether it is a message to identities, rather than a campaign."""
        return self.endpoint != CREATE


def _create(name: str, channel: str, title: str, called: str = "") -> Variant:
    return Variant(name=name, channel=channel, endpoint=CREATE, title=title, called=called)


def _send(channel: str, title: str, called: str = "") -> Variant:
    endpoint = SEND.format(channel=channel)
    return Variant(name=f"send-{channel}", channel=channel, endpoint=endpoint, title=title, called=called)


VARIANTS: Final[tuple[Variant, ...]] = (
    _create("push", "push", "Push"),
    _create("push-carousel", "push", "Push with the iOS carousel"),
    _create("webpush", "webpush", "Web push for Chrome, Firefox and Safari", "Web push"),
    _create("email", "email", "Email"),
    _create("sms", "sms", "SMS"),
    _create("webhook", "webhook", "Webhook"),
    _create("inbox-simple", "notificationinbox", "Inbox, simple", "Inbox"),
    _create("inbox-carousel", "notificationinbox", "Inbox, carousel"),
    _create("inbox-carousel-image", "notificationinbox", "Inbox, image carousel"),
    _create("inbox-message-icon", "notificationinbox", "Inbox, message with icon"),
    _create("whatsapp-standard", "whatsapp", "WhatsApp template", "WhatsApp"),
    _create("whatsapp-standard-media", "whatsapp", "WhatsApp template with an image, video or document"),
    _create("whatsapp-standard-location", "whatsapp", "WhatsApp template with a location"),
    _create("whatsapp-interactive", "whatsapp", "WhatsApp interactive, no header"),
    _create("whatsapp-interactive-text", "whatsapp", "WhatsApp interactive, text header"),
    _create("whatsapp-interactive-image", "whatsapp", "WhatsApp interactive, image header"),
    _create("whatsapp-interactive-video", "whatsapp", "WhatsApp interactive, video header"),
    _create("whatsapp-interactive-document", "whatsapp", "WhatsApp interactive, document header"),
    _create("whatsapp-interactive-location", "whatsapp", "WhatsApp interactive, location header"),
    _send("push", "Push to identities"),
    _send("webpush", "Web push to identities"),
    _send("email", "Email to identities"),
    _send("sms", "SMS to identities"),
    _send("whatsapp", "WhatsApp to identities [client code]"),
    _send(
        "externaltrigger",
        "External trigger: a campaign of the dashboard, filled with values",
        "External trigger",
    ),
    Variant(
        name="send-externaltrigger-list",
        channel="externaltrigger",
        endpoint=TRIGGERS,
        title="External trigger of several campaigns, with a token",
    ),
)
BY_NAME: Final[Mapping[str, Variant]] = {variant.name: variant for variant in VARIANTS}
ENDPOINTS: Final = tuple(dict.fromkeys(variant.endpoint for variant in VARIANTS))
TARGET_MODES: Final = tuple(dict.fromkeys(v.channel for v in VARIANTS if v.endpoint == CREATE))
SEND_CHANNELS: Final = tuple(dict.fromkeys(v.channel for v in VARIANTS if v.endpoint != CREATE))
_INBOX, _HEADED = "inbox-", "whatsapp-interactive-"
TEMPLATE_TYPES: Final = tuple(v.name.removeprefix(_INBOX) for v in VARIANTS if v.name.startswith(_INBOX))
HEADER_TYPES: Final = tuple(v.name.removeprefix(_HEADED) for v in VARIANTS if v.name.startswith(_HEADED))
CHANNEL_NAMES: Final[Mapping[str, str]] = {v.channel: v.called or v.title for v in reversed(VARIANTS)}
"""What people call each channel."""


@cache
def is_send(endpoint: str) -> bool:
    """Whether it takes messages to identities, rather than campaigns."""
    return endpoint.startswith(_SENDS)


def send_endpoint(channel: object, body: Mapping[str, Any]) -> str | None:
    """Where a message of a channel goes; None for what is no channel of messages."""
    if channel == "externaltrigger" and "campaign_id_list" in body:
        return TRIGGERS
    return SEND.format(channel=channel) if channel in SEND_CHANNELS else None


def variant_of(endpoint: str, body: Mapping[str, Any]) -> Variant | None:
    """The variant that a body claims to be, or None where its discriminator is missing or unknown.

    Discriminators: the endpoint, then ``target_mode``, then ``template_type`` (inbox) or the shape of
    ``content`` (push carousel, whatsapp). A body of the wrong shape still gets its closest variant, so that
    the schema explains what is wrong with it.
    """
    if endpoint != CREATE:
        return next((v for v in VARIANTS if v.endpoint == endpoint), None)
    mode = body.get("target_mode")
    content = body.get("content")
    shape = content if isinstance(content, dict) else {}
    match mode:
        case "push":
            return BY_NAME["push-carousel" if _has_carousel(shape) else "push"]
        case "notificationinbox":
            kind = body.get("template_type")
            return BY_NAME.get(f"{_INBOX}{kind}") if isinstance(kind, str) else None
        case "whatsapp":
            return BY_NAME[_whatsapp(shape)]
        case str():
            return BY_NAME.get(mode) if mode in TARGET_MODES else None
        case _:
            return None


def _has_carousel(content: Mapping[str, Any]) -> bool:
    platforms = content.get("platform_specific")
    ios = platforms.get("ios") if isinstance(platforms, dict) else None
    return isinstance(ios, dict) and "ct_ContentSlider" in ios


def _whatsapp(content: Mapping[str, Any]) -> str:
    if not content.keys() & {"header", "body", "buttons"}:
        if "attachments" not in content:
            return "whatsapp-standard"
        attachments = content["attachments"]
        kind = attachments.get("type") if isinstance(attachments, dict) else None
        return "whatsapp-standard-location" if kind == "Location" else "whatsapp-standard-media"
    header = content.get("header")
    kind = header.get("type") if isinstance(header, dict) else None
    name = f"{_HEADED}{str(kind).lower()}"
    return name if name in BY_NAME else "whatsapp-interactive"
