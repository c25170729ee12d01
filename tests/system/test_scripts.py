# SPDX-License-Identifier: GPL-2.0
"""The front door's own tools, without a guest."""
import os
import pathlib
import shutil
import subprocess
import time

import pytest

import lectern
import lectern_guest
from cpio import Archive


def call(*command, **how):
    return subprocess.run(command, cwd=lectern.TOP, capture_output=True,
                          text=True, check=False, **how)


def test_help_lists_targets_and_variables():
    said = call("make", "help").stdout
    for word in ("run-gui", "gdb", "test", "size", "CMDLINE", "OVERLAY", "DISK"):
        assert word in said


def test_setup_is_silent_and_quick_when_all_is_there():
    began = time.monotonic()
    done = call("scripts/setup", "build", "iso", "run", "gdb", "test")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert time.monotonic() - began < 1


def test_setup_names_what_is_missing_and_why(tmp_path):
    """A machine where only bash and coreutils are on PATH."""
    for tool in ("bash", "mktemp", "cat", "id", "uname", "rm"):
        os.symlink(shutil.which(tool), tmp_path / tool)
    done = call("scripts/setup", "--dry-run", "build",
                env={"PATH": str(tmp_path)})
    assert done.returncode == 1
    for word in ("nasm", "gcc-i686-linux-gnu", "compiles the kernel"):
        assert word in done.stdout


def test_archives_are_reproducible(tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        folder.mkdir()
        names = ["b", "a"] if folder is first else ["a", "b"]
        for name in names:
            (folder / name).write_text(name)
        os.utime(folder / "a", (len(names), 12345))
    packed = []
    for folder in (first, second):
        archive = Archive()
        archive.add_tree(folder)
        packed.append(archive.pack())
    assert packed[0] == packed[1]


def test_archives_are_what_cpio_reads(tmp_path):
    if not shutil.which("cpio"):
        pytest.skip("cpio is not installed")
    archive = Archive()
    archive.add("etc/motd", 0o100644, b"hello\n")
    archive.add("bin/sh", 0o120777, b"/bin/busybox")
    done = subprocess.run(["cpio", "-idm", "--quiet"], input=archive.pack(),
                          cwd=tmp_path, check=True)
    assert done.returncode == 0
    assert (tmp_path / "etc/motd").read_bytes() == b"hello\n"
    assert os.readlink(tmp_path / "bin/sh") == "/bin/busybox"


def test_kallsyms_drops_what_hides_functions():
    lines = ("00100018 T _start\nc0101000 T _text\nc0101000 T first\n"
             "c0101010 t first.loop\nc0101020 t part.isra.0\n")
    said = subprocess.run(["scripts/kallsyms"], input=lines, text=True,
                          cwd=lectern.TOP, capture_output=True, check=True)
    names = [line.split("'")[1] for line in said.stdout.splitlines()
             if "\tdb '" in line]
    assert names == ["first", "part.isra.0"]


def test_kernel_is_small():
    stripped = lectern_guest.out_dir() / "lectern.stripped"
    if lectern_guest.out_dir() == lectern_guest.build_dir():
        assert stripped.stat().st_size < 512 * 1024


def test_nothing_is_built_twice():
    """A second make has nothing to do."""
    call("make")
    assert call("make").stdout.strip() == ""


def test_a_header_rebuilds_what_includes_it():
    header = lectern.TOP / "include/lectern/panic.h"
    os.utime(header)
    said = call("make", "kernel").stdout
    assert "kernel/panic.c" in said
    assert "lib/string.c" not in said


@pytest.mark.soak
def test_two_clean_builds_are_the_same(tmp_path):
    kernels = []
    for name in ("one", "two"):
        done = call("make", "kernel", f"BUILD={tmp_path / name}")
        assert done.returncode == 0, done.stderr
        path = pathlib.Path(tmp_path, name, "lectern.stripped")
        kernels.append(path.read_bytes())
    assert kernels[0] == kernels[1]
