// SPDX-License-Identifier: GPL-2.0
/*
 * Thread-local storage: three slots of the GDT that belong to the running task.
 * set_thread_area(2) fills one; a switch of tasks copies them into the GDT.
 *
 * What a program may put there is only ever a flat or limited data segment of
 * ring 3; each bit is built here, none is taken over.
 */
#include "cpu.h"

#include <lectern/i386/uaccess.h>
#include <lectern/sched.h>
#include <lectern/syscalls.h>
#include <uapi/ldt.h>

/*
 * A descriptor's upper word, of a data segment of ring 3:
 *
 *	31   24  23 22 21 20  19   16  15 14 13 12 11 10 9 8  7    0
 *	base     G  D  0  AVL limit    P  1  1  1  0  E  W A  base
 *	         flags                 access
 */
#define ACCESS_USER_DATA 0xF0

/* "No segment", which clears a slot: read-only and not there; or, as Linux has it
 * for lazy callers, all zero. */
static bool is_empty(const struct user_desc *info)
{
	return !info->base_addr && !info->limit && !info->contents &&
	       !info->seg_32bit && !info->limit_in_pages && !info->useable &&
	       info->read_exec_only == info->seg_not_present;
}

static struct desc_struct encode(const struct user_desc *info)
{
	u32 access = ACCESS_USER_DATA | info->contents << 2 |
		     !info->read_exec_only << 1;
	u32 flags = info->limit_in_pages << 3 | info->seg_32bit << 2 |
		    info->useable;

	return make_desc(info->base_addr, info->limit, (u8)access, (u8)flags);
}

static void decode(const struct desc_struct *desc, struct user_desc *info)
{
	u32 access = desc->b >> 8, flags = desc->b >> 20;

	info->base_addr = desc->a >> 16 | (desc->b & 0xFF) << 16 |
			  (desc->b & 0xFF000000);
	info->limit = (desc->a & 0xFFFF) | (desc->b & 0xF0000);
	info->contents = access >> 2 & 1;
	info->read_exec_only = !(access >> 1 & 1);
	info->seg_not_present = !(access >> 7 & 1);
	info->seg_32bit = flags >> 2 & 1;
	info->limit_in_pages = flags >> 3 & 1;
	info->useable = flags & 1;
}

static int free_slot(const struct thread_struct *t)
{
	for (int i = 0; i < GDT_ENTRY_TLS_ENTRIES; i++)
		if (!t->tls_array[i].b)
			return GDT_ENTRY_TLS_MIN + i;
	return -ESRCH;
}

/*
 * Only data segments, that are there, and of 32 bits: on a 16-bit stack iret would restore the
 * lower half of esp and leave the kernel's upper half for the program to read.
 */
static bool desc_ok(const struct user_desc *info)
{
	return is_empty(info) || (info->contents <= 1 && info->seg_32bit &&
				  !info->seg_not_present);
}

/* Put the descriptor into the task's slot (info->entry_number). fs and gs are loaded
 * anew: the CPU goes by the copy that it took when they were. */
static int install(struct task_struct *task, const struct user_desc *info)
{
	unsigned int slot = info->entry_number - GDT_ENTRY_TLS_MIN;
	struct desc_struct *desc;

	if (slot >= GDT_ENTRY_TLS_ENTRIES || !desc_ok(info))
		return -EINVAL;
	desc = &task->thread.tls_array[slot];
	*desc = is_empty(info) ? (struct desc_struct){ 0, 0 } : encode(info);
	if (task == current) {
		gdt[info->entry_number] = *desc;
		load_fs(read_fs());
		load_gs(read_gs());
	}
	return 0;
}

/* clone's CLONE_SETTLS: the slot must be named. */
int set_tls(struct task_struct *task, unsigned long user_desc)
{
	struct user_desc info;

	if (copy_from_user(&info, (void __user *)user_desc, sizeof(info)))
		return -EFAULT;
	return install(task, &info);
}

SYSCALL(set_thread_area, struct user_desc __user *u_info)
{
	struct user_desc info;
	int slot;

	if (copy_from_user(&info, u_info, sizeof(info)))
		return -EFAULT;
	if (!desc_ok(&info))
		return -EINVAL;
	if (info.entry_number == (u32)-1) {
		slot = free_slot(&current->thread);
		if (slot < 0)
			return slot;
		info.entry_number = (u32)slot;
		if (put_user(info.entry_number, &u_info->entry_number))
			return -EFAULT;
	}
	return install(current, &info);
}

SYSCALL(get_thread_area, struct user_desc __user *u_info)
{
	struct user_desc info = { 0 };
	u32 entry;

	if (get_user(entry, &u_info->entry_number))
		return -EFAULT;
	if (entry < GDT_ENTRY_TLS_MIN || entry > GDT_ENTRY_TLS_MAX)
		return -EINVAL;
	info.entry_number = entry;
	decode(&current->thread.tls_array[entry - GDT_ENTRY_TLS_MIN], &info);
	return copy_to_user(u_info, &info, sizeof(info)) ? -EFAULT : 0;
}
