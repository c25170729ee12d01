// SPDX-License-Identifier: GPL-2.0
/* cpio archives: every entry must lie in the range. */
#include <lectern/cpio.h>
#include <lectern/string.h>
#include <uapi/errno.h>

#include "fuzz.h"

struct range {
	const char *start;
	size_t size;
	size_t entries;
};

static bool in_range(const struct range *range, const void *part, size_t size)
{
	size_t offset = (const char *)part - range->start;

	return offset <= range->size && size <= range->size - offset;
}

static int check_entry(const struct cpio_entry *entry, void *arg)
{
	struct range *range = arg;

	assert(entry->name_len > 0);
	assert(in_range(range, entry->name, entry->name_len + 1));
	assert(strlen(entry->name) == entry->name_len);
	assert(in_range(range, entry->data, entry->size));
	range->entries++;
	return 0;
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct range range = { (const char *)data, size, 0 };
	size_t pos;
	int err = cpio_for_each(data, size, check_entry, &range, &pos);

	assert(err == 0 || err == -EINVAL);
	assert(err ? pos < size || range.entries : pos == size);
	return 0;
}
