/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Taking the kernel's command line apart: words with spaces between, each
 * `key` or `key=value`. Double quotes keep spaces together and are dropped:
 *
 *	console=ttyS0 quiet init="/bin/a b" "x=y z"
 *	-> console:ttyS0   quiet   init:/bin/a b   x:y z
 *
 * Pure, any context, no locks; the line is only read.
 */
#ifndef LECTERN_CMDLINE_H
#define LECTERN_CMDLINE_H

#include <lectern/compiler.h>
#include <lectern/types.h>

struct cmdline_iter {
	const char *pos; /* rest of the line */
	bool has_value;	 /* the last word had a '=' */
	bool truncated;	 /* its key or its value did not fit */
};

/**
 * cmdline_start - begin at the first word of @line, a NUL-terminated string
 */
static inline void cmdline_start(struct cmdline_iter *iter, const char *line)
{
	iter->pos = line;
	iter->has_value = false;
	iter->truncated = false;
}

/**
 * cmdline_next - fetch the next word
 * @iter: where we are; its flags then tell about this word
 * @key: receives what stands before the first '=' outside or inside quotes
 * @key_size: bytes at @key, at least 1
 * @value: receives what stands behind it, "" when there is no '='
 * @value_size: bytes at @value, at least 1
 *
 * Both are NUL-terminated and cut when too long. A quote that is never closed
 * ends with the line. Returns false, with nothing stored, at the end.
 */
bool cmdline_next(struct cmdline_iter *iter, char *key, size_t key_size,
		  char *value, size_t value_size);

#endif
