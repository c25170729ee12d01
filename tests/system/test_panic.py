# SPDX-License-Identifier: GPL-2.0
"""A panic says what happened, and scripts/guest hears of it at once."""
import re
import time

import pytest

import lectern


def panic_log():
    """The console of a kernel whose init ends, which it cannot survive."""
    began = time.monotonic()
    done = lectern.run("true", options=["--append", "init=/bin/true"])
    assert done.returncode == 125
    assert time.monotonic() - began < 5, "QEMU did not end at once"
    return done.stderr.decode("utf-8", "replace")


def test_panic_is_125_and_explains():
    log = panic_log()
    assert re.search(r"(?i)panic", log)
    assert re.search(r"(?i)init", log)


def test_panic_has_a_symbolised_backtrace():
    log = panic_log()
    assert re.search(r"do_exit\+0x[0-9a-f]+/0x[0-9a-f]+", log)


def test_panic_names_task_and_system_call():
    log = panic_log()
    assert re.search(r"pid 1\b|PID:? ?1\b", log)
    assert re.search(r"(?i)system call.*exit", log)


@pytest.mark.parametrize("seconds, least", [(1, 0.5), (-1, 0)])
def test_panic_option_reboots(seconds, least):
    """With panic=1 the machine is reset after a second, with panic=-1 at once."""
    with lectern.Terminal(cmdline=f"init=/bin/true panic={seconds}") as guest:
        guest.expect(r"(?i)panic")
        began = time.monotonic()
        guest.rest(15)
        assert least < time.monotonic() - began < 5


def test_without_the_option_it_halts_and_stays():
    with lectern.Terminal(cmdline="init=/bin/true") as guest:
        guest.expect(r"(?i)panic")
        time.sleep(2)
        assert guest.child.isalive()
        assert guest.qmp("query-status")["return"]["running"]
