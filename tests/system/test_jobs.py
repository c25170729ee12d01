# SPDX-License-Identifier: GPL-2.0
"""Job control at a terminal, by busybox's ash: ^Z, jobs, fg, bg and their signals."""
import re

import pytest

import lectern

CONTROL_C, CONTROL_D, CONTROL_Z = "\x03", "\x04", "\x1a"


@pytest.fixture(name="shell", scope="module")
def fixture_shell():
    with lectern.Terminal() as terminal:
        terminal.wait_for_shell()
        yield terminal


def press(shell, key):
    """A key, and what is printed until the prompt is back."""
    shell.child.send(key)
    shell.expect(lectern.PROMPT)
    return lectern.plain(shell.child.before)


def stop(shell, line):
    shell.start(line)
    return press(shell, CONTROL_Z)


def test_control_z_stops_a_command(shell):
    assert re.search(r"\[1\]\+ +Stopped +sleep 1000", stop(shell, "sleep 1000"))
    assert re.search(r"\[1\]\+ +Stopped +sleep 1000", shell.command("jobs"))
    state = shell.command("grep State /proc/$(jobs -p %1)/status")
    assert "T (stopped)" in state


def test_bg_lets_it_run(shell):
    assert "sleep 1000" in shell.command("bg %1")
    assert "Running" in shell.command("jobs")
    assert "S (sleeping)" in shell.command("grep State /proc/$(jobs -p %1)/status")


def test_fg_brings_it_back(shell):
    shell.start("fg %1")
    press(shell, CONTROL_C)
    assert shell.command("jobs") == ""


def test_a_demo_that_stops_itself_is_not_taken_for_stopped(shell):
    assert "\nVerdict: EINTR" in shell.command("restart-demo")


def test_a_pipeline_is_one_job(shell):
    assert "Stopped" in stop(shell, "sleep 1000 | cat | cat")
    shell.start("fg")
    press(shell, CONTROL_C)
    assert shell.command("jobs; ps | grep -c '[s]leep 1000'") == "0"


def test_reading_in_the_background_stops(shell):
    shell.command("cat >/tmp/typed &")
    shell.command("sleep 1")
    assert re.search(r"Stopped \(tty input\) +cat", shell.command("jobs"))
    shell.start("fg")
    shell.child.send("some words\r")
    press(shell, CONTROL_D)
    assert shell.command("cat /tmp/typed") == "some words"


def test_writing_in_the_background_stops_with_tostop(shell):
    shell.command("stty tostop")
    shell.command("(sleep 1; echo written) &")
    shell.command("sleep 2")
    said = shell.command("jobs")
    shell.command("stty -tostop")
    assert "Stopped (tty output)" in said
    assert "written" in shell.command("fg")


def test_a_stopped_job_ends_when_it_continues(shell):
    stop(shell, "sleep 1000")
    shell.command("kill %1")
    shell.command("kill -CONT %1; sleep 1")
    assert "sleep" not in shell.command("jobs")


def test_killed_while_stopped(shell):
    stop(shell, "sleep 1000")
    shell.command("kill -KILL %1; sleep 1")
    assert "sleep" not in shell.command("jobs")


def test_a_handler_of_the_shells_own(shell):
    assert shell.command("trap 'echo trapped' USR1; kill -USR1 $$") == "trapped"
    shell.command("trap - USR1")


def test_a_nested_shell_has_the_terminal_and_gives_it_back(shell):
    shell.type("PS1=nested: sh")
    shell.expect("nested:")
    shell.start("sleep 1000")
    shell.child.send(CONTROL_Z)
    shell.expect(r"Stopped +sleep 1000\s+nested:")
    for line in ("kill -KILL %1", "jobs"):
        shell.type(line)
        shell.expect("nested:")
    shell.type("exit 7")
    shell.expect(lectern.PROMPT)
    assert shell.command("echo $?") == "7"
