# SPDX-License-Identifier: GPL-2.0
"""lec-dmesg: the kernel's log, also of a kernel that does not answer any more."""
import re

import gdb

import kernel

# The level that each message starts with.
LEVEL = re.compile("^<[0-7]>", re.MULTILINE)


class Dmesg(gdb.Command):
    """Print the kernel's log: lec-dmesg"""

    def __init__(self):
        super().__init__("lec-dmesg", gdb.COMMAND_STATUS)

    def invoke(self, argument, from_tty):
        kernel.need_paging()
        buffer = kernel.value("log_buf")
        size = buffer.type.sizeof
        first, after = kernel.number("log_first"), kernel.number("log_next")
        where = int(buffer.address) & kernel.MASK
        memory = gdb.selected_inferior().read_memory(where, size)
        ring = bytes(memory)
        said = bytes(ring[at % size] for at in range(first, after))
        print(LEVEL.sub("", said.decode("ascii", "replace")), end="")


Dmesg()
