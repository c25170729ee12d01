/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a ramfs or tmpfs keeps of itself; ramfs.c and ramfs_options.c.
 */
#ifndef FS_RAMFS_H
#define FS_RAMFS_H

#include <lectern/fs.h>

struct ramfs_room {
	unsigned long max; /* 0: no limit */
	unsigned long used;
};

struct ramfs_sb {
	spinlock_t lock; /* guards what is used */
	struct ramfs_room pages, inodes;
	umode_t mode; /* of the root directory, as all below */
	uid_t uid;
	gid_t gid;
};

static inline struct ramfs_sb *ramfs_info(const struct super_block *sb)
{
	return sb->s_fs_info;
}

/*
 * Mount options from "size=16m,nr_inodes=1000,mode=1777,uid=0,gid=0", which is
 * cut to pieces; or NULL. 0 or -EINVAL. Limits are given defaults if limited.
 */
int ramfs_parse_options(struct ramfs_sb *info, char *data, bool limited);
/* Other limits, not below what is used: 0 or -EINVAL. */
int ramfs_remount(struct super_block *sb, char *data);
int ramfs_show_options(struct super_block *sb, char *buf, size_t len);

#endif
