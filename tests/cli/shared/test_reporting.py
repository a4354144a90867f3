"""What a process of its own writes and returns when its output or its user goes away."""

import logging
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from bookgenre.cli.shared.reporting import show_progress

COMMANDS = {
    "help": ["--help"],
    "version": ["--version"],
    "help of a command": ["cover", "--help"],
    "genres": ["genres"],
    "genres as JSON": ["genres", "noir", "--json"],
    "predict": ["predict", "A secret agent and spy is sent to Berlin.", "--model"],
    "predict as JSON": ["predict", "--json", "A secret agent and spy is sent to Berlin.", "--model"],
    "explain": ["predict", "--explain", "A secret agent and spy is sent to Berlin.", "--model"],
    "demo": ["demo", "--once", "--model"],
    "cover": ["cover", "--genre", "horror"],
    "cover as JSON": ["cover", "--genre", "horror", "--json"],
    "an error": ["predict", "too short", "--model"],
}
ERRORS = {"an error"}


@pytest.fixture(params=COMMANDS)
def name(request):
    return request.param


@pytest.fixture
def command(name, tiny_model_folder):
    arguments = COMMANDS[name]
    model = [str(tiny_model_folder)] if arguments[-1] == "--model" else []
    return [sys.executable, "-m", "bookgenre", *arguments, *model]


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="no /dev/full")
def test_a_full_disk_is_told_in_one_line(name, command):
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, timeout=300, check=False)
    assert done.returncode == 2
    expected = (
        "has only" if name in ERRORS else "the output cannot be written: No space left on device; send it elsewhere"
    )
    assert expected in done.stderr
    assert done.stderr.startswith("bookgenre: ")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="no /dev/full")
def test_nowhere_to_tell_of_a_full_disk_leaves_the_status(command):
    with Path("/dev/full").open("wb") as full:
        assert subprocess.run(command, stdout=full, stderr=full, timeout=300, check=False).returncode == 2


@pytest.mark.skipif(sys.platform == "win32", reason="no sh")
def test_a_closed_output_is_told_in_one_line(command):
    done = subprocess.run(
        ["sh", "-c", 'exec "$@" >&-', "sh", *command], stderr=subprocess.PIPE, text=True, timeout=300, check=False
    )
    assert done.returncode == 2
    assert done.stderr == "bookgenre: the standard output is closed; send it to a file, or to /dev/null\n"


def test_a_reader_that_stops_early_sees_no_traceback(name, command):
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        process.stdout.close()
        error = process.stderr.read()
        assert process.wait(300) == (2 if name in ERRORS else 1)
    assert ("has only" in error) if name in ERRORS else error == ""


@pytest.mark.skipif(sys.platform == "win32", reason="no sh")
def test_one_line_of_many_is_enough_for_head():
    done = subprocess.run(
        ["sh", "-c", '"$0" -m bookgenre genres | head -n 1', sys.executable],
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert (done.stdout, done.stderr, done.returncode) == ("fiction\n", "", 0)


# The console script as pip makes it, with a finder that says when the command line has begun to be imported.
WATCHED = """
import sys
class Watch:
    def find_spec(self, name, path=None, target=None):
        if name == "bookgenre.cli":
            print("begun", flush=True)
sys.meta_path.insert(0, Watch())
from bookgenre.__main__ import main
sys.exit(main())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT to send")
@pytest.mark.parametrize("delay", [0.0, 0.01, 0.03, 0.06, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.6, 1.0])
def test_ctrl_c_at_any_moment_ends_it_without_a_traceback(delay):
    command = [sys.executable, "-c", WATCHED, "demo"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout.readline() == "begun\n"
        time.sleep(delay)
        process.send_signal(signal.SIGINT)
        assert process.wait(300) == 130
        assert process.stderr.read() == ""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT to send")
def test_ctrl_c_while_it_waits_for_input_ends_it(model):
    command = [sys.executable, "-m", "bookgenre", "demo", *model]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        while b"Paste a description" not in process.stdout.readline():
            pass
        process.send_signal(signal.SIGINT)
        assert process.wait(300) == 130
        assert process.stderr.read() == b""


# A finder that stands for a slow disk: Ctrl-C comes in the middle of an import, within C code that imports.
IN_AN_IMPORT = """
import os, signal, sys
class Slow:
    def find_spec(self, name, path=None, target=None):
        if name == "{module}":
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Slow())
sys.argv[1:] = ["predict", "A secret agent and spy is sent to Berlin."]
from bookgenre.__main__ import main
main()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT to send")
@pytest.mark.parametrize(
    "module", ["bookgenre.cli.main", "click", "bookgenre.classifier", "numpy", "numpy._core.multiarray", "numpy.linalg",
               "onnxruntime", "onnxruntime.capi.onnxruntime_pybind11_state", "tokenizers",
               "bookgenre.cli.answer_lines"],
)  # fmt: skip
def test_ctrl_c_within_an_import_is_no_error_of_the_import(module):
    done = subprocess.run(
        [sys.executable, "-c", IN_AN_IMPORT.format(module=module)], capture_output=True, timeout=300, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT to send")
def test_who_has_ctrl_c_ignored_has_it_ignored(model):
    command = [sys.executable, "-m", "bookgenre", "demo", *model]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN),
    ) as process:
        while b"Paste a description" not in process.stdout.readline():
            process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGINT)
        answer, _ = process.communicate(b"A secret agent and spy is sent to Berlin.", timeout=300)
    assert b"Espionage" in answer
    assert process.returncode == 0


def test_progress_is_shown_until_the_command_ends():
    logger = logging.getLogger("bookgenre")
    before = [*logger.handlers], logger.level, logger.propagate

    @click.command()
    def command():
        show_progress()
        logging.getLogger("bookgenre.catalogue").info("3 of 4")

    for _ in range(2):
        assert CliRunner().invoke(command).stderr == "3 of 4\n"
        assert (logger.handlers, logger.level, logger.propagate) == before
