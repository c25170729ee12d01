# SPDX-License-Identifier: GPL-2.0
"""cpio archives (newc) for the root file system.

All in an archive belongs to root, dates from 1970 and is sorted: the same files
always make the same archive.  Directories on the way to a file are made.
"""
import os
import stat


class Archive:
    """A tree to be: path without a leading slash -> (mode, contents)."""

    def __init__(self):
        self.entries = {}

    def add(self, path, mode, data=b""):
        path = path.strip("/")
        if not path:
            return
        parent = os.path.dirname(path)
        if parent and parent not in self.entries:
            self.add(parent, stat.S_IFDIR | 0o755)
        self.entries[path] = (mode, data)

    def add_file(self, source, path):
        info = os.lstat(source)
        if stat.S_ISLNK(info.st_mode):
            self.add(path, stat.S_IFLNK | 0o777, os.readlink(source).encode())
        elif stat.S_ISDIR(info.st_mode):
            self.add(path, info.st_mode)
        elif stat.S_ISREG(info.st_mode):
            with open(source, "rb") as file:
                self.add(path, info.st_mode, file.read())
        else:
            raise ValueError(f"{source}: neither file, directory nor link")

    def add_tree(self, top):
        for folder, subfolders, files in os.walk(top):
            for name in subfolders + files:
                source = os.path.join(folder, name)
                self.add_file(source, os.path.relpath(source, top))

    def add_list(self, listing):
        with open(listing, encoding="ascii") as file:
            for line in file:
                words = line.split("#")[0].split()
                if not words:
                    continue
                kind, path, value = words
                if kind == "dir":
                    self.add(path, stat.S_IFDIR | int(value, 8))
                elif kind == "link":
                    self.add(path, stat.S_IFLNK | 0o777, value.encode())
                else:
                    raise ValueError(f"{listing}: what is '{kind}'?")

    def add_item(self, item):
        if item.startswith("@"):
            self.add_list(item[1:])
        elif ":" in item:
            self.add_file(*item.rsplit(":", 1))
        else:
            self.add_tree(item)

    def pack(self):
        out = bytearray()
        for inode, path in enumerate(sorted(self.entries), 1):
            mode, data = self.entries[path]
            put_entry(out, inode, path, mode, data)
        put_entry(out, 0, "TRAILER!!!", 0, b"")
        # Archives may follow one another in a boot module: end on a block.
        return bytes(out) + bytes(-len(out) % 512)


def put_entry(out, inode, path, mode, data):
    name = os.fsencode(path) + b"\0"
    links = 2 if stat.S_ISDIR(mode) else 1
    fields = [inode, mode, 0, 0, links, 0, len(data), 0, 0, 0, 0, len(name), 0]
    out += b"070701" + b"".join(b"%08X" % field for field in fields) + name
    out += bytes(-len(out) % 4)
    out += data
    out += bytes(-len(out) % 4)
