"""What takes a stage together: in order, and never more than memory should hold."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from ctc.pipeline.batches import MOST, batches, weight_of_source
from ctc.specs.loading import Source


@given(st.lists(st.integers(1, 2 * MOST)))
def test_items_stay_in_order_and_a_batch_ends_when_it_weighs_enough(weights: list[int]) -> None:
    made = list(batches(weights, lambda weight: weight))
    assert [weight for batch in made for weight in batch] == weights
    assert all(sum(batch) >= MOST for batch in made[:-1])
    assert all(sum(batch[:-1]) < MOST for batch in made)


def weight(data: bytes) -> int:
    return weight_of_source(Source(path=Path("a.yaml"), shown="a.yaml", data=data))


def test_what_may_become_large_ends_its_batch() -> None:
    assert weight(b"id: a\n") == 1
    assert weight(b"x" * 100_000) == 13
    assert weight(b"a: &a [x, x]\nb: [*a, *a]\n") >= MOST
    assert weight(b"body: https://a.example/?b=1&c=2 ** 2 * 3\n") == 1
    assert weight_of_source(None) == 1
