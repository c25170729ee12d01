# SPDX-License-Identifier: GPL-2.0
"""Loadable modules: their symbols come and go by themselves; lec-lsmod.

The kernel calls do_init_module when a module is in its place and nothing of it has run
yet, and module_free when it goes.  Breakpoints that nobody sees stand on both.
"""
import os
import pathlib

import gdb

import kernel

CORE = 0
# The kernel leaves .modinfo out; at 0 it would give its name to each NULL.
NOWHERE = (".modinfo", 0xFFFFF000)
STATES = ["Unformed", "Loading", "Live", "Unloading"]


class Folders:
    """Where .ko files with their debug information are looked for."""

    def __init__(self):
        elf = gdb.current_progspace().filename
        self.folders = [pathlib.Path(elf).parent / "modules"] if elf else []
        self.folders += map(pathlib.Path, os.environ.get("OVERLAY", "").split())

    def find(self, name):
        """The file of the module of that name, or None; - and _ are the same."""
        for folder in self.folders:
            for path in sorted(folder.rglob("*.ko")):
                if path.stem.replace("-", "_") == name:
                    return path
        return None


FOLDERS = Folders()
LOADED = {}  # name: the file that its symbols are from


def sections(module):
    """(name, address) of each section in memory."""
    for n in range(int(module["nr_sections"])):
        section = module["sections"][n]
        yield section["name"].string(), int(section["address"])


def forget(name):
    path = LOADED.pop(name, None)
    if path:
        gdb.execute(f"remove-symbol-file {path}", to_string=True)


def load(module):
    """Read the symbols of a module that is in its place."""
    name = kernel.text(module["name"])
    path = FOLDERS.find(name)
    forget(name)
    if not path:
        print(f"{name}: no {name}.ko with symbols in "
              f"{', '.join(map(str, FOLDERS.folders))}; see help lec-lsmod")
        return
    places = " ".join(f"-s {section} {address:#x}"
                      for section, address in [*sections(module), NOWHERE])
    gdb.execute(f"add-symbol-file {path} {places}", to_string=True)
    LOADED[name] = path


class Coming(gdb.Breakpoint):
    """Never stops; a breakpoint of yours in the module's init then does."""

    def __init__(self):
        super().__init__("do_init_module", internal=True)
        self.silent = True

    def stop(self):
        load(kernel.value("mod").dereference())
        return False


class Going(gdb.Breakpoint):
    def __init__(self):
        super().__init__("module_free", internal=True)
        self.silent = True

    def stop(self):
        forget(kernel.text(kernel.value("mod").dereference()["name"]))
        return False


class Lsmod(gdb.Command):
    """List the loaded modules: lec-lsmod [FOLDER]

Symbols are read from build/modules and the OVERLAY; with FOLDER, also from the .ko
files below it, now and for what is loaded later."""

    def __init__(self):
        super().__init__("lec-lsmod", gdb.COMMAND_STATUS)

    def invoke(self, argument, from_tty):
        kernel.need_paging()
        FOLDERS.folders += map(pathlib.Path, gdb.string_to_argv(argument))
        print("NAME             ADDRESS      SIZE USES STATE     SYMBOLS")
        for module in kernel.list_entries(kernel.value("modules"),
                                          "struct module", "list"):
            name = kernel.text(module["name"])
            if name not in LOADED:
                load(module)
            region = module["regions"][CORE]
            print(f"{name:16} {int(region['addr']):#010x} "
                  f"{int(region['size']):6} {int(module['refcount']):4} "
                  f"{STATES[int(module['state'])]:9} {LOADED.get(name, '-')}")


gdb.execute("set breakpoint pending on")
Coming()
Going()
Lsmod()
