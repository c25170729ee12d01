// SPDX-License-Identifier: GPL-2.0
/*
 * Mapping the vDSO (vdso.asm), and the choice not to: sigtramp=.
 *
 * A handler returns to a trampoline, a few instructions that call sigreturn. A C
 * library may bring one (SA_RESTORER); for others the kernel has them,
 *
 *   sigtramp=vdso    in the vDSO, a page that can be executed and not written;
 *   sigtramp=stack   on the stack, in the signal's frame itself, as kernels did
 *                    before 2.5. Since stacks are not executable, a handler can
 *                    return that way only with noexec=off. There is no vDSO then.
 *
 * All processes map one and the same page. It is a private mapping, so a process
 * that makes it writable (a debugger's breakpoint) has a copy from its first write
 * on. Its address is mmap's next free one, and so as random as mmap_base.
 *
 * Source: vdso(7), getauxval(3). Locks: mmap_sem, for writing.
 */
#include "cpu.h"

#include <lectern/err.h>
#include <lectern/i386/vdso.h>
#include <lectern/printk.h>
#include <lectern/sched.h>
#include <lectern/string.h>
#include <uapi/errno.h>

#define VDSO_VM_FLAGS                                                          \
	(VM_READ | VM_EXEC | VM_MAYREAD | VM_MAYWRITE | VM_MAYEXEC)

extern const char vdso_image[PAGE_SIZE]; /* vdso_image.asm */

static struct page *vdso_page; /* NULL: sigtramp=stack */
static bool sigtramp_stack __initdata;

__setup_choice("sigtramp", "vdso", "stack", sigtramp_stack);

static struct page *vdso_nopage(struct vm_area_struct *vma,
				unsigned long address, bool *major)
{
	get_page(vdso_page);
	return vdso_page;
}

static const struct vm_operations_struct vdso_ops = { .nopage = vdso_nopage };

static int map_vdso(struct mm_struct *mm)
{
	unsigned long addr = get_unmapped_area(0, PAGE_SIZE);
	struct vm_area_struct *vma;
	int err;

	if (IS_ERR_VALUE(addr))
		return -ENOMEM;
	vma = vm_area_alloc(mm);
	if (!vma)
		return -ENOMEM;
	vma->vm_start = addr;
	vma->vm_end = addr + PAGE_SIZE;
	vma->vm_flags = VDSO_VM_FLAGS;
	vma->vm_page_prot = vm_get_page_prot(vma->vm_flags);
	vma->vm_ops = &vdso_ops;
	err = insert_vm_struct(mm, vma);
	if (err)
		vm_area_free(vma);
	else
		mm->vdso = addr;
	return err;
}

int arch_setup_additional_pages(void)
{
	struct mm_struct *mm = current->mm;
	int err;

	if (!vdso_page)
		return 0;
	down_write(&mm->mmap_sem);
	err = map_vdso(mm);
	up_write(&mm->mmap_sem);
	return err;
}

static int __init vdso_init(void)
{
	if (sigtramp_stack) {
		pr_notice(
			"sigtramp=stack: no vDSO; handlers return by code on the stack\n");
		if (nx_mask)
			pr_warn("sigtramp=stack: NX forbids that code: handlers without SA_RESTORER will die of SIGSEGV when they return; boot with noexec=off as well\n");
		return 0;
	}
	vdso_page = alloc_page(GFP_KERNEL);
	if (!vdso_page)
		return -ENOMEM;
	memcpy(page_address(vdso_page), vdso_image, PAGE_SIZE);
	return 0;
}
core_initcall(vdso_init);
