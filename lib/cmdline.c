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
