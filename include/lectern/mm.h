/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Address spaces: mm_struct, its areas, and what is done to them.
 *
 * Locks: mmap_sem guards the list and tree of areas (read: look, fault; write:
 * change). page_table_lock guards the entries of the page tables and the rss
 * counts; it nests inside mmap_sem, and nothing sleeps under it.
 */
#ifndef LECTERN_MM_H
#define LECTERN_MM_H

#include <lectern/gfp.h>
#include <lectern/i386/pgtable.h>
#include <lectern/list.h>
#include <lectern/mutex.h>
#include <lectern/rbtree.h>
#include <lectern/string.h>
#include <lectern/types.h>
#include <uapi/auxvec.h>

struct file;
struct mm_struct;
struct task_struct;
struct pt_regs;
struct vm_area_struct;

#define VM_READ	       0x00000001ul
#define VM_WRITE       0x00000002ul
#define VM_EXEC	       0x00000004ul
#define VM_SHARED      0x00000008ul
#define VM_MAYREAD     0x00000010ul
#define VM_MAYWRITE    0x00000020ul
#define VM_MAYEXEC     0x00000040ul
#define VM_GROWSDOWN   0x00000100ul
#define VM_LOCKED      0x00002000ul
#define VM_DONTCOPY    0x00020000ul /* not for the child of a fork */
#define VM_WIPEONFORK  0x02000000ul /* the child has it, as zeroes */
#define VM_LOCKONFAULT 0x00080000ul /* locked, but not made present */
#define VM_ACCOUNT     0x00100000ul /* counted in Committed_AS */
#define VM_NORESERVE   0x00200000ul
#define VM_STACK_FLAGS                                                         \
	(VM_READ | VM_WRITE | VM_MAYREAD | VM_MAYWRITE | VM_MAYEXEC |          \
	 VM_GROWSDOWN | VM_ACCOUNT)

/* What a fault came to. */
enum fault_result {
	FAULT_MINOR,  /* mended, no I/O */
	FAULT_MAJOR,  /* mended, something was read in */
	FAULT_SIGBUS, /* the object has no such page */
	FAULT_OOM,
};

struct vm_operations_struct {
	/* The area was duplicated (fork, split); is going away. mmap_sem held. */
	void (*open)(struct vm_area_struct *vma);
	void (*close)(struct vm_area_struct *vma);

	/*
	 * The page for an address in the area, with a reference for the
	 * caller; ERR_PTR(-ENOMEM), or another error for SIGBUS. *major is
	 * set to true when it had to be read in. May sleep.
	 */
	struct page *(*nopage)(struct vm_area_struct *vma,
			       unsigned long address, bool *major);
};

struct vm_area_struct {
	struct mm_struct *vm_mm;
	unsigned long vm_start; /* page-aligned, first byte */
	unsigned long vm_end;	/* first byte after */
	unsigned long vm_flags;
	pgprot_t vm_page_prot; /* of a fresh entry, COW-safe */
	struct rb_node vm_rb;
	struct list_head vm_list;		   /* by address */
	struct list_head shared;		   /* of the file's i_mmap */
	const struct vm_operations_struct *vm_ops; /* NULL: anonymous */
	unsigned long vm_pgoff; /* of vm_start in the file, pages */
	struct file *vm_file;	/* NULL: anonymous */
};

struct mm_struct {
	struct list_head mmap; /* areas by address */
	struct rb_root mm_rb;
	struct vm_area_struct *mmap_cache; /* the last one found */

	pgd_t *pgd;
	atomic_t mm_users; /* tasks that live in it */
	atomic_t mm_count; /* 1 for all of them + lazy borrowers */
	int map_count;
	struct rw_semaphore mmap_sem;
	spinlock_t page_table_lock;

	/* Pages mapped now: anonymous, of files, of files that are nowhere but
	 * in memory (tmpfs); and pages of page tables. */
	unsigned long anon_rss, file_rss, shmem_rss, nr_ptes;
	unsigned long hiwater_rss, hiwater_vm;
	unsigned long total_vm, locked_vm, data_vm, stack_vm, exec_vm;
	unsigned long def_flags;

	/* Chosen by the OOM killer (mm/oom_reaper.c). */
	struct list_head oom_list; /* of the reaper */
	pid_t oom_pid;		   /* whose mm it was; 0: not chosen */
	bool oom_reaped;	   /* anonymous pages are missing */
	bool oom_skip;		   /* nothing more to be had here */

	/*
	 * From here on, a fork's child has the same. mmap_base and below it
	 * `searched` bytes in which get_unmapped_area last found no hole.
	 */
	unsigned long mmap_base, searched;

