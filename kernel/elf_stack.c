// SPDX-License-Identifier: GPL-2.0
/*
 * The stack that a program begins with: argc, pointers to the arguments and the
 * environment, and the auxiliary vector, in which the kernel tells the C library
 * and ld.so what they need.
 *
 *   high   file name, environment, arguments     laid by exec_args.c
 *          16 random bytes                       AT_RANDOM
 *          "i686"                                AT_PLATFORM
 *          (gap: a multiple of 16)
 *          AT_NULL, 0
 *          …                                     auxv: pairs of type and value
 *          AT_PHDR, address
 *          NULL
 *          envp[0] …
 *          NULL
 *          argv[0] … argv[argc - 1]
 *   esp -> argc                                  a multiple of 16
 *
 * mm->saved_auxv keeps the vector for /proc. Without a vDSO (sigtramp=stack)
 * AT_SYSINFO and AT_SYSINFO_EHDR are left out.
 *
 * Source: Intel386 ABI supplement, "Process initialization"; getauxval(3).
 */
#include <lectern/bug.h>
#include <lectern/exec.h>
#include <lectern/i386/uaccess.h>
#include <lectern/i386/vdso.h>
#include <lectern/sched.h>
#include <lectern/string.h>
#include <lectern/time.h>
#include <lectern/version.h>

#include "elf_stack.h"

#define STACK_ALIGN	16
#define RANDOM_BYTES	16
#define ESP_RANDOM_BITS 7 /* multiples of STACK_ALIGN: up to 2 KiB */

/* Room below the strings that is there from the start. */
#define STACK_EXPAND (128UL * 1024)

/* -- the auxiliary vector -------------------------------------------------- */

/*
 * Fill mm->saved_auxv; returns how many words it took. ld.so relocates itself by
 * AT_BASE, finds the program by AT_PHDR and jumps to AT_ENTRY when it is done.
 * With AT_SECURE the C library ignores LD_PRELOAD and its like.
 */
static unsigned int fill_auxv(const struct linux_binprm *bprm,
			      const struct elf_file *elf,
			      const struct elf_file *interp, u32 random,
			      u32 platform)
{
	const struct cred *cred = &current->cred;
	const u32 phdr = elf->image.phdr, bias = elf->bias;
	const u32 vdso = current->mm->vdso;
	const u32 auxv[][2] = {
		{ AT_SYSINFO, vdso + vdso_symbols.vsyscall },
		{ AT_SYSINFO_EHDR, vdso },
		{ AT_HWCAP, boot_cpu.features_edx },
		{ AT_PAGESZ, PAGE_SIZE },
		{ AT_CLKTCK, USER_HZ },
		{ AT_PHDR, phdr ? phdr + bias : 0 },
		{ AT_PHENT, sizeof(Elf32_Phdr) },
		{ AT_PHNUM, elf->ehdr.e_phnum },
		{ AT_BASE, interp->file ? interp->bias : 0 },
		{ AT_FLAGS, 0 },
		{ AT_ENTRY, elf->image.entry + bias },
		{ AT_UID, cred->uid },
		{ AT_EUID, cred->euid },
		{ AT_GID, cred->gid },
		{ AT_EGID, cred->egid },
		{ AT_SECURE, bprm->secure },
		{ AT_RANDOM, random },
		{ AT_EXECFN, bprm->exec },
		{ AT_PLATFORM, platform },
		{ AT_NULL, 0 },
	};

	const size_t skip = vdso ? 0 : 2 * sizeof(auxv[0]);
	const size_t size = sizeof(auxv) - skip;

	BUILD_BUG_ON(sizeof(auxv) > sizeof(current->mm->saved_auxv));
	memcpy(current->mm->saved_auxv, (const char *)auxv + skip, size);
	return size / sizeof(u32);
}

/* -- writing to the stack -------------------------------------------------- */

