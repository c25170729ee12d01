# SPDX-License-Identifier: GPL-2.0
"""From GRUB to the prompt, and what is said when something is missing."""
import re

import pytest

import lectern


def test_iso_boots_to_a_shell_that_answers():
    with lectern.Terminal(iso="lectern.iso") as guest:
        guest.wait_for_shell()
        assert guest.command("echo $((6 * 7))") == "42"
        assert guest.command("cat /proc/self/comm || true")


def test_poweroff_ends_qemu():
    with lectern.Terminal() as guest:
        guest.wait_for_shell()
        guest.type("poweroff")
        guest.rest()
        guest.child.wait()
        assert guest.child.exitstatus == 0


@pytest.mark.parametrize("mem", ["16M", "32M", "64M", "128M", "512M", "1G",
                                 "2G", "4G"])
def test_memory_sizes(mem):
    """Every size boots; what lies above 896 MiB is left alone."""
    done = lectern.run("grep", "MemTotal", "/proc/meminfo",
                       options=["--mem", mem, "--log"])
    assert done.returncode == 0, done.stderr
    total = int(done.stdout.split()[1])
    size = int(mem[:-1]) * (1024 if mem.endswith("M") else 1024 * 1024)
    assert 0.7 * min(size, 896 * 1024) < total <= min(size, 896 * 1024)
    said = b"896" in done.stderr
    assert said == (size > 896 * 1024)


def test_iso_in_16_megabytes():
    with lectern.Terminal("--mem", "16M", iso="lectern.iso") as guest:
        guest.wait_for_shell()
        assert guest.command("echo up") == "up"


def test_missing_nx_is_told():
    done = lectern.run("true", options=["--cpu", "qemu32", "--log"])
    assert done.returncode == 0
    assert re.search(rb"(?i)\bNX\b", done.stderr)


@pytest.mark.parametrize("cpu", ["486", "pentium"])
def test_cpu_without_pae_is_told(cpu):
    """It cannot run, and says why, on the serial line, through both ways in."""
    for iso in (None, "lectern.iso"):
        with lectern.Terminal("--cpu", cpu, iso=iso) as guest:
            guest.expect(r"PAE", 20)


def test_no_root_archive_is_told():
    with lectern.Terminal(initrd=False) as guest:
        guest.expect(r"(?i)(module|initrd|root file system|cpio)")


def test_unknown_option_is_told():
    done = lectern.run("true", options=["--append", "colour=purple", "--log"])
    assert done.returncode == 0
    assert re.search(rb"colour", done.stderr)


def test_unknown_init_is_told():
    with lectern.Terminal(cmdline="init=/no/such/init") as guest:
        guest.expect(r"/no/such/init")


def test_boot_is_quick():
    """Under a second from QEMU's start to the first command's end."""
    done = lectern.run("cat", "/proc/uptime")
    assert float(done.stdout.split()[0]) < 1.0
