// SPDX-License-Identifier: GPL-2.0
/*
 * mmap: a new area.
 *
 * First everything is checked that can be: the request itself, the rights of
 * the file, the limits. Then what is in the way of MAP_FIXED is unmapped, and
 * from there on only lack of memory, or the driver's own mmap, can fail; what
 * was unmapped stays so then, as the manual allows.
 *
 * Source: mmap(2), mmap2(2). Locks: mmap_sem is taken for writing here. A file's
 * mmap operation is called with it held, and so must not touch user memory nor
 * take i_sem (which writers hold while they fault).
 */
#include <lectern/bug.h>
#include <lectern/err.h>
#include <lectern/fs.h>
#include <lectern/syscalls.h>
#include <uapi/mman.h>

#include "internal.h"

#define VM_MAY_ANY (VM_MAYREAD | VM_MAYWRITE | VM_MAYEXEC)

/* What MAP_SHARED_VALIDATE lets pass; others are ignored with MAP_SHARED. */
#define MAP_KNOWN                                                              \
	(MAP_TYPE | MAP_FIXED | MAP_ANONYMOUS | MAP_GROWSDOWN |                \
	 MAP_DENYWRITE | MAP_EXECUTABLE | MAP_LOCKED | MAP_NORESERVE |         \
	 MAP_POPULATE | MAP_NONBLOCK | MAP_STACK | MAP_FIXED_NOREPLACE)

struct mmap_request {
	struct mm_struct *mm;
	struct file *file;	 /* NULL: anonymous */
	unsigned long addr, len; /* bytes, whole pages */
	unsigned long pgoff;
	unsigned long flags; /* MAP_* */
	unsigned long vm_flags;
};

unsigned long mapped_pages(struct mm_struct *mm, unsigned long start,
			   unsigned long end)
{
	struct vm_area_struct *vma = find_vma(mm, start);
	unsigned long bytes = 0;

	for (; vma && vma->vm_start < end; vma = vma_next(vma))
		bytes += min(vma->vm_end, end) - max(vma->vm_start, start);
	return bytes >> PAGE_SHIFT;
}

/* -- checking ------------------------------------------------------------------- */

/* VM_READ … have the values of PROT_READ …. */
static unsigned long initial_vm_flags(struct mm_struct *mm, unsigned long prot,
				      unsigned long flags)
{
	unsigned long vm_flags = prot & (PROT_READ | PROT_WRITE | PROT_EXEC);

	BUILD_BUG_ON(PROT_READ != VM_READ || PROT_WRITE != VM_WRITE ||
		     PROT_EXEC != VM_EXEC);
	vm_flags |= mm->def_flags | VM_MAY_ANY;
	if (flags & MAP_LOCKED)
		vm_flags |= VM_LOCKED;
	if (flags & MAP_NORESERVE)
		vm_flags |= VM_NORESERVE;
	return vm_flags;
}

/* MAP_SHARED: writes reach the file, so it must be open for them. */
static int check_shared_file(struct mmap_request *r)
{
	if (r->flags & ~(unsigned long)MAP_KNOWN &&
	    (r->flags & MAP_TYPE) == MAP_SHARED_VALIDATE)
		return -EOPNOTSUPP;
	if (r->vm_flags & VM_WRITE && !(r->file->f_mode & FMODE_WRITE))
		return -EACCES;
	r->vm_flags |= VM_SHARED | VM_MAYSHARE;
	if (!(r->file->f_mode & FMODE_WRITE))
		r->vm_flags &= ~VM_MAYWRITE;
	return 0;
}

static int check_file(struct mmap_request *r)
{
	int err = 0;

	switch (r->flags & MAP_TYPE) {
	case MAP_SHARED:
	case MAP_SHARED_VALIDATE:
		err = check_shared_file(r);
		break;
	case MAP_PRIVATE:
		break;
	default:
		return -EINVAL;
	}
	if (err)
		return err;
	if (!(r->file->f_mode & FMODE_READ))
		return -EACCES;
	return r->file->f_op && r->file->f_op->mmap ? 0 : -ENODEV;
}

