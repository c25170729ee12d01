// SPDX-License-Identifier: GPL-2.0
/*
 * Reading a futex's word and changing it in one step.
 *
 * A page fault may come between any two accesses to user memory, and the task may
 * sleep in it. So the word is touched through the direct map instead: its page is
 * looked up, with the right to write if that is wanted, and page_table_lock keeps
 * the entry as it is meanwhile. Only if it is not there is it faulted in.
 *
 * Process context. futex_lock may be taken inside page_table_lock.
 */
#include <lectern/err.h>
#include <lectern/i386/uaccess.h>
#include <lectern/sched.h>
#include <uapi/futex.h>

#include "futex.h"

static int fault_in(struct mm_struct *mm, unsigned long address, bool write)
{
	int err;

	down_read(&mm->mmap_sem);
	err = make_pages_present(address, address + 1, write);
	up_read(&mm->mmap_sem);
	return err ? -EFAULT : 0;
}

u32 *futex_lock_word(u32 __user *uaddr, bool write)
{
	u64 need = _PAGE_PRESENT | _PAGE_USER | (write ? _PAGE_RW : 0);
	unsigned long address = (unsigned long)uaddr;
	struct mm_struct *mm = current->mm;
	pte_t *ptep;
	int err;

	if (address % sizeof(u32) || !access_ok(uaddr, sizeof(u32)))
		return ERR_PTR(-EFAULT);
	for (;;) {
		spin_lock(&mm->page_table_lock);
		ptep = pte_lookup(mm, address);
		if (ptep && (ptep->val & need) == need)
			break;
		spin_unlock(&mm->page_table_lock);
		err = fault_in(mm, address, write);
		if (err)
			return ERR_PTR(err);
	}
	if (write)
		set_pte(ptep, pte_mkdirty(*ptep));
	return __va((pte_pfn(*ptep) << PAGE_SHIFT) + (address & ~PAGE_MASK));
}

void futex_unlock_word(void)
{
	spin_unlock(&current->mm->page_table_lock);
}

/* A number of 12 bits with a sign. */
static s32 sign_extend12(u32 value)
{
	return (s32)(value << 20) >> 20;
}

/* FUTEX_WAKE_OP's operation on the old word. */
static u32 apply_op(u32 op, u32 old, u32 arg)
{
	switch (op) {
	case FUTEX_OP_SET:
		return arg;
	case FUTEX_OP_ADD:
		return old + arg;
	case FUTEX_OP_OR:
		return old | arg;
	case FUTEX_OP_ANDN:
		return old & ~arg;
	default:
		return old ^ arg;
	}
}

/* And its comparison. */
static bool compare_op(u32 cmp, s32 old, s32 arg)
{
	switch (cmp) {
	case FUTEX_OP_CMP_EQ:
		return old == arg;
	case FUTEX_OP_CMP_NE:
		return old != arg;
	case FUTEX_OP_CMP_LT:
		return old < arg;
	case FUTEX_OP_CMP_LE:
		return old <= arg;
	case FUTEX_OP_CMP_GT:
		return old > arg;
	default:
		return old >= arg;
	}
}

int futex_change_word(u32 __user *uaddr, u32 encoded)
{
	u32 op = encoded >> 28 & ~(u32)FUTEX_OP_OPARG_SHIFT;
	u32 arg = (u32)sign_extend12(encoded >> 12);
	u32 cmp = encoded >> 24 & 0xf, old, *word;

	if (op > FUTEX_OP_XOR || cmp > FUTEX_OP_CMP_GE)
		return -ENOSYS;
	if (encoded >> 28 & FUTEX_OP_OPARG_SHIFT)
		arg = 1U << (arg & 31);
	word = futex_lock_word(uaddr, true);
	if (IS_ERR(word))
		return (int)PTR_ERR(word);
	old = *word;
	*word = apply_op(op, old, arg);
	futex_unlock_word();
	return compare_op(cmp, (s32)old, sign_extend12(encoded));
}
