# SPDX-License-Identifier: GPL-2.0
"""What the commands share: reading the kernel's memory, lists and registers."""
import gdb

MASK = 0xFFFFFFFF
THREAD_SIZE = 8192
PAGE_OFFSET = 0xC0000000
CS_PRIVILEGE = 3
CR0_PAGING = 1 << 31


def value(expression):
    """A C expression's value; gdb.GdbError, one line, when there is none."""
    try:
        return gdb.parse_and_eval(expression)
    except gdb.error as error:
        raise gdb.GdbError(f"{expression}: {error}") from error


def number(expression):
    """A number, a pointer, or where a function lies."""
    found = value(expression)
    if found.type.strip_typedefs().code == gdb.TYPE_CODE_FUNC:
        found = found.address
    return int(found) & MASK


def word(address):
    """The 32-bit word in memory there."""
    data = gdb.selected_inferior().read_memory(address & MASK, 4)
    return int.from_bytes(bytes(data), "little")


def text(characters):
    """A char array up to its NUL."""
    return characters.string(errors="replace")


def offset_of(kind, field):
    return next(f.bitpos // 8 for f in kind.fields() if f.name == field)


def list_entries(head, kind, member):
    """The structures on a list_head, the head itself left out."""
    kind = gdb.lookup_type(kind)
    offset = offset_of(kind, member)
    start, node = int(head.address) & MASK, head["next"]
    while int(node) & MASK not in (start, 0):
        where = gdb.Value((int(node) & MASK) - offset)
        yield where.cast(kind.pointer()).dereference()
        node = node["next"]


def need_paging():
    """gdb.GdbError before the kernel's memory is where its symbols say."""
    if not number("$cr0") & CR0_PAGING:
        raise gdb.GdbError("paging is still off: there is nothing to see before "
                           "start_kernel; try: break start_kernel, continue")


def in_kernel():
    """Is the CPU in kernel mode, with the kernel's own addresses?"""
    return number("$cs") & CS_PRIVILEGE == 0 and number("$pc") >= PAGE_OFFSET


def symbol(address, returns=False):
    """An address as a person reads it: function, offset, file and line.

    A return address belongs to the line of the call before it."""
    said = gdb.execute(f"info symbol {address:#x}", to_string=True).split(" in ")
    name = said[0].strip() if len(said) > 1 else "?"
    line = gdb.find_pc_line(address - 1 if returns else address)
    place = f" at {line.symtab.filename}:{line.line}" if line.symtab else ""
    return f"{name.replace(' + ', '+')}{place}"
