import threading

import pytest

from bookgenre.web.gate import BusyError, Gate


def test_no_more_come_in_than_there_is_room_for():
    gate = Gate(workers=1, waiting=1, patience=1)
    with gate.entered(), gate.entered():
        assert gate.inside == 2
        with pytest.raises(BusyError) as caught, gate.entered():
            pass
        assert caught.value.retry_after >= 1
        with pytest.raises(BusyError):
            gate.check()
    assert gate.inside == 0
    assert gate.refused == 2
    gate.check()


def test_a_place_is_given_back_after_an_error():
    gate = Gate(workers=1, waiting=0, patience=1)
    with pytest.raises(ValueError, match="broken"), gate.entered(), gate.turn():
        raise ValueError("broken")
    with gate.entered(), gate.turn():
        assert gate.inside == 1


def test_who_waits_too_long_leaves():
    gate = Gate(workers=1, waiting=1, patience=0.05)
    with gate.entered(), gate.turn(), gate.entered(), pytest.raises(BusyError), gate.turn():
        pass
    assert gate.refused == 1


def test_as_many_compute_at_once_as_there_are_workers():
    gate = Gate(workers=2, waiting=8, patience=10)
    lock = threading.Lock()
    computing = most = 0
    meet = threading.Barrier(2, timeout=10)

    def work():
        nonlocal computing, most
        with gate.entered(), gate.turn():
            with lock:
                computing += 1
                most = max(most, computing)
            meet.wait()
            with lock:
                computing -= 1

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 2
    assert gate.inside == 0


def test_retry_after_grows_with_those_inside():
    gate = Gate(workers=1, waiting=1000, patience=1)
    gate._seconds = 2.0
    waits = []
    for inside in (1, 10, 1000):
        gate._inside = inside
        waits.append(gate._retry_after())
    assert waits == [2, 20, 60]
