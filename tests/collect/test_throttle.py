import asyncio
import copy
import time
from datetime import UTC, datetime
from email.utils import format_datetime
from itertools import pairwise

import pytest

pytest.importorskip("scrapy", reason="pip install 'bookgenre[collect]'")

from bookgenre.collect.throttle import FIRST_WAIT, LONGEST_WAIT, Stopped, Throttle, retry_after

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        (format_datetime(NOON.replace(minute=5), usegmt=True), 300),
        ("Sun, 01 Mar 2026 13:00:00 +0100", 0),
        ("Sun, 01 Mar 2026 11:00:00 GMT", 0),
        ("Sunday, 01-Mar-26 12:00:30 GMT", 30),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_a_number_or_a_date(header, seconds):
    assert retry_after(header, now=NOON.timestamp()) == seconds


def test_the_wait_doubles_with_each_refusal_in_a_row_up_to_a_bound():
    throttle = Throttle(0)
    waits = [throttle.refused(None) for _ in range(12)]
    assert waits[:4] == [FIRST_WAIT * factor for factor in (1, 2, 4, 8)]
    assert waits[-1] == LONGEST_WAIT
    throttle.accepted()
    assert throttle.refused(None) == FIRST_WAIT
    assert throttle.refusals == 1
    assert not throttle.stopping


def test_the_wait_is_longer_where_the_delay_is():
    assert Throttle(4).refused(None) == 8


def test_what_the_site_asks_for_is_what_is_waited():
    throttle = Throttle(4)
    assert [throttle.refused(after) for after in (0, 3, 3600)] == [0, 3, 3600]
    assert not throttle.stopping
    throttle.refused(7200)
    assert throttle.stopping
    assert throttle.stop_reason == "the site asks to come back in 120 minutes; run the same command again then"


def test_a_delay_grows_and_never_shrinks():
    throttle = Throttle(2)
    for delay, longest in [(1, 2), (3, 3), (float("nan"), 3)]:
        throttle.slow_to(delay)
        assert throttle.delay == longest


async def turns(throttle, count):
    """Take turns one after another; when each began and ended."""
    times = []

    async def one():
        await throttle.begin()
        began = time.monotonic()
        await asyncio.sleep(0.01)
        times.append((began, time.monotonic()))
        throttle.end()

    await asyncio.gather(*(one() for _ in range(count)))
    return times


def test_one_has_its_turn_at_a_time_a_delay_after_the_last():
    times = asyncio.run(turns(Throttle(0.05), 4))
    assert len(times) == 4
    for (_, ended), (began, _) in pairwise(times):
        assert began - ended >= 0.05


def test_a_delay_that_is_learnt_late_counts_from_the_last_request():
    async def learn():
        throttle = Throttle(0)
        await throttle.begin()
        throttle.end()
        ended = time.monotonic()
        throttle.slow_to(0.1)
        await throttle.begin()
        return time.monotonic() - ended

    assert asyncio.run(learn()) >= 0.09


def test_a_refusal_is_waited_out():
    async def refuse():
        throttle = Throttle(0)
        await throttle.begin()
        throttle.end()
        refused = time.monotonic()
        throttle.refused(0.1)
        await throttle.begin()
        return time.monotonic() - refused

    assert asyncio.run(refuse()) >= 0.1


def test_a_stop_wakes_those_that_wait_and_lets_nobody_in():
    async def stop():
        throttle = Throttle(0)
        await throttle.begin()
        throttle.end()
        throttle.refused(3000)
        waiting = [asyncio.create_task(throttle.begin()) for _ in range(3)]
        await asyncio.sleep(0.01)
        throttle.stop("enough")
        throttle.stop("another reason")
        outcomes = await asyncio.wait_for(asyncio.gather(*waiting, return_exceptions=True), 10)
        with pytest.raises(Stopped):
            await throttle.begin()
        return throttle, outcomes

    throttle, outcomes = asyncio.run(stop())
    assert [type(outcome) for outcome in outcomes] == [Stopped] * 3
    assert throttle.stop_reason == "enough"


def test_a_copy_is_the_throttle_itself():
    # Scrapy copies its settings deeply, and all have to go at one throttle.
    throttle = Throttle(1)
    assert copy.deepcopy({"throttle": throttle})["throttle"] is throttle
