// SPDX-License-Identifier: GPL-2.0
/*
 * Reading a futex's word and changing it in one step.
 *
 * No other thread may come in between. The kernel is not preemptible, so it is
 * enough that nothing sleeps there; and the only thing that could is a page fault
 * on the word. Hence its page is made present first, writable if it is to be
 * written. Process context, no locks.
 */
#include <lectern/i386/uaccess.h>
#include <lectern/sched.h>
#include <uapi/futex.h>

#include "futex.h"

int futex_fault_in(u32 __user *uaddr, bool write)
{
	struct mm_struct *mm = current->mm;
	unsigned long address = (unsigned long)uaddr;
	int err;

	if (!access_ok(uaddr, sizeof(u32)))
		return -EFAULT;
	down_read(&mm->mmap_sem);
	err = make_pages_present(address & PAGE_MASK,
				 (address & PAGE_MASK) + PAGE_SIZE, write);
	up_read(&mm->mmap_sem);
	return err ? -EFAULT : 0;
}

/* A number of 12 bits with a sign. */
static s32 sign_extend12(u32 value)
{
	return (s32)(value << 20) >> 20;
}

/* FUTEX_WAKE_OP's operation on the old word; -ENOSYS for an unknown one. */
static int apply_op(u32 encoded, u32 old, u32 *new)
{
	u32 op = encoded >> 28;
	u32 arg = (u32)sign_extend12(encoded >> 12);

	if (op & FUTEX_OP_OPARG_SHIFT)
		arg = 1U << (arg & 31);
	switch (op & ~(u32)FUTEX_OP_OPARG_SHIFT) {
	case FUTEX_OP_SET:
		*new = arg;
		return 0;
	case FUTEX_OP_ADD:
		*new = old + arg;
		return 0;
	case FUTEX_OP_OR:
		*new = old | arg;
		return 0;
	case FUTEX_OP_ANDN:
		*new = old & ~arg;
		return 0;
	case FUTEX_OP_XOR:
		*new = old ^ arg;
		return 0;
	default:
		return -ENOSYS;
	}
}

/* And its comparison: 1, 0 or -ENOSYS. */
static int compare_op(u32 encoded, u32 old)
{
	s32 value = (s32)old, arg = sign_extend12(encoded);

	switch (encoded >> 24 & 0xf) {
	case FUTEX_OP_CMP_EQ:
		return value == arg;
	case FUTEX_OP_CMP_NE:
		return value != arg;
	case FUTEX_OP_CMP_LT:
		return value < arg;
	case FUTEX_OP_CMP_LE:
		return value <= arg;
	case FUTEX_OP_CMP_GT:
		return value > arg;
	case FUTEX_OP_CMP_GE:
		return value >= arg;
	default:
		return -ENOSYS;
	}
}

int futex_change_word(u32 __user *uaddr, u32 encoded)
{
	u32 old, new;
	int err = futex_fault_in(uaddr, true);

	if (err)
		return err;
	if (get_user(old, uaddr))
		return -EFAULT;
	err = apply_op(encoded, old, &new);
	if (err)
		return err;
	return put_user(new, uaddr) ? -EFAULT : compare_op(encoded, old);
}
