// SPDX-License-Identifier: GPL-2.0
/*
 * When the kernel wants a module: it has a program fetch it. modprobe knows
 * which file bears the name or the alias, and what that file needs first.
 *
 *   who asks           a kernel thread           its child
 *   request_module
 *     makes it  ------> watch_helper
 *     sleeps              kernel_thread --------> run_helper
 *                         waits for its end         becomes /sbin/modprobe,
 *                                                   loads, ends
 *     <------------------ complete
 *   looks again
 *
 * The child comes from a kernel thread, so that it has nothing of whoever asked:
 * neither rights nor files, directory, or signals. No locks.
 */
#include <lectern/err.h>
#include <lectern/exec.h>
#include <lectern/kthread.h>
#include <lectern/module.h>
#include <lectern/printf.h>

#include "tasks.h"

#define MODPROBE "/sbin/modprobe"

/* Lies on the stack of who asks, who sleeps until `done`. */
struct helper {
	const char *const *argv;
	struct completion done;
	int err; /* it could not be run */
};

static int run_helper(void *data)
{
	static const char *const envp[] = {
		"HOME=/", "PATH=/sbin:/usr/sbin:/bin:/usr/bin", NULL
	};
	struct helper *h = data;

	h->err = kernel_execve(h->argv[0], h->argv, envp);
	if (h->err)
		do_exit(0);
	return 0;
}

/* Nobody needs to be told of the child's end, so there is no status: only wait. */
static int watch_helper(void *data)
{
	struct helper *h = data;
	pid_t pid = kernel_thread(run_helper, h, SIGCHLD);

	if (pid < 0)
		h->err = pid;
	else
		wait_for_child(pid);
	complete(&h->done);
	return 0;
}

int request_module(const char *fmt, ...)
{
	char name[MODULE_NAME_LEN];
	const char *const argv[] = { MODPROBE, "-q", "--", name, NULL };
	struct helper h = { .argv = argv };
	struct task_struct *watcher;
	va_list args;

	va_start(args, fmt);
	vsnprintf(name, sizeof(name), fmt, args);
	va_end(args);
	init_completion(&h.done);
	watcher = kthread_run(watch_helper, &h, "modprobe");
	if (IS_ERR(watcher))
		return PTR_ERR(watcher);
	wait_for_completion(&h.done);
	return h.err;
}
