/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Opening files, descriptor flags, record locks, and the flags of the *at
 * calls. Source: open(2), fcntl(2), flock(2), openat(2), rename(2), i386 ABI.
 */
#ifndef LECTERN_UAPI_FCNTL_H
#define LECTERN_UAPI_FCNTL_H

#include <lectern/types.h>

/* open: how, in the two lowest bits */
#define O_RDONLY  00000000
#define O_WRONLY  00000001
#define O_RDWR	  00000002
#define O_ACCMODE 00000003

/* open: what else */
#define O_CREAT	    00000100
#define O_EXCL	    00000200 /* with O_CREAT: must be new */
#define O_NOCTTY    00000400 /* not as controlling terminal */
#define O_TRUNC	    00001000
#define O_APPEND    00002000
#define O_NONBLOCK  00004000
#define O_NDELAY    O_NONBLOCK
#define O_DSYNC	    00010000
#define FASYNC	    00020000 /* SIGIO when ready */
#define O_ASYNC	    FASYNC
#define O_DIRECT    00040000
#define O_LARGEFILE 00100000 /* sizes from 2 GiB on are allowed */
#define O_DIRECTORY 00200000
#define O_NOFOLLOW  00400000
#define O_NOATIME   01000000
#define O_CLOEXEC   02000000
#define __O_SYNC    04000000
#define O_SYNC	    (__O_SYNC | O_DSYNC)
#define O_PATH	    010000000 /* a name only, no access */
#define __O_TMPFILE 020000000
#define O_TMPFILE   (__O_TMPFILE | O_DIRECTORY)

/* fcntl commands */
#define F_DUPFD		0
#define F_GETFD		1
#define F_SETFD		2
#define F_GETFL		3
#define F_SETFL		4
#define F_GETLK		5
#define F_SETLK		6
#define F_SETLKW	7
#define F_SETOWN	8
#define F_GETOWN	9
#define F_SETSIG	10
#define F_GETSIG	11
#define F_GETLK64	12
#define F_SETLK64	13
#define F_SETLKW64	14
#define F_SETOWN_EX	15
#define F_GETOWN_EX	16
#define F_OFD_GETLK	36
#define F_OFD_SETLK	37
#define F_OFD_SETLKW	38
#define F_SETLEASE	1024
#define F_GETLEASE	1025
#define F_NOTIFY	1026
#define F_DUPFD_CLOEXEC 1030
#define F_SETPIPE_SZ	1031
#define F_GETPIPE_SZ	1032
#define F_ADD_SEALS	1033
#define F_GET_SEALS	1034

#define FD_CLOEXEC 1 /* F_GETFD, F_SETFD */

/* fcntl lock types */
#define F_RDLCK 0
#define F_WRLCK 1
#define F_UNLCK 2

/* F_GETLK, F_SETLK, F_SETLKW: 16 bytes */
struct flock {
	s16 l_type;
	s16 l_whence;
	s32 l_start;
	s32 l_len;
	s32 l_pid;
};

/* F_GETLK64, F_SETLK64, F_SETLKW64: 24 bytes, no gap before l_start */
struct flock64 {
	s16 l_type;
	s16 l_whence;
	s64 l_start;
	s64 l_len;
	s32 l_pid;
} __attribute__((packed, aligned(4)));

/* flock operations */
#define LOCK_SH 1
#define LOCK_EX 2
#define LOCK_NB 4
#define LOCK_UN 8

/* lseek, and l_whence */
#define SEEK_SET  0
#define SEEK_CUR  1
#define SEEK_END  2
#define SEEK_DATA 3
#define SEEK_HOLE 4

/* access */
#define F_OK 0
#define X_OK 1
#define W_OK 2
#define R_OK 4

/* the *at calls */
#define AT_FDCWD	      -100 /* start at the current directory */
#define AT_SYMLINK_NOFOLLOW   0x100
#define AT_EACCESS	      0x200 /* faccessat */
#define AT_REMOVEDIR	      0x200 /* unlinkat */
#define AT_SYMLINK_FOLLOW     0x400 /* linkat */
#define AT_NO_AUTOMOUNT	      0x800
#define AT_EMPTY_PATH	      0x1000 /* "" is the descriptor itself */
#define AT_STATX_SYNC_TYPE    0x6000
#define AT_STATX_SYNC_AS_STAT 0x0000
#define AT_STATX_FORCE_SYNC   0x2000
#define AT_STATX_DONT_SYNC    0x4000
#define AT_RECURSIVE	      0x8000

/* renameat2 */
#define RENAME_NOREPLACE 1
#define RENAME_EXCHANGE	 2
#define RENAME_WHITEOUT	 4

/* fallocate */
#define FALLOC_FL_KEEP_SIZE  1
#define FALLOC_FL_PUNCH_HOLE 2

/* posix_fadvise */
#define POSIX_FADV_NORMAL     0
#define POSIX_FADV_RANDOM     1
#define POSIX_FADV_SEQUENTIAL 2
#define POSIX_FADV_WILLNEED   3
#define POSIX_FADV_DONTNEED   4
#define POSIX_FADV_NOREUSE    5

/* close_range */
#define CLOSE_RANGE_UNSHARE 2
#define CLOSE_RANGE_CLOEXEC 4

#endif /* LECTERN_UAPI_FCNTL_H */
