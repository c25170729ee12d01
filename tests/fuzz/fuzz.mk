# SPDX-License-Identifier: GPL-2.0
#
# The fuzzers: every parser of bytes from outside, under libFuzzer with
# AddressSanitizer and UBSan.  Each tests/fuzz/fuzz_NAME.c is one, linked with
# what it needs of lib/; tests/fuzz/seeds makes the inputs that it starts from.

FUZZ_CC ?= clang
FUZZ_SECONDS ?= 10		## make run-fuzz: how long each fuzzer runs
FUZZ_OUT := $(BUILD)/fuzz

# The same renaming as for the unit tests: see tests/unit/rename.h.
FUZZ_CFLAGS := -std=gnu11 -O1 -g -fno-builtin -fno-omit-frame-pointer \
	-fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all \
	-Wall -Wextra -Wno-unused-parameter \
	-Iinclude -include tests/unit/rename.h

FUZZ_NAMES := $(sort $(patsubst tests/fuzz/fuzz_%.c,%,\
	$(wildcard tests/fuzz/fuzz_*.c)))
FUZZ_TESTS := $(FUZZ_NAMES:%=$(FUZZ_OUT)/fuzz_%)
FUZZ_LIB := $(patsubst %.c,$(FUZZ_OUT)/%.o,$(wildcard lib/*.c) \
	kernel/i386/module.c)

$(FUZZ_OUT)/%.o: %.c tests/fuzz/fuzz.mk | setup
	$(call say,FUZZCC,$<)
	@mkdir -p $(@D)
	$(Q)$(FUZZ_CC) $(FUZZ_CFLAGS) -MMD -MP -c $< -o $@

# From an archive the linker takes what is asked for, so that a fuzzer need not
# supply what the rest of lib/ asks of the kernel.
$(FUZZ_OUT)/lib.a: $(FUZZ_LIB)
	$(call say,AR,$@)
	$(Q)rm -f $@ && ar rcs $@ $^

$(FUZZ_TESTS): $(FUZZ_OUT)/%: $(FUZZ_OUT)/tests/fuzz/%.o \
		$(FUZZ_OUT)/tests/fuzz/support.o $(FUZZ_OUT)/lib.a
	$(call say,FUZZLD,$@)
	$(Q)$(FUZZ_CC) $(FUZZ_CFLAGS) $^ -o $@

fuzzers: $(FUZZ_TESTS)		## build the fuzzers

run-fuzz: $(FUZZ_TESTS)		## run the fuzzers, FUZZ_SECONDS each
	@tests/fuzz/run $(FUZZ_OUT) $(FUZZ_SECONDS) $(FUZZ_NAMES)

.PHONY: fuzzers run-fuzz

-include $(shell find $(FUZZ_OUT) -name '*.d' 2>/dev/null)
