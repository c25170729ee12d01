# SPDX-License-Identifier: GPL-2.0
#
# Loadable modules: those in modules/, and with M=FOLDER somebody's own, which stay
# in their folder.  scripts/module.mk builds a folder of them.
#
# The bundled ones go into $(OUT)/modules.cpio, which lies beside the kernel that
# they were built for and is unpacked over root.cpio; they are stripped there.
# GDB finds the others in $(OUT)/modules.

RELEASE := $(shell sed -n 's/^\#define KERNEL_RELEASE "\(.*\)"/\1/p' \
	include/lectern/version.h)
MODULES_OUT := $(OUT)/modules
MODULES_STAGE := $(OUT)/modules.root
BUSYBOX := $(BUILD)/sysroot/bin/busybox

export CC LD KERNEL_CFLAGS OUT Q V RELEASE

$(OUT)/Module.symvers: $(OUT)/lectern.elf scripts/modpost
	@scripts/modpost kernel $< $@
	@touch $@

$(MODULES_OUT)/.modules: $(OUT)/Module.symvers FORCE
	@$(MAKE) -f scripts/module.mk dir=modules out=$(MODULES_OUT) intree=1

ifeq ($(M),)
modules: $(MODULES_OUT)/.modules	## build the modules in modules/, or with M=folder those in there
else
modules: $(OUT)/Module.symvers
	@$(MAKE) -f scripts/module.mk dir=$(M) out=$(M)
endif

# busybox's depmod runs on the machines that run i386 programs; where it does not,
# the guest makes modules.dep at boot (iso/root/etc/init.d/rcS).
$(OUT)/modules.cpio: $(MODULES_OUT)/.modules $(BUILD)/sysroot.stamp scripts/mkcpio
	$(call say,CPIO,$@)
	@rm -rf $(MODULES_STAGE); mkdir -p $(MODULES_STAGE)/lib/modules/$(RELEASE)
	$(Q)for ko in $$(find $(MODULES_OUT) -name '*.ko' | sort); do \
		$(OBJCOPY) --strip-debug $$ko \
			$(MODULES_STAGE)/lib/modules/$(RELEASE)/$$(basename $$ko); \
	done
	@$(BUSYBOX) depmod -b $(MODULES_STAGE) $(RELEASE) 2>/dev/null || true
	$(Q)scripts/mkcpio $@ $(MODULES_STAGE)

kernel: $(OUT)/modules.cpio

.PHONY: modules
