# SPDX-License-Identifier: GPL-2.0
"""Guests for the system tests.

    run(command...)     one command in a fresh guest, through scripts/guest
    Terminal(...)       a person at the console: type, expect, and QMP beside it
"""
import argparse
import json
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time

import pexpect

import lectern_guest

TOP = lectern_guest.TOP
PROMPT = r"lectern:[^\r\n]*[#$] "
BOOT_SECONDS = 30
REPLY_SECONDS = 15
START_SECONDS = 0.5
VGA_TEXT = 0xB8000
CRTC_INDEX, CRTC_ORIGIN = 0x3D4, 0x0C
SCREEN_COLUMNS, SCREEN_LINES = 80, 25


def run(*command, options=(), seconds=120):
    """subprocess.CompletedProcess of `scripts/guest OPTIONS -- COMMAND`."""
    return subprocess.run(["scripts/guest", *options, "--", *command], cwd=TOP,
                          capture_output=True, timeout=seconds, check=False)


def plain(text):
    """Terminal output with plain line ends (QEMU's terminal doubles the CR)."""
    return re.sub(r"\r+\n", "\n", text).strip()


def machine_options(*words):
    parser = argparse.ArgumentParser()
    lectern_guest.add_machine_options(parser)
    return parser.parse_args(words)


class Terminal:
    """A guest whose serial console is at our fingers; use it with `with`."""

    def __init__(self, *words, iso=None, cmdline="", initrd=True, quit_on=True):
        self.options = machine_options(*words)
        self.folder = tempfile.mkdtemp(prefix="lectern-")
        args = lectern_guest.machine_args(self.options)
        args += self.boot_args(iso, cmdline, initrd)
        args += ["-display", "none", "-monitor", "none"]
        args += ["-no-reboot"] if quit_on else []
        args += ["-chardev", "stdio,id=terminal,signal=off",
                 "-serial", "chardev:terminal",
                 "-qmp", f"unix:{self.folder}/qmp,server=on,wait=off"]
        self.child = pexpect.spawn(args[0], args[1:], timeout=REPLY_SECONDS,
                                   encoding="utf-8", codec_errors="replace",
                                   preexec_fn=lectern_guest.die_with_parent)
        self.child.delaybeforesend = None
        self.qmp_file = None

    def boot_args(self, iso, cmdline, initrd):
        out = lectern_guest.out_dir()
        if iso:
            return ["-cdrom", str(out / iso), "-boot", "d"]
        kernel = self.options.kernel or str(out / "lectern.stripped")
        args = ["-kernel", kernel, "-append", f"console=ttyS0 {cmdline}"]
        if initrd:
            path = f"{self.folder}/root.cpio"
            lectern_guest.write_initrd(path, kernel, self.options.overlay)
            args += ["-initrd", path]
        return args

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.child.close(force=True)
        shutil.rmtree(self.folder)

    def expect(self, pattern, seconds=REPLY_SECONDS):
        self.child.expect(pattern, timeout=seconds)
        return self.child.match

    def wait_for_shell(self):
        self.expect(PROMPT, BOOT_SECONDS)

    def type(self, line):
        self.child.send(line + "\r")

    def command(self, line, seconds=REPLY_SECONDS):
        """What a command at the prompt prints."""
        self.type(line)
        self.child.expect_exact(line, timeout=seconds)
        self.expect(PROMPT, seconds)
        return plain(self.child.before)

    def start(self, line):
        """Type a command that stays, and wait until it, not the shell, has the
        terminal: the shell edits lines itself, where ^C is a character to it."""
        self.type(line)
        self.child.expect_exact(line)
        time.sleep(START_SECONDS)

    def rest(self, seconds=REPLY_SECONDS):
        """All that comes until QEMU ends."""
        self.expect(pexpect.EOF, seconds)
        return self.child.before

    def qmp(self, command, **arguments):
        """One QMP command; its answer."""
        if not self.qmp_file:
            line = socket.socket(socket.AF_UNIX)
            eventually(lambda: line.connect_ex(f"{self.folder}/qmp") == 0)
            self.qmp_file = line.makefile("rw")
            self.qmp_file.readline()
            self.qmp("qmp_capabilities")
        request = {"execute": command, "arguments": arguments}
        self.qmp_file.write(json.dumps(request) + "\n")
        self.qmp_file.flush()
        while True:
            answer = json.loads(self.qmp_file.readline())
            if "event" not in answer:
                return answer

    def monitor(self, line):
        """What QEMU's own monitor answers."""
        return self.qmp("human-monitor-command", **{"command-line": line})["return"]

    def crtc(self, register):
        """A register of the VGA's CRT controller."""
        self.monitor(f"o /b {CRTC_INDEX:#x} {register:#x}")
        return int(self.monitor(f"i /b {CRTC_INDEX + 1:#x}").split("=")[1], 16)

    def screen(self):
        """The lines of the VGA text screen, from where the CRTC starts it."""
        origin = self.crtc(CRTC_ORIGIN) << 8 | self.crtc(CRTC_ORIGIN + 1)
        said = self.monitor(f"xp /{SCREEN_COLUMNS * SCREEN_LINES}hx "
                            f"{VGA_TEXT + 2 * origin:#x}")
        cells = [int(cell, 16) for line in said.splitlines()
                 for cell in line.split(":")[1].split()]
        text = "".join(chr(cell & 0xFF) for cell in cells)
        return [text[at:at + SCREEN_COLUMNS].rstrip("\0 ")
                for at in range(0, len(text), SCREEN_COLUMNS)]

    def screen_shows(self, text, seconds=BOOT_SECONDS):
        return eventually(lambda: text in "\n".join(self.screen()), seconds)

    def press(self, *keys):
        """Keys as QEMU names them: "a", "ret", "ctrl-c"."""
        for key in keys:
            self.monitor(f"sendkey {key}")


def debugger(*variables):
    """`make gdb` under pexpect, at GDB's first prompt."""
    child = pexpect.spawn("make", ["gdb", *variables], cwd=str(TOP), timeout=60,
                          encoding="utf-8", codec_errors="replace",
                          dimensions=(50, 200), env={**os.environ, "TERM": "dumb"})
    child.expect_exact("(gdb) ")
    return child


def ask(child, command):
    """What a GDB command prints."""
    child.sendline(command)
    child.expect_exact(command)
    child.expect_exact("(gdb) ")
    return plain(child.before)


def eventually(claim, seconds=REPLY_SECONDS):
    """Wait until claim() is true; False when it never was."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if claim():
            return True
        time.sleep(0.05)
    return False
