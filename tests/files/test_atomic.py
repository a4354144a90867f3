import os
import signal
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from bookgenre.errors import DataError
from bookgenre.files import atomic, atomic_folder, atomic_write, locked_folder, write_file

posix = pytest.mark.skipif(os.name != "posix", reason="no such files or modes elsewhere")


def names(folder):
    return sorted(entry.name for entry in folder.iterdir())


def test_a_file_takes_its_name_when_it_is_complete(tmp_path):
    path = tmp_path / "new" / "a.txt"
    with atomic_write(path) as file:
        file.write(b"complete")
        assert not path.exists()
    assert path.read_bytes() == b"complete"
    assert names(path.parent) == ["a.txt"]


def fail_half_way(file, error):
    file.write(b"half")
    raise error


@pytest.mark.parametrize("error", [ZeroDivisionError, KeyboardInterrupt, SystemExit])
def test_what_was_there_stays_where_writing_fails(tmp_path, error):
    path = tmp_path / "a.txt"
    write_file(path, "before")
    with pytest.raises(error), atomic_write(path) as file:
        fail_half_way(file, error)
    assert path.read_text(encoding="utf-8") == "before"
    assert names(tmp_path) == ["a.txt"]


@pytest.mark.parametrize("name", ["a/b.txt", "folder", "b\0.txt", "\udfff.txt"])
def test_a_place_that_cannot_be_written_is_named(tmp_path, name):
    (tmp_path / "a").write_text("a file", encoding="utf-8")
    (tmp_path / "folder").mkdir()
    with pytest.raises(DataError, match=r"cannot be written: .*choose another place"):
        write_file(tmp_path / name, "x")
    assert names(tmp_path) == ["a", "folder"]


@posix
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o444])
def test_the_mode_of_a_file_that_is_replaced_is_kept(tmp_path, mode):
    path = tmp_path / "secret.txt"
    path.write_text("before", encoding="utf-8")
    path.chmod(mode)
    with atomic_write(path) as file:
        # Nobody may look into it while it is written, either.
        assert stat.S_IMODE(os.fstat(file.fileno()).st_mode) & ~mode == 0
        file.write(b"after")
    assert path.read_bytes() == b"after"
    assert stat.S_IMODE(path.stat().st_mode) == mode


@posix
@pytest.mark.parametrize(("umask", "mode"), [(0o022, 0o644), (0o077, 0o600)])
def test_a_new_file_has_the_mode_that_the_umask_allows(tmp_path, umask, mode):
    before = os.umask(umask)
    try:
        write_file(tmp_path / "a.txt", "x")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a.txt").stat().st_mode) == mode


@posix
@pytest.mark.parametrize("exists", [True, False])
def test_a_link_stays_and_what_it_leads_to_is_written(tmp_path, exists):
    target, link = tmp_path / "there" / "target.txt", tmp_path / "link.txt"
    target.parent.mkdir()
    if exists:
        target.write_text("before", encoding="utf-8")
    link.symlink_to(target)
    write_file(link, "after")
    assert link.is_symlink()
    assert target.read_text(encoding="utf-8") == "after"
    assert names(target.parent) == ["target.txt"]


@posix
def test_a_link_that_leads_to_itself_is_an_error(tmp_path):
    (tmp_path / "a").symlink_to(tmp_path / "a")
    with pytest.raises(DataError, match="cannot be written"):
        write_file(tmp_path / "a", "x")


@posix
def test_the_temporary_name_cannot_be_guessed_and_follows_no_link(tmp_path):
    seen = set()
    for _ in range(2):
        with atomic_write(tmp_path / "a.txt"):
            seen.update(names(tmp_path))
    assert len(seen - {"a.txt"}) == 2
    victim = tmp_path / "victim.txt"
    victim.write_text("mine", encoding="utf-8")
    (tmp_path / ".a.txt.partial").symlink_to(victim)
    write_file(tmp_path / "a.txt", "x")
    assert victim.read_text(encoding="utf-8") == "mine"


@posix
def test_a_fifo_is_written_to_and_stays(tmp_path):
    path = tmp_path / "fifo"
    os.mkfifo(path)
    found = []
    reader = threading.Thread(target=lambda: found.append(path.read_bytes()))
    reader.start()
    write_file(path, "through")
    reader.join(30)
    assert found == [b"through"]
    assert stat.S_ISFIFO(path.stat().st_mode)
    assert names(tmp_path) == ["fifo"]


@posix
@pytest.mark.parametrize("linked", [True, False])
def test_a_device_is_written_to_and_stays(tmp_path, linked):
    path = tmp_path / "null"
    path.symlink_to("/dev/null")
    write_file(path if linked else path.readlink(), "x")
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)
    assert path.is_symlink()


