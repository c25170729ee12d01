# SPDX-License-Identifier: GPL-2.0
"""scripts/guest: what comes out of a guest, and with which status."""
import os
import pathlib
import signal
import subprocess
import tempfile
import time

import pytest

import lectern
import lectern_guest


def test_status_is_the_commands():
    assert lectern.run("sh", "-c", "exit 7").returncode == 7


def test_status_of_a_killed_command():
    done = lectern.run("sh", "-c", "kill -9 $$")
    assert done.returncode == 128 + signal.SIGKILL


def test_status_of_a_missing_command():
    assert lectern.run("/no/such/program").returncode == 127


def test_output_is_exact():
    """Every byte value arrives once, and nothing beside it."""
    with tempfile.TemporaryDirectory() as overlay:
        data = bytes(range(256)) * 16
        pathlib.Path(overlay, "bytes").write_bytes(data)
        done = lectern.run("cat", "/bytes", options=["--overlay", overlay])
    assert done.stdout == data
    assert done.returncode == 0


def test_errors_are_output_too():
    assert lectern.run("sh", "-c", "echo oops >&2").stdout == b"oops\n"


def test_much_output():
    done = lectern.run("seq", "30000")
    assert done.stdout == b"".join(b"%d\n" % n for n in range(1, 30001))


def test_kernel_messages_stay_on_the_console():
    done = lectern.run("true", options=["--append", "loglevel=8", "--log"])
    assert done.stdout == b""
    assert b"Lectern" in done.stderr


def test_arguments_arrive_as_they_are():
    words = ["a b", "", "$HOME", "'\"", "\\", "ä"]
    done = lectern.run("printf", "<%s>", *words)
    assert done.stdout == "".join(f"<{word}>" for word in words).encode()


def test_time_out_is_124():
    began = time.monotonic()
    done = lectern.run("sleep", "1000", options=["--timeout", "3"])
    assert done.returncode == 124
    assert b"not done after 3 s" in done.stderr
    assert time.monotonic() - began < 10


def test_reset_is_125():
    done = lectern.run("reboot", "-f")
    assert done.returncode == 125
    assert b"never came up" in done.stderr


def test_no_kernel_is_125():
    """A file that is no kernel: QEMU says so, and it is passed on."""
    done = lectern.run("true", options=["--kernel", "/etc/passwd",
                                        "--timeout", "10"])
    assert done.returncode in (124, 125)
    assert done.stderr


@pytest.mark.parametrize("way", ["--icount", "--iso"])
def test_other_ways_in(way):
    done = lectern.run("sh", "-c", "echo here; exit 3", options=[way])
    assert (done.returncode, done.stdout) == (3, b"here\n")


def test_memory_is_as_asked():
    done = lectern.run("grep", "MemTotal", "/proc/meminfo",
                       options=["--mem", "64M"])
    assert 56 * 1024 < int(done.stdout.split()[1]) <= 64 * 1024


def test_a_round_trip_takes_less_than_two_seconds():
    lectern.run("true")
    began = time.monotonic()
    assert lectern.run("/tests/exit").returncode == 0
    assert time.monotonic() - began < 2


def test_interrupt_ends_it_and_leaves_nothing():
    """^C: QEMU goes, the temporary folder too."""
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(
            ["scripts/guest", "--", "sleep", "1000"], cwd=lectern.TOP,
            env={**os.environ, "TMPDIR": folder})
        assert lectern.eventually(lambda: os.listdir(folder))
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 128 + signal.SIGINT
        assert not os.listdir(folder)


@pytest.mark.skipif(not (lectern_guest.build_dir() / "linux/vmlinuz").exists(),
                    reason="`make linux` fetches Debian's kernel")
def test_the_same_on_linux():
    done = lectern.run("sh", "-c", "uname -s; exit 5", options=["--linux"])
    assert (done.returncode, done.stdout) == (5, b"Linux\n")
