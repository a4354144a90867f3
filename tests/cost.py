"""Processor time as a measure of cost: unlike time on the clock, it does not depend on what else a machine does."""

import time


def seconds(function, *arguments):
    """Least processor time of this process for two calls."""
    best = float("inf")
    for _ in range(2):
        start = time.process_time()
        function(*arguments)
        best = min(best, time.process_time() - start)
    return best


def assert_no_more_than_linear(function, make, size, least=0.004):
    """Four times the input takes about four times as long; the square would take 16 times.

    What takes less than `least` seconds is not measured. A machine that shares its cores between others makes a few
    milliseconds twice as long, so what seems too long is measured again.
    """
    before = after = float("inf")
    for _ in range(5):
        before = min(before, seconds(function, make(size)))
        after = min(after, seconds(function, make(4 * size)))
        if after < 9 * max(before, least):
            return
    raise AssertionError((before, after))
