# SPDX-License-Identifier: GPL-2.0
"""lec-ps and lec-bt: the tasks, and where each of them is in the kernel."""
import gdb

import kernel

# task->state by bits; see include/lectern/sched.h.
STATES = [(1, "S"), (2, "D"), (4, "T"), (8, "Z"), (16, "X")]
RUNNING = "R"
PF_KTHREAD = 0x00200000
MOST_FRAMES = 32
# What __switch_to_asm leaves on a sleeping task's stack, from thread.esp upwards:
# edi, esi, ebx, ebp, return address.
SAVED_EBP, SAVED_EIP = 12, 16


def all_tasks():
    """pid 0, then every process with its threads behind it."""
    idle = kernel.value("init_task_union")["task"]
    yield idle
    for leader in kernel.list_entries(idle["tasks"], "struct task_struct",
                                      "tasks"):
        yield leader
        yield from kernel.list_entries(leader["thread_group"],
                                       "struct task_struct", "thread_group")


def find_task(pid):
    for task in all_tasks():
        if int(task["pid"]) == pid:
            return task
    raise gdb.GdbError(f"there is no task {pid}; see lec-ps")


def base(task):
    """Where the task_struct lies: the bottom of its kernel stack."""
    return int(task.address) & kernel.MASK


def current_base():
    """The task that runs now, if the CPU is in the kernel; else None."""
    if not kernel.in_kernel():
        return None
    return kernel.number("$esp") & ~(kernel.THREAD_SIZE - 1)


def is_current(task):
    """By the stack; in user mode by the address space and by being runnable."""
    if kernel.in_kernel():
        return current_base() == base(task)
    if int(task["mm"]) == 0 or int(task["state"]) != 0:
        return False
    pgd = int(task["mm"]["pgd"]) & kernel.MASK
    return pgd - kernel.PAGE_OFFSET == kernel.number("$cr3")


def state_letter(task):
    state = int(task["state"])
    return "".join(name for bit, name in STATES if state & bit) or RUNNING


def name_of(task):
    name = kernel.text(task["comm"])
    return f"[{name}]" if int(task["flags"]) & PF_KTHREAD else name


class Ps(gdb.Command):
    """List all tasks: lec-ps

The star marks the task that the CPU runs.  State is R (runnable), S (sleeping), D (the
same, no signal wakes it), T (stopped) or Z (zombie).  Kernel threads are in brackets.
WHERE is the function that a sleeping task will go on in."""

    def __init__(self):
        super().__init__("lec-ps", gdb.COMMAND_STATUS)

    def invoke(self, argument, from_tty):
        kernel.need_paging()
        print("    PID  PPID STATE TASK       NAME             WHERE")
        for task in all_tasks():
            now = is_current(task)
            print(f"{'*' if now else ' '}{int(task['pid']):6}"
                  f"{self.parent_pid(task):6} {state_letter(task):5} "
                  f"{base(task):#010x} {name_of(task):16} "
                  f"{'(running)' if now else self.where(task)}")

    @staticmethod
    def parent_pid(task):
        parent = task["real_parent"]
        return int(parent["pid"]) if int(parent) else 0

    @staticmethod
    def where(task):
        """The innermost frame that is not the scheduler's own."""
        for address in saved_frames(task):
            name = kernel.symbol(address).split(" at ")[0]
            if not name.startswith(("schedule", "__switch_to", "switch_to",
                                    "context_switch")):
                return name
        return "?"


def walk(task, ebp):
    """Return addresses up the chain of frame pointers, inside the stack only."""
    bottom = base(task)
    for _ in range(MOST_FRAMES):
        if not bottom <= ebp <= bottom + kernel.THREAD_SIZE - 8 or ebp % 4:
            return
        address = kernel.word(ebp + 4)
        if address < kernel.PAGE_OFFSET:
            return
        yield address
        above = kernel.word(ebp)
        if above <= ebp:
            return
        ebp = above


def saved_frames(task):
    """The frames of a task that is not running."""
    esp = int(task["thread"]["esp"]) & kernel.MASK
    if not base(task) <= esp < base(task) + kernel.THREAD_SIZE:
        return
    yield kernel.word(esp + SAVED_EIP)
    yield from walk(task, kernel.word(esp + SAVED_EBP))


def current_frames(task):
    yield kernel.number("$pc")
    yield from walk(task, kernel.number("$ebp"))


class Bt(gdb.Command):
    """Show where a task is in the kernel: lec-bt PID

For a task that sleeps, from where it gave the CPU away; for the current one, from the
CPU's registers.  Last comes how it entered the kernel from user space."""

    def __init__(self):
        super().__init__("lec-bt", gdb.COMMAND_STACK)

    def invoke(self, argument, from_tty):
        if not argument:
            raise gdb.GdbError("usage: lec-bt PID")
        kernel.need_paging()
        task = find_task(kernel.number(argument))
        print(f"{name_of(task)}, pid {int(task['pid'])}, "
              f"state {state_letter(task)}")
        if not is_current(task):
            frames = saved_frames(task)
        elif kernel.in_kernel():
            frames = current_frames(task)
        else:
            print(f"  runs in user space, at {kernel.number('$pc'):#010x}")
            return
        pc = kernel.number("$pc")
        for level, address in enumerate(frames):
            print(f"  #{level:<2} {address:#010x} "
                  f"{kernel.symbol(address, returns=address != pc)}")
        if int(task["mm"]):
            self.show_entry(task)

    @staticmethod
    def show_entry(task):
        """The registers that lie at the very top of the kernel stack."""
        kind = gdb.lookup_type("struct pt_regs")
        top = base(task) + kernel.THREAD_SIZE - kind.sizeof
        regs = gdb.Value(top).cast(kind.pointer()).dereference()
        call = int(regs["orig_eax"])
        call -= (call & 0x80000000) << 1
        how = f"system call {call}" if call >= 0 else f"trap or interrupt {call}"
        print(f"  from user space: eip {int(regs['eip']):#010x}, "
              f"esp {int(regs['esp']):#010x}, {how}")


Ps()
Bt()
