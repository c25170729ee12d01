// SPDX-License-Identifier: GPL-2.0
/*
 * The mount options of ramfs and tmpfs (tmpfs(5)): read them, show them.
 *
 * Locks: none; the super block is not in use yet, and the limits never change.
 */
#include <lectern/fs.h>
#include <lectern/gfp.h>
#include <lectern/kstrto.h>
#include <lectern/printf.h>
#include <lectern/printk.h>
#include <lectern/string.h>

#include "ramfs.h"

#define RAMFS_MODE 0755
#define TMPFS_MODE 01777

/* What a letter behind a size multiplies by, as a shift; -1: none known. */
static int unit_shift(char unit)
{
	switch (unit) {
	case 'k':
	case 'K':
		return 10;
	case 'm':
	case 'M':
		return 20;
	case 'g':
	case 'G':
		return 30;
	default:
		return -1;
	}
}

/* "16m", "4096", "50%" (of the memory): bytes, rounded up to pages. */
static int parse_size(char *value, unsigned long *pages)
{
	size_t len = strlen(value);
	char last = len ? value[len - 1] : '\0';
	int shift = unit_shift(last);
	u64 number;

	if (shift >= 0 || last == '%')
		value[len - 1] = '\0';
	if (kstrtoull(value, 10, &number) || number >> 32)
		return -EINVAL;
	if (last == '%') {
		*pages = (u32)number * (totalram_pages / 100);
		return number <= 100 ? 0 : -EINVAL;
	}
	if (shift >= 0)
		number <<= shift;
	number = (number + PAGE_SIZE - 1) >> PAGE_SHIFT;
	*pages = min(number, (u64)totalram_pages);
	return 0;
}

/* As a size, but without pages and per cent. */
static int parse_inodes(char *value, unsigned long *inodes)
{
	size_t len = strlen(value);
	int shift = len ? unit_shift(value[len - 1]) : -1;
	u64 number;

	if (shift >= 0)
		value[len - 1] = '\0';
	if (kstrtoull(value, 10, &number) || number >> 32)
		return -EINVAL;
	if (shift >= 0)
		number <<= shift;
	*inodes = min(number, (u64)(unsigned long)-1);
	return 0;
}

static int parse_mode(const char *value, umode_t *mode)
{
	unsigned int number;

	if (kstrtouint(value, 8, &number) || number & ~S_IALLUGO)
		return -EINVAL;
	*mode = number;
	return 0;
}

/* An option that is not known is an error: it may have mattered. */
static int parse_option(struct ramfs_sb *info, const char *key, char *value)
{
	if (!strcmp(key, "size"))
		return parse_size(value, &info->pages.max);
	if (!strcmp(key, "nr_inodes"))
		return parse_inodes(value, &info->inodes.max);
	if (!strcmp(key, "mode"))
		return parse_mode(value, &info->mode);
	if (!strcmp(key, "uid"))
		return kstrtouint(value, 10, &info->uid);
	if (!strcmp(key, "gid"))
		return kstrtouint(value, 10, &info->gid);
	return -EINVAL;
}

int ramfs_parse_options(struct ramfs_sb *info, char *data, bool limited)
{
	char *word;

	info->mode = limited ? TMPFS_MODE : RAMFS_MODE;
	if (limited) {
		info->pages.max = totalram_pages / 2;
		info->inodes.max = totalram_pages / 2;
	}
	while ((word = strsep(&data, ","))) {
		char *value = word;
		const char *key = strsep(&value, "=");

		if (!*key)
			continue;
		if (!value || parse_option(info, key, value)) {
			pr_warn("tmpfs: bad mount option '%s'\n", key);
			return -EINVAL;
		}
	}
	return 0;
}

int ramfs_show_options(struct super_block *sb, char *buf, size_t len)
{
	const struct ramfs_sb *info = ramfs_info(sb);
	int n = 0;

	if (len)
		buf[0] = '\0';
	if (info->pages.max)
		n = scnprintf(buf, len, "size=%luk,nr_inodes=%lu",
			      info->pages.max * (PAGE_SIZE / 1024),
			      info->inodes.max);
	if (info->mode != RAMFS_MODE)
		n += scnprintf(buf + n, len - n, "%smode=%o", n ? "," : "",
			       info->mode);
	return n;
}
