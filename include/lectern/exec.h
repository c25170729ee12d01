/* SPDX-License-Identifier: GPL-2.0 */
/*
 * execve: kernel/exec.c does what is common, kernel/binfmt_elf.c and
 * binfmt_script.c know the formats.
 */
#ifndef LECTERN_EXEC_H
#define LECTERN_EXEC_H

#include <lectern/types.h>

struct file;
struct mm_struct;
struct page;
struct pt_regs;

#define BINPRM_BUF_SIZE	 256 /* bytes of the file that formats look at */
#define MAX_ARG_STRLEN	 (32 * 4096) /* one string, with its NUL */
#define MAX_INTERPRETERS 5 /* scripts whose interpreter is a script … */

/*
 * A program on its way to being run. The strings are laid into the new mm's
 * stack area from above while the old mm is still whole:
 *
 *   STACK_TOP  file name | environment | arguments | <- p
 */
struct linux_binprm {
	char buf[BINPRM_BUF_SIZE]; /* the head of file, zeroes behind */
	struct file *file;
	struct mm_struct *mm;	       /* NULL once it is the task's */
	struct vm_area_struct *vma;    /* the stack's area */
	unsigned long p;	       /* lowest byte used */
	unsigned long behind_arg_zero; /* p, before the last string */
	unsigned long p_min;	       /* the limit on arguments */
	unsigned long page_addr;       /* of the page written last, where */
	char *page_mem;		       /* the kernel has it; 0: none */
	u32 random[9];		       /* layout and AT_RANDOM */
	unsigned long exec;	       /* address of the file name, AT_EXECFN */
	int argc, envc;
	const char *filename;		  /* what execve was given */
	const char *interp;		  /* what is really run (scripts) */
	char interp_buf[BINPRM_BUF_SIZE]; /* where interp may be kept */
	unsigned int depth;		  /* of interpreters */
	uid_t e_uid;			  /* after set-user-id */
	gid_t e_gid;
	bool secure;	/* AT_SECURE */
	bool committed; /* past the point of no return */
};

/* bprm->random: what each word decides. */
enum {
	RANDOM_AUXV,
	RANDOM_STACK = 4,
	RANDOM_MMAP,
	RANDOM_BASE,
	RANDOM_ESP,
	RANDOM_BRK
};

/*
 * Formats return 0 (the caller is now the new program), -ENOEXEC (not mine), or
 * another error. flush_old_exec is the point of no return: it may fail, with the
 * caller intact, but once it has returned 0 the old program is gone.
 */
int load_elf_binary(struct linux_binprm *bprm, struct pt_regs *regs);
int load_script(struct linux_binprm *bprm, struct pt_regs *regs);
int search_binary_handler(struct linux_binprm *bprm, struct pt_regs *regs);
int flush_old_exec(struct linux_binprm *bprm);

/* Whose rights bprm->file gives; reads its head into buf. 0 or -errno. */
int prepare_binprm(struct linux_binprm *bprm);

/* Push argc strings, the last one first. 0, -E2BIG or -ENOMEM. */
int copy_strings_kernel(struct linux_binprm *bprm, int argc,
			const char *const *argv);

/* Take the lowest string, pushed last, off again. */
void remove_arg_zero(struct linux_binprm *bprm);

/* A place in the layout that is different each time, unless the personality
 * (ADDR_NO_RANDOMIZE) forbids it: a number below 2^bits, of word `which`. */
u32 bprm_random(const struct linux_binprm *bprm, int which, unsigned int bits);

/* argv and envp are kernel pointers: for init and usermode helpers. Returns only
 * on failure or, having set the registers, 0. */
int kernel_execve(const char *filename, const char *const argv[],
		  const char *const envp[]);

#endif
