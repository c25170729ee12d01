/* SPDX-License-Identifier: GPL-2.0 */
/* Between exec.c, the steps, and exec_args.c, the new program's strings. */
#ifndef LECTERN_KERNEL_BPRM_H
#define LECTERN_KERNEL_BPRM_H

#include <lectern/exec.h>

/* argv or envp: an array of pointers that ends with NULL, all in user memory or
 * all in the kernel's. NULL is an empty one. */
struct arg_list {
	const void *pointers;
	bool in_kernel;
};

/* Give the new mm a stack that the strings go onto. 0 or -ENOMEM. */
int bprm_init_stack(struct linux_binprm *bprm);

/* Lay file name, environment and arguments. 0, -E2BIG, -EFAULT, -ENOMEM. */
int bprm_copy_strings(struct linux_binprm *bprm, const struct arg_list *argv,
		      const struct arg_list *envp);

#endif
