# SPDX-License-Identifier: GPL-2.0
"""A guest whose memory is eaten: who ate it is ended, and the rest goes on."""
import lectern

SMALL = ["--mem", "32M"]


def test_a_program_that_wants_all_memory_is_killed():
    """In user space: sort keeps every line."""
    done = lectern.run("sh", "-c", "yes | sort >/dev/null; echo $?; free",
                       options=SMALL)
    assert done.returncode == 0
    assert b"\n137\n" in b"\n" + done.stdout


def test_a_buffer_that_the_kernel_cannot_fill_kills_too():
    """In read(2): tail keeps one line, which never ends."""
    done = lectern.run("sh", "-c", "tail /dev/zero; echo $?; free",
                       options=SMALL)
    assert done.returncode == 0
    assert b"\n137\n" in b"\n" + done.stdout


def test_eight_tebibytes_are_promised():
    """More pages than fit in a long, by processes that touch none of them."""
    done = lectern.run("/tests/overcommit", "more pages than a long",
                       options=["--mem", "768M"])
    assert done.returncode == 0
    assert b"\nok 1 " in done.stdout and b"SKIP" not in done.stdout
