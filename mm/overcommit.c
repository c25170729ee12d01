// SPDX-License-Identifier: GPL-2.0
/*
 * How much memory may be promised, to one process and to all.
 *
 * Memory is given on first use, so more can be promised than there is. What is
 * promised and would have to be kept, private writable areas (VM_ACCOUNT) and
 * shared memory as a whole (fs/shmem.c), is counted in vm_committed_pages.
 * overcommit_memory says what is refused:
 *
 *   OVERCOMMIT_GUESS   a request larger than all RAM: surely a mistake
 *   OVERCOMMIT_ALWAYS  nothing
 *   OVERCOMMIT_NEVER   what would bring the sum above overcommit_ratio per cent
 *                      of RAM: then no promise is ever broken
 *
 * Source: proc_sys_vm(5); the limits of a process: getrlimit(2).
 * Locks: commit_lock guards the sum; an mm's counts are under its mmap_sem.
 */
#include <lectern/spinlock.h>
#include <uapi/capability.h>
#include <uapi/errno.h>
#include <uapi/resource.h>

#include "internal.h"

#define DEFAULT_RATIO	  50
#define DEFAULT_MAP_COUNT 65530

int overcommit_memory = OVERCOMMIT_GUESS;
int overcommit_ratio = DEFAULT_RATIO;
int max_map_count = DEFAULT_MAP_COUNT;
s64 vm_committed_pages; /* of all: more than a long can hold */
static DEFINE_SPINLOCK(commit_lock);

unsigned long vm_commit_limit(void)
{
	return totalram_pages / 100 * (unsigned long)overcommit_ratio;
}

static bool may_commit(long pages)
{
	switch (overcommit_memory) {
	case OVERCOMMIT_ALWAYS:
		return true;
	case OVERCOMMIT_NEVER:
		return vm_committed_pages + pages <= (long)vm_commit_limit();
	default:
		return pages <= (long)totalram_pages;
	}
}

int vm_acct_memory(long pages)
{
	bool ok;

	assert(pages >= 0);
	spin_lock(&commit_lock);
	ok = may_commit(pages);
	if (ok)
		vm_committed_pages += pages;
	spin_unlock(&commit_lock);
	return ok ? 0 : -ENOMEM;
}

void vm_unacct_memory(long pages)
{
	spin_lock(&commit_lock);
	vm_committed_pages -= pages;
	assert(vm_committed_pages >= 0);
	spin_unlock(&commit_lock);
}

/* With OVERCOMMIT_NEVER, MAP_NORESERVE is not heard. */
unsigned long accountable(unsigned long vm_flags)
{
	if (vm_flags & VM_NORESERVE && overcommit_memory != OVERCOMMIT_NEVER)
		return 0;
	return is_private_data(vm_flags) ? VM_ACCOUNT : 0;
}

static bool is_data(unsigned long vm_flags)
{
	return (vm_flags & (VM_WRITE | VM_SHARED | VM_GROWSDOWN)) == VM_WRITE;
}

void vm_stat_account(struct mm_struct *mm, unsigned long vm_flags, long pages)
{
	mm->total_vm += (unsigned long)pages;
	mm->hiwater_vm = max(mm->hiwater_vm, mm->total_vm);
	if (vm_flags & VM_LOCKED)
		mm->locked_vm += (unsigned long)pages;
	if (vm_flags & VM_GROWSDOWN)
		mm->stack_vm += (unsigned long)pages;
	else if (is_data(vm_flags))
		mm->data_vm += (unsigned long)pages;
	else if (vm_flags & VM_EXEC)
		mm->exec_vm += (unsigned long)pages;
}

static bool below_limit(unsigned int which, unsigned long pages)
{
	return pages <= rlimit(which) >> PAGE_SHIFT;
}

bool may_expand_vm(struct mm_struct *mm, unsigned long vm_flags,
		   unsigned long pages)
{
	if (!below_limit(RLIMIT_AS, mm->total_vm + pages))
		return false;
	return !is_data(vm_flags) ||
	       below_limit(RLIMIT_DATA, mm->data_vm + pages);
}

bool can_do_mlock(void)
{
	return rlimit(RLIMIT_MEMLOCK) || capable(CAP_IPC_LOCK);
}

bool may_lock_pages(struct mm_struct *mm, unsigned long pages)
{
	return capable(CAP_IPC_LOCK) ||
	       below_limit(RLIMIT_MEMLOCK, mm->locked_vm + pages);
}
