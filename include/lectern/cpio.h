/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Reading cpio archives of the "newc" kind (magic 070701), as `cpio -H newc`
 * writes them and boot loaders hand them over. Nothing is copied: an entry
 * points into the archive.
 *
 * The range may hold several archives, one behind the other, with zero bytes
 * between and behind them; each ends with an entry named TRAILER!!!.
 *
 * Whatever the bytes are, nothing outside the range is read. Pure but for what
 * the callback does; no locks. Source: cpio(5), "New ASCII Format".
 */
#ifndef LECTERN_CPIO_H
#define LECTERN_CPIO_H

#include <lectern/compiler.h>
#include <lectern/types.h>

#define CPIO_NUMBERS 13 /* of a header */

struct cpio_entry {
	const char *name; /* NUL-terminated, not empty */
	size_t name_len;  /* its strlen() */
	const void *data; /* file contents; a symbolic link's target, no NUL */

	/* The header's numbers, in their order. */
	union {
		u32 numbers[CPIO_NUMBERS];
		struct {
			u32 ino; /* with dev_…: equal for links to one file */
			u32 mode; /* S_IFMT type and permissions */
			u32 uid, gid;
			u32 nlink; /* the last of such links has the data */
			u32 mtime; /* seconds since 1970 */
			u32 size;  /* bytes at data */
			u32 dev_major, dev_minor;   /* where the file lay */
			u32 rdev_major, rdev_minor; /* the node's own */
			u32 name_size;		    /* its NUL counted */
			u32 check; /* a checksum in other kinds; here 0 */
		};
	};
};

/* Called for each entry but the trailers; not 0 ends the walk. */
typedef int (*cpio_fn)(const struct cpio_entry *entry, void *arg);

/**
 * cpio_for_each - walk the entries of all archives in a range
 * @start: first byte
 * @size: bytes
 * @fn: called for each entry
 * @arg: handed to @fn
 * @pos: receives the offset of the entry that was damaged or at which @fn ended
 *       the walk, and @size when all was read
 *
 * Returns 0, what @fn returned if that was not 0, or -EINVAL for a damaged
 * archive: a wrong magic number, a field that is not hex, a name without its
 * NUL, a part that reaches past the end, or an archive without its trailer.
 */
int cpio_for_each(const void *start, size_t size, cpio_fn fn, void *arg,
		  size_t *pos);

#endif
