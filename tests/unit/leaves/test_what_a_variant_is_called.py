"""What people read of a kind of message, on pages, in plans and in findings."""

from ctc.variants import CHANNEL_NAMES, VARIANTS


def test_each_channel_has_the_name_that_people_give_it() -> None:
    assert dict(CHANNEL_NAMES) == {
        "push": "Push",
        "webpush": "Web push",
        "email": "Email",
        "sms": "SMS",
        "webhook": "Webhook",
        "notificationinbox": "Inbox",
        "whatsapp": "WhatsApp",
        "externaltrigger": "External trigger",
    }


def test_no_two_variants_are_called_alike_and_each_begins_with_its_channel() -> None:
    titles = [variant.title for variant in VARIANTS]
    assert len({*titles}) == len(titles) == len({variant.name for variant in VARIANTS})
    for variant in VARIANTS:
        assert variant.title.startswith(CHANNEL_NAMES[variant.channel]), variant.name
