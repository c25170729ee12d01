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

#define BINPRM_BUF_SIZE	256	/* bytes of the file that formats look at */
#define MAX_ARG_STRLEN	(32 * 4096)	/* one string */

/*
 * A program on its way to being run. The strings are laid into the new mm's
 * stack area from above while the old mm is still whole:
 *
 *   STACK_TOP  file name | environment | arguments | <- p
 */
struct linux_binprm {
	char buf[BINPRM_BUF_SIZE];
	struct file *file;
	struct mm_struct *mm;
	unsigned long p;		/* lowest byte used */
	unsigned long exec;		/* address of the file name, AT_EXECFN */
	int argc, envc;
	const char *filename;		/* what execve was given */
	const char *interp;		/* what is really run (scripts) */
	unsigned int depth;		/* of interpreters */
	uid_t e_uid;			/* after set-user-id */
	gid_t e_gid;
	bool secure;			/* AT_SECURE */
};

/*
 * Formats return 0 (the caller is now the new program), -ENOEXEC (not mine), or
 * another error. flush_old_exec is the point of no return.
 */
int load_elf_binary(struct linux_binprm *bprm, struct pt_regs *regs);
int load_script(struct linux_binprm *bprm, struct pt_regs *regs);
int search_binary_handler(struct linux_binprm *bprm, struct pt_regs *regs);
int flush_old_exec(struct linux_binprm *bprm);

/* Replace bprm->file (scripts); reads its head into buf. 0 or -errno. */
int prepare_binprm(struct linux_binprm *bprm);
int copy_strings_kernel(struct linux_binprm *bprm, int argc,
			const char *const *argv);
int remove_arg_zero(struct linux_binprm *bprm);

/* argv and envp are kernel pointers: for init and usermode helpers. Returns only
 * on failure or, having set the registers, 0. */
int kernel_execve(const char *filename, const char *const argv[],
		  const char *const envp[]);

#endif
