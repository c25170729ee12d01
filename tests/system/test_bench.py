# SPDX-License-Identifier: GPL-2.0
"""scripts/bench: figures that come out the same each time, and what they are held to.

Linux's are those that user/bench/linux.tsv keeps."""
import re
import subprocess

import lectern


def bench(*rows):
    return subprocess.run(["scripts/bench", "--recorded", *rows], cwd=lectern.TOP,
                          capture_output=True, text=True, timeout=300, check=False)


def figures(text):
    """Lectern's column, by the names of the rows."""
    found = re.findall(r"^(\S+) +.*?  +([\d,]+) +[\d,]+ +\d\.\d{3}", text, re.M)
    return {name: int(figure.replace(",", "")) for name, figure in found}


def test_an_instruction_is_counted_the_same_each_time():
    once, again = bench("null", "read-1", "pipe-?"), bench("null", "read-1", "pipe-?")
    assert once.returncode == 0, once.stderr
    assert list(figures(once.stdout)) == ["null", "read-1", "pipe-1", "pipe-2"]
    assert figures(once.stdout) == figures(again.stdout)


def test_a_row_that_is_not_there_is_said():
    done = bench("nosuch")
    assert done.returncode == 1
    assert done.stderr == "scripts/bench: no row is named nosuch\n"


def test_the_targets_are_met():
    """All rows; what a change has made dearer shows here first."""
    done = bench()
    assert done.returncode == 0, done.stdout + done.stderr
    assert "MISSED" not in done.stdout
