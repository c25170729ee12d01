// SPDX-License-Identifier: GPL-2.0
/*
 * /proc/PID/smaps: how much of each area is there, and who shares it. So
 * copy-on-write can be watched from outside (cow-demo).
 *
 * How many share a page is read from its count, as there is no reverse map: each
 * entry that maps it holds one reference, and the page cache one more. That is
 * exact but for a moment when the kernel itself holds a page, to copy from it.
 *
 *	entries	 written to?	counted as		Pss
 *	1	 no, yes	Private_Clean, _Dirty	all of it
 *	n > 1	 no, yes	Shared_Clean, _Dirty	an n-th
 *
 * The zero page is nobody's and is not counted, as on Linux. What there cannot be
 * here (huge pages, swap) is 0, as procps' pmap ends each area at "Swap:".
 *
 * Locks: mmap_sem for reading, page_table_lock for one page table at a time.
 * Source: proc(5).
 */
#include "proc.h"

#include <lectern/i386/pgtable.h>
#include <lectern/mm.h>

/* In the order of their lines. */
enum {
	RSS,
	PSS,
	PSS_DIRTY,
	PSS_ANON, /* this and the next two: in smaps_rollup only */
	PSS_FILE,
	PSS_SHMEM,
	SHARED_CLEAN,
	SHARED_DIRTY,
	PRIVATE_CLEAN,
	PRIVATE_DIRTY,
	REFERENCED,
	ANONYMOUS,
	LAZY_FREE, /* to SWAP_PSS: what there cannot be here */
	SWAP_PSS = LAZY_FREE + 7,
	LOCKED,
	NR_SIZES
};

static const char *const size_names[NR_SIZES] = {
	"Rss:",
	"Pss:",
	"Pss_Dirty:",
	"Pss_Anon:",
	"Pss_File:",
	"Pss_Shmem:",
	"Shared_Clean:",
	"Shared_Dirty:",
	"Private_Clean:",
	"Private_Dirty:",
	"Referenced:",
	"Anonymous:",
	"LazyFree:",
	"AnonHugePages:",
	"ShmemPmdMapped:",
	"FilePmdMapped:",
	"Shared_Hugetlb:",
	"Private_Hugetlb:",
	"Swap:",
	"SwapPss:",
	"Locked:",
};

/* Each in bytes, times 4096 that an n-th of a page is not rounded each time. */
#define SHARE_SHIFT 12
struct sizes {
	u64 of[NR_SIZES];
};

/* -- counting ------------------------------------------------------------------ */

static void add_page(struct sizes *s, const struct page *page, bool dirty,
		     bool young, bool locked)
{
	u64 whole = (u64)PAGE_SIZE << SHARE_SHIFT;
	int sharers = page_count(page) - !PageAnon(page);
	u64 share = sharers > 1 ? div_u64(whole, (u32)sharers) : whole;

	s->of[RSS] += whole;
	s->of[PSS] += share;
	s->of[PageAnon(page) ? PSS_ANON : PSS_FILE] += share;
	if (sharers > 1)
		s->of[dirty ? SHARED_DIRTY : SHARED_CLEAN] += whole;
	else
		s->of[dirty ? PRIVATE_DIRTY : PRIVATE_CLEAN] += whole;
	if (dirty)
		s->of[PSS_DIRTY] += share;
	if (PageAnon(page))
		s->of[ANONYMOUS] += whole;
	if (young)
		s->of[REFERENCED] += whole;
	if (locked)
		s->of[LOCKED] += share;
}

