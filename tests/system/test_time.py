# SPDX-License-Identifier: GPL-2.0
"""Time where an instruction is a nanosecond, so that no busy host disturbs it."""
import lectern


def test_sleeps_end_within_a_millisecond():
    """Every call with a time-out, each time; /tests/latency says which."""
    done = lectern.run("env", "EXACT=1", "/tests/latency",
                       options=["--icount"])
    assert done.returncode == 0, done.stdout.decode()


def test_without_an_apic_sleeps_wait_for_a_tick():
    """Never early there either; the tick is the PIT's."""
    done = lectern.run("/tests/time", options=["--append", "noapic"])
    assert done.returncode == 0, done.stdout.decode()
