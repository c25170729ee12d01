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
#include <lectern/err.h>
#include <lectern/fs.h>
#include <lectern/syscalls.h>
#include <uapi/mman.h>
#include <uapi/mount.h>

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

/*
 * What is written to a shared file reaches the file, so that must be open for
 * writing. Only private memory without a file grows down.
 */
static int check_sharing(struct mmap_request *r)
{
	unsigned long type = r->flags & MAP_TYPE;
	bool anonymous = !r->file;

	if (type == MAP_SHARED_VALIDATE && !anonymous) {
		if (r->flags & ~(unsigned long)MAP_KNOWN)
			return -EOPNOTSUPP;
		type = MAP_SHARED;
	}
	if (type != MAP_SHARED && type != MAP_PRIVATE)
		return -EINVAL;
	if (type == MAP_SHARED)
		r->vm_flags |= VM_SHARED;
	if (!(r->flags & MAP_GROWSDOWN))
		return 0;
	r->vm_flags |= VM_GROWSDOWN;
	return type == MAP_SHARED || !anonymous ? -EINVAL : 0;
}

/* From a file system that is mounted so. */
static bool may_not_execute(const struct file *file)
{
	return file && file->f_path.mnt->mnt_flags & MS_NOEXEC;
}

static int check_file(struct mmap_request *r)
{
	unsigned int mode = r->file->f_mode;

	if (r->vm_flags & VM_SHARED && !(mode & FMODE_WRITE)) {
		r->vm_flags &= ~VM_MAYWRITE;
		if (r->vm_flags & VM_WRITE)
			return -EACCES;
	}
	if (!(mode & FMODE_READ))
		return -EACCES;
	if (may_not_execute(r->file)) {
		if (r->vm_flags & VM_EXEC)
			return -EPERM;
		r->vm_flags &= ~VM_MAYEXEC;
	}
	return r->file->f_op && r->file->f_op->mmap ? 0 : -ENODEV;
}

/* Decide on the address. */
static int place(struct mmap_request *r)
{
	int err;

	if (!(r->flags & (MAP_FIXED | MAP_FIXED_NOREPLACE))) {
		r->addr = get_unmapped_area(r->addr, r->len);
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
	unsigned long pages = r->len >> PAGE_SHIFT, replaced = 0;

	if (r->flags & MAP_FIXED)
		replaced = pages_in_range(r->mm, r->addr, r->addr + r->len, 0);
	if (r->mm->map_count > max_map_count)
		return -ENOMEM;
	if (!may_expand_vm(r->mm, r->vm_flags, pages - replaced))
		return -ENOMEM;
	if (r->flags & MAP_LOCKED && !can_do_mlock())
		return -EPERM;
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
	err = check_sharing(r);
	if (!err && r->file)
		err = check_file(r);
	return err ? err : check_limits(r);
}

/* -- doing ------------------------------------------------------------------------- */

int shmem_zero_setup(struct vm_area_struct *vma)
{
	loff_t size = (loff_t)(vma->vm_end - vma->vm_start);
	struct file *file = shmem_file_setup("dev/zero", size, vma->vm_flags);

	if (IS_ERR(file))
		return PTR_ERR(file);
	if (vma->vm_file)
		fput(vma->vm_file);
	vma->vm_file = file;
	vma->vm_pgoff = 0;
	return generic_file_mmap(file, vma);
}

/* The file says how its pages are got. It may change the area's flags, its
 * operations and even its file. */
static int attach_file(struct vm_area_struct *vma, struct file *file)
{
	if (!file)
		return vma->vm_flags & VM_SHARED ? shmem_zero_setup(vma) : 0;
	get_file(file);
	vma->vm_file = file;
	return file->f_op->mmap(file, vma);
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
	err = attach_file(vma, r->file);
	if (!err)
		return vma;
	vma_release(vma);
	return ERR_PTR(err);
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
	int err = 0;

	r->vm_flags |= accountable(r->vm_flags);
	if (vm_charge(r->vm_flags, pages))
		return -ENOMEM;
	if (r->flags & MAP_FIXED)
		err = do_munmap(r->mm, r->addr, r->len);
	if (!err)
		err = enter_area(r);
	if (err)
		vm_uncharge(r->vm_flags, pages);
	return err;
}

/* That a page cannot be had yet is no error: it will be wanted or not. */
static void populate(const struct mmap_request *r)
{
	if ((r->vm_flags & VM_LOCK_MASK) == VM_LOCKED ||
	    (r->flags & (MAP_POPULATE | MAP_NONBLOCK)) == MAP_POPULATE)
		(void)make_pages_present(r->addr, r->addr + r->len, false);
}

static long do_mmap(struct mmap_request *r, unsigned long prot)
{
	int err;

	if (!may_not_execute(r->file))
		prot |= implied_rights(prot);
	r->vm_flags = initial_vm_flags(r->mm, prot, r->flags);
	err = check_request(r);
	if (!err)
		err = map_region(r);
	if (err)
		return err;
	populate(r);
	return (long)r->addr;
}

long do_mmap_pgoff(struct file *file, unsigned long addr, unsigned long len,
		   unsigned long prot, unsigned long flags, unsigned long pgoff)
{
	struct mmap_request r = {
		.mm = current->mm,
		.file = file,
		.addr = addr,
		.len = len,
		.pgoff = pgoff,
		.flags = flags,
	};
	long ret;

	down_write(&r.mm->mmap_sem);
	ret = do_mmap(&r, prot);
	up_write(&r.mm->mmap_sem);
	return ret;
}

int do_brk(unsigned long addr, unsigned long len, unsigned long flags)
{
	struct mmap_request r = {
		.mm = current->mm,
		.addr = addr,
		.len = len,
		.flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED,
	};
	long ret = do_mmap(&r, PROT_READ | PROT_WRITE | flags);

	return IS_ERR_VALUE(ret) ? (int)ret : 0;
}

/* -- system calls -------------------------------------------------------------------- */

static long mmap_fd(unsigned long addr, unsigned long len, unsigned long prot,
		    unsigned long flags, unsigned int fd, unsigned long pgoff)
{
	struct file *file = NULL;
	long ret;

	if (flags & MAP_HUGETLB)
		return -ENOMEM; /* there are no huge pages */
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
