// SPDX-License-Identifier: GPL-2.0
/*
 * Shared memory segments: made, attached, detached, removed.
 *
 *	id ---> shmid_kernel ---> shm_file ---> inode, pages (fs/shmem.c)
 *	             ^                             ^
 *	             | private_data                |
 *	             `--------- struct file -------'    one for each shmat, with the
 *	                             ^                  rights that it asked for
 *	                   area -----'                  nattch of them in all tasks
 *
 * An area counts in nattch from when it is mapped or copied (fork) until it is
 * gone (shmdt, exec, exit). A segment that was removed while nattch was not 0
 * loses its key, and goes with the last of them.
 *
 * Lock: shm_ids.mutex, inside mmap_sem; so no user memory is touched while it is
 * held.
 *
 * Source: shmget(2), shmop(2), shmctl(2), proc(5).
 */
#include "util.h"

#include <lectern/bug.h>
#include <lectern/err.h>
#include <lectern/fs.h>
#include <lectern/init.h>
#include <lectern/limits.h>
#include <lectern/mm.h>
#include <lectern/printf.h>
#include <lectern/sched.h>
#include <lectern/slab.h>
#include <lectern/syscalls.h>
#include <uapi/capability.h>
#include <uapi/mman.h>
#include <uapi/resource.h>

struct shmid_kernel {
	struct kern_ipc_perm shm_perm; /* first; its size is in bytes */
	struct file *shm_file;
	struct user_struct *locker; /* charged for SHM_LOCK, or NULL */
	u32 nattch;
	u32 atime, dtime;
	pid_t cpid, lpid;
};

static struct ipc_ids shm_ids;
static int shm_max = INT_MAX; /* bytes of a segment */
static int shm_all, shm_mni = SHMMNI;
static long shm_total; /* pages of all segments */

static struct shmid_kernel *shm_of(struct kern_ipc_perm *ipcp)
{
	return container_of(ipcp, struct shmid_kernel, shm_perm);
}

static long shm_pages(const struct shmid_kernel *shp)
{
	return (long)(PAGE_ALIGN(shp->shm_perm.size) >> PAGE_SHIFT);
}

static unsigned long shm_rss(const struct shmid_kernel *shp)
{
	return shp->shm_file->f_inode->i_mapping->nrpages;
}

/* -- made and removed ------------------------------------------------------ */

static int newseg(s32 key, int flags, u32 size)
{
	long pages = (long)(PAGE_ALIGN(size) >> PAGE_SHIFT);
	char name[sizeof("SYSV00000000")];
	struct shmid_kernel *shp;
	struct file *file;
	int id = -ENOMEM;

	if (size < SHMMIN || size > (u32)shm_max || flags & SHM_HUGETLB)
		return -EINVAL;
	if (pages > shm_all - shm_total)
		return -ENOSPC;
	snprintf(name, sizeof(name), "SYSV%08x", key);
	file = shmem_file_setup(name, size,
				flags & SHM_NORESERVE ? VM_NORESERVE : 0);
	if (IS_ERR(file))
		return (int)PTR_ERR(file);
	shp = kzalloc(sizeof(*shp), GFP_KERNEL);
	if (shp)
		id = ipc_addid(&shm_ids, &shp->shm_perm, key, flags);
	if (id < 0) {
		kfree(shp);
		fput(file);
		return id;
	}
	file->f_inode->i_ino = (unsigned long)id;
	shp->shm_file = file;
	shp->shm_perm.size = size;
	shp->cpid = current->tgid;
	shm_total += pages;
	return id;
}

static void shm_unlock(struct shmid_kernel *shp)
{
	if (!shp->locker)
		return;
	shp->shm_perm.perm.mode &= ~SHM_LOCKED;
	shp->locker->locked_shm -= (unsigned long)shm_pages(shp);
	free_uid(shp->locker);
	shp->locker = NULL;
}

static void shm_destroy(struct shmid_kernel *shp)
{
	shm_unlock(shp);
	ipc_remove(&shm_ids, &shp->shm_perm);
	shm_total -= shm_pages(shp);
	fput(shp->shm_file);
	kfree(shp);
}

/* One attachment less. Mutex held. */
static void shm_put(struct shmid_kernel *shp)
{
	assert(shp->nattch > 0);
	if (!--shp->nattch && shp->shm_perm.perm.mode & SHM_DEST)
		shm_destroy(shp);
}

static void shm_rmid(struct kern_ipc_perm *ipcp)
{
	shm_of(ipcp)->nattch++;
	ipcp->perm.mode |= SHM_DEST;
	ipcp->perm.key = IPC_PRIVATE;
	shm_put(shm_of(ipcp));
}

SYSCALL(shmget, s32 key, size_t size, int flags)
{
	return ipcget(&shm_ids, key, size, flags);
}

/* -- attached -------------------------------------------------------------- */

static void shm_open(struct vm_area_struct *vma)
{
	struct shmid_kernel *shp = vma->vm_file->private_data;

	mutex_lock(&shm_ids.mutex);
	shp->nattch++;
	shp->atime = ipc_seconds();
	shp->lpid = current->tgid;
	mutex_unlock(&shm_ids.mutex);
}

