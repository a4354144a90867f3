import threading
import time

import pytest

from bookgenre.web.concurrency import BusyError, ConcurrencyLimit


def test_no_more_requests_are_admitted_than_there_are_places():
    limit = ConcurrencyLimit(workers=1, waiting=1, patience=1)
    with limit.admitted("a"), limit.admitted("a"):
        assert limit.inside == 2
        with pytest.raises(BusyError) as caught, limit.admitted("b"):
            pass
        assert caught.value.retry_after >= 1
        with pytest.raises(BusyError):
            limit.check("b")
    assert limit.inside == 0
    limit.check("b")


def test_one_client_cannot_take_all_places():
    limit = ConcurrencyLimit(workers=1, waiting=8, patience=1)
    with limit.admitted("a"), limit.admitted("a"), limit.admitted("a"):
        with pytest.raises(BusyError), limit.admitted("a"):
            pass
        with limit.admitted("b"):
            assert limit.inside == 4


def test_place_and_slot_are_given_back_after_an_error():
    limit = ConcurrencyLimit(workers=1, waiting=0, patience=1)
    with pytest.raises(ValueError, match="broken"), limit.admitted(), limit.slot():
        raise ValueError("broken")
    with limit.admitted(), limit.slot():
        assert limit.inside == 1


def test_a_request_that_waits_too_long_is_refused():
    limit = ConcurrencyLimit(workers=1, waiting=1, patience=0.05)
    with limit.admitted(), limit.slot(), limit.admitted(), pytest.raises(BusyError), limit.slot():
        pass
    with limit.admitted(), limit.slot():
        pass


def test_as_many_compute_at_once_as_there_are_workers():
    limit = ConcurrencyLimit(workers=2, waiting=22, patience=300)
    lock = threading.Lock()
    computing = most = 0
    meet = threading.Barrier(2, timeout=300)

    def work():
        nonlocal computing, most
        with limit.admitted(), limit.slot():
            with lock:
                computing += 1
                most = max(most, computing)
            meet.wait()
            with lock:
                computing -= 1

    run_all([work] * 8)
    assert most == 2
    assert limit.inside == 0


def test_the_client_that_has_computed_least_goes_first_and_does_not_wait_for_long_work():
    limit = ConcurrencyLimit(workers=1, waiting=30, patience=300)
    order = []
    begun = threading.Event()

    def long_work():
        with limit.admitted("busy"), limit.slot("busy") as slot:
            for window in range(200):
                begun.set()
                time.sleep(0.002)
                slot.check()
                order.append(window)

    def short_work():
        begun.wait()
        with limit.admitted("other"), limit.slot("other"):
            order.append("short")

    run_all([long_work, short_work])
    assert len(order) == 201
    assert order.index("short") < 150


def test_the_last_slot_is_kept_for_a_client_that_has_computed_less():
    limit = ConcurrencyLimit(workers=2, waiting=30, patience=0.05)
    limit._release("busy", 100.0)
    limit._release("new", 0.0)
    limit._free = 2
    with limit.slot("busy"):
        with pytest.raises(BusyError), limit.slot("busy"):
            pass
        with limit.slot("new"):
            pass
    # Where nobody else has come lately, all slots may be had.
    limit._uses["new"].seen -= 60
    with limit.slot("busy"), limit.slot("busy"):
        pass


def test_what_waits_or_computes_ends_when_its_check_says_so():
    class UnneededError(Exception):
        pass

    def check():
        raise UnneededError

    limit = ConcurrencyLimit(workers=1, waiting=1, patience=60)
    with limit.slot(), pytest.raises(UnneededError), limit.slot(check=check):
        pass
    with pytest.raises(UnneededError), limit.slot(check=check) as slot:
        slot.check()
    with limit.slot():
        pass


def test_retry_after_grows_with_those_inside():
    limit = ConcurrencyLimit(workers=1, waiting=1000, patience=1)
    limit._seconds = 2.0
    waits = []
    for inside in (1, 10, 1000):
        limit._inside["a"] = inside
        waits.append(limit._refusal().retry_after)
    assert waits == [2, 20, 60]


def run_all(functions):
    threads = [threading.Thread(target=function) for function in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(300)
