# SPDX-License-Identifier: GPL-2.0
"""lec-pagewalk: an address through the three levels of PAE's tables."""
import re

import gdb

import kernel
import tasks

PRESENT, WRITE, USER = 0x001, 0x002, 0x004
ACCESSED, DIRTY, BIG, GLOBAL = 0x020, 0x040, 0x080, 0x100
PROTNONE = 0x200  # the kernel's own: mapped, but hidden from the CPU
NO_EXECUTE = 1 << 63
FRAME = 0x0000000FFFFFF000
SMALL_OFFSET, BIG_OFFSET = 0xFFF, 0x1FFFFF
LOCAL_BITS = [(ACCESSED, "accessed"), (DIRTY, "dirty"), (GLOBAL, "global")]


def physical_entry(address):
    """The 64-bit entry at a physical address; QEMU's monitor reads it."""
    said = gdb.execute(f"monitor xp /1gx {address:#x}", to_string=True)
    found = re.search(r":\s*0x([0-9a-f]+)", said)
    if not found:
        raise gdb.GdbError(f"QEMU cannot read {address:#x}: {said.strip()}")
    return int(found.group(1), 16)


def page_table(pid):
    """Physical address of a task's PDPT, or of the one in use."""
    if pid is None:
        return kernel.number("$cr3") & ~0x1F
    space = tasks.find_task(pid)["mm"]
    if int(space) == 0:
        raise gdb.GdbError(f"task {pid} is a kernel thread, without user pages")
    return (int(space["pgd"]) & kernel.MASK) - kernel.PAGE_OFFSET


def show_level(name, index, where, entry):
    print(f"  {name:4} [{index:3}] at {where:#010x} = {entry:#018x}"
          f"{'' if entry & PRESENT else '  not present'}")


def describe(entry, physical, directory):
    """What the CPU allows there; a PMD entry can only take rights away."""
    rights = entry & directory
    words = ["user" if rights & USER else "kernel only",
             "read-write" if rights & WRITE else "read-only",
             "no execute" if (entry | directory) & NO_EXECUTE else "executable"]
    words += [name for bit, name in LOCAL_BITS if entry & bit]
    print(f"  -> physical {physical:#010x}: {', '.join(words)}")


def walk(address, table):
    """Follow the tables down, printing each entry, to the page or to a hole."""
    top = address >> 30
    entry = physical_entry(table + 8 * top)
    show_level("PDPT", top, table + 8 * top, entry)
    if not entry & PRESENT:
        return
    index = address >> 21 & 511
    where = (entry & FRAME) + 8 * index
    pmd = physical_entry(where)
    show_level("PMD", index, where, pmd)
    if not pmd & PRESENT:
        return
    if pmd & BIG:
        print("  a page of 2 MiB")
        page = pmd & FRAME & ~BIG_OFFSET
        describe(pmd, page | address & BIG_OFFSET, pmd)
        return
    index = address >> 12 & 511
    where = (pmd & FRAME) + 8 * index
    pte = physical_entry(where)
    show_level("PTE", index, where, pte)
    if pte & PRESENT:
        describe(pte, pte & FRAME | address & SMALL_OFFSET, pmd)
    elif pte & PROTNONE:
        print("  a page is there, but PROT_NONE keeps everybody out")


class PageWalk(gdb.Command):
    """Show how an address is translated: lec-pagewalk ADDRESS [PID]

In the page tables that the CPU uses now, or in those of process PID."""

    def __init__(self):
        super().__init__("lec-pagewalk", gdb.COMMAND_DATA)

    def invoke(self, argument, from_tty):
        words = gdb.string_to_argv(argument)
        if len(words) not in (1, 2):
            raise gdb.GdbError("usage: lec-pagewalk ADDRESS [PID]")
        kernel.need_paging()
        address = kernel.number(words[0])
        table = page_table(kernel.number(words[1]) if len(words) == 2 else None)
        print(f"{address:#010x} with the tables at {table:#010x}:")
        walk(address, table)


PageWalk()
