// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel's command line: words, quotes and values, as lectern/cmdline.h
 * describes them. The line comes from the boot loader, so nothing about it is
 * taken for granted but the NUL at its end.
 *
 * Any context, no locks.
 */
#include <lectern/bug.h>
#include <lectern/cmdline.h>
#include <lectern/ctype.h>

/*
 * One pass over a word. Characters go to the key until the first '=', then to
 * the value; quotes only change what a space means. What does not fit is
 * dropped, but the word is walked to its end, so that the next call starts with
 * the next word whatever the buffers' sizes.
 */
bool cmdline_next(struct cmdline_iter *iter, char *key, size_t key_size,
		  char *value, size_t value_size)
{
	char *to[2] = { key, value }; /* the next characters go here */
	const char *last[2] = { key + key_size - 1, value + value_size - 1 };
	bool quoted = false;
	const char *p = iter->pos;

	assert(key_size > 0 && value_size > 0);
	while (isspace(*p))
		p++;
	iter->pos = p;
	if (!*p)
		return false;
	iter->has_value = false;
	iter->truncated = false;
	for (; *p && (quoted || !isspace(*p)); p++) {
		if (*p == '"')
			quoted = !quoted;
		else if (*p == '=' && !iter->has_value)
			iter->has_value = true;
		else if (to[iter->has_value] < last[iter->has_value])
			*to[iter->has_value]++ = *p;
		else
			iter->truncated = true;
	}
	*to[0] = *to[1] = '\0';
	iter->pos = p;
	return true;
}
