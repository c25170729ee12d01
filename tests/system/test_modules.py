# SPDX-License-Identifier: GPL-2.0
"""Loadable modules as people meet them: busybox's tools, a module of one's own, GDB."""
import os
import pathlib
import re
import shutil
import subprocess

import pytest

import lectern

KO = "/lib/modules/$(uname -r)"


def sh(script, *options):
    """What a script prints in a fresh guest, both outputs in one."""
    done = lectern.run("sh", "-c", f"exec 2>&1\n{script}", options=options)
    assert done.returncode not in (124, 125), done.stderr.decode()
    return done.stdout.decode()


def make(*words, **env):
    return subprocess.run(["make", *words], cwd=lectern.TOP, text=True,
                          capture_output=True, check=False,
                          env={**os.environ, **env})


@pytest.fixture(name="wrong", scope="module")
def fixture_wrong(tmp_path_factory):
    """The options for a guest that has the modules of tests/modules in /root."""
    folder = tmp_path_factory.mktemp("wrong")
    shutil.copytree(lectern.TOP / "tests/modules", folder / "root")
    done = make(f"M={folder}/root")
    assert done.returncode == 0, done.stderr
    return ["--overlay", str(folder)]


# --- the tools ---


def test_modprobe_loads_what_is_needed_first():
    said = sh("modprobe consumer; lsmod; modprobe -r consumer; lsmod | wc -l")
    assert re.search(r"consumer +\d+ +0 *\nprovider +\d+ +1 consumer\n", said)
    assert said.endswith("1\n")


def test_depmod_writes_what_the_build_wrote():
    said = sh(f"cd {KO}; sort modules.dep >/tmp/a; rm modules.dep; depmod; "
              "sort modules.dep | cmp - /tmp/a && echo same")
    assert said == "same\n"


def test_modinfo_finds_each_description():
    said = sh(f"for ko in {KO}/*.ko; do modinfo $ko | grep -c ^description:; done")
    assert set(said.split()) == {"1"}


def test_insmod_in_the_wrong_order_names_the_symbols():
    said = sh(f"insmod {KO}/consumer.ko; dmesg | grep consumer")
    assert "unknown symbol in module" in said
    assert "unknown symbol provider_add" in said
    assert "unknown symbol provider_name" in said


def test_loaded_twice():
    said = sh(f"insmod {KO}/hello.ko; insmod {KO}/hello.ko")
    assert said == f"insmod: can't insert '/lib/modules/" \
        f"{release()}/hello.ko': File exists\n"


def release():
    text = (lectern.TOP / "include/lectern/version.h").read_text()
    return re.search(r'KERNEL_RELEASE "(.*)"', text).group(1)


def test_permanent():
    said = sh("modprobe permanent; lsmod; rmmod permanent")
    assert "permanent" in said and "[permanent]" in said
    assert "Device or resource busy" in said


def test_in_use():
    said = sh("modprobe chardev; exec 5</dev/chardev; rmmod chardev; "
              "exec 5<&-; rmmod chardev && echo gone")
    assert "Resource temporarily unavailable" in said
    assert said.endswith("gone\n")


def test_forced_removal_taints_and_is_logged():
    said = sh("modprobe kthread-mod interval=10; rmmod -f kthread_mod; "
              "cat /proc/sys/kernel/tainted; dmesg | grep 'by force'")
    assert "8\n" in said and "removed by force" in said


def test_parameters_good_and_bad():
    said = sh(f"insmod {KO}/hello.ko whom='\"all of you\"' times=2; "
              f"dmesg | grep -c 'Hello, all of you'; rmmod hello; "
              f"insmod {KO}/hello.ko times=x; insmod {KO}/hello.ko colour=red; "
              "dmesg | grep 'unknown parameter'")
    assert said.startswith("2\n")
    assert "Invalid argument" in said
    assert "hello: unknown parameter 'colour' ignored" in said


def test_a_list_of_strings_forgets_the_last_one(wrong):
    said = sh("cd /sys/module; insmod /root/words.ko; f=words/parameters/words; "
              "cat $f; echo one,two,three >$f; cat $f; echo x >$f; cat $f; "
              "echo a,b,c,d >$f; cat $f; rmmod words", *wrong)
    assert said.splitlines() == [
        "these,are,built in", "one,two,three", "x,,",
        "sh: write error: Invalid argument", "a,b,c"]


