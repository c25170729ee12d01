// SPDX-License-Identifier: GPL-2.0
/*
 * Kernel threads.
 *
 * A kernel thread is a task that never goes to user space: it has no mm of its
 * own (it borrows the page tables that are loaded), no signals are delivered to
 * it (all are ignored), and it ends by returning from its function. Everything
 * else is a task's: a pid, a kernel stack, a place on the runqueue.
 *
 * Who wants one may be any process, with open files, a user and limits that the
 * thread should not inherit. So kthreadd, pid 2, makes it: all kernel threads
 * are kthreadd's children, and as kthreadd ignores SIGCHLD they leave no
 * zombies.
 *
 *   creator                   kthreadd                the thread
 *   kthread_create
 *     queues a request ------> kernel_thread -------> kthread()
 *     sleeps                   takes the next           says who it is
 *     <------------------------------------------------ sleeps, fn not begun
 *   wake_up_process ----------------------------------> fn(data)
 *     ...                                                 looks at
 *   kthread_stop: should_stop = true, wakes it ---------> kthread_should_stop
 *     sleeps                                            returns from fn
 *     <------------------------------------------------ kthread_ended
 *   has fn's value, and the last reference
 *
 * The creator gets the thread asleep, so that it can store the pointer or set a
 * priority before fn runs. With kthread_run the thread runs, and may even have
 * ended, before the creator goes on: the pointer is good only as long as the
 * thread cannot end by itself, or somebody holds it (get_task_struct).
 *
 * No wake-up is lost at stop: should_stop is set before the wake-up, and fn
 * sets its state before it looks at should_stop (wait.c draws why that is
 * enough). The stack, and with it struct kthread, is freed with the last
 * reference, which kthread_stop holds until it has read the exit code.
 *
 * A thread whose function is in a module holds the module until it has ended, as
 * nobody could take the code away from under it. Unless the module uses
 * kthread_stop: then its exit is what ends the thread, and must not be refused
 * because of it.
 *
 * Lock: request_lock guards the queue.
 */
#include <lectern/bug.h>
#include <lectern/err.h>
#include <lectern/kthread.h>
#include <lectern/module.h>
#include <lectern/printf.h>
#include <lectern/string.h>

#include "tasks.h"

/* -- state ----------------------------------------------------------------- */

/* Lies on the thread's own stack, task->kthread points to it. */
struct kthread {
	int (*fn)(void *data);
	struct module *holds; /* the module that fn is in, or NULL */
	bool should_stop;
	struct completion ended;
};

/* A wish for a thread. Lies on the stack of its creator, who sleeps. */
struct kthread_request {
	struct list_head list;
	int (*fn)(void *data);
	void *data;
	char name[TASK_COMM_LEN];
	struct module *holds;
	struct completion answered;
	struct task_struct *result; /* or ERR_PTR */
};

static DEFINE_SPINLOCK(request_lock);
static LIST_HEAD(requests);
struct task_struct *kthreadd_task;

/* -- create ---------------------------------------------------------------- */

/* The creator goes on, and with its sleep ends the request. */
static void answer(struct kthread_request *req, struct task_struct *result)
{
	req->result = result;
	complete(&req->answered);
}

/* The module that is to stay for as long as fn runs. */
static struct module *hold_module(int (*fn)(void *data))
{
	struct module *mod = module_at((unsigned long)fn);

	if (!mod || mod->stops_threads)
		return NULL;
	__module_get(mod);
	return mod;
}

struct task_struct *kthread_create(int (*fn)(void *data), void *data,
				   const char *namefmt, ...)
{
	struct kthread_request req = { .fn = fn,
				       .data = data,
				       .holds = hold_module(fn) };
	va_list args;

	init_completion(&req.answered);
	va_start(args, namefmt);
	vsnprintf(req.name, sizeof(req.name), namefmt, args);
	va_end(args);
	spin_lock(&request_lock);
	list_add_tail(&req.list, &requests);
	spin_unlock(&request_lock);
	/* At boot a request may come before kthreadd's first step. */
	if (kthreadd_task)
		wake_up_process(kthreadd_task);
	wait_for_completion(&req.answered);
	if (IS_ERR(req.result))
		module_put(req.holds);
	return req.result;
}

