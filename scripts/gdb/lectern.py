# SPDX-License-Identifier: GPL-2.0
"""Lectern's commands for GDB; `make gdb` loads them, `help user-defined` lists them.

    lec-ps                    all tasks
    lec-bt PID                the kernel stack of a task, sleeping or current
    lec-pagewalk ADDRESS [PID]  how an address is translated, level by level
    lec-dmesg                 the kernel's log
    lec-lsmod [FOLDER]        the loaded modules; their symbols come by themselves
"""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

# pylint: disable=wrong-import-position,unused-import
import log  # noqa: E402,F401
import modules  # noqa: E402,F401
import paging  # noqa: E402,F401
import tasks  # noqa: E402,F401