/* The part [addr, end) of an area, below one page table. */
static void add_table(struct sizes *s, struct vm_area_struct *vma,
		      unsigned long addr, unsigned long end)
{
	bool locked = vma->vm_flags & VM_LOCKED;
	struct mm_struct *mm = vma->vm_mm;
	pte_t *pte;

	spin_lock(&mm->page_table_lock);
	pte = pte_lookup(mm, addr);
	for (; pte && addr < end; addr += PAGE_SIZE, pte++) {
		const struct page *page;

		if (pte_none(*pte) || pte_special(*pte))
			continue;
		page = pfn_to_page(pte_pfn(*pte));
		add_page(s, page, pte_dirty(*pte) || PageDirty(page),
			 pte_young(*pte), locked);
	}
	spin_unlock(&mm->page_table_lock);
}

static void add_area(struct sizes *s, struct vm_area_struct *vma)
{
	unsigned long addr = vma->vm_start, next;

	for (; addr < vma->vm_end; addr = next) {
		next = min((addr & PMD_MASK) + PMD_SIZE, vma->vm_end);
		add_table(s, vma, addr, next);
	}
}

/* -- printing ------------------------------------------------------------------- */

static void show_sizes(struct seq_buf *s, const struct sizes *sizes,
		       bool rollup)
{
	for (int i = 0; i < NR_SIZES; i++)
		if (rollup || i < PSS_ANON || i > PSS_SHMEM)
			seq_printf(s, "%-16s%8llu kB\n", size_names[i],
				   sizes->of[i] >> (SHARE_SHIFT + 10));
}

static void show_flags(struct seq_buf *s, unsigned long vm_flags)
{
	static const struct {
		char name[4];
		unsigned long all; /* the bits that it stands for */
	} names[] = {
		{ "rd", VM_READ },	{ "wr", VM_WRITE },
		{ "ex", VM_EXEC },	{ "sh", VM_SHARED | VM_MAYWRITE },
		{ "mr", VM_MAYREAD },	{ "mw", VM_MAYWRITE },
		{ "me", VM_MAYEXEC },	{ "ms", VM_SHARED },
		{ "gd", VM_GROWSDOWN }, { "lo", VM_LOCKED },
		{ "dc", VM_DONTCOPY },	{ "wf", VM_WIPEONFORK },
		{ "ac", VM_ACCOUNT },	{ "nr", VM_NORESERVE },
	};

	seq_printf(s, "VmFlags: ");
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if ((vm_flags & names[i].all) == names[i].all)
			seq_printf(s, "%s ", names[i].name);
	seq_printf(s, "\n");
}

static void show_smap(struct seq_buf *s, struct vm_area_struct *vma, char *page)
{
	struct sizes sizes = { { 0 } };

	pid_show_area(s, vma, page);
	seq_printf(s, "%-16s%8lu kB\n",
		   "Size:", (vma->vm_end - vma->vm_start) >> 10);
	seq_printf(s, "%-16s%8lu kB\n", "KernelPageSize:", KIB(1ul));
	seq_printf(s, "%-16s%8lu kB\n", "MMUPageSize:", KIB(1ul));
	add_area(&sizes, vma);
	show_sizes(s, &sizes, false);
	seq_printf(s, "%-16s0\n", "THPeligible:");
	show_flags(s, vma->vm_flags);
}

int pid_show_smaps(struct seq_buf *s, void *data)
{
	return pid_for_each_area(s, data, show_smap);
}

/* All areas as one. */
int pid_show_smaps_rollup(struct seq_buf *s, void *data)
{
	struct mm_struct *mm = get_task_mm(data);
	struct sizes sizes = { { 0 } };
	unsigned long start = 0, end = 0;
	struct vm_area_struct *vma;

	if (!mm)
		return -ESRCH;
	down_read(&mm->mmap_sem);
	for_each_vma(vma, mm) {
		start = start ? start : vma->vm_start;
		end = vma->vm_end;
		add_area(&sizes, vma);
	}
	up_read(&mm->mmap_sem);
	mmput(mm);
	seq_printf(s, "%08lx-%08lx ---p 00000000 00:00 0%10s[rollup]\n", start,
		   end, "");
	show_sizes(s, &sizes, true);
	return 0;
}
