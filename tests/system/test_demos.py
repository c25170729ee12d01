# SPDX-License-Identifier: GPL-2.0
"""The demonstrations, on both sides of their switches: what they say must differ."""
import re

import pytest

import lectern


def demo(name, *options):
    """What the demo says, line by line; it knows itself whether that is right."""
    done = lectern.run(name, options=[*options, "--log"])
    said = done.stdout.decode()
    assert done.returncode == 0, said
    return said.splitlines(), done.stderr.decode()


def verdict(lines):
    assert lines[-1].startswith("Verdict: ")
    return lines[-1]


def ran(lines):
    """How many times code was executed."""
    return sum("the code runs" in line for line in lines)


def test_nx_forbids_data_to_be_executed():
    lines, log = demo("nx-demo")
    assert "NX works" in verdict(lines)
    assert ran(lines) == 1 # where mprotect allowed it
    assert "NX protection is on" in log


def test_nx_off_and_the_same_data_is_executed():
    lines, log = demo("nx-demo", "--append", "noexec=off")
    assert "noexec=off" in verdict(lines)
    assert ran(lines) == 4
    assert "NX is switched off by noexec=off" in log


def test_a_processor_without_nx_is_named_in_words():
    lines, log = demo("nx-demo", "--cpu", "qemu32")
    assert "this processor has no NX" in verdict(lines)
    assert ran(lines) == 4
    assert re.search("no NX: programs can run their data", log)
    cpuinfo = lectern.run("cat", "/proc/cpuinfo", options=["--cpu", "qemu32"])
    assert b"no NX" in cpuinfo.stdout


def test_a_forged_frame_is_refused():
    lines, log = demo("srop-demo")
    assert "the attack failed" in verdict(lines)
    assert not any("the attacker's" in line for line in lines)
    assert re.search(r"SROP: srop-demo \(pid \d+\)", log)


def test_a_forged_frame_works_without_cookies():
    lines, log = demo("srop-demo", "--append", "sigcookie=off")
    assert "the attack worked" in verdict(lines)
    assert any("nobody meant to run: the attacker's" in line for line in lines)
    assert "SROP" not in log


def test_handlers_return_by_the_vdso():
    lines, _ = demo("sigframe-demo")
    assert "in the vDSO" in verdict(lines)
    assert any("in [vdso], r-xp" in line for line in lines)


def test_handlers_return_by_code_on_the_stack():
    lines, log = demo("sigframe-demo", "--append", "sigtramp=stack noexec=off")
    assert "on the stack" in verdict(lines)
    assert any("in [stack], rw-p" in line for line in lines)
    assert "sigtramp=stack: no vDSO" in log
    assert "NX forbids" not in log


def test_code_on_the_stack_does_not_go_with_nx():
    lines, log = demo("sigframe-demo", "--append", "sigtramp=stack")
    assert "sigtramp=stack needs noexec=off" in verdict(lines)
    assert re.search("sigtramp=stack: NX forbids .*noexec=off", log)


def test_calls_restart_if_the_handler_says_so():
    lines, _ = demo("restart-demo")
    assert "EINTR without SA_RESTART" in verdict(lines)
    assert any("read returned -1: Interrupted system call" in line
               for line in lines)
    assert any("read returned 1;" in line for line in lines)


@pytest.mark.parametrize("option", ["sigcookie", "sigtramp", "noexec"])
def test_unknown_values_are_named(option):
    done = lectern.run("true", options=["--append", f"{option}=perhaps", "--log"])
    assert re.search(f'{option} does not know the value "perhaps"',
                     done.stderr.decode())


def test_each_hang_is_noticed_by_its_own_watchdog():
    lines, log = demo("watchdog-demo")
    assert "both were noticed, each by its own watchdog" in verdict(lines)
    assert "softdog: pretimeout: the reset comes in 3 seconds" in log
    assert "Soft lockup: watchdog-demo (pid" in log
    assert "NMI watchdog: interrupts have been off" not in log


def test_the_two_that_end_in_a_restart():
    for word, said in (("silent", "softdog: nobody has written"),
                       ("hard", "NMI watchdog: interrupts have been off")):
        done = lectern.run("watchdog-demo", word)
        assert done.returncode == 125
        assert said in done.stderr.decode()
