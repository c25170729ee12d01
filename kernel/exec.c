// SPDX-License-Identifier: GPL-2.0
/*
 * execve: another program in the same process.
 *
 *   do_execve
 *     open_program             open the file, make a new mm with a stack
 *       prepare_binprm         whose rights; the file's first bytes
 *     bprm_copy_strings        arguments and environment (exec_args.c)
 *     search_binary_handler    each format: is this mine?
 *       load_elf_binary        checks everything that can be checked, then
 *         flush_old_exec  ---- the point of no return ----
 *         ...                  maps the segments, lays the stack
 *       load_script            puts the interpreter in bprm, searches again
 *
 * Up to the point of no return nothing of the caller has been touched, and every
 * error is returned to it. There the other threads of the process are ended, the
 * new mm takes the old one's place, and all that belonged to the old program
 * goes: handlers, close-on-exec files, alternate stack, TLS, FPU state. If loading
 * fails after that, there is nobody to return to, and SIGSEGV ends the process.
 *
 * Stays: pid, parent, open files, directory, umask, limits, blocked and pending
 * signals, ignored signals, timers of setitimer (execve(2)).
 *
 * Locks: tasklist_lock and siglock while threads end; nothing else is shared.
 */
#include <lectern/bug.h>
#include <lectern/err.h>
#include <lectern/exec.h>
#include <lectern/fs.h>
#include <lectern/i386/uaccess.h>
#include <lectern/random.h>
#include <lectern/sched.h>
#include <lectern/slab.h>
#include <lectern/string.h>
#include <lectern/syscalls.h>
#include <uapi/capability.h>
#include <uapi/mount.h>
#include <uapi/personality.h>

#include "bprm.h"
#include "tasks.h"

/* What a program with other rights does not inherit of its caller's quirks. */
#define PER_CLEAR_ON_SETID                                                     \
	(READ_IMPLIES_EXEC | ADDR_NO_RANDOMIZE | ADDR_COMPAT_LAYOUT |          \
	 MMAP_PAGE_ZERO)

/* -- the program to be ----------------------------------------------------- */

static void free_bprm(struct linux_binprm *bprm)
{
	if (bprm->mm)
		mmput(bprm->mm);
	if (bprm->file)
		fput(bprm->file);
	kfree(bprm);
}

/* Ids and file head; then there is an mm, which they decide upon. */
static int open_program(struct linux_binprm *bprm)
{
	struct file *file = open_exec(bprm->filename);
	int err;

	if (IS_ERR(file))
		return PTR_ERR(file);
	bprm->file = file;
	err = prepare_binprm(bprm);
	if (err)
		return err;
	get_random_bytes(bprm->random, sizeof(bprm->random));
	bprm->mm = mm_alloc();
	if (!bprm->mm)
		return -ENOMEM;
	get_random_bytes(bprm->mm->sigframe_key,
			 sizeof(bprm->mm->sigframe_key));
	return bprm_init_stack(bprm);
}

/*
 * execve(2): set-user-id bits count unless the mount or the task says no. Set-
 * group-id without permission to execute for the group once meant mandatory
 * locks, and changes nothing. For a script it is the interpreter that counts.
 */
static void choose_ids(struct linux_binprm *bprm)
{
	const struct inode *inode = bprm->file->f_inode;
	const struct cred *cred = &current->cred;

	bprm->e_uid = cred->euid;
	bprm->e_gid = cred->egid;
	if (!current->no_new_privs &&
	    !(bprm->file->f_path.mnt->mnt_flags & MS_NOSUID)) {
		if (inode->i_mode & S_ISUID)
			bprm->e_uid = inode->i_uid;
		if ((inode->i_mode & (S_ISGID | S_IXGRP)) ==
		    (S_ISGID | S_IXGRP))
			bprm->e_gid = inode->i_gid;
	}
	bprm->secure = bprm->e_uid != cred->uid || bprm->e_gid != cred->gid;
}

int prepare_binprm(struct linux_binprm *bprm)
{
	ssize_t n;

	choose_ids(bprm);
	n = kernel_read(bprm->file, 0, bprm->buf, BINPRM_BUF_SIZE);
	if (n < 0)
		return n;
	memset(bprm->buf + n, 0, BINPRM_BUF_SIZE - (size_t)n);
	return 0;
}

