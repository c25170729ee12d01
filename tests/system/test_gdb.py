# SPDX-License-Identifier: GPL-2.0
"""`make gdb` as a student uses it."""
import re
import socket
import time

import pytest

import lectern
import lectern_guest


@pytest.fixture(name="at_fork", scope="module")
def fixture_at_fork():
    """GDB, halted where init forks for the first time."""
    child = lectern.debugger("BREAK=do_fork")
    # pid 0 makes init and kthreadd by do_fork too; go on until a program does.
    lectern.ask(child, "delete")
    lectern.ask(child, "break sys_vfork")
    lectern.ask(child, "continue")
    yield child
    child.sendline("quit")
    child.close(force=True)


def test_halts_at_the_kernels_entry():
    child = lectern.debugger()
    assert re.search(r"pc|eip", lectern.ask(child, "info registers eip"))
    assert "boot/" in lectern.ask(child, "info line *$pc")
    for command in ("lec-ps", "lec-bt 1", "lec-dmesg", "lec-lsmod",
                    "lec-pagewalk 0"):
        assert "paging is still off" in lectern.ask(child, command)
    child.sendline("quit")
    child.close(force=True)


def test_break_at_a_function():
    child = lectern.debugger("BREAK=do_fork")
    said = lectern.ask(child, "backtrace")
    assert re.search(r"#0 .*do_fork.* in start_kernel .* in boot_main .*"
                     r" in higher_half ", said, re.DOTALL)
    assert "warning" not in said
    child.sendline("quit")
    child.close(force=True)


def test_ps_lists_the_first_tasks(at_fork):
    said = lectern.ask(at_fork, "lec-ps")
    assert re.search(r"^\s+0 .*", said, re.M)
    assert re.search(r"^\*\s+1 .*init", said, re.M)
    assert re.search(r"^\s+2 .*\[kthreadd\]", said, re.M)


def test_backtrace_of_a_sleeping_task(at_fork):
    said = lectern.ask(at_fork, "lec-bt 2")
    assert "schedule" in said
    assert "kthreadd" in said


def test_backtrace_of_the_current_task(at_fork):
    said = lectern.ask(at_fork, "lec-bt 1")
    assert "sys_vfork" in said
    assert re.search(r"from user space: .*system call \d+", said)


def test_pagewalk_of_kernel_text(at_fork):
    said = lectern.ask(at_fork, "lec-pagewalk do_fork")
    assert "PDPT" in said and "PMD" in said
    assert "read-only" in said and "executable" in said and "kernel" in said


def test_pagewalk_of_kernel_data(at_fork):
    said = lectern.ask(at_fork, "lec-pagewalk &log_next")
    assert "read-write" in said and "no execute" in said


def test_pagewalk_of_a_programs_page(at_fork):
    said = lectern.ask(at_fork, "lec-pagewalk 0x08049000 1")
    assert "PTE" in said and "user" in said


def test_pagewalk_of_page_zero(at_fork):
    assert "not present" in lectern.ask(at_fork, "lec-pagewalk 0 1")


def test_no_such_task(at_fork):
    assert "no task 12345" in lectern.ask(at_fork, "lec-bt 12345")


def test_backtrace_through_a_handler():
    """GDB knows the vDSO's trampoline by the tables that come with it."""
    child = lectern.debugger("CMDLINE=init=/tests/vdso")
    lectern.ask(child, "delete")
    lectern.ask(child, "add-symbol-file build/user/tests/vdso.debug")
    lectern.ask(child, "hbreak on_signal")
    lectern.ask(child, "continue")
    lectern.ask(child, "set $task = (struct task_struct *)(main_tss.esp0 - 8192)")
    lectern.ask(child, "add-symbol-file build/vdso.so -o $task->mm->vdso")
    said = lectern.ask(child, "backtrace")
    assert re.search(r"#0 .*on_signal.*#1 .*<signal handler called>.*#2 .*raw6"
                     r".*test_old_frame", said, re.DOTALL)
    assert "__kernel_sigreturn" in lectern.ask(child, "info frame 1")
    child.sendline("quit")
    child.close(force=True)


def test_control_c_on_its_way():
    """From the line's interrupt, by kworker, to the foreground group."""
    child = lectern.debugger()
    lectern.ask(child, "break tty_queue_signal")
    lectern.ask(child, "break kill_pgrp")
    child.sendline("continue")
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(str(lectern_guest.out_dir() / "console.sock"))
        wait_for_prompt(line)
        line.sendall(b"sleep 100\r")
        time.sleep(lectern.START_SECONDS)
        line.sendall(b"\x03")
        child.expect_exact("(gdb) ")
        assert "serial_interrupt" in lectern.ask(child, "backtrace")
        lectern.ask(child, "continue")
        assert "kworker" in lectern.ask(child, "backtrace")
    child.sendline("quit")
    child.close(force=True)


def wait_for_prompt(line):
    said = b""
    line.settimeout(lectern.BOOT_SECONDS)
    while b"lectern:~# " not in said:
        more = line.recv(4096)
        assert more, said
        said += more


def test_the_log(at_fork):
    assert "Lectern" in lectern.ask(at_fork, "lec-dmesg")