/* Only anonymous memory grows down: a file has nothing before its start. */
static int check_anonymous(struct mmap_request *r)
{
	r->pgoff = r->addr >> PAGE_SHIFT;
	switch (r->flags & MAP_TYPE) {
	case MAP_SHARED:
		if (r->flags & MAP_GROWSDOWN)
			return -EINVAL;
		r->vm_flags |= VM_SHARED | VM_MAYSHARE;
		r->pgoff = 0;
		return 0;
	case MAP_PRIVATE:
		if (r->flags & MAP_GROWSDOWN)
			r->vm_flags |= VM_GROWSDOWN;
		return 0;
	default:
		return -EINVAL;
	}
}

/* Decide on the address. */
static int place(struct mmap_request *r)
{
	int err;

	if (!(r->flags & (MAP_FIXED | MAP_FIXED_NOREPLACE))) {
		r->addr = get_unmapped_area(r->file, r->addr, r->len, r->flags);
		return IS_ERR_VALUE(r->addr) ? -ENOMEM : 0;
	}
	err = check_fixed_range(r->addr, r->len);
	if (err)
		return err;
	if (r->flags & MAP_FIXED_NOREPLACE &&
	    find_vma_intersection(r->mm, r->addr, r->addr + r->len))
		return -EEXIST;
	return 0;
}

/* What will be replaced does not count. */
static int check_limits(const struct mmap_request *r)
{
	unsigned long pages = r->len >> PAGE_SHIFT, replaced;

	replaced = mapped_pages(r->mm, r->addr, r->addr + r->len);
	if (r->mm->map_count >= MAX_MAP_COUNT)
		return -ENOMEM;
	if (!may_expand_vm(r->mm, r->vm_flags, pages - replaced))
		return -ENOMEM;
	if (r->vm_flags & VM_LOCKED && !may_lock_pages(r->mm, pages))
		return -EAGAIN;
	return 0;
}

static int check_request(struct mmap_request *r)
{
	int err;

	if (!r->len)
		return -EINVAL;
	r->len = PAGE_ALIGN(r->len);
	if (!r->len || r->len > TASK_SIZE)
		return -ENOMEM;
	if (r->pgoff + (r->len >> PAGE_SHIFT) < r->pgoff)
		return -EOVERFLOW;
	err = place(r);
	if (err)
		return err;
	err = r->file ? check_file(r) : check_anonymous(r);
	if (err)
		return err;
	return check_limits(r);
}

/* -- doing ------------------------------------------------------------------------- */

/* The file says how its pages are got. It may change the area's flags, its
 * operations and even its file. */
static int call_mmap(struct vm_area_struct *vma, struct file *file)
{
	int err;

	vma->vm_file = file;
	get_file(file);
	err = file->f_op->mmap(file, vma);
	if (err)
		fput(vma->vm_file);
	return err;
}

static struct vm_area_struct *make_area(const struct mmap_request *r)
{
	struct vm_area_struct *vma = vm_area_alloc(r->mm);
	int err;

	if (!vma)
		return ERR_PTR(-ENOMEM);
	vma->vm_start = r->addr;
	vma->vm_end = r->addr + r->len;
	vma->vm_flags = r->vm_flags;
	vma->vm_page_prot = vm_get_page_prot(r->vm_flags);
	vma->vm_pgoff = r->pgoff;
	err = r->file ? call_mmap(vma, r->file) : 0;
	if (err) {
		vm_area_free(vma);
		return ERR_PTR(err);
	}
	return vma;
}

/* Put the new area in, as part of its neighbour where that will do. */
static int enter_area(const struct mmap_request *r)
{
	struct vm_area_struct *vma = NULL;

	if (!r->file)
		vma = vma_extend_anon(r->mm, r->addr, r->addr + r->len,
				      r->vm_flags);
	if (!vma) {
		vma = make_area(r);
		if (IS_ERR(vma))
			return (int)PTR_ERR(vma);
		vma_link(r->mm, vma);
	}
	vm_stat_account(r->mm, vma->vm_flags, (long)(r->len >> PAGE_SHIFT));
	vma_merge_neighbours(vma);
	return 0;
}

