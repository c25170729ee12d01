# SPDX-License-Identifier: GPL-2.0
"""Debian's busybox must say the same here as on Debian's own kernel.

busybox/*.cases hold shell scripts, each under a `### title`; what they print on
Linux, errors too, and how they end is kept beside them in *.expected.  All of them
run one after the other in one guest, each in a new folder /tmp/case.

    python3 tests/system/test_busybox.py            what differs here, as a diff
    python3 tests/system/test_busybox.py record     ask Linux, write *.expected
    ... [record] WORD                               only titles that contain WORD

Whoever adds a case records it: never write the expected output by hand.
"""
import argparse
import difflib
import pathlib
import re
import subprocess
import sys
import tempfile

import pytest

HERE = pathlib.Path(__file__).resolve().parent
CASES = HERE / "busybox"
TOP = HERE.parent.parent
SECONDS = 240
MARK = "### "

# Runs in the guest.  The case's own standard error is in its output; a shell that
# a case leaves behind may not hold up the rest, hence the time limit.
RUNNER = r"""
chmod 755 /cases
hostname lectern
while read -r file; do
	mkdir /tmp/case && chmod 755 /tmp/case && cd /tmp/case || exit
	timeout 20 sh /cases/$file </dev/null >/tmp/said 2>&1
	status=$?
	cd /
	umount /tmp/case/m /tmp/case/m /tmp/case/n 2>/dev/null
	rm -rf /tmp/case || mv /tmp/case /tmp/left-by-$file
	echo "### $file"
	cat /tmp/said
	echo "=== $status"
done </cases/order
"""


def sections(text):
    """[(title, body)] of a file of `### title` lines and what follows each."""
    parts = re.split(rf"(?m)^{MARK}(.*)\n", text)
    return list(zip(parts[1::2], parts[2::2]))


def load(kind):
    """{title: body} over all the files of a kind, in order."""
    found = {}
    for path in sorted(CASES.glob(f"*.{kind}")):
        text = path.read_bytes().decode("utf-8", "backslashreplace")
        for title, body in sections(text):
            assert title not in found, f"two cases are called {title}"
            found[title] = body
    return found


def run_cases(titles, *options):
    """{title: what it printed and its status}, from one guest."""
    scripts = load("cases")
    with tempfile.TemporaryDirectory() as overlay:
        folder = pathlib.Path(overlay, "cases")
        folder.mkdir()
        names = {title.replace(" ", "-"): title for title in titles}
        for name, title in names.items():
            (folder / name).write_text(scripts[title])
        (folder / "order").write_text("".join(f"{name}\n" for name in names))
        done = subprocess.run(
            ["scripts/guest", "--overlay", overlay, "--timeout", str(SECONDS),
             *options, "--", "sh", "-c", RUNNER],
            cwd=TOP, capture_output=True, timeout=2 * SECONDS, check=False)
    if done.returncode:
        sys.stderr.write(done.stderr.decode("utf-8", "replace")[-8000:])
    said = done.stdout.decode("utf-8", "backslashreplace")
    return {names[name]: body for name, body in sections(said)}


@pytest.fixture(scope="module", name="said")
def fixture_said():
    return run_cases(list(load("cases")))


@pytest.mark.parametrize("title", load("cases"))
def test_same_as_linux(said, title):
    expected = load("expected")[title]
    assert said.get(title, "(never ran)").splitlines() == expected.splitlines()


def record(said):
    """Put Linux's answers in place; the others stay."""
    known = {**load("expected"), **said}
    for path in sorted(CASES.glob("*.cases")):
        titles = [title for title, _ in sections(path.read_text())]
        text = "".join(f"{MARK}{title}\n{known[title]}" for title in titles)
        path.with_suffix(".expected").write_text(text)


def show(said):
    """A diff for each case that differs; how many do."""
    expected, different = load("expected"), 0
    for title, body in said.items():
        diff = list(difflib.unified_diff(
            expected.get(title, "").splitlines(), body.splitlines(),
            "linux", "lectern", lineterm="", n=2))
        if diff:
            different += 1
            print(MARK + title, *diff[2:], "", sep="\n")
    print(f"{different} of {len(said)} differ")
    return different


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("words", nargs="*", metavar="[record] [WORD]")
    words = parser.parse_args().words
    recording = words[:1] == ["record"]
    wanted = words[1:] if recording else words
    titles = [title for title in load("cases")
              if not wanted or any(word in title for word in wanted)]
    if recording:
        record(run_cases(titles, "--linux"))
        return 0
    return 1 if show(run_cases(titles)) else 0


if __name__ == "__main__":
    sys.exit(main())