@posix
def test_standard_output_goes_on_where_it_is(tmp_path):
    script = "\n".join(
        [
            "import os, pathlib",
            "from bookgenre.files import write_file",
            "os.write(1, b'before ')",
            "write_file(pathlib.Path('/dev/stdout'), 'written')",
            "os.write(1, b' after')",
        ]
    )
    out = tmp_path / "out.txt"
    with out.open("wb") as file:
        subprocess.run([sys.executable, "-c", script], stdout=file, check=True)
    assert out.read_bytes() == b"before written after"


@pytest.fixture
def full(tmp_path):
    """A device that is always full. Root gets one of its own: code with a fault would replace that of the machine."""
    if os.geteuid():
        path = Path("/dev/full")
    else:
        path = tmp_path / "full"
        try:
            os.mknod(path, stat.S_IFCHR | 0o666, os.makedev(1, 7))
            path.open("wb").close()
        except OSError as error:
            pytest.skip(f"no device can be made here: {error}")
    if not path.is_char_device():
        pytest.skip("no /dev/full")
    return path


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="no /dev/full")
def test_a_full_device_is_told_as_that(full):
    with pytest.raises(DataError, match=rf"{full} cannot be written: No space left on device; make room"):
        write_file(full, "x")
    assert full.is_char_device()


@posix
def test_a_full_disk_leaves_the_file_as_it_was(tmp_path):
    import resource

    path = tmp_path / "a.txt"
    write_file(path, "before")
    limits, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))
        with pytest.raises(DataError, match=r"a\.txt cannot be written: File too large; make room"):
            write_file(path, "x" * 2000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    assert path.read_text(encoding="utf-8") == "before"
    assert names(tmp_path) == ["a.txt"]


def test_a_folder_is_replaced_at_once_or_not_at_all(tmp_path):
    folder = tmp_path / "model"
    for number in range(2):
        with atomic_folder(folder) as fresh:
            (fresh / f"{number}.txt").write_text("x", encoding="utf-8")
        assert names(folder) == [f"{number}.txt"]
    with pytest.raises(KeyboardInterrupt), atomic_folder(folder) as fresh, (fresh / "2.txt").open("wb") as file:
        fail_half_way(file, KeyboardInterrupt)
    assert names(folder) == ["1.txt"]
    assert names(tmp_path) == ["model"]


@posix
def test_one_run_at_a_time_has_a_folder(tmp_path):
    with locked_folder(tmp_path / "new"):
        refused = pytest.raises(DataError, match=r"another run is writing to .*new; wait .* or choose another folder")
        with refused, locked_folder(tmp_path / "new"):
            pass
        with locked_folder(tmp_path / "other"):
            pass
        assert names(tmp_path / "new") == []
    with locked_folder(tmp_path / "new"):
        pass


@posix
def test_what_a_file_holds_is_on_the_disk_before_its_name_is(tmp_path, monkeypatch):
    path, synced = tmp_path / "a.txt", []

    def fsync(descriptor):
        synced.append((os.fstat(descriptor).st_ino, path.exists() and path.read_bytes()))

    monkeypatch.setattr(os, "fsync", fsync)
    with atomic_write(path) as file:
        file.write(b"x")
    assert synced == [(path.stat().st_ino, False), (tmp_path.stat().st_ino, b"x")]


@posix
def test_a_killed_run_leaves_no_lock(tmp_path):
    script = (
        "import pathlib, sys, time\nfrom bookgenre.files import locked_folder\n"
        "with locked_folder(pathlib.Path(sys.argv[1])):\n    print(flush=True)\n    time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", script, tmp_path], stdout=subprocess.PIPE) as process:
        process.stdout.readline()
        with pytest.raises(DataError, match="another run"), locked_folder(tmp_path):
            pass
        process.kill()
    with locked_folder(tmp_path):
        pass


@posix
def test_what_a_killed_run_left_is_removed_and_what_is_being_written_is_not(tmp_path):
    script = (
        "import os, pathlib, signal, sys\nfrom bookgenre.files import atomic_write\n"
        "with atomic_write(pathlib.Path(sys.argv[1])) as file:\n    os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", script, tmp_path / "a.txt"], check=False)
    [left] = names(tmp_path)
    with atomic_write(tmp_path / "b.txt"), locked_folder(tmp_path):
        [writing] = names(tmp_path)
        assert writing != left
    assert names(tmp_path) == ["b.txt"]


@pytest.mark.skipif(sys.platform == "win32", reason="there are no locks")
def test_a_file_that_was_taken_for_a_leftover_before_its_lock_is_made_again(tmp_path, monkeypatch):
    opened, real = [], os.open

    def open_and_lose(path, flags, *rest):
        descriptor = real(path, flags, *rest)
        if str(path).endswith(".partial") and not opened:
            opened.append(path)
            # Between the two steps of the writer.
            atomic.remove_leftovers(tmp_path)
        return descriptor

    monkeypatch.setattr(os, "open", open_and_lose)
    atomic.write_file(tmp_path / "out.csv", "a")
    assert opened
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]
