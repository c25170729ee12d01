/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Waiting for children: options, and the status word that wait4 stores.
 * Source: wait(2), waitid(2), clone(2).
 */
#ifndef LECTERN_UAPI_WAIT_H
#define LECTERN_UAPI_WAIT_H

#define WNOHANG	    0x00000001
#define WUNTRACED   0x00000002
#define WSTOPPED    WUNTRACED  /* waitid's name for it */
#define WEXITED	    0x00000004 /* waitid */
#define WCONTINUED  0x00000008
#define WNOWAIT	    0x01000000 /* waitid: leave it to be waited for */
#define __WNOTHREAD 0x20000000 /* own children, no other thread's */
#define __WALL	    0x40000000 /* every child */
#define __WCLONE    0x80000000 /* those that end without SIGCHLD */

/* waitid: what the id is */
#define P_ALL	0
#define P_PID	1
#define P_PGID	2
#define P_PIDFD 3

/*
 * The status word:
 *
 *   exited     | exit code << 8 |             0 |
 *   killed     | 0              | core? | signal |
 *   stopped    | signal << 8    |          0x7f |
 *   continued  |              0xffff            |
 */
#define W_EXITCODE(code, sig) ((0xff & (code)) << 8 | (sig))
#define W_STOPCODE(sig)	      ((sig) << 8 | 0x7f)
#define W_CONTINUED	      0xffff
#define WCOREFLAG	      0x80

#endif /* LECTERN_UAPI_WAIT_H */
