# SPDX-License-Identifier: GPL-2.0
"""/dev/watchdog and its drivers, as the machine outside sees them: QMP's events.

A reset ends QEMU here (-no-reboot), after which all events can be read.
"""
import json
import os
import time

import pytest

import lectern

# The driver, and what QEMU needs for it.
DRIVERS = {
    "softdog": [],
    "ib700wdt": ["--qemu", "-device ib700 -action watchdog=reset"],
    "i6300esb": ["--qemu", "-device i6300esb -action watchdog=reset"],
}
TIMEOUT = 4  # even, as the IB700 counts in steps of two
SLACK = 3    # seconds that a busy host may add
drivers = pytest.mark.parametrize("driver", DRIVERS)


def start(guest, driver, args="", daemon=f"watchdogd -t {TIMEOUT}"):
    guest.wait_for_shell()
    guest.qmp("query-status")  # from here on QEMU keeps the events for us
    guest.command(f"modprobe {driver} {args}")
    if daemon:
        guest.command(daemon)


def events(guest):
    """What happened, once QEMU has ended."""
    said = (json.loads(line) for line in guest.qmp_file.read().splitlines())
    return [(event["event"], event.get("data", {})) for event in said]


def assert_reset(guest, driver, since):
    """QEMU ends by a reset within the timeout, and the device's if it is one."""
    said = guest.rest(TIMEOUT + SLACK)
    took = time.monotonic() - since
    happened = events(guest)
    assert ("SHUTDOWN", {"guest": True, "reason": "guest-reset"}) in happened
    assert (("WATCHDOG", {"action": "reset"}) in happened) == (driver != "softdog")
    assert took < TIMEOUT + SLACK
    return said, took


# --- it bites ---


@drivers
def test_a_killed_daemon_is_a_reset_in_time(driver):
    with lectern.Terminal(*DRIVERS[driver]) as guest:
        start(guest, driver)
        killed = time.monotonic()
        guest.command("killall -KILL watchdogd")
        said, took = assert_reset(guest, driver, killed)
        # The last write is at most an interval old when the daemon dies.
        assert took > 1
    assert ("softdog: nobody has written" in said) == (driver == "softdog")


@drivers
def test_closed_without_a_v_it_runs_on(driver):
    with lectern.Terminal(*DRIVERS[driver]) as guest:
        start(guest, driver, f"timeout={TIMEOUT}", daemon=None)
        closed = time.monotonic()
        assert f"not stopped; the reset comes in {TIMEOUT} seconds" in \
            guest.command("echo V >/dev/watchdog; echo 1 >/dev/watchdog")
        assert "Resource temporarily" in guest.command(f"rmmod {driver}")
        _, took = assert_reset(guest, driver, closed)
        assert took > TIMEOUT - 1


def test_nowayout_is_no_way_out():
    with lectern.Terminal() as guest:
        start(guest, "softdog", "nowayout=1", daemon=None)
        assert "Resource temporarily" in guest.command("rmmod softdog")
        guest.command(f"watchdogd -t {TIMEOUT}")
        assert "not stopped" in guest.command("killall -TERM watchdogd; sleep 0.5")
        assert_reset(guest, "softdog", time.monotonic())


def test_a_failing_check_is_a_reset_and_says_why():
    with lectern.Terminal() as guest:
        start(guest, "softdog", daemon=f"watchdogd -t {TIMEOUT} -c 'test ! -e /bad'")
        guest.command("sleep 2; touch /bad")
        said = guest.rest(2 * TIMEOUT + SLACK)
        assert "watchdogd: the test command is not well" in said
        assert "nobody has written" in said


def test_a_file_that_does_not_change_is_a_reset():
    with lectern.Terminal() as guest:
        start(guest, "softdog", daemon=f"watchdogd -t {TIMEOUT} -f /changes -w 2")
        alive = guest.command("for i in 1 2 3 4 5; do date >/changes; sleep 1; done; "
                              "echo alive")
        assert alive.endswith("alive") and "not well" not in alive
        said = guest.rest(2 * TIMEOUT + SLACK)
        assert "the file that should change is not well" in said


def test_the_pretimeout_warns_before():
    with lectern.Terminal() as guest:
        start(guest, "softdog", daemon=f"watchdogd -t {TIMEOUT} -p 2")
        guest.command("killall -KILL watchdogd")
        said = guest.rest(TIMEOUT + SLACK)
        assert "pretimeout: the reset comes in 2 seconds" in said


def test_after_the_reset_the_device_tells_that_it_was_its():
    with lectern.Terminal(*DRIVERS["i6300esb"], quit_on=False) as guest:
        start(guest, "i6300esb", "timeout=2", daemon=None)
        guest.type("echo 1 >/dev/watchdog")
        guest.expect("Lectern: ", lectern.BOOT_SECONDS)
        guest.wait_for_shell()
        guest.command("modprobe i6300esb; watchdogd -t 10")
        assert "the last reset was the watchdog's" in guest.command("dmesg | tail -3")


# --- it does not bite ---


@pytest.mark.parametrize("daemon", [f"watchdogd -t {TIMEOUT}",
                                    f"watchdog -t 1 -T {TIMEOUT} /dev/watchdog"])
@drivers
def test_sigterm_stops_it(driver, daemon):
    """Ours, and busybox's."""
    name = daemon.split()[0]
    done = lectern.run(
        "sh", "-c", f"modprobe {driver} && {daemon} && sleep 1 && "
        f"killall -TERM {name} && sleep {TIMEOUT + 1} && rmmod {driver}",
        options=DRIVERS[driver])
    assert done.returncode == 0, done.stderr


def under_load(driver, seconds):
    done = lectern.run(
        "sh", "-c", f"modprobe {driver} && watchdogd -t {TIMEOUT} -i 1 && "
        f"soak {seconds}", seconds=seconds + 120,
        options=[*DRIVERS[driver], "--mem", "64M", "--timeout", str(seconds + 100)])
    assert done.returncode == 0, done.stdout + done.stderr


@drivers
def test_under_load_the_daemon_keeps_it_from_biting(driver):
    under_load(driver, 8)


@pytest.mark.soak
@drivers
def test_ten_minutes_under_load(driver):
    under_load(driver, int(os.environ.get("SOAK_SECONDS", "600")))


def test_usage_and_what_is_wrong_with_it():
    done = lectern.run("sh", "-c", "exec 2>&1; watchdogd --help; watchdogd -t x; "
                       "watchdogd -t 5 -i 5; watchdogd")
    said = done.stdout.decode()
    assert said.startswith("usage: watchdogd")
    assert "x is no number above 0" in said
    assert "the interval must be less" in said
    assert said.endswith("/dev/watchdog: No such file or directory\n"
                         "No driver is loaded: modprobe softdog\n")
    assert done.returncode == 1
