# SPDX-License-Identifier: GPL-2.0
#
# The bundled programs: one .c file in user/{tests,demos,tools,bench} each makes one
# static program against musl, with the support code of user/lib.  They do not
# depend on the kernel, so the debug build shares them.

USER := $(BUILD)/user
USER_SPECS := $(BUILD)/sysroot/usr/lib/i386-linux-musl/lectern.specs

# All of them lie in the guest's memory, which may be 16 MiB: so they are small, and
# take from the libraries no more than they call.
USER_CFLAGS := -std=gnu11 -Os -g -march=i686 -ffunction-sections \
	-fdata-sections -Wl,--gc-sections \
	-D_GNU_SOURCE -Iuser/include \
	-ffile-prefix-map=$(CURDIR)=. -Wall -Wextra -Wno-unused-parameter \
	-specs $(USER_SPECS) $(if $(filter true,$(CI)),-Werror)
USER_FIXED := -fno-pie -no-pie -static
# A program named *-pie is one that the kernel may load anywhere.
USER_MOVABLE := -fPIE -static-pie
# What is measured, and assembly that wants all registers.
$(USER)/bench/% $(USER)/tests/sigstorm: USER_CFLAGS += -O2
# This one unwinds its own stack: it needs the table that is made for that.
$(USER)/tests/vdso: USER_CFLAGS += -Wl,--eh-frame-hdr

USER_SOURCES := $(sort $(wildcard $(addprefix user/,tests/*.c demos/*.c \
	tools/*.c bench/*.c)))
USER_PROGRAMS := $(USER_SOURCES:user/%.c=$(USER)/%)
USER_LIB_SOURCES := $(sort $(wildcard user/lib/*.c user/lib/*.asm))

# Remembers where the sysroot is: its specs name absolute paths.
$(BUILD)/sysroot.stamp: scripts/userland
	@scripts/userland $(BUILD)
	@echo '$(abspath $(BUILD))' >$@
ifneq ($(file <$(BUILD)/sysroot.stamp),$(abspath $(BUILD)))
$(BUILD)/sysroot.stamp: FORCE
endif

$(USER)/flags: FORCE | setup
	$(call remember,$(CC) $(USER_CFLAGS))

$(USER)/lib/sources: FORCE
	$(call remember,$(USER_LIB_SOURCES))

# The library is compiled to run anywhere, for both kinds of program.
$(USER)/lib/%.c.o: user/lib/%.c $(BUILD)/sysroot.stamp $(USER)/flags | setup
	$(call say,USERCC,$<)
	@mkdir -p $(@D)
	$(Q)$(CC) $(USER_CFLAGS) -fPIE -MMD -MP -c $< -o $@

$(USER)/lib/%.asm.o: user/lib/%.asm $(USER)/flags | setup
	$(call say,NASM,$<)
	@mkdir -p $(@D)
	$(Q)nasm -f elf32 -g -F dwarf -MD $(@:.o=.d) -MP $< -o $@

USER_LIB_OBJECTS := $(USER_LIB_SOURCES:user/%=$(USER)/%.o)
$(USER)/libuser.a: $(USER_LIB_OBJECTS) $(USER)/lib/sources
	$(call say,AR,$@)
	$(Q)rm -f $@
	$(Q)$(CROSS)ar rcsD $@ $(USER_LIB_OBJECTS)

$(USER)/%-pie: USER_FIXED := $(USER_MOVABLE)
$(USER)/%: user/%.c $(USER)/libuser.a $(BUILD)/sysroot.stamp $(USER)/flags | setup
	$(call say,USER,$<)
	@mkdir -p $(@D)
	$(Q)$(CC) $(USER_CFLAGS) $(USER_FIXED) -MMD -MP -MF $@.d $< \
		$(USER)/libuser.a -pthread -o $@.debug
	$(Q)$(OBJCOPY) --strip-all $@.debug $@

programs: $(USER_PROGRAMS)	## build the bundled programs only
.PHONY: programs

-include $(USER_PROGRAMS:=.d) $(USER_LIB_SOURCES:user/%=$(USER)/%.d)
