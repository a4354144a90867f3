import signal
import socket
import sys

import pytest

from gradio_page import serve

pytest.importorskip("gradio", reason="the page needs the extra space")

from bookgenre.errors import InputError
from bookgenre.space.launcher import serve as serve_page

SPY_ON_SOCKETS = """
import os, sys

def hook(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo"):
        with open(os.environ["SOCKETS"], "a") as file:
            print(event, arguments[1] if event == "socket.connect" else arguments[0], file=file)

sys.addaudithook(hook)
"""


def test_an_address_in_use_is_told(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(InputError, match=f"cannot be served on 127.0.0.1:{port}: .*; choose another"):
            serve_page(str(tmp_path / "no model"), port=port)


@pytest.mark.parametrize("host", ["203.0.113.9", "no.such.invalid", "x" * 300])
def test_an_address_that_is_not_ours_is_told(tmp_path, host):
    with pytest.raises(InputError, match=r"cannot be served on .*; choose another host or port"):
        serve_page(str(tmp_path / "no model"), host=host)


def test_it_starts_without_the_network_and_ends_well_with_ctrl_c(tiny_model_folder, tmp_path):
    (tmp_path / "sitecustomize.py").write_text(SPY_ON_SOCKETS, encoding="utf-8")
    sockets = tmp_path / "sockets.txt"
    sockets.touch()
    command = [sys.executable, "-m", "bookgenre", "space", "run", "--model", tiny_model_folder]
    served = serve(command, tmp_path, PYTHONPATH=f"{tmp_path}:{':'.join(sys.path)}", SOCKETS=str(sockets))
    served.process.send_signal(signal.SIGINT)
    assert served.process.wait(300) == 0
    assert "listening on" in served.log
    # Another Space that starts at the same moment may take the port first; Gradio then says so and tries the next.
    assert len([line for line in served.log.splitlines() if "address already in use" not in line]) == 1
    # Gradio asks itself whether it is there, and no one else for anything.
    asked = sockets.read_text(encoding="utf-8").splitlines()
    assert asked
    assert [line for line in asked if "127.0.0.1" not in line] == []
