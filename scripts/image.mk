# SPDX-License-Identifier: GPL-2.0
#
# The root file system (root.cpio, with modules.cpio over it) and the bootable ISO.

# Where a program goes: tests to /tests, what init is made of to /sbin.
SBIN := guest-init run-tests
place = $(if $(filter tests/%,$1),/$1,$(if $(filter $(SBIN:%=tools/%),$1),\
	/sbin/$(notdir $1),/usr/bin/$(notdir $1)))

ROOT_ITEMS := @iso/layout @iso/busybox.links \
	$(BUILD)/sysroot/bin/busybox:/bin/busybox \
	$(foreach program,$(USER_PROGRAMS:$(USER)/%=%),\
		$(USER)/$(program):$(strip $(call place,$(program)))) \
	iso/root
ROOT_FILES := $(shell find iso/root -print)

$(BUILD)/root.items: FORCE
	$(call remember,$(ROOT_ITEMS) $(ROOT_FILES))

$(BUILD)/root.cpio: $(USER_PROGRAMS) iso/layout iso/busybox.links $(ROOT_FILES) \
		$(BUILD)/sysroot.stamp $(BUILD)/root.items scripts/mkcpio | setup
	$(call say,CPIO,$@)
	$(Q)scripts/mkcpio $@ $(ROOT_ITEMS)

ifneq ($(OUT),$(BUILD))
$(OUT)/root.cpio: $(BUILD)/root.cpio
	$(Q)ln -f $< $@
endif

# The overlay is packed anew each time: any file in it may have changed.  Without
# OVERLAY= it is empty, and GRUB is not told of it.
$(OUT)/overlay.cpio: FORCE | setup
	@mkdir -p $(@D)
	@scripts/mkcpio $@.new $(OVERLAY)
	@cmp -s $@.new $@ && rm $@.new || mv $@.new $@

# The last console= is where the shell is; messages go to both.
TERMINAL_CMDLINE := console=tty0 console=ttyS0 $(CMDLINE)
WINDOW_CMDLINE := console=ttyS0 console=tty0 $(CMDLINE)

$(OUT)/lectern.grub.cfg: CONSOLES := $(TERMINAL_CMDLINE)
$(OUT)/gui.grub.cfg: CONSOLES := $(WINDOW_CMDLINE)
$(OUT)/%.grub.cfg: iso/grub.cfg FORCE
	@mkdir -p $(@D)
	@sed $(if $(OVERLAY),,-e '/overlay/d') \
		-e 's|@CMDLINE@|$(subst &,\&,$(subst |,\|,$(strip $(CONSOLES))))|' $< >$@.new
	@cmp -s $@.new $@ && rm $@.new || mv $@.new $@

$(OUT)/%.iso: $(OUT)/%.grub.cfg $(OUT)/lectern.stripped $(OUT)/root.cpio \
		$(OUT)/modules.cpio $(OUT)/overlay.cpio scripts/mkiso | setup
	$(call say,ISO,$@)
	$(Q)scripts/mkiso $@ $(filter-out scripts/mkiso,$^)

.PRECIOUS: $(OUT)/%.grub.cfg $(OUT)/%.iso
