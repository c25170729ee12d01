/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Limits that programs rely on.
 * Source: pathconf(3), sysconf(3), execve(2), pipe(7), getgroups(2), readv(2).
 */
#ifndef LECTERN_UAPI_LIMITS_H
#define LECTERN_UAPI_LIMITS_H

#define PATH_MAX    4096  /* bytes in a path with its final NUL */
#define NAME_MAX    255	  /* bytes in one component, without a NUL */
#define LINK_MAX    127	  /* links to a file that every system allows */
#define SYMLOOP_MAX 40	  /* symbolic links followed in one path */
#define NGROUPS_MAX 65536 /* supplementary groups */

#define ARG_MAX 131072 /* arguments and environment, at least */

#define PIPE_BUF     4096	/* writes up to this many bytes are atomic */
#define IOV_MAX	     1024	/* elements of one readv or writev */
#define UIO_FASTIOV  8		/* elements that need no allocation */
#define MAX_RW_COUNT 0x7ffff000 /* most bytes that one call transfers */

#define MAX_CANON 255 /* bytes of a canonical line */
#define MAX_INPUT 255 /* bytes of the terminal's input queue */

#define XATTR_NAME_MAX 255
#define XATTR_SIZE_MAX 65536
#define XATTR_LIST_MAX 65536
#define RTSIG_MAX      32 /* real-time signals */

#endif /* LECTERN_UAPI_LIMITS_H */