	/* Where things are; exec sets them and /proc shows them. */
	unsigned long start_code, end_code, start_data, end_data;
	unsigned long start_brk, brk, start_stack;
	unsigned long vdso; /* its address; 0: sigtramp=stack */
	unsigned long arg_start, arg_end, env_start, env_end;
	u32 saved_auxv[2 * 24]; /* AT_* pairs, for /proc/PID/auxv */
	u64 sigframe_key[2];	/* sigcookie.c */
	struct file *exe_file;
	bool exec_stack; /* PT_GNU_STACK asked for it, or is missing */
	bool undumpable; /* set-user-id, or by prctl: others may not look */
};

#define MMAP_MIN_ADDR	0x10000UL /* no mapping lies below */
#define STACK_TOP	TASK_SIZE
#define STACK_GUARD_GAP (256 * PAGE_SIZE) /* below a growing stack */

extern struct mm_struct init_mm; /* the kernel's; has no areas */

/* -- mm/mm.c: making and dropping address spaces ------------------------- */

/* Empty, users 1; NULL without memory. May sleep. */
struct mm_struct *mm_alloc(void);

/* A task leaves: the last one tears the areas down. May sleep. */
void mmput(struct mm_struct *mm);

/* The last borrower (lazy TLB) frees the structure and the page directory. */
void __mmdrop(struct mm_struct *mm);
static inline void mmdrop(struct mm_struct *mm)
{
	if (atomic_dec_and_test(&mm->mm_count))
		__mmdrop(mm);
}

/* A task's mm with a reference (mmput it), or NULL. */
struct mm_struct *get_task_mm(struct task_struct *task);

/* fork: copy all areas and page tables. 0 or -ENOMEM, dst torn down by mmput.
 * Takes src's mmap_sem. */
int dup_mmap(struct mm_struct *dst, struct mm_struct *src);

/* -- mm/mmap.c ----------------------------------------------------------- */

struct vm_area_struct *vm_area_alloc(struct mm_struct *mm);
void vm_area_free(struct vm_area_struct *vma);

/* First area that ends above addr, or NULL. mmap_sem held. */
struct vm_area_struct *find_vma(struct mm_struct *mm, unsigned long addr);

static inline struct vm_area_struct *find_vma_intersection(struct mm_struct *mm,
							   unsigned long start,
							   unsigned long end)
{
	struct vm_area_struct *vma = find_vma(mm, start);

	return vma && vma->vm_start < end ? vma : NULL;
}

/* Neighbours by address or NULL. mmap_sem held. */
struct vm_area_struct *vma_next(struct vm_area_struct *vma);
struct vm_area_struct *vma_prev(struct vm_area_struct *vma);

#define for_each_vma(vma, mm) list_for_each_entry(vma, &(mm)->mmap, vm_list)

/*
 * Put a new area, which overlaps none, into the mm's list and tree and account
 * it. 0 or -ENOMEM (not promised). mmap_sem held for writing.
 */
int insert_vm_struct(struct mm_struct *mm, struct vm_area_struct *vma);

/*
 * The mmap system call: addr and len in bytes, pgoff in pages; returns the
 * address or a negative errno. mmap_sem is taken inside.
 */
long do_mmap_pgoff(struct file *file, unsigned long addr, unsigned long len,
		   unsigned long prot, unsigned long flags,
		   unsigned long pgoff);

/*
 * Give an area that is shared, and of no file that could be, a file of zeros
 * without a name: processes that share it find the pages there. Called before
 * it is entered, by anonymous mappings and /dev/zero. 0 or negative errno.
 */
int shmem_zero_setup(struct vm_area_struct *vma);

/* Take away a range, splitting areas. mmap_sem held for writing. */
int do_munmap(struct mm_struct *mm, unsigned long addr, size_t len);

/* Private writable memory at a fixed place, for brk and bss; flags: VM_EXEC or
 * 0. mmap_sem held for writing. Returns 0 or negative errno. */
int do_brk(unsigned long addr, unsigned long len, unsigned long flags);

/* Merge with neighbours of the same kind where possible; returns the area that
 * now covers vma's range. mmap_sem held for writing. */
struct vm_area_struct *vma_merge_neighbours(struct vm_area_struct *vma);

/* A free range of len bytes, at hint if possible; or -ENOMEM. */
unsigned long get_unmapped_area(unsigned long hint, unsigned long len);

/* The page protection for VM_* flags: writable private pages come read-only,
 * so that the first write is a COW fault. */
pgprot_t vm_get_page_prot(unsigned long vm_flags);

/* Grow a VM_GROWSDOWN area to hold address; 0, or -ENOMEM at a limit.
 * mmap_sem held (read will do: page_table_lock serialises). */
int expand_stack(struct vm_area_struct *vma, unsigned long address);

/* All of an mm's areas at its end. Takes nothing: nobody else is there. */
void exit_mmap(struct mm_struct *mm);

/* -- mm/fault.c ---------------------------------------------------------- */

