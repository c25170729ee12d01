// SPDX-License-Identifier: GPL-2.0
/*
 * Finding an ACPI table: RSDP -> RSDT -> table. Only what the interrupt
 * controllers and a restart need; no AML. Tables may lie above the direct map, so each is
 * mapped, and its length and checksum are looked at before it is believed.
 *
 * Source: ACPI specification 6.4, 5.2.
 */
#include "cpu.h"

#include <lectern/boot_info.h>
#include <lectern/printk.h>
#include <lectern/string.h>
#include <lectern/vmalloc.h>

#define BIOS_AREA_START 0xE0000UL
#define BIOS_AREA_END	0x100000UL
#define RSDP_ALIGN	16
#define MAX_TABLE_SIZE	(256u << 10)

struct acpi_rsdp {
	char signature[8];
	u8 checksum;
	char oem[6];
	u8 revision;
	u32 rsdt;
} __packed;

/* The fixed description table, up to what is of use here. */
#define FADT_RESET_REG_SUP (1u << 10)
#define GAS_IO		   1

struct acpi_fadt {
	u8 before[112];
	u32 flags;
	u8 reset_space, reset_bits, reset_offset, reset_access;
	u64 reset_address;
	u8 reset_value;
} __packed;

struct acpi_header {
	char signature[4];
	u32 length;
	u8 revision, checksum;
	char oem[6], oem_table[8];
	u32 oem_revision, creator, creator_revision;
} __packed;

static bool checksum_ok(const void *table, size_t len)
{
	const u8 *bytes = table;
	u8 sum = 0;

	while (len--)
		sum += *bytes++;
	return !sum;
}

static bool rsdp_ok(const struct acpi_rsdp *rsdp)
{
	return !memcmp(rsdp->signature, "RSD PTR ", 8) &&
	       checksum_ok(rsdp, sizeof(*rsdp));
}

static const struct acpi_rsdp *find_rsdp(void)
{
	unsigned long at = (unsigned long)boot_info.rsdp;

	if (boot_info.rsdp && boot_info.rsdp < MAX_LOWMEM && rsdp_ok(__va(at)))
		return __va(at);
	for (at = BIOS_AREA_START; at < BIOS_AREA_END; at += RSDP_ALIGN)
		if (rsdp_ok(__va(at)))
			return __va(at);
	return NULL;
}

/* A whole table, mapped; NULL if it is not what it says. */
static const struct acpi_header *map_table(u32 phys)
{
	const struct acpi_header *header = ioremap(phys, sizeof(*header));
	u32 length;

	if (!header)
		return NULL;
	length = header->length;
	iounmap((void *)header);
	if (length < sizeof(*header) || length > MAX_TABLE_SIZE)
		return NULL;
	header = ioremap(phys, length);
	if (header && !checksum_ok(header, length)) {
		iounmap((void *)header);
		return NULL;
	}
	return header;
}

static const void *search_rsdt(const struct acpi_header *rsdt,
			       const char *signature)
{
	const u32 *entry = (const u32 *)(rsdt + 1);
	u32 n = (rsdt->length - sizeof(*rsdt)) / sizeof(*entry);

	for (; n--; entry++) {
		const struct acpi_header *table = map_table(*entry);

		if (!table)
			continue;
		if (!memcmp(table->signature, signature, 4))
			return table;
		iounmap((void *)table);
	}
	return NULL;
}

const void *acpi_find_table(const char *signature)
{
	const struct acpi_rsdp *rsdp = find_rsdp();
	const struct acpi_header *rsdt = rsdp ? map_table(rsdp->rsdt) : NULL;
	const void *table;

	if (!rsdt) {
		pr_notice("ACPI: no usable tables\n");
		return NULL;
	}
	table = search_rsdt(rsdt, signature);
	iounmap((void *)rsdt);
	return table;
}

bool acpi_reset_register(u16 *port, u8 *value)
{
	const struct acpi_fadt *fadt = acpi_find_table("FACP");
	const struct acpi_header *header = (const void *)fadt;
	bool found;

	if (!fadt)
		return false;
	found = header->length >= sizeof(*fadt) &&
		fadt->flags & FADT_RESET_REG_SUP && fadt->reset_space == GAS_IO;
	if (found) {
		*port = (u16)fadt->reset_address;
		*value = fadt->reset_value;
	}
	iounmap((void *)fadt);
	return found;
}
