// SPDX-License-Identifier: GPL-2.0
/*
 * cpio archives (lectern/cpio.h). Each archive is given in a block of memory of
 * exactly its size, so that AddressSanitizer sees a read past its end.
 */
#include <lectern/cpio.h>
#include <lectern/printf.h>
#include <lectern/string.h>
#include <uapi/errno.h>

#include <stdlib.h>

#include "support.h"

#define HEADER	  110
#define FILE_MODE 0100644

static char archive[4096];
static size_t archive_size;

/* Number `i` behind the magic, of the entry that starts at `at`. */
static char *field(size_t at, int i)
{
	return archive + at + 6 + 8 * i;
}

static void begin(void)
{
	archive_size = 0;
}

static void pad(size_t to)
{
	while (archive_size % to)
		archive[archive_size++] = '\0';
}

static void append(const void *data, size_t size)
{
	memcpy(archive + archive_size, data, size);
	archive_size += size;
}

/* Append an entry; returns where it starts. */
static size_t entry(const char *name, u32 mode, const char *data)
{
	size_t at = archive_size;

	archive_size += scnprintf(
		archive + at, sizeof(archive) - at,
		"070701%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x",
		0x11, mode, 0x22, 0x33, 1, 0x44, (u32)strlen(data), 5, 6, 7, 8,
		(u32)strlen(name) + 1, 0);
	append(name, strlen(name) + 1);
	pad(4);
	append(data, strlen(data));
	pad(4);
	return at;
}

static size_t trailer(void)
{
	return entry("TRAILER!!!", 0, "");
}

/* --- reading --- */

static char seen[256];
static struct cpio_entry last;

static int note(const struct cpio_entry *e, void *arg)
{
	size_t n = strlen(seen);

	assert_ptr_equal(arg, seen);
	assert_int_equal(strlen(e->name), e->name_len);
	last = *e;
	scnprintf(seen + n, sizeof(seen) - n, "%s=%.*s;", e->name, (int)e->size,
		  (const char *)e->data);
	return strcmp(e->name, "stop") == 0 ? -ENOSPC : 0;
}

/* Read the first `size` bytes of the archive; returns what the walk did. */
static int walk(size_t size, size_t *pos)
{
	char *copy = malloc(size + !size);
	int err;

	seen[0] = '\0';
	memcpy(copy, archive, size);
	err = cpio_for_each(copy, size, note, seen, pos);
	free(copy);
	return err;
}

static void reads(const char *expected)
{
	size_t pos;

	assert_int_equal(walk(archive_size, &pos), 0);
	assert_int_equal(pos, archive_size);
	assert_string_equal(seen, expected);
}

static void refuses_at(size_t at)
{
	size_t pos;

	assert_int_equal(walk(archive_size, &pos), -EINVAL);
	assert_int_equal(pos, at);
}

/* --- tests --- */

static void nothing_is_no_entries(void **state)
{
	begin();
	reads("");
	append("\0\0\0\0\0", 5);
	reads("");
}

static void entries_are_given_in_order(void **state)
{
	begin();
	entry("a", FILE_MODE, "x");
	entry("dir", 040755, "");
	entry("dir/b", FILE_MODE, "12345678");
	trailer();
	reads("a=x;dir=;dir/b=12345678;");
}

static void all_fields_are_read(void **state)
{
	begin();
	entry("f", FILE_MODE, "data");
	trailer();
	reads("f=data;");
	assert_int_equal(last.ino, 0x11);
	assert_int_equal(last.mode, FILE_MODE);
	assert_int_equal(last.uid, 0x22);
	assert_int_equal(last.gid, 0x33);
	assert_int_equal(last.nlink, 1);
	assert_int_equal(last.mtime, 0x44);
	assert_int_equal(last.size, 4);
	assert_int_equal(last.dev_major, 5);
	assert_int_equal(last.dev_minor, 6);
	assert_int_equal(last.rdev_major, 7);
	assert_int_equal(last.rdev_minor, 8);
}

static void capitals_are_hex_too(void **state)
{
	begin();
	memcpy(field(entry("f", FILE_MODE, ""), 0), "ABCDEFab", 8);
	trailer();
	reads("f=;");
	assert_int_equal(last.ino, 0xabcdefab);
}

