# SPDX-License-Identifier: GPL-2.0
"""SysRq: what a person asks of a kernel that need not be able to run programs."""
import pytest

import lectern

HANG = "while :; do :; done"


@pytest.fixture(name="guest", scope="module")
def fixture_guest():
    with lectern.Terminal() as terminal:
        terminal.wait_for_shell()
        yield terminal


def press(guest, key):
    """A break on the line, then the key."""
    said = guest.qmp("chardev-send-break", id="terminal")
    assert "error" not in said
    guest.child.send(key)


def test_tasks_are_listed_while_a_program_is_busy(guest):
    guest.start(HANG)
    press(guest, "t")
    guest.expect(r"kthreadd +kthreadd\+0x")
    guest.expect(r"R sh +-")
    guest.child.send("\x03")
    guest.expect(lectern.PROMPT)


def test_an_unknown_key_lists_the_keys(guest):
    press(guest, "?")
    guest.expect("this list")
    guest.expect("reboot at once")


def test_a_key_without_a_break_is_typed(guest):
    assert guest.command("echo t") == "t"


def test_blocked_tasks(guest):
    press(guest, "w")
    guest.expect("tasks that no signal wakes")


def test_memory_and_who_has_it(guest):
    press(guest, "m")
    guest.expect(r"memory: \d+ of \d+ KiB free")
    guest.expect("oom_score_adj")


def test_a_process_is_ended(guest):
    guest.command("sleep 1000 & echo 1000 >/proc/$!/oom_score_adj")
    guest.command("until grep -q sleep /proc/$!/comm; do :; done")
    press(guest, "f")
    guest.expect(r"Killed process \d+ \(sleep\)")
    guest.type("wait")
    guest.expect(lectern.PROMPT)


def test_from_a_file(guest):
    assert "this list" in guest.command("echo h >/proc/sysrq-trigger")
    assert "denied" in guest.command(
        "su nobody -s /bin/sh -c 'echo h >/proc/sysrq-trigger'")


def test_reboot_while_a_task_is_stuck_in_the_kernel(guest):
    guest.start("modprobe softlockup-mod")
    press(guest, "b")
    guest.rest()


def test_crash():
    with lectern.Terminal(cmdline="panic=1") as guest:
        guest.wait_for_shell()
        press(guest, "c")
        guest.expect("Kernel panic: Asked to crash by SysRq")
        guest.expect("Call trace")
        guest.rest()
