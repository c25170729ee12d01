# SPDX-License-Identifier: GPL-2.0
"""The NMI watchdog: a kernel that spins with interrupts off is reported.

The hang is made by GDB, so that the kernel needs no way to hang itself: where it
is halted, the next instruction becomes a jump to itself, with interrupts off.
"""
import re
import time

import lectern
import lectern_guest

JUMP_TO_ITSELF = "0xfeeb"  # eb fe, as a little-endian short
INTERRUPT_FLAG = "0x200"
LOCKUP_SECONDS = 20  # until we give up waiting for the report


def console_log():
    return (lectern_guest.out_dir() / "console.log").read_text(errors="replace")


def hang(child):
    lectern.ask(child, f"set var *(short *)$pc = {JUMP_TO_ITSELF}")
    lectern.ask(child, f"set var $eflags = $eflags & ~{INTERRUPT_FLAG}")
    child.sendline("continue")


def test_a_hang_is_reported_with_its_place():
    child = lectern.debugger("BREAK=sys_vfork")
    lectern.ask(child, "delete")
    hang(child)
    assert lectern.eventually(lambda: "NMI watchdog: interrupts have been off"
                              in console_log(), LOCKUP_SECONDS)
    assert lectern.eventually(lambda: re.search(r"sys_vfork\+0", console_log()))
    child.sendintr()
    child.close(force=True)


def test_work_in_user_space_is_no_hang():
    """Eight seconds of computing, longer than the watchdog waits."""
    done = lectern.run("sh", "-c", "timeout 8 sh -c 'while :; do :; done'",
                       options=["--log"])
    assert done.returncode not in (124, 125)
    assert b"interrupts have been off" not in done.stderr


def test_it_can_be_switched_off():
    done = lectern.run("true", options=["--append", "nmi_watchdog=0", "--log"])
    assert done.returncode == 0
    assert b"NMI watchdog: on" not in done.stderr


def test_without_an_apic_it_says_that_it_is_off():
    done = lectern.run("true", options=["--cpu", "qemu32,+nx,-apic", "--log"])
    assert done.returncode == 0
    assert b"NMI watchdog: off" in done.stderr


def test_an_idle_machine_is_no_hang():
    with lectern.Terminal() as guest:
        guest.wait_for_shell()
        time.sleep(8)
        assert guest.command("echo still here") == "still here"
