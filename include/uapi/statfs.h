/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What statfs(2) reports, and the magic number that tells a file system's
 * kind. Source: statfs(2), i386 ABI.
 */
#ifndef LECTERN_UAPI_STATFS_H
#define LECTERN_UAPI_STATFS_H

#include <lectern/types.h>

/* statfs, fstatfs (99, 100): 64 bytes */
struct statfs {
	u32 f_type; /* *_MAGIC */
	u32 f_bsize;
	u32 f_blocks;
	u32 f_bfree;
	u32 f_bavail;
	u32 f_files;
	u32 f_ffree;
	s32 f_fsid[2];
	u32 f_namelen;
	u32 f_frsize;
	u32 f_flags; /* ST_* */
	u32 f_spare[4];
};

/*
 * statfs64, fstatfs64 (268, 269): 84 bytes. The caller passes the size and
 * the kernel must answer EINVAL unless it is this one.
 */
struct statfs64 {
	u32 f_type;
	u32 f_bsize;
	u64 f_blocks;
	u64 f_bfree;
	u64 f_bavail;
	u64 f_files;
	u64 f_ffree;
	s32 f_fsid[2];
	u32 f_namelen;
	u32 f_frsize;
	u32 f_flags;
	u32 f_spare[4];
} __attribute__((packed, aligned(4)));

/* f_flags */
#define ST_RDONLY      0x0001
#define ST_NOSUID      0x0002
#define ST_NODEV       0x0004
#define ST_NOEXEC      0x0008
#define ST_SYNCHRONOUS 0x0010
#define ST_VALID       0x0020 /* f_flags is filled in */
#define ST_MANDLOCK    0x0040
#define ST_NOATIME     0x0400
#define ST_NODIRATIME  0x0800
#define ST_RELATIME    0x1000

/* f_type */
#define RAMFS_MAGIC	    0x858458f6
#define TMPFS_MAGIC	    0x01021994
#define PROC_SUPER_MAGIC    0x9fa0
#define SYSFS_MAGIC	    0x62656572
#define DEVPTS_SUPER_MAGIC  0x1cd1
#define PIPEFS_MAGIC	    0x50495045
#define SOCKFS_MAGIC	    0x534f434b
#define ANON_INODE_FS_MAGIC 0x09041934
#define BDEVFS_MAGIC	    0x62646576
#define EXT2_SUPER_MAGIC    0xef53
#define EXT3_SUPER_MAGIC    0xef53
#define EXT4_SUPER_MAGIC    0xef53
#define ISOFS_SUPER_MAGIC   0x9660
#define MSDOS_SUPER_MAGIC   0x4d44
#define MINIX_SUPER_MAGIC   0x137f
#define CGROUP_SUPER_MAGIC  0x27e0eb

#endif /* LECTERN_UAPI_STATFS_H */