/* Copy size bytes below *p, which moves down. */
static int push_bytes(unsigned long *p, const void *bytes, size_t size)
{
	*p = (*p - size) & ~(unsigned long)(sizeof(u32) - 1);
	return copy_to_user((void __user *)*p, bytes, size) ? -EFAULT : 0;
}

/* Store at *to the addresses of n strings, which lie behind one another from
 * *string on, and a NULL; both move on. */
static int put_pointers(u32 __user **to, unsigned long *string, int n)
{
	long len;

	while (n--) {
		len = strnlen_user((const char __user *)*string,
				   MAX_ARG_STRLEN);
		if (len <= 0 || len > MAX_ARG_STRLEN ||
		    put_user((u32)*string, *to))
			return -EFAULT;
		*string += (unsigned long)len;
		++*to;
	}
	if (put_user(0U, *to))
		return -EFAULT;
	++*to;
	return 0;
}

/* argc, argv, envp and auxv, from esp on. */
static int put_table(const struct linux_binprm *bprm, unsigned int auxv_words,
		     unsigned long esp)
{
	struct mm_struct *mm = current->mm;
	u32 __user *to = (u32 __user *)esp + 1;
	unsigned long string = bprm->p;

	mm->start_stack = esp;
	mm->arg_start = string;
	if (put_user((u32)bprm->argc, (u32 __user *)esp) ||
	    put_pointers(&to, &string, bprm->argc))
		return -EFAULT;
	mm->arg_end = mm->env_start = string;
	if (put_pointers(&to, &string, bprm->envc))
		return -EFAULT;
	mm->env_end = string;
	if (copy_to_user(to, mm->saved_auxv, auxv_words * sizeof(u32)))
		return -EFAULT;
	return 0;
}

/* -- the area -------------------------------------------------------------- */

/* Now it is known whether the program wants to run code on its stack. */
static void set_stack_exec(struct vm_area_struct *vma)
{
	vma->vm_flags |= VM_EXEC;
	vma->vm_page_prot = vm_get_page_prot(vma->vm_flags);
	change_protection(vma, vma->vm_start, vma->vm_end, vma->vm_page_prot);
}

static void finish_stack_area(const struct linux_binprm *bprm,
			      const struct elf_file *elf)
{
	struct mm_struct *mm = current->mm;
	unsigned long size =
		min(rlimit(RLIMIT_STACK) & PAGE_MASK,
		    bprm->vma->vm_end - bprm->vma->vm_start + STACK_EXPAND);

	mm->exec_stack = elf->image.exec_stack;
	down_write(&mm->mmap_sem);
	if (mm->exec_stack)
		set_stack_exec(bprm->vma);

	/* A convenience for the program; it can still grow the stack itself. */
	(void)expand_stack(bprm->vma, bprm->vma->vm_end - size);
	up_write(&mm->mmap_sem);
}

/* -- all of it ------------------------------------------------------------- */

int elf_lay_stack(const struct linux_binprm *bprm, const struct elf_file *elf,
		  const struct elf_file *interp, unsigned long *esp)
{
	unsigned long p = bprm->p, random, platform, words;
	unsigned int auxv_words;

	finish_stack_area(bprm, elf);
	if (push_bytes(&p, &bprm->random[RANDOM_AUXV], RANDOM_BYTES))
		return -EFAULT;
	random = p;
	if (push_bytes(&p, KERNEL_MACHINE, sizeof(KERNEL_MACHINE)))
		return -EFAULT;
	platform = p;
	p -= bprm_random(bprm, RANDOM_ESP, ESP_RANDOM_BITS) * STACK_ALIGN;

	/* Everything is counted now, so that argc comes to lie on a border. */
	auxv_words = fill_auxv(bprm, elf, interp, random, platform);
	words = 1 + (unsigned long)bprm->argc + 1 + (unsigned long)bprm->envc +
		1 + auxv_words;
	*esp = (p - words * sizeof(u32)) & ~(unsigned long)(STACK_ALIGN - 1);
	return put_table(bprm, auxv_words, *esp);
}
