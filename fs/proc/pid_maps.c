// SPDX-License-Identifier: GPL-2.0
/*
 * What /proc shows of a process's memory: maps, and the strings and the auxv
 * that exec laid into it. Takes the mm's mmap_sem for reading. Source: proc(5).
 */
#include "proc.h"

#include <lectern/err.h>
#include <lectern/mm.h>
#include <lectern/sched.h>
#include <lectern/string.h>

#define MAX_STRINGS (1u << 20) /* of cmdline and environ */
#define NAME_COLUMN 49

static const char *special_name(const struct vm_area_struct *vma)
{
	const struct mm_struct *mm = vma->vm_mm;

	if (vma->vm_ops) /* of no file: only the vDSO is such an area */
		return "[vdso]";
	if (vma->vm_start <= mm->brk && vma->vm_end >= mm->start_brk &&
	    mm->brk > mm->start_brk)
		return "[heap]";
	if (vma->vm_start <= mm->start_stack && vma->vm_end >= mm->start_stack)
		return "[stack]";
	return NULL;
}

static void show_name(struct seq_buf *s, const struct vm_area_struct *vma,
		      size_t line_start, char *page)
{
	const char *name;

	if (vma->vm_file)
		name = d_path(&vma->vm_file->f_path, page, PAGE_SIZE);
	else
		name = special_name(vma);
	if (!name || IS_ERR(name))
		return;
	while (!s->full && s->len - line_start < NAME_COLUMN)
		seq_write(s, " ", 1);
	seq_escape(s, name, "\n");
}

void pid_show_area(struct seq_buf *s, struct vm_area_struct *vma, char *page)
{
	unsigned long flags = vma->vm_flags, ino = 0;
	size_t line_start = s->len;
	dev_t dev = 0;
	u64 offset = 0;

	if (vma->vm_file) {
		const struct inode *inode = vma->vm_file->f_inode;

		dev = inode->i_sb->s_dev;
		ino = inode->i_ino;
		offset = (u64)vma->vm_pgoff << PAGE_SHIFT;
	}
	seq_printf(s, "%08lx-%08lx %c%c%c%c %08llx %02x:%02x %lu ",
		   vma->vm_start, vma->vm_end, flags & VM_READ ? 'r' : '-',
		   flags & VM_WRITE ? 'w' : '-', flags & VM_EXEC ? 'x' : '-',
		   flags & VM_SHARED ? 's' : 'p', offset,
		   (unsigned int)MAJOR(dev), (unsigned int)MINOR(dev), ino);
	show_name(s, vma, line_start, page);
	seq_printf(s, "\n");
}

int pid_for_each_area(struct seq_buf *s, struct task_struct *task,
		      void (*show)(struct seq_buf *s,
				   struct vm_area_struct *vma, char *page))
{
	struct mm_struct *mm = get_task_mm(task);
	struct vm_area_struct *vma;
	char *page;

	if (!mm)
		return 0;
	page = get_free_page(GFP_KERNEL);
	if (page) {
		down_read(&mm->mmap_sem);
		for_each_vma(vma, mm)
			show(s, vma, page);
		up_read(&mm->mmap_sem);
		free_page(page);
	}
	mmput(mm);
	return page ? 0 : -ENOMEM;
}

int pid_show_maps(struct seq_buf *s, void *data)
{
	return pid_for_each_area(s, data, pid_show_area);
}

/* A range of the process's memory, page by page, as far as it is there. Lets go
 * of the mm. */
static int show_memory(struct seq_buf *s, struct mm_struct *mm,
		       unsigned long start, unsigned long end)
{
	char *page = get_free_page(GFP_KERNEL);
	size_t n, got;

	end = min(end, start + MAX_STRINGS);
	while (page && start < end) {
		n = min_t(size_t, PAGE_SIZE, end - start);
		got = access_process_vm(mm, start, page, n, false);
		seq_write(s, page, got);
		start = got < n ? end : start + n;
	}
	mmput(mm);
	if (!page)
		return -ENOMEM;
	free_page(page);
	return 0;
}

int pid_show_cmdline(struct seq_buf *s, void *data)
{
	struct mm_struct *mm = get_task_mm(data);

	return mm ? show_memory(s, mm, mm->arg_start, mm->arg_end) : 0;
}

int pid_show_environ(struct seq_buf *s, void *data)
{
	struct mm_struct *mm = get_task_mm(data);

	return mm ? show_memory(s, mm, mm->env_start, mm->env_end) : 0;
}

int pid_show_auxv(struct seq_buf *s, void *data)
{
	struct mm_struct *mm = get_task_mm(data);

	if (!mm)
		return 0;
	seq_write(s, mm->saved_auxv, sizeof(mm->saved_auxv));
	mmput(mm);
	return 0;
}
