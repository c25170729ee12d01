// SPDX-License-Identifier: GPL-2.0
/*
 * Reading newc cpio archives, as lectern/cpio.h describes it. An entry is
 *
 *	header: 110 ASCII characters   magic 070701, then 13 numbers of 8 hex
 *	name, its NUL counted          digits each
 *	zeros up to a multiple of 4 bytes
 *	data
 *	zeros up to a multiple of 4 bytes
 *
 * with the multiples counted from the start of the header. Every length comes
 * from the archive and is hostile: it is compared with what is left of the
 * range before anything is read there. Positions are u64, so that no sum of
 * them overflows.
 *
 * No locks; any context that suits the callback.
 */
#include <lectern/cpio.h>
#include <lectern/ctype.h>
#include <lectern/string.h>
#include <uapi/errno.h>

#define MAGIC	  "070701"
#define MAGIC_LEN 6
#define FIELD_LEN 8
#define PADDING	  4
#define TRAILER	  "TRAILER!!!"

#define HEADER_LEN (MAGIC_LEN + FIELD_LEN * CPIO_NUMBERS)

struct range {
	const char *start;
	u64 size;
	u64 pos; /* how far we are, <= size */
};

/* --- one entry --- */

/* Kernel and boot loader write capitals or small letters as they like. */
static int parse_hex(const char *s, u32 *res)
{
	u32 value = 0;
	int i;

	for (i = 0; i < FIELD_LEN; i++) {
		if (!isxdigit(s[i]))
			return -EINVAL;
		value = value * 16 +
			(isdigit(s[i]) ? s[i] - '0' : tolower(s[i]) - 'a' + 10);
	}
	*res = value;
	return 0;
}

/* The magic and all numbers; what they say is not judged here. */
static int parse_header(const struct range *range, struct cpio_entry *entry)
{
	const char *header = range->start + range->pos;
	int i, err;

	if (range->size - range->pos < HEADER_LEN)
		return -EINVAL;
	if (memcmp(header, MAGIC, MAGIC_LEN) != 0)
		return -EINVAL;
	for (i = 0; i < CPIO_NUMBERS; i++) {
		err = parse_hex(header + MAGIC_LEN + i * FIELD_LEN,
				&entry->numbers[i]);
		if (err)
			return err;
	}
	return 0;
}

/* Read the entry at range->pos; *end receives where the next one starts. */
static int parse_entry(const struct range *range, struct cpio_entry *entry,
		       u64 *end)
{
	u64 left = range->size - range->pos;
	u64 data; /* where it starts, counted from the header */
	int err;

	err = parse_header(range, entry);
	if (err)
		return err;
	if (entry->name_size < 2 || entry->name_size > left - HEADER_LEN)
		return -EINVAL;
	entry->name = range->start + range->pos + HEADER_LEN;
	entry->name_len = strnlen(entry->name, entry->name_size);
	if (entry->name_len == 0 || entry->name_len == entry->name_size)
		return -EINVAL;

	data = ALIGN((u64)HEADER_LEN + entry->name_size, PADDING);
	/* The padding of the very last name may be cut off. */
	data = min(data, left);
	if (entry->size > left - data)
		return -EINVAL;
	entry->data = range->start + range->pos + data;
	*end = range->pos + min(ALIGN(data + entry->size, PADDING), left);
	return 0;
}

/* --- all of them --- */

/* Between archives only: inside of one, padding has its exact length. */
static void skip_zeros(struct range *range)
{
	while (range->pos < range->size && !range->start[range->pos])
		range->pos++;
}

/* One archive up to its trailer; range->pos is at its first entry. */
static int walk_archive(struct range *range, cpio_fn fn, void *arg)
{
	struct cpio_entry entry;
	u64 next;
	int err;

	for (;;) {
		err = parse_entry(range, &entry, &next);
		if (err)
			return err;
		if (strcmp(entry.name, TRAILER) == 0)
			break;
		err = fn(&entry, arg);
		if (err)
			return err;
		range->pos = next;
	}
	range->pos = next;
	return 0;
}

/*
 * Between archives there is nothing but zeros; an archive that has begun must
 * come to its trailer.
 */
int cpio_for_each(const void *start, size_t size, cpio_fn fn, void *arg,
		  size_t *pos)
{
	struct range range = { .start = start, .size = size, .pos = 0 };
	int err = 0;

	for (;;) {
		skip_zeros(&range);
		if (range.pos == range.size)
			break;
		err = walk_archive(&range, fn, arg);
		if (err)
			break;
	}
	*pos = (size_t)range.pos;
	return err;
}
