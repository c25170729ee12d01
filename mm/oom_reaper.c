// SPDX-License-Identifier: GPL-2.0
/*
 * The OOM reaper: takes the memory of a process that is to end, and does not.
 *
 * SIGKILL ends a process at its next step to user space. It may be far from that:
 * asleep for something that a task holds which itself waits for memory. So a
 * kernel thread that needs no memory of its own goes through the areas of the
 * victim, and takes what nobody else can miss: private anonymous pages.
 *
 *   queued --100 ms--> mm_users 0?   it is ending by itself: wait for that
 *                      mmap_sem?     not to be had: try again, 10 times
 *                      areas         their pages go; oom_reaped = true
 *          ----------> oom_skip      whatever came of it, the next process may
 *                                    be chosen now
 *
 * The victim may still be in the kernel, about to read what was taken. It must not
 * find zeroes and write them to a file: with oom_reaped an anonymous page that is
 * missing stays missing, and the kernel gets EFAULT (nopage.c).
 *
 * Locks: reaper_lock guards the list. Each mm on it has a count (mm_count), so that
 * the structure stays. mmap_sem is only tried.
 */
#include <lectern/oom.h>

#include <lectern/err.h>
#include <lectern/init.h>
#include <lectern/kthread.h>
#include <lectern/printk.h>

#include "internal.h"

#define REAP_PAUSE    (HZ / 10)
#define REAP_ATTEMPTS 10

static DEFINE_SPINLOCK(reaper_lock);
static LIST_HEAD(reaper_list);
static DECLARE_WAIT_QUEUE_HEAD(reaper_wait);

void queue_oom_reaper(struct task_struct *victim)
{
	struct mm_struct *mm = victim->mm;

	spin_lock(&reaper_lock);
	if (!mm->oom_pid) {
		mm->oom_pid = victim->tgid;
		atomic_inc(&mm->mm_count);
		list_add_tail(&mm->oom_list, &reaper_list);
	}
	spin_unlock(&reaper_lock);
	wake_up_interruptible(&reaper_wait);
}

bool oom_reaper_is_busy(void)
{
	struct mm_struct *mm;
	bool busy = false;

	spin_lock(&reaper_lock);
	list_for_each_entry(mm, &reaper_list, oom_list)
		busy |= !mm->oom_skip;
	spin_unlock(&reaper_lock);
	return busy;
}

static bool can_be_taken(const struct vm_area_struct *vma)
{
	return !vma->vm_ops && !(vma->vm_flags & (VM_SHARED | VM_LOCKED));
}

/* mmap_sem held. */
static void take_anonymous(struct mm_struct *mm)
{
	struct vm_area_struct *vma;

	mm->oom_reaped = true;
	for_each_vma(vma, mm) {
		if (can_be_taken(vma))
			zap_page_range(mm, vma->vm_start, vma->vm_end);
	}
	pr_info("oom_reaper: reaped process %d, now anon-rss:%lukB, file-rss:%lukB, shmem-rss:%lukB\n",
		mm->oom_pid, KIB(mm->anon_rss), KIB(mm->file_rss),
		KIB(mm->shmem_rss));
}

/* False when it has to be tried again. The areas last as long as the mm has a
 * user, and that is this thread meanwhile. */
static bool reap(struct mm_struct *mm)
{
	bool done;

	if (!atomic_inc_not_zero(&mm->mm_users))
		return false;
	done = down_read_trylock(&mm->mmap_sem);
	if (done) {
		take_anonymous(mm);
		up_read(&mm->mmap_sem);
	}
	mmput(mm);
	return done;
}

static void reap_patiently(struct mm_struct *mm)
{
	for (int i = 0; i < REAP_ATTEMPTS && !mm->oom_skip; i++) {
		set_current_state(TASK_INTERRUPTIBLE);
		schedule_timeout(REAP_PAUSE);
		if (mm->oom_skip || reap(mm))
			break;
	}
	mm->oom_skip = true;
}

static struct mm_struct *first_mm(void)
{
	struct mm_struct *mm;

	spin_lock(&reaper_lock);
	mm = list_first_entry_or_null(&reaper_list, struct mm_struct, oom_list);
	spin_unlock(&reaper_lock);
	return mm;
}

static int oom_reaper(void *unused)
{
	struct mm_struct *mm;

	while (!kthread_should_stop()) {
		wait_event_interruptible(reaper_wait,
					 kthread_should_stop() || first_mm());
		mm = first_mm();
		if (!mm)
			continue;
		reap_patiently(mm);
		spin_lock(&reaper_lock);
		list_del(&mm->oom_list);
		spin_unlock(&reaper_lock);
		mmdrop(mm);
	}
	return 0;
}

static int __init oom_reaper_init(void)
{
	struct task_struct *k = kthread_run(oom_reaper, NULL, "oom_reaper");

	return IS_ERR(k) ? (int)PTR_ERR(k) : 0;
}
core_initcall(oom_reaper_init);
