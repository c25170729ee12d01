/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What stat(2) and its kin report: file types, permissions and the four
 * layouts of the answer, oldest first. Source: stat(2), statx(2), inode(7),
 * utimensat(2), i386 ABI.
 */
#ifndef LECTERN_UAPI_STAT_H
#define LECTERN_UAPI_STAT_H

#include <lectern/types.h>

/* file type, in the mode */
#define S_IFMT	 0170000
#define S_IFSOCK 0140000
#define S_IFLNK	 0120000
#define S_IFREG	 0100000
#define S_IFBLK	 0060000
#define S_IFDIR	 0040000
#define S_IFCHR	 0020000
#define S_IFIFO	 0010000

#define S_ISSOCK(m) ((S_IFMT & (m)) == S_IFSOCK)
#define S_ISLNK(m)  ((S_IFMT & (m)) == S_IFLNK)
#define S_ISREG(m)  ((S_IFMT & (m)) == S_IFREG)
#define S_ISBLK(m)  ((S_IFMT & (m)) == S_IFBLK)
#define S_ISDIR(m)  ((S_IFMT & (m)) == S_IFDIR)
#define S_ISCHR(m)  ((S_IFMT & (m)) == S_IFCHR)
#define S_ISFIFO(m) ((S_IFMT & (m)) == S_IFIFO)

/* permissions */
#define S_ISUID 04000
#define S_ISGID 02000
#define S_ISVTX 01000
#define S_IRWXU 00700
#define S_IRUSR 00400
#define S_IWUSR 00200
#define S_IXUSR 00100
#define S_IRWXG 00070
#define S_IRGRP 00040
#define S_IWGRP 00020
#define S_IXGRP 00010
#define S_IRWXO 00007
#define S_IROTH 00004
#define S_IWOTH 00002
#define S_IXOTH 00001

#define S_IRWXUGO 00777
#define S_IALLUGO 07777
#define S_IRUGO	  00444
#define S_IWUGO	  00222
#define S_IXUGO	  00111

/* oldstat, oldlstat, oldfstat (18, 84, 28): 32 bytes */
struct __old_kernel_stat {
	u16 st_dev;
	u16 st_ino;
	u16 st_mode;
	u16 st_nlink;
	u16 st_uid;
	u16 st_gid;
	u16 st_rdev;
	u32 st_size;
	u32 st_atime;
	u32 st_mtime;
	u32 st_ctime;
};

/* stat, lstat, fstat (106 to 108): 64 bytes */
struct stat {
	u32 st_dev;
	u32 st_ino;
	u16 st_mode;
	u16 st_nlink;
	u16 st_uid;
	u16 st_gid;
	u32 st_rdev;
	u32 st_size;
	u32 st_blksize;
	u32 st_blocks;
	u32 st_atime;
	u32 st_atime_nsec;
	u32 st_mtime;
	u32 st_mtime_nsec;
	u32 st_ctime;
	u32 st_ctime_nsec;
	u32 __unused[2];
};

/*
 * stat64, lstat64, fstat64, fstatat64 (195 to 197, 300): 96 bytes. The inode
 * number is there twice, the low half at the place where it was looked for
 * before the full one was added at the end.
 */
struct stat64 {
	u64 st_dev;
	u32 __pad0;
	u32 __st_ino;
	u32 st_mode;
	u32 st_nlink;
	u32 st_uid;
	u32 st_gid;
	u64 st_rdev;
	u32 __pad3;
	s64 st_size;
	u32 st_blksize;
	u64 st_blocks; /* of 512 bytes */
	u32 st_atime;
	u32 st_atime_nsec;
	u32 st_mtime;
	u32 st_mtime_nsec;
	u32 st_ctime;
	u32 st_ctime_nsec;
	u64 st_ino;
} __attribute__((packed, aligned(4)));

struct statx_timestamp {
	s64 tv_sec;
	u32 tv_nsec;
	s32 __reserved;
};

/* statx (383): 256 bytes, the same on every machine */
struct statx {
	u32 stx_mask; /* STATX_*: which fields are valid */
	u32 stx_blksize;
	u64 stx_attributes; /* STATX_ATTR_* */
	u32 stx_nlink;
	u32 stx_uid;
	u32 stx_gid;
	u16 stx_mode;
	u16 __spare0;
	u64 stx_ino;
	u64 stx_size;
	u64 stx_blocks;		 /* of 512 bytes */
	u64 stx_attributes_mask; /* which attributes are supported */
	struct statx_timestamp stx_atime;
	struct statx_timestamp stx_btime;
	struct statx_timestamp stx_ctime;
	struct statx_timestamp stx_mtime;
	u32 stx_rdev_major;
	u32 stx_rdev_minor;
	u32 stx_dev_major;
	u32 stx_dev_minor;
	u64 stx_mnt_id;
	u32 stx_dio_mem_align;
	u32 stx_dio_offset_align;
	u64 __spare3[12];
};

/* stx_mask */
#define STATX_TYPE	  0x0001
#define STATX_MODE	  0x0002
#define STATX_NLINK	  0x0004
#define STATX_UID	  0x0008
#define STATX_GID	  0x0010
#define STATX_ATIME	  0x0020
#define STATX_MTIME	  0x0040
#define STATX_CTIME	  0x0080
#define STATX_INO	  0x0100
#define STATX_SIZE	  0x0200
#define STATX_BLOCKS	  0x0400
#define STATX_BASIC_STATS 0x07ff
#define STATX_BTIME	  0x0800
#define STATX_ALL	  0x0fff
#define STATX_MNT_ID	  0x1000
#define STATX_DIOALIGN	  0x2000
#define STATX__RESERVED	  0x80000000U

/* stx_attributes */
#define STATX_ATTR_COMPRESSED 0x0004
#define STATX_ATTR_IMMUTABLE  0x0010
#define STATX_ATTR_APPEND     0x0020
#define STATX_ATTR_NODUMP     0x0040
#define STATX_ATTR_ENCRYPTED  0x0800
#define STATX_ATTR_AUTOMOUNT  0x1000
#define STATX_ATTR_MOUNT_ROOT 0x2000

/* utimensat: tv_nsec instead of a time */
#define UTIME_NOW  0x3fffffff
#define UTIME_OMIT 0x3ffffffe

#endif /* LECTERN_UAPI_STAT_H */
