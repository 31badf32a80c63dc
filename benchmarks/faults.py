"""The corpus with slips: two files of three have something to be told, each of them one of many kinds.

The texts are those of ``corpus.py`` with a word exchanged, left out or doubled, as people write them.
"""

import corpus

Slip = tuple[str, str]
"""A text that stands in a spec, and what stands there instead."""

ANYWHERE: list[Slip] = [
    ("respect_throttle:", "respect_trottle:"),
    ("operator: equals, value: [Gold", "operator: equal, value: [Gold"),
    ("    from: 2026-", "    from: 2027-"),
    ("  product: ", "  season: monsoon\n  product: "),
    ("  when: 2031-", "  when: 2031-02-30 09:30 # 2031-"),
    ("respect_throttle: true", "respect_throttle: 'True'"),
    ("owner: ", "ownr: "),
    ("version: 1", 'version: "1"'),
    ("  respect_throttle: true\n", "  respect_throttle: true\n  respect_frequency_caps: false\n"),
    ("labels: [", "labels: [["),
    ("    event_name: ", "    event: "),
]
"""Slips that any channel may hold."""
OF_CHANNELS: dict[str, list[Slip]] = {
    "push": [
        ("wzrk_cid: Marketing", "priority: 1"),
        ("off {{ product }}", "off {{ product }}, but only until Sunday evening and only here"),
        ("{{ brand }}", "{{ brandd }}"),
        ("deep_link: nilgiripost", "deeplink: nilgiripost"),
        ('mutable-content: "true"', 'mutable-content: "yes"'),
    ],
    "webpush": [
        ("require_interaction: false", "require_interaction: never"),
        ("https://cdn", "http://cdn"),
        ("off {{ product }}", "off {{ product"),
    ],
    "email": [
        ('/unsubscribe">Unsubscribe', '/help">Help'),
        (' alt="', ' title="'),
        ("import link with", "import lnk with"),
        ("<h1>", "<script>1</script><h1>"),
        ("less until Sunday", "LESS UNTIL SUNDAY, OR WHILE THERE IS ANY LEFT IN OUR SHOPS"),
    ],
    "sms": [
        (" Reply STOP to opt out.", ""),
        ("off {{ product }}", "off {{ product }} – “hurry”"),
        ("Reply STOP", "Whoever comes first, gets it; " * 3 + "Reply STOP"),
        ("    sms: {template_id", "    sms: {templat_id"),
    ],
    "webhook": [
        ("profile-attributes", "profile_attributes"),
        ("webhook_endpoint_name: Recommendations\n", "webhook_endpoint_name: 7\n"),
    ],
    "notificationinbox": [
        ("template_type: simple", "template_type: simpel"),
        ("image/jpeg", "video/mp4"),
        ("time_to_live: ", "time_to_live: -"),
    ],
    "whatsapp": [
        ("provider_nick_name: Primary\n", ""),
        ('"2": "', '"4": "'),
        ("template_name: ", "template_nam: "),
    ],
}


def spec(number: int) -> str:
    """The spec with this number; those whose number three divides are as they should be."""
    text = corpus.spec(number)
    if number % 3 == 0:
        return text
    channel = list(corpus.CHANNELS)[number % len(corpus.CHANNELS)]
    slips = [slip for slip in (*OF_CHANNELS[channel], *ANYWHERE) if slip[0] in text]
    old, new = slips[number // 7 % len(slips)]
    return text.replace(old, new, 1)
