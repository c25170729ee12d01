// SPDX-License-Identifier: GPL-2.0
/*
 * The arguments and the environment on their way to a new program.
 *
 * The strings are copied out of the old program while it is whole, into pages
 * that are mapped into the new mm's stack at once; so each is copied only once,
 * and a failure is undone by dropping the new mm. They are laid from the top of
 * the stack downwards, the last one first:
 *
 *   STACK_TOP
 *     | random gap |
 *     | 4 zero bytes
 *     | file name
 *     | envp[n-1] … envp[0]
 *     | argv[n-1] … argv[0]      <- p
 *     | (pointers and auxv: binfmt_elf.c)
 *
 * The limits of execve(2): one string up to MAX_ARG_STRLEN, all of them with
 * their pointers up to a quarter of RLIMIT_STACK.
 *
 * No locks: nobody else knows the new mm.
 */
#include <lectern/bug.h>
#include <lectern/err.h>
#include <lectern/i386/uaccess.h>
#include <lectern/sched.h>
#include <lectern/string.h>
#include <uapi/limits.h>
#include <uapi/personality.h>

#include "bprm.h"

#define STACK_RANDOM_BITS 8 /* pages: up to 1 MiB */
#define MMAP_RANDOM_BITS  8
#define ARGS_LIMIT_MAX	  (6UL * 1024 * 1024)

/* What lies between the mappings and the top: room for the stack to grow. */
#define STACK_ROOM_MIN (128UL * 1024 * 1024)
#define STACK_ROOM_MAX (TASK_SIZE / 6 * 5)

u32 bprm_random(const struct linux_binprm *bprm, int which, unsigned int bits)
{
	if (current->personality & ADDR_NO_RANDOMIZE && !bprm->secure)
		return 0;
	return bprm->random[which] & ((1U << bits) - 1);
}

/* -- the stack ------------------------------------------------------------- */

/* mmap_base, for a stack that may grow to its limit. */
static unsigned long find_mmap_base(const struct linux_binprm *bprm)
{
	unsigned long room = rlimit(RLIMIT_STACK);

	room = clamp(room, STACK_ROOM_MIN, STACK_ROOM_MAX) + STACK_GUARD_GAP;
	room += PAGE_SIZE << STACK_RANDOM_BITS;
	room += bprm_random(bprm, RANDOM_MMAP, MMAP_RANDOM_BITS) << PAGE_SHIFT;
	return (TASK_SIZE - room) & PAGE_MASK;
}

int bprm_init_stack(struct linux_binprm *bprm)
{
	struct mm_struct *mm = bprm->mm;
	struct vm_area_struct *vma = vm_area_alloc(mm);
	int err;

	assert(list_empty(&mm->mmap));
	if (!vma)
		return -ENOMEM;
	vma->vm_end =
		STACK_TOP - (bprm_random(bprm, RANDOM_STACK, STACK_RANDOM_BITS)
			     << PAGE_SHIFT);

	/* One page to begin with; the strings make it grow. */
	vma->vm_start = vma->vm_end - PAGE_SIZE;
	vma->vm_flags = VM_STACK_FLAGS | mm->def_flags;
	vma->vm_page_prot = vm_get_page_prot(vma->vm_flags);
	vma->vm_pgoff = vma->vm_start >> PAGE_SHIFT;
	err = insert_vm_struct(mm, vma);
	if (err) {
		vm_area_free(vma);
		return err;
	}
	mm->mmap_base = find_mmap_base(bprm);
	bprm->vma = vma;
	bprm->p = vma->vm_end - sizeof(u32);
	bprm->p_min = vma->vm_end - MAX_ARG_STRLEN;
	return 0;
}

/*
 * Where the kernel finds the byte at pos of the new stack; its page is made when
 * it is missing. Nobody else knows the mm: the page stays where it is.
 */
static char *stack_byte(struct linux_binprm *bprm, unsigned long pos)
{
	unsigned long addr = pos & PAGE_MASK;
	struct mm_struct *mm = bprm->mm;
	int err = 0;

	if (bprm->page_addr != addr) {
		down_read(&mm->mmap_sem);
		if (expand_stack(bprm->vma, addr))
			err = -E2BIG;
		else if (handle_mm_fault(mm, bprm->vma, addr, true) ==
			 FAULT_OOM)
			err = -ENOMEM;
		up_read(&mm->mmap_sem);
		if (err)
			return ERR_PTR(err);
		bprm->page_addr = addr;
		bprm->page_mem =
			__va(pte_pfn(*pte_lookup(mm, addr)) << PAGE_SHIFT);
	}
	return bprm->page_mem + (pos & ~PAGE_MASK);
}

