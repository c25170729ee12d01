# SPDX-License-Identifier: GPL-2.0
"""Memory runs out, in machines of all sizes; see user/tests/oom*.c for the claims."""
import re

import pytest

import lectern
import lectern_guest

# A shell that is spared eats all memory through a child, and answers.
ANSWER = """
echo -900 >/proc/self/oom_score_adj
(echo 0 >/proc/self/oom_score_adj; exec tail /dev/zero)
cat /proc/uptime
"""
POPULATIONS = 8  # of one run of /tests/oom-victim
TESTS = ["oom", "oom-victim"]


def oom_test(test, *words, options=(), variables=""):
    """The lines of a test, all or those whose claim has these words."""
    quoted = " ".join(f"'{word}'" for word in words)
    done = lectern.run("sh", "-c", f"{variables} /tests/{test} {quoted}",
                       options=["--timeout", "120", *options], seconds=150)
    assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()
    assert b"\nok 1 " in done.stdout
    return done


@pytest.mark.parametrize("size", ["16M", "64M", "512M"])
@pytest.mark.parametrize("test", TESTS)
def test_each_way_of_eating_memory(test, size):
    oom_test(test, options=["--mem", size])


@pytest.mark.parametrize("test", TESTS)
def test_the_old_formula(test):
    oom_test(test, options=["--append", "oom=2.4"])


def test_the_log_says_who_asked_what_there_was_and_who_was_killed():
    log = lectern.run("sh", "-c", ANSWER, options=["--mem", "32M", "--log"]).stderr
    for part in (rb"tail invoked oom-killer: gfp_mask=0x\w+, order=0, oom_score_adj=0",
                 rb"memory: \d+ of \d+ KiB free",
                 rb"\[  pid  \] .* oom_score_adj name",
                 rb"\[ +\d+\] .* -900 sh",
                 rb"Out of memory: Killed process \d+ \(tail\) total-vm:\d+kB, "
                 rb"anon-rss:\d+kB, file-rss:\d+kB, shmem-rss:\d+kB, UID:0 "
                 rb"pgtables:\d+kB oom_score_adj:0"):
        assert re.search(part, log), part


def test_the_shell_answers_soon_after_memory_ran_out():
    done = lectern.run("sh", "-c", ANSWER, options=["--mem", "64M", "--log"])
    assert done.returncode == 0
    began = re.search(rb"\[ *([\d.]+)\] tail invoked oom-killer", done.stderr)
    assert float(done.stdout.split()[-2]) - float(began.group(1)) < 2


def test_panic_on_oom():
    done = lectern.run(
        "sh", "-c", "echo 1 >/proc/sys/vm/panic_on_oom; tail /dev/zero",
        options=["--mem", "32M"])
    assert done.returncode == lectern_guest.BROKEN
    assert b"panic_on_oom is set" in done.stderr


def test_an_unknown_formula_is_named():
    done = lectern.run("true", options=["--append", "oom=2.6", "--log"])
    assert b'oom does not know the value "2.6"' in done.stderr


@pytest.mark.parametrize("formula, victim",
                         [("modern", b"small"), ("2.4", b"promised")])
def test_the_demonstration(formula, victim):
    """The same three processes: the two formulas choose differently."""
    done = lectern.run("oom-demo", options=["--append", f"oom={formula}"])
    assert done.returncode == 0
    assert victim + b" was killed" in done.stdout
    assert b"Verdict: the victim is the one that was named." in done.stdout


def test_the_demonstration_of_a_kernel_thread():
    done = lectern.run("kthread-demo")
    assert done.returncode == 0
    assert b"its parent is pid 2; VmSize: none" in done.stdout
    assert b"Verdict: the thread worked, and the system stayed responsive." in done.stdout


@pytest.mark.soak
@pytest.mark.parametrize("formula", ["modern", "2.4"])
def test_fifty_populations(formula):
    for seed in range(1, 50, POPULATIONS):
        oom_test("oom-victim", "victim is the one",
                 options=["--append", f"oom={formula}", "--mem", "32M"],
                 variables=f"OOM_SEED={seed}")


@pytest.mark.soak
def test_a_hundred_kills():
    oom_test("oom", "kills in a row", options=["--mem", "32M"],
             variables="OOM_KILLS=100")
