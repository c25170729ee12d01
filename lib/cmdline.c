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
#include <lectern/kstrto.h>
#include <lectern/string.h>
#include <uapi/errno.h>

/* A buffer being filled; always NUL-terminated. */
struct text {
	char *buf;
	size_t size;
	size_t len;
};

static void text_start(struct text *text, char *buf, size_t size)
{
	assert(size > 0);
	text->buf = buf;
	text->size = size;
	text->len = 0;
	buf[0] = '\0';
}

/* Returns false when the character does not fit any more. */
static bool text_append(struct text *text, char c)
{
	if (text->len + 1 >= text->size)
		return false;
	text->buf[text->len++] = c;
	text->buf[text->len] = '\0';
	return true;
}

/*
 * One pass over a word. Characters go to the key until the first '=', then to
 * the value; quotes only change what a space means. What does not fit is
 * dropped, but the word is walked to its end, so that the next call starts with
 * the next word whatever the buffers' sizes.
 */
bool cmdline_next(struct cmdline_iter *iter, char *key, size_t key_size,
		  char *value, size_t value_size)
{
	struct text texts[2]; /* key and value */
	bool quoted = false;
	const char *p = iter->pos;

	while (isspace(*p))
		p++;
	iter->pos = p;
	if (!*p)
		return false;
	text_start(&texts[0], key, key_size);
	text_start(&texts[1], value, value_size);
	iter->has_value = false;
	iter->truncated = false;
	for (; *p && (quoted || !isspace(*p)); p++) {
		if (*p == '"')
			quoted = !quoted;
		else if (*p == '=' && !iter->has_value)
			iter->has_value = true;
		else if (!text_append(&texts[iter->has_value], *p))
			iter->truncated = true;
	}
	iter->pos = p;
	return true;
}

/* Small letters only: there are ways enough to write it. */
int cmdline_bool(const char *value, bool *res)
{
	static const char *const words[][2] = {
		/* [i][0] means off, [i][1] on */
		{ "off", "on" },
		{ "no", "yes" },
		{ "n", "y" },
		{ "0", "1" },
	};
	size_t i;

	if (!*value) {
		*res = true;
		return 0;
	}
	for (i = 0; i < ARRAY_SIZE(words); i++) {
		bool on = strcmp(value, words[i][1]) == 0;

		if (on || strcmp(value, words[i][0]) == 0) {
			*res = on;
			return 0;
		}
	}
	return -EINVAL;
}

int cmdline_uint(const char *value, unsigned int low, unsigned int high,
		 unsigned int *res)
{
	unsigned int number;
	int err = kstrtouint(value, 0, &number);

	if (err)
		return err;
	if (number < low || number > high)
		return -ERANGE;
	*res = number;
	return 0;
}
