// SPDX-License-Identifier: GPL-2.0
/*
 * Loading modules that are damaged, many thousand times by chance: whatever the
 * file says, nothing outside of it is read and nothing outside of the regions is
 * written, which AddressSanitizer watches.
 *
 * MUTATIONS=N sets how many; MODULES="a.ko b.ko" damages real modules, too.
 */
#include <uapi/errno.h>

#include <stdio.h>
#include <stdlib.h>

#include "good_module.h"

#define MUTATIONS 200000
#define MOST_READ (1 << 20)

static const u32 awkward[] = { 0,	   1,	       0x7FFFFFFF, 0x80000000,
			       0xFFFFFFFF, 0xFFFFFFFC, 0xFFFFF000, 0xFFF1 };

static u32 awkward_word(size_t size)
{
	u32 n = random_u32() % (ARRAY_SIZE(awkward) + 3);

	return n < ARRAY_SIZE(awkward)	  ? awkward[n]
	       : n == ARRAY_SIZE(awkward) ? (u32)size - random_u32() % 8
					  : random_u32() % (u32)size;
}

/* Where the tables lie that matter most, as far as they are in the file. */
static size_t table_place(const u8 *file, size_t size)
{
	const Elf32_Ehdr *ehdr = (const void *)file;
	u32 n = random_u32() % 4;

	if (n == 0)
		return random_u32() % sizeof(*ehdr);
	if (n == 1)
		return random_u32() % size;
	return ehdr->e_shoff + random_u32() % (40u * (ehdr->e_shnum | 1u));
}

/* One to four of: a bit turned, a byte, a word that is awkward. */
static void damage(u8 *file, size_t size)
{
	for (u32 n = random_u32() % 4 + 1; n--;) {
		size_t at = table_place(file, size) % size;
		u32 word = awkward_word(size);

		if (random_u32() % 3 == 0)
			file[at] ^= (u8)(1u << random_u32() % 8);
		else if (at + sizeof(word) <= size)
			memcpy(file + ALIGN_DOWN(at, 4), &word, sizeof(word));
	}
}

/* Each copy is cut to its size, so that reading past the end is noticed. */
static void damage_many(const void *file, size_t size, unsigned int times)
{
	unsigned int loaded = 0;

	for (unsigned int n = 0; n < times; n++) {
		size_t cut = random_u32() % 8 ? size : random_u32() % size + 1;
		u8 *copy = malloc(cut);
		int err;

		memcpy(copy, file, cut);
		if (cut == size)
			damage(copy, cut);
		err = load(copy, cut);
		loaded += !err;
		if (err && err != -ENOEXEC && err != -ENOENT)
			fail_msg("error %d", err);
		free(copy);
	}
	/* Else everything is refused for the same simple reason. */
	assert_in_range(loaded, times / 100, times / 100 * 99);
}

static void damage_file(const char *path, unsigned int times)
{
	static u8 file[MOST_READ] __aligned(4);
	FILE *stream = fopen(path, "rb");
	size_t size;

	assert_non_null(stream);
	size = fread(file, 1, sizeof(file), stream);
	fclose(stream);
	all_known = true;
	damage_many(file, size, times);
	all_known = false;
}

static void test_damage_by_chance(void **state)
{
	const char *number = getenv("MUTATIONS");
	unsigned int times = number ? (unsigned int)atoi(number) : MUTATIONS;
	char *files = getenv("MODULES"), *name;

	damage_many(&good, sizeof(good), times);
	while ((name = strsep(&files, " ")))
		damage_file(name, times);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MODULE_TEST(test_damage_by_chance),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
