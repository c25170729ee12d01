# SPDX-License-Identifier: GPL-2.0
"""A person at the serial console."""
import time

import pytest

import lectern


@pytest.fixture(name="shell")
def fixture_shell():
    with lectern.Terminal() as guest:
        guest.wait_for_shell()
        yield guest


def test_control_c_ends_a_command(shell):
    shell.start("sleep 1000")
    shell.child.send("\x03")
    shell.expect(lectern.PROMPT)
    assert shell.command("echo $?") == "130"


def test_control_c_ends_a_busy_command(shell):
    shell.start("while :; do :; done")
    shell.child.send("\x03")
    shell.expect(lectern.PROMPT)


def test_control_d_ends_input(shell):
    shell.start("cat; echo status $?")
    shell.type("one line")
    shell.expect(r"one line\r+\none line")
    shell.child.send("\x04")
    shell.expect("status 0")


def test_erase_edits_the_line(shell):
    """In canonical mode, where the kernel edits, not the shell."""
    shell.start("cat")
    shell.type("abx\x7fc")
    shell.expect(r"\nabc\r")
    shell.child.send("\x04")
    shell.expect(lectern.PROMPT)


def test_the_shell_comes_back(shell):
    shell.type("exit")
    shell.expect(lectern.PROMPT)


def test_make_run_is_left_by_control_a_x():
    """The same keys as a person has: the monitor's, and ^C is the guest's."""
    child = lectern.pexpect.spawn("make", ["run"], cwd=str(lectern.TOP),
                                  timeout=60, encoding="utf-8",
                                  codec_errors="replace")
    child.expect("Ctrl-A, then X")
    child.expect(lectern.PROMPT)
    child.send("sleep 1000\r")
    time.sleep(lectern.START_SECONDS)
    child.send("\x03")
    child.expect(lectern.PROMPT)
    child.send("\x01x")
    child.expect(lectern.pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