/* Charge, clear the place, enter: undone in reverse. */
static int map_region(struct mmap_request *r)
{
	long pages = (long)(r->len >> PAGE_SHIFT);
	int err;

	r->vm_flags |= accountable(r->vm_flags);
	if (r->vm_flags & VM_ACCOUNT && vm_acct_memory(pages))
		return -ENOMEM;
	err = do_munmap(r->mm, r->addr, r->len);
	if (!err)
		err = enter_area(r);
	if (err && r->vm_flags & VM_ACCOUNT)
		vm_unacct_memory(pages);
	return err;
}

/* Shared memory without a file gets one, without a name: then the processes
 * that share it find the pages there. */
static int map_shared_anonymous(struct mmap_request *r)
{
	int err;

	r->file = shmem_file_setup("dev/zero", (loff_t)r->len);
	if (IS_ERR(r->file))
		return (int)PTR_ERR(r->file);
	err = map_region(r);
	fput(r->file);
	return err;
}

static int do_map(struct mmap_request *r)
{
	int err = check_request(r);

	if (err)
		return err;
	if (!r->file && r->vm_flags & VM_SHARED)
		return map_shared_anonymous(r);
	return map_region(r);
}

/* That a page cannot be had yet is no error: it will be wanted or not. */
static void populate(const struct mmap_request *r)
{
	bool write = (r->vm_flags & (VM_WRITE | VM_SHARED)) == VM_WRITE;

	if (r->vm_flags & VM_LOCKED ||
	    (r->flags & (MAP_POPULATE | MAP_NONBLOCK)) == MAP_POPULATE)
		(void)make_pages_present(r->addr, r->addr + r->len, write);
}

long do_mmap_pgoff(struct file *file, unsigned long addr, unsigned long len,
		   unsigned long prot, unsigned long flags, unsigned long pgoff)
{
	struct mm_struct *mm = current->mm;
	struct mmap_request r = {
		.mm = mm,
		.file = file,
		.addr = addr,
		.len = len,
		.pgoff = pgoff,
		.flags = flags,
	};
	int err;

	down_write(&mm->mmap_sem);
	r.vm_flags = initial_vm_flags(mm, prot, flags);
	err = do_map(&r);
	if (!err)
		populate(&r);
	up_write(&mm->mmap_sem);
	return err ? err : (long)r.addr;
}

/* -- system calls -------------------------------------------------------------------- */

static long mmap_fd(unsigned long addr, unsigned long len, unsigned long prot,
		    unsigned long flags, unsigned int fd, unsigned long pgoff)
{
	struct file *file = NULL;
	long ret;

	if (!(flags & MAP_ANONYMOUS)) {
		file = fget(fd);
		if (!file)
			return -EBADF;
	}
	ret = do_mmap_pgoff(file, addr, len, prot, flags, pgoff);
	if (file)
		fput(file);
	return ret;
}

SYSCALL(mmap2, unsigned long addr, unsigned long len, unsigned long prot,
	unsigned long flags, unsigned long fd, unsigned long pgoff)
{
	BUILD_BUG_ON(MMAP2_SHIFT != PAGE_SHIFT);
	return mmap_fd(addr, len, prot, flags, (unsigned int)fd, pgoff);
}

/* Number 90, from before calls had six arguments. */
SYSCALL(mmap, struct mmap_arg_struct __user *arg)
{
	struct mmap_arg_struct a;

	if (copy_from_user(&a, arg, sizeof(a)))
		return -EFAULT;
	if (a.offset & ~PAGE_MASK)
		return -EINVAL;
	return mmap_fd(a.addr, a.len, a.prot, a.flags, a.fd,
		       a.offset >> PAGE_SHIFT);
}
