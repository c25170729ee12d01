# SPDX-License-Identifier: GPL-2.0
"""What takes long: `make soak`."""
import os
import re
import subprocess

import pytest

import lectern

pytestmark = pytest.mark.soak

MANY = 10000
# Pages that a longer run may leave in use: the per-size lists of free objects.
SLACK_KIB = 256

FORKS = f"""
free() {{ grep MemFree /proc/meminfo; }}
again() {{ n=0; while [ $n -lt $1 ]; do /bin/true; n=$((n + 1)); done; }}
again 100; free; again {MANY}; free
"""


def run_tests(*options, env=None):
    return subprocess.run(
        ["scripts/guest", "--timeout", "1200", *options, "--", "/sbin/run-tests"],
        cwd=lectern.TOP, capture_output=True, text=True, check=False,
        env={**os.environ, **(env or {})})


def failures(done):
    return [line for line in done.stdout.splitlines() if line.startswith("not ok")]


def test_user_tests_pass_on_linux():
    """A test that real Linux fails is a wrong test."""
    done = run_tests("--linux")
    assert not failures(done)
    assert done.returncode == 0, done.stderr[-2000:]


def test_user_tests_pass_on_the_debug_kernel():
    """With poisoning, red zones and lock checks."""
    made = subprocess.run(["make", "DEBUG=1"], cwd=lectern.TOP, text=True,
                          capture_output=True, check=False)
    assert made.returncode == 0, made.stderr
    done = run_tests(env={"DEBUG": "1"})
    assert not failures(done)
    assert done.returncode == 0, done.stderr[-2000:]


def test_ten_thousand_forks_leave_memory_as_it_was():
    done = lectern.run("sh", "-c", FORKS, options=["--timeout", "900"],
                       seconds=1000)
    assert done.returncode == 0, done.stderr
    before, after = (int(kib) for kib in re.findall(rb"(\d+) kB", done.stdout))
    assert before - after <= SLACK_KIB


def test_instruction_counting_repeats_exactly():
    said = {lectern.run("cat", "/proc/uptime", "/proc/stat",
                        options=["--icount"]).stdout for _ in range(3)}
    assert len(said) == 1


def test_user_tests_pass_in_little_memory():
    done = run_tests("--mem", "32M")
    assert not failures(done)
    assert done.returncode == 0, done.stderr[-2000:]


def test_ten_thousand_module_cycles_on_the_debug_kernel():
    """While others open, depend and look; freed memory is poisoned."""
    made = subprocess.run(["make", "DEBUG=1", "kernel"], cwd=lectern.TOP, text=True,
                          capture_output=True, check=False)
    assert made.returncode == 0, made.stderr
    done = lectern.run("module-churn", str(MANY), seconds=1800, options=[
        "--timeout", "1700", "--kernel", "build/debug/lectern.stripped"])
    assert done.returncode == 0, done.stdout + done.stderr


def test_damage_to_the_bundled_modules():
    """200,000 damages of each, by chance, through the code that reads them."""
    modules = sorted(lectern.TOP.glob("build/modules.root/**/*.ko"))
    assert modules
    done = subprocess.run(
        ["make", "run-unit", "UNIT_NAMES=module_damage"], cwd=lectern.TOP, text=True,
        capture_output=True, check=False,
        env={**os.environ, "MODULES": " ".join(map(str, modules))})
    assert done.returncode == 0, done.stdout[-2000:]
    assert "ok 1 - test_damage_by_chance" in done.stdout


def test_ten_minutes_of_everything_in_64_mib():
    """Forks, threads, mappings and signals mixed: nothing stuck, nothing lost.

    SOAK_SECONDS=60 make soak T=everything is for trying."""
    seconds = os.environ.get("SOAK_SECONDS", "600")
    limit = int(seconds) + 120
    done = lectern.run("soak", seconds, seconds=limit + 60,
                       options=["--mem", "64M", "--timeout", str(limit)])
    assert done.returncode == 0, done.stdout + done.stderr