/* -- first run ------------------------------------------------------------- */

/* Every kernel thread begins here. */
static int kthread(void *arg)
{
	struct kthread_request *req = arg;
	int (*fn)(void *) = req->fn;
	void *data = req->data;
	struct kthread self = { .fn = fn, .holds = req->holds };
	int ret = -EINTR;

	init_completion(&self.ended);
	current->kthread = &self;
	strscpy(current->comm, req->name, sizeof(current->comm));

	/* The creator may wake this task as soon as it has the answer. */
	set_current_state(TASK_UNINTERRUPTIBLE);
	answer(req, current);
	schedule();
	set_current_state(TASK_RUNNING);

	/* Stopped before it was ever woken: fn does not run. */
	if (!self.should_stop)
		ret = fn(data);
	do_exit(ret);
}

/* -- stop ------------------------------------------------------------------ */

bool kthread_should_stop(void)
{
	assert(current->kthread);
	return READ_ONCE(current->kthread->should_stop);
}

int kthread_stop(struct task_struct *k)
{
	int ret;

	assert(k->kthread && k != current);
	get_task_struct(k);
	WRITE_ONCE(k->kthread->should_stop, true);
	wake_up_process(k);
	wait_for_completion(&k->kthread->ended);
	ret = k->exit_code;
	put_task_struct(k);
	return ret;
}

/* -- end ------------------------------------------------------------------- */

/*
 * The last thing in do_exit but the final schedule(): when the stopper runs,
 * all that the thread had has been given back.
 */
void kthread_ended(struct task_struct *p)
{
	module_put(p->kthread->holds);
	complete(&p->kthread->ended);
}

void module_put_and_exit(struct module *mod, long code)
{
	current->kthread->fn = NULL;
	module_put(mod);
	do_exit(code);
}

/* A thread whose function would be gone. */
static void threads_left(struct module *mod)
{
	struct task_struct *p;

	spin_lock(&tasklist_lock);
	for_each_process(p)
		if (p->kthread && p->state != TASK_DEAD &&
		    module_contains(mod, p->kthread->fn))
			module_left(mod, "the kernel thread %s (pid %d)",
				    p->comm, p->pid);
	spin_unlock(&tasklist_lock);
}
MODULE_LEFTOVERS(threads_left);

/* -- kthreadd -------------------------------------------------------------- */

static struct kthread_request *next_request(void)
{
	struct kthread_request *req;

	spin_lock(&request_lock);
	req = list_first_entry_or_null(&requests, struct kthread_request, list);
	if (req)
		list_del_init(&req->list);
	spin_unlock(&request_lock);
	return req;
}

static void serve(struct kthread_request *req)
{
	pid_t pid = kernel_thread(
		kthread, req, CLONE_FS | CLONE_FILES | CLONE_SIGHAND | SIGCHLD);

	if (pid < 0)
		answer(req, ERR_PTR(pid));
}

/* For itself, and for its children, who share the actions. */
static void ignore_signals(void)
{
	struct sighand_struct *sighand = current->sighand;
	int i;

	spin_lock_irq(&sighand->siglock);
	for (i = 0; i < _NSIG; i++)
		sighand->action[i].sa_handler = (u32)SIG_IGN;
	spin_unlock_irq(&sighand->siglock);
}

int kthreadd(void *unused)
{
	strscpy(current->comm, "kthreadd", sizeof(current->comm));
	ignore_signals();
	kthreadd_task = current;
	for (;;) {
		struct kthread_request *req;

		set_current_state(TASK_INTERRUPTIBLE);
		req = next_request();
		if (!req) {
			schedule();
			continue;
		}
		set_current_state(TASK_RUNNING);
		serve(req);
	}
}
