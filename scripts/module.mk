# SPDX-License-Identifier: GPL-2.0
#
# One folder of modules: $(dir), whose Kbuild or Makefile says
#	obj-m := hello.o other.o	a module of one file each; of several with
#	other-y := one.o two.o		a line like this
# to $(out)/*.ko.  scripts/modules.mk calls it with a make of its own, so that
# whatever else stands in somebody's Makefile stays there.
#
#	hello.c -> hello.o --.                 .-> hello.mod.c -> hello.mod.o --.
#	              modpost: licence, symbols                    ld -r --> hello.ko

.DEFAULT_GOAL := __modules
.SUFFIXES:
.DELETE_ON_ERROR:
.SECONDEXPANSION:

# People's Makefiles ask for this to know who reads them.
KERNELRELEASE := $(RELEASE)

include $(firstword $(wildcard $(dir)/Kbuild $(dir)/Makefile) $(dir)/Kbuild)

ifeq ($(V),1)
say = @:
else
say = @printf '  %-6s %s\n' '$1' '$2'
endif

names := $(obj-m:.o=)
parts = $(addprefix $(out)/,$(or $(strip $($1-objs) $($1-y)),$1.o))
kos := $(names:%=$(out)/%.ko)
sources := $(names:%=$(out)/%.mod.c)
comma := ,
empty :=

# MODULE_CC="clang --target=i686-linux-gnu" has them compiled by clang, which calls
# one of the flags by another name.
MODULE_CC ?= $(CC)
flags := $(if $(findstring clang,$(MODULE_CC)),\
	$(subst -mpreferred-stack-boundary=2,-mstack-alignment=4,$(KERNEL_CFLAGS)),\
	$(KERNEL_CFLAGS)) -DMODULE -I$(dir) $(ccflags-y) $(EXTRA_CFLAGS)

$(out)/.module.flags: FORCE
	@mkdir -p $(@D); echo '$(MODULE_CC) $(flags) $(obj-m)' | cmp -s - $@ || \
		echo '$(MODULE_CC) $(flags) $(obj-m)' >$@

$(out)/%.o: $(dir)/%.c $(out)/.module.flags
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(Q)$(MODULE_CC) $(flags) -MMD -MP -MF $(@:.o=.o.d) -c $< -o $@

$(names:%=$(out)/%.mod.o): %.mod.o: %.mod.c $(out)/.module.flags
	$(Q)$(MODULE_CC) $(flags) -MMD -MP -MF $(@:.o=.o.d) -c $< -o $@

# All at once, since they may use one another's symbols.
module_parts = $1=$(subst $(empty) ,$(comma),$(strip $(call parts,$1)))
$(out)/.modpost: $(foreach name,$(names),$(call parts,$(name))) \
		$(OUT)/Module.symvers scripts/modpost
	@scripts/modpost modules $(if $(intree),--intree) \
		$(addprefix --extra ,$(KBUILD_EXTRA_SYMBOLS)) \
		$(OUT)/Module.symvers $(out) \
		$(foreach name,$(names),$(call module_parts,$(name)))
	@touch $@
$(sources): $(out)/.modpost ;

$(kos): $(out)/%.ko: $$(call parts,$$*) $(out)/%.mod.o scripts/module.lds
	$(call say,LD,$@)
	$(Q)$(LD) -r -m elf_i386 -T scripts/module.lds \
		$(filter %.o,$^) -o $@

$(out)/.modules: $(kos) $(out)/.module.flags
	@touch $@

__modules: $(out)/.modules

__clean:
	@cd $(out) && rm -f $(foreach name,$(names),$(name).ko $(name).mod.* \
		$(patsubst $(out)/%,%,$(call parts,$(name)) \
		$(addsuffix .d,$(call parts,$(name))))) \
		Module.symvers .module.flags .modpost .modules

.PHONY: __modules __clean FORCE
.SECONDARY:

-include $(foreach name,$(names),$(addsuffix .d,$(call parts,$(name))) \
	$(out)/$(name).mod.o.d)
