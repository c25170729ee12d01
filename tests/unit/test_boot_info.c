// SPDX-License-Identifier: GPL-2.0
/*
 * What boot loaders leave (boot/): well-formed, cut off, and damaged. The
 * information lies in a block of exactly its size, so that AddressSanitizer sees
 * a read past its end.
 */
#include "../../boot/boot.h"

#include <lectern/compiler.h>
#include <lectern/string.h>

#include <stdlib.h>

#include "support.h"

#define INFO_PHYS 0x9000u
#define MIB	  (1ULL << 20)

enum {
	END = 0,
	COMMAND_LINE = 1,
	MODULE = 3,
	MEMORY_MAP = 6,
	ACPI_OLD = 14
};

static struct boot_info bi;
static u8 build[512];
static size_t size;
static u8 *info; /* the block that the parser sees at INFO_PHYS */

static const void *at(u64 phys)
{
	return phys == INFO_PHYS ? info : NULL;
}

static void put32(u32 value)
{
	memcpy(build + size, &value, sizeof(value));
	size += sizeof(value);
}

static void put64(u64 value)
{
	memcpy(build + size, &value, sizeof(value));
	size += sizeof(value);
}

static void begin(void)
{
	memset(&bi, 0, sizeof(bi));
	memset(build, 0, sizeof(build));
	size = 0;
	put64(0); /* the total, later */
}

static void begin_tag(u32 type, u32 bytes)
{
	size = ALIGN(size, 8);
	put32(type);
	put32(8 + bytes);
}

static void add_region(u64 start, u64 length, u32 type)
{
	put64(start);
	put64(length);
	put32(type);
	put32(0);
}

static void add_memory_map(void)
{
	begin_tag(MEMORY_MAP, 8 + 2 * 24);
	put32(24);
	put32(0);
	add_region(MIB, 127 * MIB, MEMORY_RAM);
	add_region(0, 640 * 1024, MEMORY_RAM);
}

static const char *parse(size_t total)
{
	const char *problem;
	u32 told = (u32)total;

	memcpy(build, &told, sizeof(told));
	info = malloc(total < 8 ? 8 : total);
	memcpy(info, build, total < 8 ? 8 : total);
	problem = multiboot2_parse(INFO_PHYS, at, &bi);
	free(info);
	return problem;
}

static void add_everything(void)
{
	begin();
	begin_tag(COMMAND_LINE, 12);
	memcpy(build + size, "noexec=off", 11);
	size += 12;
	add_memory_map();
	begin_tag(MODULE, 8 + 5);
	put32(0x200000);
	put32(0x2FF000);
	memcpy(build + size, "root", 5);
	size += 5;
	begin_tag(ACPI_OLD, 20);
	size += 20;
	begin_tag(END, 0);
}

static void everything_is_taken(void **state)
{
	add_everything();
	assert_null(parse(size));
	assert_null(boot_check(&bi));
	assert_string_equal(bi.command_line, "noexec=off");
	assert_int_equal(bi.nr_regions, 2);
	assert_int_equal(bi.nr_modules, 1);
	assert_int_equal(bi.modules[0].start, 0x200000);
	assert_int_equal(bi.modules[0].size, 0xFF000);
	assert_in_range(bi.rsdp, INFO_PHYS, INFO_PHYS + size);
}

static void regions_come_sorted(void **state)
{
	add_everything();
	assert_null(parse(size));
	assert_int_equal(bi.regions[0].start, 0);
	assert_int_equal(bi.regions[1].start, MIB);
}

static void every_cut_is_told(void **state)
{
	add_everything();
	for (size_t total = 0; total < size; total++) {
		memset(&bi, 0, sizeof(bi));
		assert_non_null(parse(total));
	}
}

static void damaged_bytes_are_survived(void **state)
{
	for (unsigned int run = 0; run < 20000; run++) {
		add_everything();
		build[8 + random_u32() % (size - 8)] ^= (u8)random_u32();
		parse(size);
	}
}

static void no_map_is_told(void **state)
{
	begin();
	begin_tag(END, 0);
	assert_null(parse(size));
	assert_string_equal(boot_check(&bi),
			    "the boot loader gave no memory map");
}

static void too_little_ram_is_told(void **state)
{
	begin();
	boot_add_region(&bi, MIB, 2 * MIB, MEMORY_RAM);
	boot_add_region(&bi, 16 * MIB, 512 * MIB, MEMORY_RESERVED);
	assert_string_equal(boot_check(&bi),
			    "the memory map shows less than 8 MiB of RAM");
}

static void impossible_regions_are_dropped(void **state)
{
	begin();
	boot_add_region(&bi, ~0ULL - 10, 100, MEMORY_RAM);
	boot_add_region(&bi, MIB, 0, MEMORY_RAM);
	assert_int_equal(bi.nr_regions, 0);
	for (unsigned int i = 0; i < BOOT_MAX_REGIONS + 5; i++)
		boot_add_region(&bi, i * MIB, MIB, MEMORY_RAM);
	assert_int_equal(bi.nr_regions, BOOT_MAX_REGIONS);
}

/* No map, too old to have one, not PVH at all. */
static void pvh_without_a_map_is_told(void **state)
{
	u32 start_info[16] = { PVH_MAGIC, 1 };

	begin();
	info = (u8 *)start_info;
	assert_non_null(pvh_parse(INFO_PHYS, at, &bi));
	start_info[1] = 0;
	assert_non_null(pvh_parse(INFO_PHYS, at, &bi));
	start_info[0] = 0;
	assert_non_null(pvh_parse(INFO_PHYS, at, &bi));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(everything_is_taken),
		TEST(regions_come_sorted),
		TEST(every_cut_is_told),
		TEST(damaged_bytes_are_survived),
		TEST(no_map_is_told),
		TEST(too_little_ram_is_told),
		TEST(impossible_regions_are_dropped),
		TEST(pvh_without_a_map_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