/* -- strings --------------------------------------------------------------- */

/*
 * Push a string with its NUL, page by page from its end: so the area grows down
 * a page at a time, as a stack does.
 */
static int push_string(struct linux_binprm *bprm, const char *s, bool in_kernel)
{
	unsigned long pos = bprm->p;
	long len = in_kernel ? (long)strlen(s) + 1
			     : strnlen_user(s, MAX_ARG_STRLEN);

	if (!len)
		return -EFAULT;
	if (len > MAX_ARG_STRLEN || (unsigned long)len > pos - bprm->p_min)
		return -E2BIG;
	bprm->behind_arg_zero = pos;
	bprm->p -= (unsigned long)len;
	while (len) {
		long n = min_t(long, len, ((pos - 1) & ~PAGE_MASK) + 1);
		char *to = stack_byte(bprm, pos - (unsigned long)n);

		if (IS_ERR(to))
			return PTR_ERR(to);
		pos -= (unsigned long)n;
		len -= n;
		if (in_kernel)
			memcpy(to, s + len, (size_t)n);
		else if (copy_from_user(to, s + len, (size_t)n))
			return -EFAULT;
	}
	return 0;
}

void remove_arg_zero(struct linux_binprm *bprm)
{
	bprm->p = bprm->behind_arg_zero;
	bprm->argc--;
}

/* -- lists of them --------------------------------------------------------- */

static int get_pointer(const struct arg_list *list, int i, const char **p)
{
	if (list->in_kernel) {
		*p = ((const char *const *)list->pointers)[i];
		return 0;
	}
	return get_user(*p, (const char *const __user *)list->pointers + i);
}

static int count_strings(const struct arg_list *list)
{
	const char *p;
	int n;

	if (!list->pointers)
		return 0;
	for (n = 0;; n++) {
		if (get_pointer(list, n, &p))
			return -EFAULT;
		if (!p)
			return n;
		if ((unsigned int)n >= ARGS_LIMIT_MAX / sizeof(p))
			return -E2BIG;
		if (fatal_signal_pending(current))
			return -ERESTARTNOHAND;
		cond_resched();
	}
}

/* Somebody may change the list meanwhile: what counts is its length before. */
static int push_list(struct linux_binprm *bprm, const struct arg_list *list,
		     int n)
{
	const char *p;
	int err = 0;

	while (n-- && !err) {
		if (get_pointer(list, n, &p))
			return -EFAULT;
		err = push_string(bprm, p, list->in_kernel);
		cond_resched();
	}
	return err;
}

int copy_strings_kernel(struct linux_binprm *bprm, int argc,
			const char *const *argv)
{
	const struct arg_list list = { argv, true };

	return push_list(bprm, &list, argc);
}

/* How far down the strings may go. The pointers to them count too. */
static int set_limit(struct linux_binprm *bprm)
{
	unsigned long limit = rlimit(RLIMIT_STACK) / 4;
	unsigned long pointers;

	limit = clamp(limit, (unsigned long)ARG_MAX, ARGS_LIMIT_MAX);
	pointers = (unsigned long)(bprm->argc + bprm->envc) * sizeof(u32);
	if (pointers >= limit)
		return -E2BIG;
	bprm->p_min = bprm->p - (limit - pointers);
	return 0;
}

/* Programs count on argv[0]: without any, it is the empty string. */
static int push_arguments(struct linux_binprm *bprm,
			  const struct arg_list *argv)
{
	if (bprm->argc)
		return push_list(bprm, argv, bprm->argc);
	bprm->argc = 1;
	return push_string(bprm, "", true);
}

int bprm_copy_strings(struct linux_binprm *bprm, const struct arg_list *argv,
		      const struct arg_list *envp)
{
	int err;

	bprm->argc = count_strings(argv);
	if (bprm->argc < 0)
		return bprm->argc;
	bprm->envc = count_strings(envp);
	if (bprm->envc < 0)
		return bprm->envc;
	err = push_string(bprm, bprm->filename, true);
	if (err)
		return err;
	bprm->exec = bprm->p;
	err = set_limit(bprm);
	if (!err)
		err = push_list(bprm, envp, bprm->envc);
	return err ? err : push_arguments(bprm, argv);
}
