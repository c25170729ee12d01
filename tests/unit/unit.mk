# SPDX-License-Identifier: GPL-2.0
#
# The unit tests: lib/ and other pure code, on the host, under AddressSanitizer
# and UBSan.  Each tests/unit/test_NAME.c is a program, linked with all of lib/
# and support.c; unit.extra.NAME names more sources that it needs, as in
#	unit.extra.boot_info := boot/boot_info.c

HOSTCC ?= gcc
unit.extra.boot_info := boot/boot_info.c boot/multiboot2.c boot/pvh.c
unit.extra.module_elf := kernel/i386/module.c tests/unit/good_module.c
unit.extra.module_damage := $(unit.extra.module_elf)
UNIT_OUT := $(BUILD)/unit

# -fno-builtin: ours are called, also where the compiler thinks it knows them.
UNIT_CFLAGS := -std=gnu11 -O1 -g -fno-builtin -fno-omit-frame-pointer \
	-fsanitize=address,undefined -fno-sanitize-recover=all \
	-Wall -Wextra -Wno-unused-parameter \
	-Iinclude -include tests/unit/rename.h

UNIT_COMMON := $(patsubst %.c,$(UNIT_OUT)/%.o,\
	$(wildcard lib/*.c) tests/unit/support.c)
UNIT_NAMES := $(sort $(patsubst tests/unit/test_%.c,%,\
	$(wildcard tests/unit/test_*.c)))
UNIT_TESTS := $(UNIT_NAMES:%=$(UNIT_OUT)/test_%)

$(UNIT_OUT)/%.o: %.c tests/unit/unit.mk | setup
	$(call say,HOSTCC,$<)
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) $(UNIT_CFLAGS) -MMD -MP -c $< -o $@

# $(call unit_objects,NAME): what test_NAME is linked from.
unit_objects = $(UNIT_OUT)/tests/unit/test_$1.o $(UNIT_COMMON) \
	$(patsubst %.c,$(UNIT_OUT)/%.o,$(unit.extra.$1))

.SECONDEXPANSION:
$(UNIT_TESTS): $(UNIT_OUT)/test_%: $$(call unit_objects,$$*)
	$(call say,HOSTLD,$@)
	$(Q)$(HOSTCC) $(UNIT_CFLAGS) $^ -o $@ -lcmocka

unit-tests: $(UNIT_TESTS)	## build the unit tests, which run on this machine

# All of them run, whatever the first ones say; each prints TAP.
run-unit: $(UNIT_TESTS)		## run the unit tests
	@failed=0; for name in $(UNIT_NAMES); do \
		echo "# unit $$name"; \
		CMOCKA_MESSAGE_OUTPUT=TAP $(UNIT_OUT)/test_$$name 2>&1 || \
			failed=1; \
	done; exit $$failed

.PHONY: unit-tests run-unit

-include $(shell find $(UNIT_OUT) -name '*.d' 2>/dev/null)
