/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Directory entries as getdents and getdents64 lay them into the buffer.
 * d_reclen is a multiple of the entry's alignment (4 here; 8 for
 * linux_dirent64, so that the next d_ino is aligned for every machine).
 * Source: getdents(2), readdir(2), i386 ABI.
 *
 *   linux_dirent    | ino 4 | off 4 | reclen 2 | name … NUL | pad | type 1 |
 *   linux_dirent64  | ino 8 | off 8 | reclen 2 | type 1 | name … NUL | pad |
 *
 * The older one keeps the type in its last byte, d_reclen - 1.
 */
#ifndef LECTERN_UAPI_DIRENT_H
#define LECTERN_UAPI_DIRENT_H

#include <lectern/types.h>

/* getdents (141) */
struct linux_dirent {
	u32 d_ino;
	u32 d_off;     /* where the next entry is: for lseek */
	u16 d_reclen;  /* bytes of this entry */
	char d_name[]; /* from byte 10, ends with NUL */
};

/* getdents64 (220) */
struct linux_dirent64 {
	u64 d_ino;
	s64 d_off;
	u16 d_reclen;
	u8 d_type;     /* DT_* */
	char d_name[]; /* from byte 19, ends with NUL */
};

/* readdir (89) gives one entry, d_reclen being the length of the name */
struct old_linux_dirent {
	u32 d_ino;
	u32 d_offset;
	u16 d_namlen;
	char d_name[];
};

/* d_type: the mode's type bits, shifted right by 12 */
#define DT_UNKNOWN 0
#define DT_FIFO	   1
#define DT_CHR	   2
#define DT_DIR	   4
#define DT_BLK	   6
#define DT_REG	   8
#define DT_LNK	   10
#define DT_SOCK	   12
#define DT_WHT	   14

#endif /* LECTERN_UAPI_DIRENT_H */
