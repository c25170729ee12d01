# SPDX-License-Identifier: GPL-2.0
"""Signals in large numbers: `make soak`."""
import pytest

import lectern

pytestmark = pytest.mark.soak


def test_a_million_signals_among_eight_processes():
    done = lectern.run("/tests/sigstorm", "--signals", "1000000",
                       options=["--timeout", "300"], seconds=320)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("setting", ["sigcookie=on", "sigcookie=off"])
def test_a_hundred_thousand_forged_frames(setting):
    """Five kinds, by hand and in place."""
    done = lectern.run("/tests/sigforge", "--frames", "10000", seconds=420,
                       options=["--timeout", "400", "--append", setting])
    assert done.returncode == 0, done.stdout
