# SPDX-License-Identifier: GPL-2.0
#
# Lectern's front door: `make run` on a fresh Debian, `make help` for the rest.
# How the pieces are built stands in scripts/*.mk; everything made lies in build/.
#
# A line "target: ## text" or "NAME ?= value ## text" is shown by `make help`.

BUILD ?= build		## where everything is made
MEM ?= 128M		## the guest's memory
CPU ?= qemu32,+nx	## the guest's processor, as QEMU names it
CMDLINE ?=		## options for the kernel, as in CMDLINE="noexec=off"
OVERLAY ?=		## a folder whose files are laid over the root file system
DISK ?=			## a disk image file to attach
ACCEL ?= tcg		## tcg or kvm
QEMU_ARGS ?=		## more arguments for QEMU
DEBUG ?=		## 1: a kernel with checks and self-tests, in build/debug
M ?=			## make modules: a folder with modules of your own
BREAK ?=		## make gdb: run to this function first
T ?=			## make test: only what bears this name
B ?=			## make bench: only these rows, as in B="null fork*"
V ?=			## 1: show the commands as they run

# A comment behind a value leaves blanks in it.
$(foreach v,BUILD MEM CPU ACCEL DEBUG M BREAK T B V CMDLINE OVERLAY DISK QEMU_ARGS,\
	$(eval override $v := $(strip $($v))))

ifeq ($(DEBUG),1)
OUT := $(BUILD)/debug
else
OUT := $(BUILD)
endif

# In parallel, unless somebody said how.
ifeq ($(MAKELEVEL)$(filter -j%,$(MAKEFLAGS)),0)
MAKEFLAGS += -j$(shell nproc)
endif
MAKEFLAGS += --no-builtin-rules --no-print-directory
.SUFFIXES:
.DELETE_ON_ERROR:
SHELL := /bin/bash

# $(call say,VERB,FILE) announces a step, and $(Q) hides its command.
ifeq ($(V),1)
Q :=
say = @:
else
Q := @
say = @printf '  %-6s %s\n' '$1' '$2'
endif

# $(call remember,TEXT) keeps TEXT in the target, whose date changes only when TEXT
# does: what was made with other flags or from other files is then made anew.
remember = @mkdir -p $(@D); echo '$1' | cmp -s - $@ || echo '$1' >$@

export BUILD DEBUG MEM CPU ACCEL

all: $(if $(M),modules,$(OUT)/lectern.iso)	## build the kernel, the programs and the ISO

run: $(OUT)/lectern.iso	## boot the ISO on this terminal
	@scripts/run --iso $< --mem $(MEM) --cpu $(CPU) $(RUN_ARGS)

run-gui: $(OUT)/gui.iso	## boot the ISO in a window, with VGA and keyboard
	@scripts/run --gui --iso $< --mem $(MEM) --cpu $(CPU) $(RUN_ARGS)

gdb: $(OUT)/lectern.elf $(OUT)/root.cpio $(OUT)/modules.cpio	## boot under GDB, halted at entry or at BREAK=function
	@scripts/debug --kernel $< --mem $(MEM) --cpu $(CPU) $(RUN_ARGS) \
		$(if $(CMDLINE),--append '$(CMDLINE)') \
		$(if $(OVERLAY),--overlay '$(OVERLAY)') \
		$(if $(BREAK),--break '$(BREAK)')

console: setup	## show the console of the guest that `make gdb` runs
	@scripts/console $(OUT)/console.sock

test: $(OUT)/lectern.iso $(OUT)/gui.iso $(OUT)/lectern.elf $(OUT)/root.cpio $(OUT)/modules.cpio	## run every test, or those that T=name names
	@scripts/test $(T)

soak: $(OUT)/lectern.iso $(OUT)/gui.iso $(OUT)/lectern.elf $(OUT)/root.cpio $(OUT)/modules.cpio	## run the tests that take long
	@scripts/test --soak $(T)

bench: $(OUT)/lectern.stripped $(OUT)/root.cpio linux	## count the instructions of what the kernel does, beside Linux's
	@set -f; scripts/bench $(B)

check: setup	## check the style (clang-format) and the code (clang-tidy, cppcheck)
	@scripts/check

size: $(OUT)/lectern.stripped	## print the kernel's size and its lines of code by room
	@scripts/size $<

userland: $(BUILD)/sysroot.stamp	## fetch the i386 userland only

linux: setup	## fetch Debian's i386 kernel, for scripts/guest --linux
	@test -e $(BUILD)/linux/vmlinuz || scripts/userland $(BUILD) linux

clean:	## remove what was built, keep what was fetched
ifneq ($(M),)
	$(Q)$(MAKE) -f scripts/module.mk dir=$(M) out=$(M) __clean
else
	$(Q)find $(BUILD) -mindepth 1 -maxdepth 1 ! -name sysroot \
		! -name sysroot.stamp ! -name linux ! -name apt \
		-exec rm -rf {} + 2>/dev/null || true
endif

distclean:	## remove all that was made or fetched
	$(Q)rm -rf $(BUILD)

help:	## this list
	@scripts/help $(firstword $(MAKEFILE_LIST))

.PHONY: all run run-gui gdb console test soak bench check size userland linux clean distclean help FORCE

RUN_ARGS = --accel $(ACCEL) $(if $(DISK),--disk '$(DISK)') \
	$(foreach arg,$(QEMU_ARGS),--qemu='$(arg)')

# Which packages are needed depends on what is asked for; see scripts/setup.
goals := $(or $(MAKECMDGOALS),all)
groups := build iso
groups += $(if $(filter run run-gui gdb test soak bench,$(goals)),run)
groups += $(if $(filter run-gui,$(goals)),gui)
groups += $(if $(filter gdb test soak,$(goals)),gdb)
groups += $(if $(filter test soak unit-tests run-unit run-fuzz,$(goals)),test)
groups += $(if $(filter check,$(goals)),check)

setup:	## install the packages that are missing
	@scripts/setup $(groups)
.PHONY: setup

include scripts/kernel.mk
include scripts/modules.mk
include scripts/user.mk
include scripts/image.mk
-include tests/unit/unit.mk tests/fuzz/fuzz.mk