/* -- the other threads ----------------------------------------------------- */

/* Have they ended? The leader cannot go before its process does: it is left as
 * a zombie. */
static bool is_alone(void)
{
	struct task_struct *t;
	bool alone = true;

	spin_lock(&tasklist_lock);
	for_each_thread(current, t)
		if (t != current &&
		    !(thread_group_leader(t) && t->state == TASK_ZOMBIE))
			alone = false;
	spin_unlock(&tasklist_lock);
	return alone;
}

/* Of several threads that call exec or exit_group the first one wins. */
static bool begin_de_thread(void)
{
	struct signal_struct *signal = current->signal;
	bool first;

	spin_lock(&tasklist_lock);
	spin_lock_irq(&current->sighand->siglock);
	first = !signal->group_exit && !signal->group_exit_task;
	if (first) {
		signal->group_exit_task = current;
		zap_other_threads(current);
	}
	spin_unlock_irq(&current->sighand->siglock);
	spin_unlock(&tasklist_lock);
	return first;
}

/*
 * End all other threads and be the leader. It fails only when this one is being
 * ended too.
 *
 *   thread 12 calls exec     leader 10            thread 11
 *   zap_other_threads   ---> SIGKILL              SIGKILL
 *   sleeps                   zombie               released
 *   is pid 10 from now on <- released as 12
 */
static int de_thread(void)
{
	long err;

	if (thread_group_empty(current))
		return 0;
	if (!begin_de_thread())
		return -EINTR;
	err = wait_event_killable(current->signal->wait_chldexit, is_alone());
	if (!err && !thread_group_leader(current))
		take_leadership();
	current->signal->group_exit_task = NULL;
	return err ? -EINTR : 0;
}

/* -- the point of no return ------------------------------------------------ */

/* Handlers that another process shares (CLONE_SIGHAND) stay what they are. */
static int unshare_sighand(void)
{
	struct sighand_struct *new, *old = current->sighand;

	if (old->count == 1)
		return 0;
	new = dup_sighand();
	if (!new)
		return -ENOMEM;
	spin_lock(&tasklist_lock);
	spin_lock_irq(&old->siglock);
	current->sighand = new;
	spin_unlock_irq(&old->siglock);
	spin_unlock(&tasklist_lock);
	put_sighand(old);
	return 0;
}

/* The new address space in place of the old one; a kernel thread had none, and
 * gives back the one that it borrowed. */
static void exec_mmap(struct linux_binprm *bprm)
{
	struct mm_struct *old = current->mm, *active = current->active_mm;

	/* While the old one is still there: it holds the words that are to be
	 * cleared and the locks that are to be marked. */
	mm_release(current, old);
	if (old)
		keep_maxrss(current->signal, old);
	current->mm = current->active_mm = bprm->mm;
	switch_mm(active, bprm->mm);
	bprm->mm = NULL;
	if (old)
		mmput(old);
	else
		mmdrop(active);
}

/*
 * capabilities(7), "Transformation of capabilities during execve()", as far as
 * it is about root: files carry no capabilities here. A program is given no rights
 * while another process could set its directory and its umask (CLONE_FS; threads
 * have ended), unless that is the caller's right.
 */
static void commit_ids(struct linux_binprm *bprm)
{
	struct cred *cred = &current->cred;
	u64 root = cred->cap_inheritable | cred->cap_bset;

	if (bprm->secure && current->fs->count > 1 && !capable(CAP_SETUID)) {
		bprm->e_uid = cred->uid;
		bprm->e_gid = cred->gid;
	}
	cred->euid = cred->suid = cred->fsuid = bprm->e_uid;
	cred->egid = cred->sgid = cred->fsgid = bprm->e_gid;
	cred->cap_permitted = !cred->uid || !cred->euid ? root : 0;
	cred->cap_effective = !cred->euid ? root : 0;
	current->mm->undumpable = cred->euid != cred->uid ||
				  cred->egid != cred->gid;
	if (!bprm->secure)
		return;
	current->personality &= ~PER_CLEAR_ON_SETID;
	current->pdeath_signal = 0;
}

