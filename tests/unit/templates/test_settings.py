"""Settings of ``ctc.yaml`` name process environment variables, and do no more than that."""

import pytest

from ctc.templates.settings import SettingError, render_setting

ENVIRON = {"ACCOUNT": "W1", "PASSCODE": "s3cret"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("plain", "plain"),
        ("{{ env.ACCOUNT }}", "W1"),
        ("https://{{ env.ACCOUNT | lower }}.example", "https://w1.example"),
        ("{{ env.NONE | default('x') }}", "x"),
        ("{% if env.ACCOUNT == 'W1' %}a{% else %}b{% endif %}", "a"),
    ],
)
def test_what_a_setting_may_say(text: str, value: str) -> None:
    assert render_setting(text, ENVIRON) == value


@pytest.mark.parametrize(
    "text",
    [
        "{{ env.NONE }}",
        "{{ 1 / 0 }}",
        "{{ env.PASSCODE + 1 }}",
        "{{ 'x' * 10 ** 10 }}",
        "{{ 'x' | center(10 ** 10) }}",
        "{{ 'x' | center(9999999999) }}",
        "{{ '%9999999999d' % 1 }}",
        "{{ env.PASSCODE | int }}",
        "{{ env.PASSCODE() }}",
        "{{ env.PASSCODE[1:'x'] }}",
        "{{ env.__class__ }}",
        "{{ range(10 ** 9) }}",
        "{{ env",
    ],
)
def test_what_it_may_not_is_told_without_a_value(text: str) -> None:
    with pytest.raises(SettingError) as caught:
        render_setting(text, ENVIRON)
    assert "s3cret" not in str(caught.value)