static void archives_may_follow_each_other(void **state)
{
	begin();
	entry("a", FILE_MODE, "1");
	trailer();
	pad(512);
	entry("b", FILE_MODE, "2");
	trailer();
	entry("c", FILE_MODE, "3");
	trailer();
	pad(512);
	reads("a=1;b=2;c=3;");
}

/* Aligned in itself, not in the range. */
static void second_archive_may_start_anywhere(void **state)
{
	size_t first;

	begin();
	entry("a", FILE_MODE, "1");
	trailer();
	first = archive_size;
	append("\0", 1);
	append(archive, first);
	reads("a=1;a=1;");
}

static void callback_ends_the_walk(void **state)
{
	size_t pos, at;

	begin();
	entry("a", FILE_MODE, "");
	at = entry("stop", FILE_MODE, "");
	entry("c", FILE_MODE, "");
	trailer();
	assert_int_equal(walk(archive_size, &pos), -ENOSPC);
	assert_int_equal(pos, at);
	assert_string_equal(seen, "a=;stop=;");
}

static void wrong_magic_is_refused(void **state)
{
	size_t at;

	begin();
	entry("a", FILE_MODE, "");
	at = entry("b", FILE_MODE, "");
	archive[at + 5] = '7';
	trailer();
	refuses_at(at);
	assert_string_equal(seen, "a=;");
}

static void field_that_is_not_hex_is_refused(void **state)
{
	for (int i = 0; i < 13; i++) {
		begin();
		entry("a", FILE_MODE, "");
		trailer();
		field(0, i)[7] = 'g';
		refuses_at(0);
		field(0, i)[7] = '\0';
		refuses_at(0);
	}
}

static void name_must_end_and_be_there(void **state)
{
	begin();
	entry("name", FILE_MODE, "");
	trailer();
	archive[HEADER + 4] = 'x';
	refuses_at(0);
	memcpy(field(0, 11), "00000000", 8);
	refuses_at(0);
	memcpy(field(0, 11), "00000001", 8);
	refuses_at(0);
	memcpy(field(0, 11), "ffffffff", 8);
	refuses_at(0);
}

static void data_must_fit(void **state)
{
	begin();
	entry("a", FILE_MODE, "12345");
	trailer();
	memcpy(field(0, 6), "ffffffff", 8);
	refuses_at(0);
	memcpy(field(0, 6), "7fffffff", 8);
	refuses_at(0);
}

static void missing_trailer_is_damage(void **state)
{
	begin();
	entry("a", FILE_MODE, "1");
	refuses_at(archive_size);
	pad(512);
	refuses_at(HEADER + 2 + 4);
}

/* The padding of the trailer's name is all that may be missing. */
static void archive_cut_anywhere_is_refused(void **state)
{
	size_t size, pos, complete;

	begin();
	entry("first", FILE_MODE, "some data");
	entry("second", FILE_MODE, "more");
	complete = trailer() + HEADER + sizeof("TRAILER!!!");
	for (size = 1; size < complete; size++)
		assert_int_equal(walk(size, &pos), -EINVAL);
	for (; size <= archive_size; size++)
		assert_int_equal(walk(size, &pos), 0);
}

static void garbage_behind_an_archive_is_refused(void **state)
{
	size_t at;

	begin();
	trailer();
	pad(64);
	at = archive_size;
	append("garbage", 7);
	refuses_at(at);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(nothing_is_no_entries),
		TEST(entries_are_given_in_order),
		TEST(all_fields_are_read),
		TEST(capitals_are_hex_too),
		TEST(archives_may_follow_each_other),
		TEST(second_archive_may_start_anywhere),
		TEST(callback_ends_the_walk),
		TEST(wrong_magic_is_refused),
		TEST(field_that_is_not_hex_is_refused),
		TEST(name_must_end_and_be_there),
		TEST(data_must_fit),
		TEST(missing_trailer_is_damage),
		TEST(archive_cut_anywhere_is_refused),
		TEST(garbage_behind_an_archive_is_refused),
	};

	return cmocka_run_group_tests_name("cpio", tests, NULL, NULL);
}