def test_wrong_version():
    said = sh(f"sed 's/vermagic=6/vermagic=5/' {KO}/hello.ko >/tmp/hello.ko; "
              "insmod /tmp/hello.ko; dmesg | grep magic")
    assert "invalid module format" in said
    assert "version magic '5.1.0" in said


def test_modinfo():
    said = sh("modinfo hello")
    assert re.search(r"^license: +GPL$", said, re.M)
    assert "parm:           times:how often" in said
    assert f"vermagic:       {release()} mod_unload" in said


def test_modules_can_be_disabled_for_ever():
    said = sh("cd /proc/sys/kernel; echo 1 >modules_disabled; modprobe hello; "
              "echo 0 >modules_disabled; cat modules_disabled")
    assert "Operation not permitted" in said and said.endswith("1\n")


def test_a_thread_that_the_module_cannot_stop_holds_it(wrong):
    said = sh("insmod /root/busy.ko; lsmod | grep busy; rmmod busy; "
              "echo 0 >/sys/module/busy/parameters/run; sleep 0.2; "
              "cat /sys/module/busy/refcnt; rmmod busy && echo gone", *wrong)
    assert re.match(r"busy +\d+ +1 *\n", said)
    assert "Resource temporarily unavailable" in said
    assert said.endswith("0\ngone\n")


# --- licences, exports ---


def test_a_proprietary_module_taints(wrong):
    said = sh("insmod /root/proprietary.ko; cat /proc/sys/kernel/tainted; lsmod; "
              "cat /sys/module/proprietary/taint", *wrong)
    assert said.startswith("4097\n") and "Tainted: P" in said
    assert said.endswith("PO\n")


def test_gpl_symbols_are_for_gpl_modules(wrong):
    said = sh("sed 's/=GPL v2/=Secret/' /root/wants-gpl.ko >/tmp/w.ko; "
              "insmod /tmp/w.ko; dmesg | tail -n 1; insmod /root/wants-gpl.ko; "
              "cat /sys/wants-gpl", *wrong)
    assert "wants_gpl: unknown symbol sysfs_create" in said
    assert said.endswith("yes\n")


def test_an_export_that_is_there_already(wrong):
    said = sh("insmod /root/duplicate.ko; dmesg | tail -n 1", *wrong)
    assert "invalid module format" in said
    assert "exports printk, which the kernel exports already" in said


# --- what goes wrong ---


@pytest.mark.parametrize("what, named", [
    ("timer", "a timer, due in"), ("cache", "the slab cache forgotten"),
    ("proc", "the file forgotten in /proc"),
    ("device", "the character device 241:0 (forgotten)"),
    ("kthread", "the kernel thread forgotten"), ("", None)])
def test_what_exit_forgot_is_named(wrong, what, named):
    said = sh(f"insmod /root/forgetful.ko what={what}; rmmod forgetful; dmesg; "
              "cat /proc/modules", *wrong)
    if named:
        assert f"forgetful: left behind: {named}" in said
        assert "Unloading" in said
    else:
        assert "left behind" not in said and "Unloading" not in said


@pytest.mark.parametrize("what, named", [
    ("timer", "a timer, due in"), ("device", "the character device 241:0")])
def test_what_an_init_that_failed_left_is_named(wrong, what, named):
    said = sh(f"insmod /root/forgetful.ko what={what} fail=1; dmesg; "
              "cat /proc/modules; insmod /root/forgetful.ko", *wrong)
    assert f"forgetful: left behind: {named}" in said
    assert re.search(r"^forgetful \d+ 0 - Unloading", said, re.M)
    assert "Device or resource busy" in said


def test_taking_back_what_was_never_registered_is_a_warning(wrong):
    said = sh("insmod /root/mistaken.ko; rmmod mistaken && echo gone; dmesg", *wrong)
    assert "gone" in said
    assert re.search(r"Warning: .*, at fs/devices.c", said)
    assert "unregister_chrdev+" in said


def test_an_init_that_fails_leaves_no_module(wrong):
    said = sh("insmod /root/forgetful.ko fail=1; cat /proc/modules; "
              "insmod /root/forgetful.ko; cat /proc/modules", *wrong)
    assert re.fullmatch(r".*: Input/output error\nforgetful \d+ 0 - Live .*\n",
                        said)


@pytest.mark.parametrize("what, fault", [
    ("null", "write to a NULL pointer"), ("code", "write to f"),
    ("rodata", "write to f"), ("data", "jump to f")])
