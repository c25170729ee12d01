# SPDX-License-Identifier: GPL-2.0
"""The other way to fork: fork=eager copies at once, and programs see no difference."""
import lectern

EAGER = ["--append", "fork=eager"]


def test_what_programs_see_is_the_same():
    done = lectern.run("/sbin/run-tests", "cow", "cow-cases", "fork", "forkcost",
                       options=EAGER)
    assert done.returncode == 0, done.stdout.decode()


def test_nothing_is_shared():
    done = lectern.run("cow-demo", options=EAGER)
    assert done.returncode == 0
    assert b"Verdict: each side saw its own: fork had copied it all." in done.stdout
    assert b"counted: 10 pages copied" not in done.stdout
    assert b"write-protected" not in done.stdout
