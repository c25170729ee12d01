// SPDX-License-Identifier: GPL-2.0
/*
 * Reading what GRUB left: a total size, then tags of a type and a size, each
 * starting at a multiple of 8, the last one of type 0. Nothing in there is
 * trusted: no tag is read beyond the total.
 *
 * Source: Multiboot2 specification 2.0, 3.6 "Boot information format".
 */
#include "boot.h"

#include <lectern/compiler.h>
#include <lectern/string.h>

#define MAX_INFO_SIZE (1u << 20)

enum {
	TAG_END = 0,
	TAG_COMMAND_LINE = 1,
	TAG_LOADER_NAME = 2,
	TAG_MODULE = 3,
	TAG_MEMORY_MAP = 6,
	TAG_ACPI_OLD = 14,
	TAG_ACPI_NEW = 15,
};

struct tag {
	u32 type, size;
};

struct tag_module {
	struct tag tag;
	u32 start, end;
};

struct tag_mmap {
	struct tag tag;
	u32 entry_size, entry_version;
};

struct mmap_entry {
	u64 start, size;
	u32 type, reserved;
};

static const char *take_memory_map(const struct tag *tag, struct boot_info *bi)
{
	const struct tag_mmap *map = (const void *)tag;
	const u8 *entry = (const u8 *)(map + 1);
	const u8 *end = (const u8 *)tag + tag->size;

	if (tag->size < sizeof(*map) ||
	    map->entry_size < sizeof(struct mmap_entry))
		return "the boot loader's memory map is damaged";
	for (; (size_t)(end - entry) >= map->entry_size;
	     entry += map->entry_size) {
		const struct mmap_entry *e = (const void *)entry;

		boot_add_region(bi, e->start, e->size, e->type);
	}
	return NULL;
}

static const char *take_tag(const struct tag *tag, u64 phys,
			    struct boot_info *bi)
{
	const struct tag_module *mod = (const void *)tag;

	switch (tag->type) {
	case TAG_COMMAND_LINE:
		strscpy(bi->command_line, (const char *)(tag + 1),
			min_t(size_t, sizeof(bi->command_line),
			      tag->size - sizeof(*tag)));
		break;
	case TAG_MODULE:
		if (tag->size < sizeof(*mod) || mod->end < mod->start)
			return "a boot module's description is damaged";
		boot_add_module(bi, mod->start, mod->end - mod->start);
		break;
	case TAG_MEMORY_MAP:
		return take_memory_map(tag, bi);
	case TAG_ACPI_OLD:
		if (!bi->rsdp) /* the new table is the better one */
			bi->rsdp = phys + sizeof(*tag);
		break;
	case TAG_ACPI_NEW:
		bi->rsdp = phys + sizeof(*tag);
		break;
	}
	return NULL;
}

const char *multiboot2_parse(u64 info, phys_to_ptr at, struct boot_info *bi)
{
	const u32 *head = at(info);
	const u8 *base = (const u8 *)head;
	u32 total, pos = 8;

	bi->loader = "GRUB (multiboot2)";
	if (!head || (info & 7))
		return "the multiboot2 information lies out of reach";
	total = *head;
	if (total < 16 || total > MAX_INFO_SIZE)
		return "the multiboot2 information has an impossible size";
	while (pos + sizeof(struct tag) <= total) {
		const struct tag *tag = (const void *)(base + pos);
		const char *problem;

		if (tag->type == TAG_END)
			return NULL;
		if (tag->size < sizeof(*tag) || tag->size > total - pos)
			break;
		problem = take_tag(tag, info + pos, bi);
		if (problem)
			return problem;
		pos += ALIGN(tag->size, 8);
	}
	return "the multiboot2 information is cut off or damaged";
}