def test_an_oops_names_the_module_and_pins_it(what, fault):
    said = sh(f"modprobe oops-mod; (echo {what} >/proc/oops-mod); echo alive; "
              "rmmod oops_mod; cat /proc/modules /proc/sys/kernel/tainted; dmesg")
    assert "alive" in said and fault in said
    assert re.search(r"\[<f[0-9a-f]+>\] \w+\+\S+ \[oops_mod\]", said)
    assert "Resource temporarily unavailable" in said
    assert re.search(r"^oops_mod \d+ 1 - Live", said, re.M)
    assert re.search(r"^128$", said, re.M)


def test_an_oops_names_who_called_what_is_nowhere():
    said = sh("modprobe oops-mod; (echo jump >/proc/oops-mod); dmesg")
    assert "jump to a NULL pointer" in said
    assert re.search(r"<00000000>\] .*\n.*\] oops_jump\+\S+ \[oops_mod\]\n", said)


@pytest.mark.parametrize("when, state", [("init", "Loading"),
                                         ("exit", "Unloading")])
def test_an_oops_on_the_way(when, state):
    said = sh(f"modprobe oops-mod when={when}; rmmod oops_mod; rmmod oops_mod; "
              "cat /proc/modules; modprobe oops-mod; modprobe hello; lsmod")
    assert re.search(rf"^oops_mod \d+ \d+ - {state}", said, re.M)
    assert "Device or resource busy" in said
    assert re.search(r"^hello ", said, re.M)


def test_structural_damage_is_refused(tmp_path):
    """Headers, section table, symbols, relocations: each word of them wrong."""
    good = (lectern.TOP / "build/modules.root/lib/modules" / release() /
            "hello.ko").read_bytes()
    table = int.from_bytes(good[32:36], "little")
    (tmp_path / "root").mkdir()
    places = [16, 18, 32, 46, 48, 50] + [
        table + 40 * section + field for section in range(1, 24)
        for field in (4, 16, 20, 24, 28, 36)]
    for place in places:
        if place + 4 <= len(good):
            bad = good[:place] + b"\xf0\xff\xff\x7f" + good[place + 4:]
            (tmp_path / f"root/{place}.ko").write_bytes(bad)
    said = sh("cat /proc/modules >/tmp/before; cd /root; for ko in *.ko; do "
              "insmod $ko && rmmod hello; done; cat /proc/modules "
              "/proc/sys/kernel/tainted; modprobe hello && echo still works",
              "--overlay", str(tmp_path))
    refused = said.count("invalid module format")
    assert refused > 60
    assert said.endswith("0\nstill works\n")


def test_loading_unloading_opening_and_reading_race():
    said = sh("module-churn 200")
    assert "200 cycles" in said and "before" not in said


# --- one's own ---


def guide_files():
    """The files that docs/modules.md has one write: {name: text}."""
    text = (lectern.TOP / "docs/modules.md").read_text()
    return {name: body for name, body in re.findall(
        r"`([\w.]+)`[^`\n]*:\n\n```\w+\n(.*?)```", text, re.S)}


