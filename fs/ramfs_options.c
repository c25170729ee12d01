// SPDX-License-Identifier: GPL-2.0
/*
 * The mount options of ramfs and tmpfs (tmpfs(5)): read them, show them.
 *
 * Locks: ramfs_sb's lock while the limits change; before the first mount the super
 * block is nobody else's.
 */
#include <lectern/ctype.h>
#include <lectern/fs.h>
#include <lectern/gfp.h>
#include <lectern/kstrto.h>
#include <lectern/limits.h>
#include <lectern/printf.h>
#include <lectern/printk.h>
#include <lectern/string.h>

#include "ramfs.h"

#define RAMFS_MODE 0755
#define TMPFS_MODE 01777

/*
 * "16m", "4096" and, of `whole` (if not 0), "50%". Below 2^32 before the unit
 * counts, so that nothing overflows.
 */
static int parse_number(char *value, unsigned long whole, u64 *number)
{
	static const char units[] = "kmg%";
	size_t len = strlen(value);
	const char *unit = len ? strchr(units, tolower(value[len - 1])) : NULL;

	if (unit)
		value[len - 1] = '\0';
	if (kstrtoull(value, 10, number) || *number >> 32)
		return -EINVAL;
	if (!unit)
		return 0;
	if (*unit != '%') {
		*number <<= 10 * (unit - units + 1);
		return 0;
	}
	if (!whole || *number > 100)
		return -EINVAL;
	*number *= (u64)(whole / 100) << PAGE_SHIFT;
	return 0;
}

/* An option that is not known is an error: it may have mattered. */
static int parse_option(struct ramfs_sb *info, const char *key, char *value)
{
	bool size = !strcmp(key, "size");
	unsigned long *limit = &info->pages.max;
	unsigned int mode;
	u64 number;

	if (!strcmp(key, "mode")) {
		if (kstrtouint(value, 8, &mode))
			return -EINVAL;
		info->mode = mode & S_IALLUGO;
		return 0;
	}
	if (!strcmp(key, "uid"))
		return kstrtouint(value, 10, &info->uid);
	if (!strcmp(key, "gid"))
		return kstrtouint(value, 10, &info->gid);
	if (!strcmp(key, "nr_inodes"))
		limit = &info->inodes.max;
	else if (!size && strcmp(key, "nr_blocks"))
		return -EINVAL;
	if (parse_number(value, size ? totalram_pages : 0, &number))
		return -EINVAL;
	if (size)
		number = (number + PAGE_SIZE - 1) >> PAGE_SHIFT;
	*limit = min(number, (u64)LONG_MAX);
	return 0;
}

static int parse_options(struct ramfs_sb *info, char *data)
{
	char *word;

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

int ramfs_parse_options(struct ramfs_sb *info, char *data, bool limited)
{
	info->mode = limited ? TMPFS_MODE : RAMFS_MODE;
	if (limited) {
		info->pages.max = totalram_pages / 2;
		info->inodes.max = totalram_pages / 2;
	}
	return parse_options(info, data);
}

static bool fits(const struct ramfs_room *room, unsigned long max)
{
	return !max || room->used <= max;
}

/* Only the limits can change: the root directory's mode and owner are by now
 * what chmod and chown made of them. */
int ramfs_remount(struct super_block *sb, char *data)
{
	struct ramfs_sb *info = ramfs_info(sb);
	struct ramfs_sb wanted = { .pages.max = info->pages.max,
				   .inodes.max = info->inodes.max };
	int error = parse_options(&wanted, data);

	if (error)
		return error;
	spin_lock(&info->lock);
	if (fits(&info->pages, wanted.pages.max) &&
	    fits(&info->inodes, wanted.inodes.max)) {
		info->pages.max = wanted.pages.max;
		info->inodes.max = wanted.inodes.max;
	} else {
		error = -EINVAL;
	}
	spin_unlock(&info->lock);
	return error;
}

int ramfs_show_options(struct super_block *sb, char *buf, size_t len)
{
	const struct ramfs_sb *info = ramfs_info(sb);
	int n = 0;

	if (len)
		buf[0] = '\0';
	if (info->pages.max)
		n = scnprintf(buf, len, "size=%lluk,nr_inodes=%lu",
			      (u64)info->pages.max * (PAGE_SIZE / 1024),
			      info->inodes.max);
	if (info->mode != RAMFS_MODE)
		n += scnprintf(buf + n, len - n, "%smode=%o", n ? "," : "",
			       info->mode);
	return n;
}
