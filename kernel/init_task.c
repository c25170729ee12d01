// SPDX-License-Identifier: GPL-2.0
/*
 * Pid 0, the task that boots: it exists before there is an allocator, so all of
 * it is laid out here. start_kernel runs on its stack; then it makes pid 1 and
 * pid 2 and becomes what runs when nobody else can (cpu_idle).
 *
 * It is the parent of the two, the first link in the list of all processes, and
 * the model that everything is copied from: limits, the umask, root's rights.
 * It is never freed: each of its parts keeps a reference that nobody drops.
 */
#include <lectern/fs.h>
#include <lectern/sched.h>
#include <uapi/capability.h>

#define STACK_LIMIT    (8 * 1024 * 1024)
#define OPEN_FILES     1024
#define OPEN_FILES_MAX 4096
#define MEMLOCK_LIMIT  (64 * 1024)
#define MSGQUEUE_LIMIT (800 * 1024)

/* What kernel threads run on when they have borrowed nothing. */
struct mm_struct init_mm = {
	.mmap = LIST_HEAD_INIT(init_mm.mmap),
	.pgd = swapper_pg_dir,
	.mm_users = ATOMIC_INIT(1),
	.mm_count = ATOMIC_INIT(2), /* one is pid 0's, that runs on it */
	.mmap_sem = RWSEM_INIT(init_mm.mmap_sem),
	.page_table_lock = SPIN_LOCK_INIT("init_mm.page_table_lock"),
};

static struct sighand_struct init_sighand = {
	.count = 1,
	.siglock = SPIN_LOCK_INIT("init_sighand.siglock"),
};

static struct signal_struct init_signals = {
	.count = 1,
	.live = 1,
	.shared_pending = {
		.list = LIST_HEAD_INIT(init_signals.shared_pending.list),
	},
	.wait_chldexit = WAIT_QUEUE_HEAD_INIT(init_signals.wait_chldexit),
	.tsk = &init_task,
	.posix_timers = LIST_HEAD_INIT(init_signals.posix_timers),
	.cpu_timers = LIST_HEAD_INIT(init_signals.cpu_timers),
	/* NPROC and SIGPENDING depend on the memory: fork_init. */
	.rlim = {
		[RLIMIT_CPU] = { RLIM_INFINITY, RLIM_INFINITY },
		[RLIMIT_FSIZE] = { RLIM_INFINITY, RLIM_INFINITY },
		[RLIMIT_DATA] = { RLIM_INFINITY, RLIM_INFINITY },
		[RLIMIT_STACK] = { STACK_LIMIT, RLIM_INFINITY },
		[RLIMIT_CORE] = { 0, RLIM_INFINITY },
		[RLIMIT_RSS] = { RLIM_INFINITY, RLIM_INFINITY },
		[RLIMIT_NOFILE] = { OPEN_FILES, OPEN_FILES_MAX },
		[RLIMIT_MEMLOCK] = { MEMLOCK_LIMIT, MEMLOCK_LIMIT },
		[RLIMIT_AS] = { RLIM_INFINITY, RLIM_INFINITY },
		[RLIMIT_LOCKS] = { RLIM_INFINITY, RLIM_INFINITY },
		[RLIMIT_MSGQUEUE] = { MSGQUEUE_LIMIT, MSGQUEUE_LIMIT },
		[RLIMIT_RTTIME] = { RLIM_INFINITY, RLIM_INFINITY },
	},
};

static struct fs_struct init_fs = {
	.count = 1,
	.lock = SPIN_LOCK_INIT("init_fs.lock"),
	.umask = 022,
};

static struct files_struct init_files = {
	.count = 1,
	.file_lock = SPIN_LOCK_INIT("init_files.file_lock"),
	.max_fds = NR_OPEN_DEFAULT,
	.fd = init_files.fd_init,
	.open_fds = &init_files.bits_init[0],
	.close_on_exec = &init_files.bits_init[1],
};

/* boot/ switches to the top of this stack before it calls C code. */
union task_union init_task_union
	__section(".data.page_aligned") __aligned(THREAD_SIZE) = {
	.task = {
		.state = TASK_RUNNING,
		.flags = PF_KTHREAD | PF_IDLE,
		.policy = SCHED_OTHER,
		.run_list = LIST_HEAD_INIT(init_task.run_list),
		.active_mm = &init_mm,
		.usage = ATOMIC_INIT(1),
		.tasks = LIST_HEAD_INIT(init_task.tasks),
		.thread_group = LIST_HEAD_INIT(init_task.thread_group),
		.group_leader = &init_task,
		.real_parent = &init_task,
		.parent = &init_task,
		.children = LIST_HEAD_INIT(init_task.children),
		.sibling = LIST_HEAD_INIT(init_task.sibling),
		.pgrp_link = LIST_HEAD_INIT(init_task.pgrp_link),
		.comm = "swapper",
		.cred = {
			.cap_effective = ALL_CAPS,
			.cap_permitted = ALL_CAPS,
			.cap_bset = ALL_CAPS,
		},
		.user = &root_user,
		.fs = &init_fs,
		.files = &init_files,
		.signal = &init_signals,
		.sighand = &init_sighand,
		.pending = { .list = LIST_HEAD_INIT(init_task.pending.list) },
		.thread.esp0 = (unsigned long)(&init_task_union + 1),
		.stack_canary = STACK_MAGIC,
	},
};
