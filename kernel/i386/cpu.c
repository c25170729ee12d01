// SPDX-License-Identifier: GPL-2.0
/*
 * Which CPU this is. Source: Intel SDM volume 2A, CPUID.
 */
#include "cpu.h"

#include <lectern/i386/traps.h>
#include <lectern/printk.h>
#include <lectern/string.h>

#define LEAF_EXT	  0x80000000
#define LEAF_EXT_FEATURES 0x80000001
#define LEAF_BRAND	  0x80000002

struct cpuinfo boot_cpu;
u64 nx_mask;

static bool noexec_off __initdata;

__setup_choice("noexec", "on", "off", noexec_off);

u64 rdtsc(void)
{
	u64 tsc;

	if (!(boot_cpu.features_edx & X86_FEATURE_TSC))
		return 0;
	__asm__ volatile("rdtsc" : "=A"(tsc));
	return tsc;
}

static void __init read_family(u32 signature)
{
	boot_cpu.stepping = signature & 0xF;
	boot_cpu.model = signature >> 4 & 0xF;
	boot_cpu.family = signature >> 8 & 0xF;
	if (boot_cpu.family == 0xF)
		boot_cpu.family += signature >> 20 & 0xFF;
	if (boot_cpu.family >= 6)
		boot_cpu.model += (signature >> 16 & 0xF) << 4;
}

static void __init read_brand(void)
{
	u32 *name = (u32 *)boot_cpu.model_name;

	for (u32 i = 0; i < 3; i++, name += 4)
		cpuid(LEAF_BRAND + i, &name[0], &name[1], &name[2], &name[3]);
	boot_cpu.model_name[48] = '\0';
}

void __init identify_cpu(void)
{
	u32 max, max_ext, signature, unused;
	u32 vendor[3];

	cpuid(0, &max, &vendor[0], &vendor[2], &vendor[1]);
	memcpy(boot_cpu.vendor, vendor, sizeof(vendor));
	cpuid(1, &signature, &unused, &boot_cpu.features_ecx,
	      &boot_cpu.features_edx);
	read_family(signature);
	cpuid(LEAF_EXT, &max_ext, &unused, &unused, &unused);
	if (max_ext >= LEAF_EXT_FEATURES)
		cpuid(LEAF_EXT_FEATURES, &unused, &unused, &unused,
		      &boot_cpu.ext_features_edx);
	if (max_ext >= LEAF_BRAND + 2)
		read_brand();

	boot_cpu.nx = boot_cpu.ext_features_edx & X86_FEATURE_NX;
	if (boot_cpu.nx && !noexec_off)
		nx_mask = _PAGE_NX;
	if (boot_cpu.model_name[0])
		pr_info("CPU: %s\n", boot_cpu.model_name);
	pr_info("CPU: %s, family %u, model %u\n", boot_cpu.vendor,
		boot_cpu.family, boot_cpu.model);
	if (!boot_cpu.nx)
		pr_notice(
			"CPU: no NX: programs can run their data (-cpu qemu32,+nx)\n");
	else if (noexec_off)
		pr_notice("CPU: NX is switched off by noexec=off\n");
	else
		pr_info("CPU: NX protection is on\n");
}