static void shm_close(struct vm_area_struct *vma)
{
	struct shmid_kernel *shp = vma->vm_file->private_data;

	mutex_lock(&shm_ids.mutex);
	shp->dtime = ipc_seconds();
	shp->lpid = current->tgid;
	shm_put(shp);
	mutex_unlock(&shm_ids.mutex);
}

static const struct vm_operations_struct shm_vm_ops = {
	.open = shm_open,
	.close = shm_close,
	.nopage = filemap_nopage,
};

static int shm_mmap(struct file *file, struct vm_area_struct *vma)
{
	vma->vm_ops = &shm_vm_ops;
	shm_open(vma);
	return 0;
}

static const struct file_operations shm_file_operations = {
	.mmap = shm_mmap,
};

/* A file to map, of a segment that stays until shm_put; or ERR_PTR. */
static struct file *open_segment(int shmid, int flags)
{
	struct kern_ipc_perm *ipcp = ipc_obtain(&shm_ids, shmid);
	bool readonly = flags & SHM_RDONLY;
	struct file *file;

	if (IS_ERR(ipcp))
		return ERR_CAST(ipcp);
	if (ipcperms(ipcp, S_IRUGO | (readonly ? 0 : S_IWUGO) |
				   (flags & SHM_EXEC ? S_IXUGO : 0)))
		return ERR_PTR(-EACCES);
	path_get(&shm_of(ipcp)->shm_file->f_path);
	file = alloc_file(&shm_of(ipcp)->shm_file->f_path,
			  readonly ? O_RDONLY : O_RDWR, &shm_file_operations);
	if (IS_ERR(file))
		return file;
	file->private_data = shm_of(ipcp);
	shm_of(ipcp)->nattch++;
	return file;
}

/* The rules for the address: 0 and flags for mmap, or -EINVAL. */
static int place(unsigned long *addr, int flags, unsigned long *map_flags)
{
	*map_flags = MAP_SHARED;
	if (!*addr)
		return flags & SHM_REMAP ? -EINVAL : 0;
	if (flags & SHM_RND)
		*addr &= ~(unsigned long)(SHMLBA - 1);
	if (*addr % SHMLBA || (!*addr && flags & SHM_REMAP))
		return -EINVAL;
	*map_flags |= flags & SHM_REMAP ? MAP_FIXED : MAP_FIXED_NOREPLACE;
	return 0;
}

SYSCALL(shmat, int shmid, unsigned long addr, int flags)
{
	unsigned long map_flags, prot = PROT_READ;
	struct file *file;
	long ret = place(&addr, flags, &map_flags);

	if (ret)
		return ret;
	if (!(flags & SHM_RDONLY))
		prot |= PROT_WRITE;
	if (flags & SHM_EXEC)
		prot |= PROT_EXEC;
	mutex_lock(&shm_ids.mutex);
	file = open_segment(shmid, flags);
	mutex_unlock(&shm_ids.mutex);
	if (IS_ERR(file))
		return PTR_ERR(file);
	ret = do_mmap_pgoff(file, addr, file->f_inode->i_size, prot, map_flags,
			    0);
	mutex_lock(&shm_ids.mutex);
	shm_put(file->private_data);
	mutex_unlock(&shm_ids.mutex);
	fput(file);
	return ret == -EEXIST ? -EINVAL : ret;
}

/*
 * munmap and mprotect may have cut what was attached, so there can be several
 * areas: those of one file that lie where they were put at first.
 */
static int detach(struct mm_struct *mm, unsigned long addr)
{
	struct vm_area_struct *vma, *next;
	struct file *file = NULL;

	for (vma = find_vma(mm, addr); vma; vma = next) {
		next = vma_next(vma);
		if (vma->vm_ops != &shm_vm_ops ||
		    vma->vm_start - addr != vma->vm_pgoff << PAGE_SHIFT ||
		    (file && vma->vm_file != file))
			continue;
		file = vma->vm_file;
		do_munmap(mm, vma->vm_start, vma->vm_end - vma->vm_start);
	}
	return file ? 0 : -EINVAL;
}

SYSCALL(shmdt, unsigned long addr)
{
	struct mm_struct *mm = current->mm;
	int err;

	if (addr & ~PAGE_MASK)
		return -EINVAL;
	down_write(&mm->mmap_sem);
	err = detach(mm, addr);
	up_write(&mm->mmap_sem);
	return err;
}

/* -- shmctl ---------------------------------------------------------------- */

static long shmctl_info(struct shminfo64 __user *buf)
{
	const struct shminfo64 info = {
		.shmmax = (u32)shm_max,
		.shmmin = SHMMIN,
		.shmmni = (u32)shm_mni,
		.shmseg = (u32)shm_mni,
		.shmall = (u32)shm_all,
	};

	return ipc_info(&shm_ids, &info, sizeof(info), buf);
}

