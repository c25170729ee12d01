// SPDX-License-Identifier: GPL-2.0
/*
 * The word of a futex, read while nothing can change it.
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
