/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Futexes. Source: futex(2), get_robust_list(2), i386 ABI.
 */
#ifndef LECTERN_UAPI_FUTEX_H
#define LECTERN_UAPI_FUTEX_H

#include <lectern/types.h>

/* operations, or'ed with the flags that follow */
#define FUTEX_WAIT	      0
#define FUTEX_WAKE	      1
#define FUTEX_FD	      2 /* gone from Linux */
#define FUTEX_REQUEUE	      3
#define FUTEX_CMP_REQUEUE     4
#define FUTEX_WAKE_OP	      5
#define FUTEX_LOCK_PI	      6
#define FUTEX_UNLOCK_PI	      7
#define FUTEX_TRYLOCK_PI      8
#define FUTEX_WAIT_BITSET     9 /* its time is absolute */
#define FUTEX_WAKE_BITSET     10
#define FUTEX_WAIT_REQUEUE_PI 11
#define FUTEX_CMP_REQUEUE_PI  12
#define FUTEX_LOCK_PI2	      13

#define FUTEX_PRIVATE_FLAG   128
#define FUTEX_CLOCK_REALTIME 256
#define FUTEX_CMD_MASK	     ~(FUTEX_PRIVATE_FLAG | FUTEX_CLOCK_REALTIME)

#define FUTEX_BITSET_MATCH_ANY 0xffffffffU

/* FUTEX_WAKE_OP's sixth argument: | op 4 | cmp 4 | oparg 12 | cmparg 12 | */
#define FUTEX_OP_SET	     0
#define FUTEX_OP_ADD	     1
#define FUTEX_OP_OR	     2
#define FUTEX_OP_ANDN	     3
#define FUTEX_OP_XOR	     4
#define FUTEX_OP_OPARG_SHIFT 8 /* or'ed to op: use 1 << oparg */
#define FUTEX_OP_CMP_EQ	     0
#define FUTEX_OP_CMP_NE	     1
#define FUTEX_OP_CMP_LT	     2
#define FUTEX_OP_CMP_LE	     3
#define FUTEX_OP_CMP_GT	     4
#define FUTEX_OP_CMP_GE	     5

/* the word of a robust or priority-inheriting lock */
#define FUTEX_WAITERS	 0x80000000U
#define FUTEX_OWNER_DIED 0x40000000U
#define FUTEX_TID_MASK	 0x3fffffffU

#define ROBUST_LIST_LIMIT 2048 /* entries walked at exit, at most */

/* Addresses in user space, all of them: a list that ends at its head. */
struct robust_list {
	u32 next;
};

struct robust_list_head {
	struct robust_list list;
	s32 futex_offset; /* from an entry to its futex word */
	u32 list_op_pending;
};

#endif /* LECTERN_UAPI_FUTEX_H */
