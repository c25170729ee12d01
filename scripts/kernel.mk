# SPDX-License-Identifier: GPL-2.0
#
# The kernel: from sources to $(OUT)/lectern.elf, and the same without debug
# information, $(OUT)/lectern.stripped.  A new file in a room is found by itself.

CROSS ?= i686-linux-gnu-
CC := $(CROSS)gcc
LD := $(CROSS)ld
NM := $(CROSS)nm
OBJCOPY := $(CROSS)objcopy

# The debug build also has the tests that run inside the kernel.
ROOMS := boot lib mm kernel kernel/i386 fs fs/* ipc drivers/* \
	$(if $(filter 1,$(DEBUG)),tests/kernel)
# They are not linked into the kernel: see below.
NOT_LINKED := kernel/i386/asm-offsets.c kernel/i386/vdso.asm
SOURCES := $(sort $(filter-out $(NOT_LINKED),\
	$(wildcard $(foreach room,$(ROOMS),$(room)/*.c $(room)/*.asm))))
OBJECTS := $(SOURCES:%=$(OUT)/obj/%.o)

# -mregparm=3 passes arguments in registers, -mgeneral-regs-only keeps GCC away from
# the user's FPU registers, and frame pointers make backtraces. Nothing on the stack
# needs more than its natural alignment, and code is tuned for no old CPU in
# particular: both make it smaller and shorter.
KERNEL_CFLAGS := -std=gnu11 -ffreestanding -nostdlib -m32 -march=i686 \
	-mtune=generic -mpreferred-stack-boundary=2 \
	-mregparm=3 -mgeneral-regs-only -O2 -g -fno-pic -fno-pie \
	-fno-omit-frame-pointer -fno-stack-protector -fno-strict-aliasing \
	-fno-common -fno-asynchronous-unwind-tables \
	-ffile-prefix-map=$(CURDIR)=. \
	-Wall -Wextra -Wno-unused-parameter -Wstrict-prototypes \
	-Wmissing-prototypes -Iinclude \
	$(if $(filter 1,$(DEBUG)),-DDEBUG=1) $(if $(filter true,$(CI)),-Werror)
KERNEL_NASMFLAGS := -f elf32 -g -F dwarf -I$(OUT)/ -Iinclude/ \
	$(if $(filter 1,$(DEBUG)),-DDEBUG=1) $(if $(filter true,$(CI)),-Werror)
KERNEL_LDFLAGS := -m elf_i386 -T linker.ld -z max-page-size=4096 -z noexecstack \
	--build-id=none --no-warn-rwx-segments --orphan-handling=error

$(OUT)/flags: FORCE | setup
	$(call remember,$(CC) $(KERNEL_CFLAGS) $(KERNEL_NASMFLAGS))

$(OUT)/sources: FORCE
	$(call remember,$(SOURCES))

$(OUT)/obj/%.c.o: %.c $(OUT)/flags | setup
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(Q)$(CC) $(KERNEL_CFLAGS) -MMD -MP -c $< -o $@

$(OUT)/obj/%.asm.o: %.asm $(OUT)/flags $(OUT)/asm-offsets.inc | setup
	$(call say,NASM,$<)
	@mkdir -p $(@D)
	$(Q)nasm $(KERNEL_NASMFLAGS) -MD $(@:.o=.d) -MP $< -o $@

# C knows where a field lies and NASM does not.  asm-offsets.c is compiled to
# assembly only, and its lines "->NAME value" become "NAME equ value".
OFFSETS_SOURCE := $(wildcard kernel/i386/asm-offsets.c)
$(OUT)/asm-offsets.inc: $(OFFSETS_SOURCE) $(OUT)/flags | setup
	$(call say,GEN,$@)
	$(Q): >$@.s
	$(Q)$(if $(OFFSETS_SOURCE),$(CC) $(KERNEL_CFLAGS) -MMD -MP -MT $@ \
		-MF $(OUT)/asm-offsets.d -S $(OFFSETS_SOURCE) -o $@.s)
	$(Q)sed -n 's/^[[:space:]]*->\([A-Za-z0-9_]*\) \$$\{0,1\}\(-\{0,1\}[0-9]*\).*/\1 equ \2/p' \
		$@.s >$@

# The vDSO is a shared library of its own.  Its image becomes part of the kernel, with
# the offsets of its symbols: "VDSO_name equ value".
VDSO_LDFLAGS := -m elf_i386 -shared -s -T kernel/i386/vdso.lds \
	-soname linux-gate.so.1 --hash-style=both --eh-frame-hdr --build-id=none \
	-z max-page-size=4096

$(OUT)/vdso.so: $(OUT)/obj/kernel/i386/vdso.asm.o kernel/i386/vdso.lds
	$(call say,LD,$@)
	$(Q)$(LD) $(VDSO_LDFLAGS) $< -o $@

$(OUT)/vdso-offsets.inc: $(OUT)/vdso.so
	$(call say,GEN,$@)
	$(Q)$(NM) -D $< | sed -n \
		's/^\([0-9a-f]*\) T __kernel_\([a-z_]*\).*/VDSO_\2 equ 0x\1/p' >$@

$(OUT)/obj/kernel/i386/vdso_image.asm.o: $(OUT)/vdso-offsets.inc

# Three links, since the symbol table is part of the image that it describes:
# with none, with one of the right size, with the right one.  A fourth would change
# nothing, which is checked.
define link_kernel
	$(Q)nasm -f elf32 $(OUT)/kallsyms$1.asm -o $(OUT)/kallsyms$1.o
	$(Q)$(LD) $(KERNEL_LDFLAGS) $(OBJECTS) $(OUT)/kallsyms$1.o -o $2
	$(Q)$(NM) -n $2 | scripts/kallsyms >$(OUT)/kallsyms$3.asm
endef

$(OUT)/lectern.elf: $(OBJECTS) $(OUT)/sources linker.ld scripts/kallsyms
	$(call say,LD,$@)
	@scripts/kallsyms </dev/null >$(OUT)/kallsyms1.asm
	$(call link_kernel,1,$@.tmp,2)
	$(call link_kernel,2,$@.tmp,3)
	$(call link_kernel,3,$@.tmp,4)
	@cmp $(OUT)/kallsyms3.asm $(OUT)/kallsyms4.asm || \
		{ echo "the symbol table does not settle"; exit 1; }
	@mv $@.tmp $@

$(OUT)/lectern.stripped: $(OUT)/lectern.elf
	$(call say,STRIP,$@)
	$(Q)$(OBJCOPY) --strip-all $< $@

kernel: $(OUT)/lectern.elf $(OUT)/lectern.stripped	## build the kernel only
.PHONY: kernel

-include $(OBJECTS:.o=.d) $(OUT)/asm-offsets.d