static long shmctl_usage(struct shm_info __user *buf)
{
	struct shm_info info = { 0 };
	struct kern_ipc_perm *ipcp;
	int index;

	mutex_lock(&shm_ids.mutex);
	info.used_ids = shm_ids.in_use;
	info.shm_tot = (u32)shm_total;
	idr_for_each_entry(&shm_ids.idr, ipcp, index)
		info.shm_rss += shm_rss(shm_of(ipcp));
	mutex_unlock(&shm_ids.mutex);
	return ipc_info(&shm_ids, &info, sizeof(info), buf);
}

/* Nothing is ever swapped out: locking is a matter of limits alone. */
static long shm_lock(struct shmid_kernel *shp)
{
	unsigned long pages = (unsigned long)shm_pages(shp);
	unsigned long limit = rlimit(RLIMIT_MEMLOCK) >> PAGE_SHIFT;
	struct user_struct *user = current->user;
	bool may = capable(CAP_IPC_LOCK);

	if (!limit && !may)
		return -EPERM;
	if (shp->locker)
		return 0;
	if (user->locked_shm + pages > limit && !may)
		return -ENOMEM;
	user->locked_shm += pages;
	shp->locker = get_uid(user);
	shp->shm_perm.perm.mode |= SHM_LOCKED;
	return 0;
}

static long shmctl_lock(int shmid, int cmd)
{
	struct kern_ipc_perm *ipcp;
	long ret = 0;

	mutex_lock(&shm_ids.mutex);
	ipcp = ipc_obtain(&shm_ids, shmid);
	if (IS_ERR(ipcp))
		ret = PTR_ERR(ipcp);
	else if (ipc_check_owner(ipcp, CAP_IPC_LOCK))
		ret = -EPERM;
	else if (cmd == SHM_LOCK)
		ret = shm_lock(shm_of(ipcp));
	else
		shm_unlock(shm_of(ipcp));
	mutex_unlock(&shm_ids.mutex);
	return ret;
}

SYSCALL(shmctl, int shmid, int cmd, void __user *buf)
{
	if (shmid < 0)
		return -EINVAL;
	switch (cmd) {
	case IPC_INFO:
		return shmctl_info(buf);
	case SHM_INFO:
		return shmctl_usage(buf);
	case SHM_LOCK:
	case SHM_UNLOCK:
		return shmctl_lock(shmid, cmd);
	default:
		return ipc_ctl(&shm_ids, shmid, cmd, buf);
	}
}

/* -- what is told of a segment --------------------------------------------- */

static void shm_stat(struct kern_ipc_perm *ipcp, union ipc_ds *ds)
{
	const struct shmid_kernel *shp = shm_of(ipcp);

	ds->shm.shm_segsz = ipcp->size;
	ds->shm.shm_atime = shp->atime;
	ds->shm.shm_dtime = shp->dtime;
	ds->shm.shm_ctime = ipcp->ctime;
	ds->shm.shm_cpid = shp->cpid;
	ds->shm.shm_lpid = shp->lpid;
	ds->shm.shm_nattch = shp->nattch;
}

static void shm_show(struct seq_buf *s, struct kern_ipc_perm *ipcp)
{
	const struct shmid_kernel *shp = shm_of(ipcp);
	const struct ipc64_perm *perm = &ipcp->perm;

	seq_printf(s,
		   "%10u %5d %5d  %5u %5u %5u %5u %5u %10u %10u %10u %10lu "
		   "%10u\n",
		   ipcp->size, shp->cpid, shp->lpid, shp->nattch, perm->uid,
		   perm->gid, perm->cuid, perm->cgid, shp->atime, shp->dtime,
		   ipcp->ctime, shm_rss(shp) << PAGE_SHIFT, 0);
}

static struct ipc_ids shm_ids = {
	.mutex = MUTEX_INIT(shm_ids.mutex),
	.idr = IDR_INIT,
	.max = &shm_mni,
	.stat_index = SHM_STAT,
	.stat_any = SHM_STAT_ANY,
	.ds_size = sizeof(struct shmid64_ds),
	.create = newseg,
	.rmid = shm_rmid,
	.stat = shm_stat,
	.show = shm_show,
	.heading = "       key      shmid perms       size  cpid  lpid nattch"
		   "   uid   gid  cuid  cgid      atime      dtime      ctime"
		   "        rss       swap",
};

static const struct proc_file files[] __initdata = {
	{ "sysvipc/shm", 0444, ipc_show, NULL, &shm_ids },
	PROC_INT("sys/kernel/shmmax", &shm_max, 0, INT_MAX),
	PROC_INT("sys/kernel/shmall", &shm_all, 0, INT_MAX),
	PROC_INT("sys/kernel/shmmni", &shm_mni, 0, IPCMNI),
};

/* Half of the memory, as for a tmpfs: what nobody uses any more stays, and no
 * process that is killed would give it back. */
static int __init shm_init(void)
{
	shm_all = (int)(totalram_pages / 2);
	return proc_create_files(files, ARRAY_SIZE(files));
}
fs_initcall(shm_init);
