# SPDX-License-Identifier: GPL-2.0
"""A guest: QEMU with Lectern in it.

What scripts/guest, scripts/run, scripts/debug and the system tests share: which files
to boot, QEMU's arguments for them, and running one command in a fresh guest.

One command, three serial lines (the guest's side is user/tools/guest-init.c):
    ttyS0   the console: kernel messages, kept in a file
    ttyS1   what the command reads and writes, raw
    ttyS2   "exit N", once it has ended
"""
import ctypes
import os
import pathlib
import selectors
import shlex
import signal
import socket
import subprocess
import sys
import tempfile
import time

from cpio import Archive

HERE = pathlib.Path(__file__).resolve().parent
TOP = HERE.parent

TIMED_OUT = 124
BROKEN = 125

# The port whose value ends QEMU at once; the kernel's panic writes to it.
DEBUG_EXIT = ["-device", "isa-debug-exit,iobase=0xf4,iosize=0x04"]
# Time is the instructions executed, and the calendar starts at the same moment.
ICOUNT = ["-icount", "shift=0,sleep=off,align=off",
          "-rtc", "base=2024-01-01T00:00:00,clock=vm"]
PR_SET_PDEATHSIG = 1


def build_dir():
    """Where what we share with every kind of kernel was built."""
    return TOP / os.environ.get("BUILD", "build")


def out_dir():
    """Where the kernel was built: DEBUG=1 has a folder of its own."""
    debug = os.environ.get("DEBUG") == "1"
    return build_dir() / "debug" if debug else build_dir()


def add_machine_options(parser):
    """The options that all ways of starting a guest have."""
    env = os.environ.get
    parser.add_argument("--mem", metavar="M", default=env("MEM") or "128M",
                        help="memory (default %(default)s)")
    parser.add_argument("--cpu", metavar="C", default=env("CPU") or "qemu32,+nx",
                        help="processor, as QEMU names it (default %(default)s)")
    parser.add_argument("--accel", default=env("ACCEL") or "tcg",
                        help="tcg or kvm (default %(default)s)")
    parser.add_argument("--append", metavar="CMDLINE", action="append",
                        default=[], help="more options for the kernel")
    parser.add_argument("--overlay", metavar="DIR", action="append", default=[],
                        help="lay DIR's files over the root file system")
    parser.add_argument("--disk", metavar="IMG", action="append", default=[],
                        help="attach a disk image (raw)")
    parser.add_argument("--kernel", metavar="ELF",
                        help="a kernel other than the one that make built")
    parser.add_argument("--qemu", metavar="ARG", action="append", default=[],
                        help="more arguments for QEMU")


def join_values(argv):
    """argparse takes the value in "--qemu -s" for an option: glue the two."""
    glued, words = [], iter(argv)
    for word in words:
        if word in ("--qemu", "--append"):
            word += "=" + next(words, "")
        glued.append(word)
    return glued


def machine_args(options):
    """QEMU's command line up to what is booted and where its lines go."""
    args = ["qemu-system-i386", "-M", "pc", "-accel", options.accel,
            "-m", options.mem, "-cpu", options.cpu, "-nic", "none"]
    for disk in options.disk:
        args += ["-drive", f"file={disk},format=raw,if=ide,index="
                 f"{options.disk.index(disk)}"]
    for extra in options.qemu:
        args += shlex.split(extra)
    return args


