"""Makes a repository of believable specs: seven channels in turn, 1.5 KB each, a handful of Jinja leaves a spec.

Deterministic: the number alone decides the text. ``python benchmarks/corpus.py DIR 10000``.
"""

import sys
from collections.abc import Callable
from pathlib import Path

BRANDS = ["Nilgiri Post", "Harbour & Pine", "Kesar House", "Mistral Outdoors"]
EVENTS = ["Product Viewed", "Added To Cart", "Charged", "App Launched", "Searched"]
CITIES = ["Mumbai", "Pune", "Kochi", "Berlin", "Lyon", "Porto"]
PRODUCTS = ["trail shoes", "silver tips tea", "a rain jacket", "monsoon malabar", "a two-person tent"]

PROJECT = """\
version: 1
project: benchmark
vars:
  brand: Nilgiri Post
  shop: https://www.nilgiripost.example
  utm: utm_source=clevertap&utm_medium=crm
"""
SHARED = """\
{% macro link(path, campaign) %}{{ shop }}/{{ path }}?{{ utm }}&utm_campaign={{ campaign }}{% endmacro %}
"""


def spec(number: int) -> str:
    """The spec with this number."""
    channel = list(CHANNELS)[number % len(CHANNELS)]
    head = f"""\
# {PRODUCTS[number % 5]} for {CITIES[number % 6]}
version: 1
id: {channel}-{number}
description: A campaign for people in {CITIES[number % 6]} who looked at {PRODUCTS[number % 5]}
owner: growth@nilgiripost.example
labels: [{channel}, week-{number % 52}]
vars:
  product: {PRODUCTS[number % 5]}
  discount: {5 + number % 40}
campaign:
  name: "{CITIES[number % 6]} {{{{ product }}}} {{{{ discount }}}}% {number}"
  target_mode: {channel}
  when: 2031-{1 + number % 12:02d}-{1 + number % 28:02d} {9 + number % 9:02d}:{number % 60:02d}
  respect_throttle: true
  where:
    event_name: {EVENTS[number % 5]}
    from: 2026-0{1 + number % 6}-01
    to: 2026-0{1 + number % 6}-{10 + number % 18}
    common_profile_properties:
      profile_fields:
        - {{name: Customer Type, operator: equals, value: [Gold, Platinum]}}
        - {{name: City, operator: equals, value: {CITIES[number % 6]}}}
        - {{name: LTV, operator: greater_than, value: {number % 5000}}}
"""
    return head + CHANNELS[channel](number)


def _push(number: int) -> str:
    return f"""\
  devices: [android, ios]
  ttl: {{ttl_type: relative, value: {60 + number % 2880}}}
  content:
    title: "{{{{ discount }}}}% off {{{{ product }}}}"
    body: "You looked at it last week. At {{{{ brand }}}} it costs less until Sunday evening."
    platform_specific:
      android:
        wzrk_cid: Marketing
        large_icon: https://cdn.nilgiripost.example/push/{number % 97}.png
        deep_link: nilgiripost://products/{number}
      ios:
        deep_link: nilgiripost://products/{number}
        mutable-content: "true"
        ct_mediaUrl: https://cdn.nilgiripost.example/push/{number % 97}@2x.png
        category: offers
"""


def _webpush(number: int) -> str:
    return f"""\
  content:
    title: "{{{{ discount }}}}% off {{{{ product }}}}"
    body: "At {{{{ brand }}}} until Sunday evening."
    platform_specific:
      chrome:
        image: https://cdn.nilgiripost.example/web/{number % 97}.png
        icon: https://cdn.nilgiripost.example/icon.png
        deep_link: "{{{{ shop }}}}/offers?{{{{ utm }}}}&utm_campaign=c{number}"
        ttl: 86400
        require_interaction: false
      firefox:
        icon: https://cdn.nilgiripost.example/icon.png
        deep_link: "{{{{ shop }}}}/offers?{{{{ utm }}}}&utm_campaign=c{number}"
        ttl: 86400
"""


def _email(number: int) -> str:
    return f"""\
  content:
    subject: "{{{{ product }}}}, {{{{ discount }}}}% less until Sunday"
    sender_name: "{{{{ brand }}}}"
    body: |
      {{% from 'links.j2' import link with context %}}
      <html lang="en"><body>
      <div style="display:none">Your size is still there, for {number % 9 + 1} more days.</div>
      <h1>{{{{ discount }}}}% off {{{{ product }}}}</h1>
      <p>You looked at it last week, and it has not gone yet. Whoever comes first, gets it.</p>
      <p><img src="https://cdn.nilgiripost.example/mail/{number % 97}.png" alt="{PRODUCTS[number % 5]}"></p>
      <p><a href="{{{{ link('offers', 'c{number}') }}}}">See the offer</a></p>
      <p><a href="{{{{ shop }}}}/unsubscribe">Unsubscribe</a></p>
      </body></html>
"""


def _sms(number: int) -> str:
    return f"""\
  content:
    body: "{{{{ brand }}}}: {{{{ discount }}}}% off {{{{ product }}}}, code SAVE{number % 1000}. Reply STOP to opt out."
    sms: {{template_id: "110716{number:07d}"}}
"""


def _webhook(number: int) -> str:
    return f"""\
  webhook_endpoint_name: Recommendations
  webhook_fields: [profile-attributes, tokens, identities]
  webhook_key_value:
    product: "{{{{ product }}}}"
    discount: "{{{{ discount ~ '%' }}}}"
    campaign: "{{{{ id }}}}-{number}"
    shop: "{{{{ shop }}}}"
"""


def _inbox(number: int) -> str:
    return f"""\
  template_type: simple
  devices: [android, ios]
  time_to_live: {10 + number % 50}
  tags: [offers]
  content:
    - title: {{text: "{{{{ discount }}}}% off {{{{ product }}}}"}}
      message: {{text: "At {{{{ brand }}}} until Sunday evening."}}
      action:
        url:
          android: {{text: "nilgiripost://products/{number}"}}
          ios: {{text: "nilgiripost://products/{number}"}}
      media: {{content_type: image/jpeg, url: "https://cdn.nilgiripost.example/inbox/{number % 97}.jpg"}}
"""


def _whatsapp(number: int) -> str:
    return f"""\
  provider_nick_name: Primary
  content:
    template_name: "662da022_5583_406d_9c71_428d5e3164bb:offer_{number % 20}"
    replacements:
      "1": "{{{{ product }}}}"
      "2": "{{{{ discount }}}}%"
      "3": "{{{{ shop }}}}/o/{number}"
"""


CHANNELS: dict[str, Callable[[int], str]] = {
    "push": _push,
    "webpush": _webpush,
    "email": _email,
    "sms": _sms,
    "webhook": _webhook,
    "notificationinbox": _inbox,
    "whatsapp": _whatsapp,
}


def make(folder: Path, count: int, text: Callable[[int], str] = spec) -> None:
    """Writes a repository of ``count`` specs, a hundred a folder; ``text`` says what each of them holds."""
    shared = folder / "campaigns" / "_shared"
    shared.mkdir(parents=True, exist_ok=True)
    (folder / "ctc.yaml").write_text(PROJECT)
    (shared / "links.j2").write_text(SHARED)
    for number in range(count):
        target = path_of(folder, number)
        target.parent.mkdir(exist_ok=True)
        target.write_text(text(number))


def path_of(folder: Path, number: int) -> Path:
    """Where the spec with this number stands."""
    return folder / "campaigns" / f"{number // 100:04d}" / f"{number}.yaml"


if __name__ == "__main__":
    make(Path(sys.argv[1]), int(sys.argv[2]))
