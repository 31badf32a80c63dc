"""What reads like a test, and what does not though it holds the word (CTC474)."""

import re

import pytest

from ctc.validation.rules.placeholders import PATTERNS, first_placeholder, is_trial, pattern_for

TRIALS = """test|Test|TEST|test!|"test"|<test>|🧪 test|[TEST] Sale|[Test]Sale|Sale [qa]|[STAGING] Sale|(test) Sale
{TEST} Sale|TEST - Sale|TEST: hello|TEST_campaign|ST_1234|ST_promo|Test Mail|Test-Push|test campaign|test 2|test1
sample mail|Testing|Testing 123|test test|Hello test|hello world|this is a test|uat test|QA-test|asdf|asdfgh|asdf asdf
qwerty|foo|foo bar|foobar|blah blah|xxx|dummy|dummy text|DO NOT SEND|Lorem ipsum dolor|lorem|LOREM IPSUM"""
REAL = """Test drive the new car|Latest offers|Contest|Take our taste test|Greatest hits|Testimonials|St. Patrick sale
Your test results are ready|COVID test kits|Lab test booking|Protest|Test match today: India v Australia|First_order
Try our free eye test|Test series starts|Do not send money to strangers|A sample for you|Hello|Sale [new]|Barbecue
Foodie deals|Exam day: all the best|Say hello to the world|Name your price"""


@pytest.mark.parametrize("text", re.split(r"[|\n]", TRIALS))
def test_reads_like_a_test(text: str) -> None:
    assert is_trial(text)
    assert is_trial(f"  {text}\n")


@pytest.mark.parametrize("text", re.split(r"[|\n]", REAL))
def test_is_meant(text: str) -> None:
    assert not is_trial(text)


@pytest.mark.parametrize(
    "text", ["lorem ipsum", "Lorem ipsum", "Lorem Ipsum", "LOREM IPSUM", "dolor sit amet"]
)
def test_text_of_typesetters_is_found_anywhere_however_it_is_written(text: str) -> None:
    long = f"Our tea: {text}, consectetur"
    assert first_placeholder(long, pattern_for(long)) == text


def test_a_mark_stands_in_all_that_its_pattern_finds() -> None:
    texts = (
        "Lorem Ipsum",
        "LOREM IPSUM",
        "dolor sit amet",
        "TODO: x",
        "XXXX",
        "*|FNAME|*",
        "%%x%%",
        "[[city]]",
    )
    for text in texts:
        found = [mark for mark, pattern in PATTERNS.items() if re.search(pattern, text)]
        assert found
        assert all(mark in text for mark in found)