def test_a_module_by_the_guide(tmp_path):
    """Just as docs/modules.md says it, command by command."""
    files = guide_files()
    assert {"counter.c", "Makefile"} <= set(files)
    for name in ("counter.c", "Makefile"):
        (tmp_path / name).write_text(files[name])
    text = (lectern.TOP / "docs/modules.md").read_text()
    script = re.search(r"```sh\n(.*?)```", text, re.S).group(1)
    done = subprocess.run(
        ["bash", "-e", "-c", script.replace("LECTERN", str(lectern.TOP))],
        cwd=tmp_path, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("5\n10\n")
    assert make(f"M={tmp_path}", "clean").returncode == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == \
        ["Makefile", "counter.c", "overlay"]


def build(folder, source):
    pathlib.Path(folder / "mine.c").write_text(
        f"#include <lectern/module.h>\n{source}\n")
    pathlib.Path(folder / "Makefile").write_text("obj-m := mine.o\n")
    return make(f"M={folder}")


def test_the_build_refuses_a_module_without_a_licence(tmp_path):
    done = build(tmp_path, "")
    assert done.returncode != 0
    assert "mine.ko: no MODULE_LICENSE" in done.stderr
    assert not (tmp_path / "mine.ko").exists()


def test_a_module_without_a_licence_taints(tmp_path):
    (tmp_path / "root").mkdir()
    (tmp_path / "root/mine.c").write_text("#include <lectern/module.h>\n")
    (tmp_path / "root/Kbuild").write_text("obj-m := mine.o\n")
    done = make(f"M={tmp_path}/root", MODPOST_WARN="1")
    assert done.returncode == 0 and "no MODULE_LICENSE" in done.stderr
    said = sh("insmod /root/mine.ko; cat /proc/modules; dmesg | grep mine",
              "--overlay", str(tmp_path))
    assert re.match(r"mine .* \(PO\)\n", said)
    assert "license 'unspecified' taints the kernel" in said


def test_the_build_names_what_nobody_exports(tmp_path):
    done = build(tmp_path, 'void nobody(void);\nint init_module(void) '
                 '{ nobody(); return 0; }\nMODULE_LICENSE("GPL");')
    assert done.returncode != 0
    assert "mine.ko: nobody is not there" in done.stderr


def test_the_build_knows_gpl_symbols(tmp_path):
    done = build(tmp_path, "#include <lectern/panic.h>\nint init_module(void) { "
                 'emergency_restart(); }\nMODULE_LICENSE("Secret");')
    assert done.returncode != 0
    assert "emergency_restart is for modules under the GPL" in done.stderr


def test_two_objects_and_another_ones_symbols(tmp_path):
    """A module of two files that uses the bundled provider."""
    (tmp_path / "root").mkdir()
    folder = tmp_path / "root"
    (folder / "one.c").write_text(
        "#include <lectern/module.h>\n#include <lectern/printk.h>\n"
        "int two(void);\nstatic int __init start(void)\n{\n"
        '\tpr_info("both: %d\\n", two());\n\treturn 0;\n}\n'
        'module_init(start);\nMODULE_LICENSE("GPL");\n')
    (folder / "two.c").write_text(
        "int provider_add(int n);\nint two(void);\nint two(void)\n{\n"
        "\treturn provider_add(7);\n}\n")
    (folder / "Kbuild").write_text("obj-m := both.o\nboth-y := one.o two.o\n")
    done = make(f"M={folder}", f"KBUILD_EXTRA_SYMBOLS={lectern.TOP}"
                "/build/modules/Module.symvers")
    assert done.returncode == 0, done.stderr
    said = sh(f"modinfo /root/both.ko; cp /root/both.ko {KO}; depmod; "
              "modprobe both; dmesg | tail -n 1", "--overlay", str(tmp_path))
    assert re.search(r"^depends: +provider$", said, re.M)
    assert said.endswith("both: 7\n")


def test_modules_compiled_by_clang(tmp_path):
    """Its object files have other sections, symbols and relocations than GCC's."""
    shutil.copytree(lectern.TOP / "modules", tmp_path / "root")
    done = make(f"M={tmp_path}/root", "MODULE_CC=clang --target=i686-linux-gnu")
    assert done.returncode == 0, done.stderr
    said = sh("cd /root; insmod hello.ko times=2; insmod provider.ko sum=4; "
              "insmod consumer.ko amount=3; insmod chardev.ko; "
              "echo by clang >/dev/chardev; cat /dev/chardev; dmesg | grep -E 'hello|consumer'; "
              "rmmod consumer provider chardev hello && cat /proc/modules",
              "--overlay", str(tmp_path))
    assert said.startswith("by clang\n") and said.count("Hello, world!") == 2
    assert said.endswith("the sum is now 7\n")


# --- GDB ---


GO = """#!/bin/sh
cd /lib/modules/*
insmod hello.ko times=2
rmmod hello
modprobe consumer
sleep 1000
"""


@pytest.fixture(name="gdb")
def fixture_gdb(tmp_path):
    (tmp_path / "go").write_text(GO)
    (tmp_path / "go").chmod(0o755)
    child = lectern.debugger(f"OVERLAY={tmp_path}", "CMDLINE=init=/go")
    yield child
    child.sendline("quit")
    child.close(force=True)


def test_gdb_stops_in_a_modules_init(gdb):
    lectern.ask(gdb, "break hello_init")
    assert "hello_init () at modules/hello.c" in lectern.ask(gdb, "continue")
    assert "= 2" in lectern.ask(gdb, "print times")
    assert re.search(r"^hello +0xf\w+ +\d+ +0 Loading .*/hello.ko",
                     lectern.ask(gdb, "lec-lsmod"), re.M)
    lectern.ask(gdb, "break consumer_init")
    assert "consumer_init () at" in lectern.ask(gdb, "continue")
    said = lectern.ask(gdb, "lec-lsmod")
    assert re.search(r"^provider .* 1 Live ", said, re.M)
    assert "hello" not in said