static void set_comm(const char *filename)
{
	const char *slash = strrchr(filename, '/');

	strscpy(current->comm, slash ? slash + 1 : filename, TASK_COMM_LEN);
}

/* No handler of the old program is there any more; what it ignored stays so. But
 * a kernel thread ignored all signals, and a program does not expect that. */
static void flush_signal_handlers(void)
{
	struct sigaction *ka = current->sighand->action;
	u32 ignored = current->flags & PF_KTHREAD ? SIG_DFL : SIG_IGN;

	spin_lock_irq(&current->sighand->siglock);
	for (; ka < current->sighand->action + _NSIG; ka++)
		*ka = (struct sigaction){
			.sa_handler = ka->sa_handler == SIG_IGN ? ignored
								: SIG_DFL,
		};
	spin_unlock_irq(&current->sighand->siglock);
}

/* What its children's ends send was the old program's wish: this one may have
 * other rights. */
static void reset_exit_signals(void)
{
	struct task_struct *child;

	spin_lock(&tasklist_lock);
	list_for_each_entry(child, &current->children, sibling)
		child->exit_signal = SIGCHLD;
	spin_unlock(&tasklist_lock);
}

/* What belonged to the old program. */
static void forget_old_program(void)
{
	flush_signal_handlers();
	reset_exit_signals();
	current->flags &= ~(unsigned long)(PF_FORKNOEXEC | PF_KTHREAD);
	current->exit_signal = SIGCHLD;
	current->keep_caps = false;
	current->sas = (stack_t){ 0 };
	current->restart_block.fn = NULL;
	flush_thread();
	delete_posix_timers(current->signal);
	flush_old_files(current->files);
}

int flush_old_exec(struct linux_binprm *bprm)
{
	int err;

	assert(!bprm->committed);
	err = de_thread();
	/* Who shares the descriptors (CLONE_FILES) still keeps those that close
	 * here. Threads have let go: then the table stays, and its locks do. */
	if (!err)
		err = unshare_files();
	if (!err)
		err = unshare_sighand();
	if (err)
		return err;

	/* The point of no return: nothing below can fail. */
	assert(thread_group_empty(current) && thread_group_leader(current));
	bprm->committed = true;
	exec_mmap(bprm);
	forget_old_program();
	set_comm(bprm->filename);
	commit_ids(bprm);
	get_file(bprm->file);
	current->mm->exe_file = bprm->file;
	return 0;
}

/* -- doing it -------------------------------------------------------------- */

int search_binary_handler(struct linux_binprm *bprm, struct pt_regs *regs)
{
	int err;

	if (bprm->depth > MAX_INTERPRETERS)
		return -ELOOP;
	err = load_elf_binary(bprm, regs);
	if (err == -ENOEXEC && !bprm->committed)
		err = load_script(bprm, regs);
	return err;
}

static int do_execve(const char *filename, const struct arg_list *argv,
		     const struct arg_list *envp)
{
	struct linux_binprm *bprm;
	int err;

	/* execve(2), EAGAIN: it was above the limit when it became this user,
	 * and still is. */
	if (current->flags & PF_NPROC_EXCEEDED && nproc_exceeded())
		return -EAGAIN;
	current->flags &= ~(unsigned long)PF_NPROC_EXCEEDED;
	bprm = kzalloc(sizeof(*bprm), GFP_KERNEL);
	if (!bprm)
		return -ENOMEM;
	bprm->filename = bprm->interp = filename;
	err = open_program(bprm);
	if (!err)
		err = bprm_copy_strings(bprm, argv, envp);
	if (!err)
		err = search_binary_handler(bprm, current_pt_regs());
	if (err && bprm->committed)
		force_sig(SIGSEGV);
	free_bprm(bprm);
	return err;
}

int kernel_execve(const char *filename, const char *const argv[],
		  const char *const envp[])
{
	const struct arg_list args = { argv, true }, env = { envp, true };

	return do_execve(filename, &args, &env);
}

SYSCALL(execve, const char __user *filename, const void __user *argv,
	const void __user *envp)
{
	const struct arg_list args = { argv, false }, env = { envp, false };
	struct filename name;
	int err = getname(&name, filename);

	if (err)
		return err;
	err = do_execve(name.name, &args, &env);
	putname(&name);
	return err;
}
