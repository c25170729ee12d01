# SPDX-License-Identifier: GPL-2.0
"""What `make run-gui` shows: the VGA text screen and the keyboard."""
import time

import pytest

import lectern


@pytest.fixture(name="window", scope="module")
def fixture_window():
    with lectern.Terminal(iso="gui.iso") as guest:
        assert guest.screen_shows("lectern:~#")
        yield guest


def test_a_command_typed_is_run(window):
    window.press("e", "c", "h", "o", "spc", "x", "minus", "shift-y", "ret")
    assert window.screen_shows("\nx-Y\n")


def test_backspace_takes_back(window):
    window.press("e", "c", "h", "o", "spc", "a", "b", "backspace", "c", "ret")
    assert window.screen_shows("\nac\n")


def test_control_c_interrupts(window):
    window.press("s", "l", "e", "e", "p", "spc", "9", "9", "ret")
    window.press("ctrl-c")
    window.press("e", "c", "h", "o", "spc", "o", "k", "ret")
    assert window.screen_shows("\nok\n")


def test_what_is_typed_is_seen_while_output_is_held(window):
    window.press("c", "a", "t", "ret")
    time.sleep(lectern.START_SECONDS)
    window.press("ctrl-s", "h", "e", "y", "ret")
    assert window.screen_shows("cat\nhey\n")
    assert "hey\nhey" not in "\n".join(window.screen())
    window.press("ctrl-q")
    assert window.screen_shows("cat\nhey\nhey\n")
    window.press("ctrl-d")


def test_the_palettes_sequences_have_no_end(window):
    """Unlike others that begin with ESC ]; terminfo's entry "linux" has both."""
    window.expect(lectern.PROMPT)
    window.command(r"printf '\033]Rone\033]P1aabbcctwo\033]0;title\007three\n'"
                   " >/dev/tty1")
    assert window.screen_shows("onetwothree")


def test_kernel_messages_are_on_both(window):
    """SysRq-h: the list of keys, on the screen and on the serial line."""
    window.press("alt-sysrq-h")
    assert window.screen_shows("this list")
    window.expect("this list")
