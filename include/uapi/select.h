/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Waiting for several descriptors with select. A set is bits in 32-bit words;
 * the kernel reads and writes only the words that n descriptors need, so a
 * program's set may be longer or shorter than fd_set.
 * Source: select(2), select_tut(2), i386 ABI.
 */
#ifndef LECTERN_UAPI_SELECT_H
#define LECTERN_UAPI_SELECT_H

#include <lectern/types.h>

#define FD_SETSIZE   1024
#define NFDBITS	     32
#define FDS_LONGS(n) (((n) + NFDBITS - 1) / NFDBITS) /* words */
#define FDS_BYTES(n) (FDS_LONGS(n) * 4)

typedef struct {
	u32 fds_bits[FD_SETSIZE / NFDBITS];
} fd_set;

/* What select (82) is called with: ebx points at these five. */
struct sel_arg_struct {
	u32 n;
	u32 inp;
	u32 outp;
	u32 exp;
	u32 tvp;
};

/* pselect6: what the sixth argument points at */
struct sigset_argpack {
	u32 p;
	u32 size;
};

#endif /* LECTERN_UAPI_SELECT_H */