def die_with_parent():
    """In the child: a guest nobody waits for must not stay."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def start_qemu(args, **how):
    """QEMU in a session of its own, so that ^C here does not reach it."""
    return subprocess.Popen(args, start_new_session=True,
                            preexec_fn=die_with_parent, **how)


def command_archive(command):
    """What tells guest-init the command: each word, ended by a NUL."""
    archive = Archive()
    words = b"".join(os.fsencode(word) + b"\0" for word in command)
    archive.add("etc/guest/command", 0o100644, words)
    return archive.pack()


def overlay_archive(folders):
    """The overlays, the last on top."""
    archive = Archive()
    for folder in folders:
        archive.add_tree(folder)
    return archive.pack() if folders else b""


def modules_cpio(kernel):
    """The modules lie beside the kernel that they were built for."""
    return pathlib.Path(kernel).parent / "modules.cpio"


def write_initrd(path, kernel, folders, command=None):
    """root.cpio and what is laid over it, one archive after the other."""
    data = (out_dir() / "root.cpio").read_bytes()
    if modules_cpio(kernel).exists():
        data += modules_cpio(kernel).read_bytes()
    data += overlay_archive(folders)
    if command:
        data += command_archive(command)
    pathlib.Path(path).write_bytes(data)


def direct_boot(options, folder, command, cmdline):
    """QEMU loads the kernel itself."""
    initrd = f"{folder}/root.cpio"
    kernel = options.kernel or str(out_dir() / "lectern.stripped")
    write_initrd(initrd, kernel, options.overlay, command)
    return ["-kernel", kernel, "-initrd", initrd, "-append", cmdline]


def iso_boot(options, folder, command, cmdline):
    """GRUB loads it, from an ISO made for this one command."""
    over = overlay_archive(options.overlay) + command_archive(command)
    pathlib.Path(f"{folder}/overlay.cpio").write_bytes(over)
    menu = (TOP / "iso/grub.cfg").read_text().replace("@CMDLINE@", cmdline)
    pathlib.Path(f"{folder}/grub.cfg").write_text(menu)
    kernel = options.kernel or out_dir() / "lectern.stripped"
    subprocess.run([HERE / "mkiso", f"{folder}/guest.iso", f"{folder}/grub.cfg",
                    kernel, out_dir() / "root.cpio", modules_cpio(kernel),
                    f"{folder}/overlay.cpio"],
                   check=True)
    return ["-cdrom", f"{folder}/guest.iso", "-boot", "d"]


def linux_boot(options, folder, command, cmdline):
    """Debian's kernel under the same programs: what our tests are held to."""
    linux = build_dir() / "linux/vmlinuz"
    if not linux.exists():
        subprocess.run([HERE / "userland", build_dir(), "linux"], check=True)
    options.kernel = str(linux)
    cmdline = f"rd{cmdline} panic=-1 mitigations=off audit=0 apparmor=0"
    return direct_boot(options, folder, command, cmdline)


class Outcome:
    """How a command in a guest ended."""

    def __init__(self, status, log, seconds):
        self.status = status
        self.log = log
        self.seconds = seconds
        self.output = b""


class Guest:
    """One fresh guest for one command; run() starts and ends it."""

    def __init__(self, options, command):
        self.options = options
        self.command = command
        self.folder = tempfile.TemporaryDirectory(prefix="lectern-")
        self.process = None

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def arguments(self, line):
        """QEMU's command line; `line` is our end's peer for ttyS1."""
        options = self.options
        boot = (linux_boot if options.linux else
                iso_boot if options.iso else direct_boot)
        cmdline = " ".join(["init=/sbin/guest-init console=ttyS0",
                            *options.append])
        args = machine_args(options) + ["-display", "none", "-no-reboot"]
        args += DEBUG_EXIT + (ICOUNT if options.icount else [])
        args += boot(options, self.folder.name, self.command, cmdline)
        for chardev in (f"file,id=log,path={self.path('console')}",
                        f"socket,id=line,fd={line}",
                        f"file,id=status,path={self.path('status')}"):
            args += ["-chardev", chardev]
        return args + ["-monitor", "none", "-serial", "chardev:log",
                       "-serial", "chardev:line", "-serial", "chardev:status"]

    def run(self, sink):
        """Boot, pass the command's output to sink(bytes), return the Outcome."""
        ours, theirs = socket.socketpair()
        began = time.monotonic()
        try:
            with open(self.path("qemu"), "wb") as words:
                args = self.arguments(theirs.fileno())
                began = time.monotonic()
                self.process = start_qemu(
                    args, stdin=subprocess.DEVNULL, stdout=words, stderr=words,
                    pass_fds=[theirs.fileno()])
            theirs.close()
            in_time = self.copy_output(ours, sink, began + self.options.timeout)
            return self.judge(in_time, time.monotonic() - began)
        finally:
            ours.close()
            self.end()

    def copy_output(self, line, sink, deadline):
        """Until QEMU closes its end; False when time was up before."""
        with selectors.DefaultSelector() as selector:
            selector.register(line, selectors.EVENT_READ)
            while True:
                left = deadline - time.monotonic()
                if left <= 0 or not selector.select(left):
                    return False
                try:
                    data = line.recv(65536)
                except ConnectionResetError:
                    data = b""
                if not data:
                    break
                sink(data)
        try:
            self.process.wait(max(deadline - time.monotonic(), 1))
        except subprocess.TimeoutExpired:
            return False
        return True

    def judge(self, in_time, seconds):
        log = self.read("console") + self.read("qemu")
        words = self.read("status").split()
        if not in_time:
            status = TIMED_OUT
        elif self.process.returncode != 0 or len(words) != 2:
            status = BROKEN
        else:
            status = int(words[1])
        return Outcome(status, log, seconds)

    def read(self, name):
        try:
            with open(self.path(name), "rb") as file:
                return file.read()
        except FileNotFoundError:
            return b""

    def end(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.folder.cleanup()


def stop_on_signals():
    """SIGTERM and SIGHUP unwind like ^C, so that temporary files go."""
    def stop(number, _frame):
        sys.exit(128 + number)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGHUP, stop)