/*
 * #PF, called from entry.asm with the error code and CR2 read. Interrupts are
 * as they were at the fault.
 */
void do_page_fault(struct pt_regs *regs, unsigned long error_code,
		   unsigned long address);

/*
 * Make the page at address present (and writable if write) for the area.
 * mmap_sem held for reading or writing. May sleep.
 */
enum fault_result handle_mm_fault(struct mm_struct *mm,
				  struct vm_area_struct *vma,
				  unsigned long address, bool write);

/*
 * Touch a user range from the kernel so that it is present: 0 or -EFAULT,
 * -ENOMEM. Private memory that can be written gets pages of its own; write
 * asks for the right to write to any. mmap_sem held.
 */
int make_pages_present(unsigned long start, unsigned long end, bool write);

/*
 * Read or write another process's memory, page by page; returns bytes done
 * (for /proc/PID/cmdline, environ and exec's argument pages). Takes mmap_sem; a
 * stack area grows as it would for the process itself. May sleep.
 */
size_t access_process_vm(struct mm_struct *mm, unsigned long addr, void *buf,
			 size_t len, bool write);

/* -- mm/cow.c ------------------------------------------------------------ */

/* fork: copy the page tables of an area, write-protecting private writable
 * pages on both sides. 0 or -ENOMEM. Both mmap_sems held. */
int copy_page_range(struct mm_struct *dst, struct mm_struct *src,
		    struct vm_area_struct *dst_vma,
		    struct vm_area_struct *src_vma);

/* A write to a present, read-only entry of a writable area. page_table_lock
 * held on entry, released on exit. May sleep in between. */
enum fault_result do_wp_page(struct mm_struct *mm, struct vm_area_struct *vma,
			     unsigned long address, pte_t *ptep, pte_t pte);

/* -- mm/memory.c: page tables of a process -------------------------------- */

/* The entry for address, with its table made when missing; NULL = no memory.
 * page_table_lock held; dropped and retaken when a table is allocated. */
pte_t *pte_alloc(struct mm_struct *mm, unsigned long address);

/* The entry for address if its table is there, else NULL. */
pte_t *pte_lookup(struct mm_struct *mm, unsigned long address);

/* Drop every page of a range: entries cleared, references dropped, TLB
 * flushed. mmap_sem held. */
void zap_page_range(struct mm_struct *mm, unsigned long start,
		    unsigned long end);

/* Free page tables of a range that no area needs any more. */
void free_pgtables(struct mm_struct *mm, unsigned long start,
		   unsigned long end);

/* New protection for a range of existing entries. mmap_sem held for writing. */
void change_protection(struct vm_area_struct *vma, unsigned long start,
		       unsigned long end, pgprot_t prot);

/* Page tables of all address spaces, pages. */
extern unsigned long nr_pagetable_pages;

/* The page that reads of untouched anonymous memory share. */
extern struct page *zero_page;

static inline void copy_page(void *to, const void *from)
{
	memcpy(to, from, PAGE_SIZE);
}

/* Resident pages. */
static inline unsigned long get_mm_rss(const struct mm_struct *mm)
{
	return mm->anon_rss + mm->file_rss + mm->shmem_rss;
}

/* -- counters (/proc/vmstat) ---------------------------------------------- */

/* COW_*: what do_wp_page did; PT_COPY: page tables that fork copied; PGSCAN,
 * PGSTEAL: cached pages that reclaim looked at, and dropped. */
enum vm_event {
	PGFAULT,
	PGMAJFAULT,
	PGALLOC,
	PGFREE,
	COW_COPY,
	COW_REUSE,
	PT_COPY,
	PGSCAN,
	PGSTEAL,
	OOM_KILL,
	NR_VM_EVENTS,
};
extern unsigned long vm_events[NR_VM_EVENTS];
extern const char *const vm_event_names[NR_VM_EVENTS];
#define count_vm_event(e) (vm_events[e]++)

/* Memory that is promised (Committed_AS), pages. */
extern s64 vm_committed_pages;

/* VM_ACCOUNT if memory of these flags is to be charged, else 0. */
unsigned long accountable(unsigned long vm_flags);

/* Promise so many pages more, 0 or -ENOMEM; take a promise back. */
int vm_acct_memory(long pages);
void vm_unacct_memory(long pages);

/* What is refused beyond that: /proc/sys/vm/overcommit_memory and _ratio. */
enum {
	OVERCOMMIT_GUESS,
	OVERCOMMIT_ALWAYS,
	OVERCOMMIT_NEVER
};
extern int overcommit_memory, overcommit_ratio;

/* How many areas an mm may have: /proc/sys/vm/max_map_count. */
extern int max_map_count;
unsigned long vm_commit_limit(void); /* pages, for /proc/meminfo */

void mm_init(void); /* caches; after kmem_cache_init */

#endif
