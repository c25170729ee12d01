// SPDX-License-Identifier: GPL-2.0
/* The kernel's command line. */
#include <lectern/cmdline.h>
#include <lectern/string.h>

#include <stdlib.h>

#include "fuzz.h"

#define KEY_SIZE   16
#define VALUE_SIZE 32

/* Walk all words; every one takes at least a byte of the line. */
static void walk(const char *line, size_t key_size, size_t value_size)
{
	char key[KEY_SIZE], value[VALUE_SIZE];
	struct cmdline_iter iter;
	const char *before;

	cmdline_start(&iter, line);
	for (;;) {
		before = iter.pos;
		if (!cmdline_next(&iter, key, key_size, value, value_size))
			break;
		assert(iter.pos > before);
		assert(strnlen(key, key_size) < key_size);
		assert(strnlen(value, value_size) < value_size);
		assert(iter.has_value || !value[0]);
	}
	assert(!*iter.pos);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	char *line = malloc(size + 1);

	memcpy(line, data, size);
	line[size] = '\0';
	walk(line, KEY_SIZE, VALUE_SIZE);
	walk(line, 1, 1);
	free(line);
	return 0;
}
