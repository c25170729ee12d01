# SPDX-License-Identifier: GPL-2.0
"""What the system tests share; see lectern.py for the guests themselves."""
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
sys.path.insert(0, str(HERE.parent.parent / "scripts"))


def pytest_configure(config):
    config.addinivalue_line("markers", "soak: takes long; run by `make soak`")
