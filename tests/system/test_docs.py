# SPDX-License-Identifier: GPL-2.0
"""The console examples of the documentation, run.

An example is an indented or fenced line that starts with the guest's prompt; what
follows, up to the next prompt or the end of the block, is what it prints.  "..." in it
stands for anything, also for several lines.
"""
import re

import pytest

import lectern

PROMPT = re.compile(r"\s*lectern:~# ?(.*)")


def blocks(text):
    """The code blocks of a Markdown file, each a list of lines."""
    block, fenced = [], False
    for line in text.splitlines() + [""]:
        if line.startswith("```"):
            fenced = not fenced
            line = ""
        if fenced or line.startswith("    "):
            block.append(line.removeprefix("    "))
        elif block:
            yield block
            block = []


def examples(block):
    """(command, lines that it prints) for each prompt in a block."""
    command, printed = None, []
    for line in block:
        prompt = PROMPT.match(line)
        if not prompt:
            printed.append(line)
            continue
        if command:
            yield command, printed
        command, printed = prompt.group(1), []
    if command:
        yield command, printed


def files():
    docs = [lectern.TOP / "README.md", *sorted(lectern.TOP.glob("docs/**/*.md"))]
    return [path for path in docs if "lectern:~# " in path.read_text()]


def as_pattern(lines):
    text = "\n".join(line.rstrip() for line in lines).strip()
    return ".*?".join(re.escape(part) for part in text.split("..."))


@pytest.mark.parametrize("path", files(), ids=lambda path: path.name)
def test_examples(path):
    with lectern.Terminal() as guest:
        guest.wait_for_shell()
        for block in blocks(path.read_text()):
            for command, printed in examples(block):
                if command == "poweroff":
                    continue
                said = guest.command(command)
                said = "\n".join(line.rstrip() for line in said.splitlines())
                assert re.fullmatch(as_pattern(printed), said, re.S), \
                    f"{command} says now:\n{said}"
