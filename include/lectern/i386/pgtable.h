/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Page tables with PAE: three levels of 64-bit entries.
 *
 *   31 30 29       21 20       12 11        0
 *  +-----+-----------+-----------+-----------+
 *  | pgd |    pmd    |    pte    |  offset   |
 *  +-----+-----------+-----------+-----------+
 *     |        |          |
 *     v        v          v
 *  PDPT (4) -> PMD (512) -> PTE table (512) -> 4 KiB page
 *                 `-> or a 2 MiB page (direct map of the kernel only)
 *
 * The CPU caches the four PDPT entries when CR3 is loaded. So each mm gets all
 * four when it is made and they never change; the fourth (3 to 4 GiB) is one
 * PMD page for all, so a kernel mapping made once is seen by every task.
 *
 * Source: Intel SDM volume 3A, 4.4 "PAE Paging".
 */
#ifndef LECTERN_I386_PGTABLE_H
#define LECTERN_I386_PGTABLE_H

#include <lectern/compiler.h>
#include <lectern/i386/page.h>
#include <lectern/types.h>

struct mm_struct;
struct page;

#define PTRS_PER_PGD	  4
#define PTRS_PER_PMD	  512
#define PTRS_PER_PTE	  512
#define PGDIR_SHIFT	  30
#define PMD_SHIFT	  21
#define PMD_SIZE	  (1UL << PMD_SHIFT)
#define PMD_MASK	  (~(PMD_SIZE - 1))
#define PGDIR_SIZE	  (1UL << PGDIR_SHIFT)
#define USER_PTRS_PER_PGD 3

#define _PAGE_PRESENT  0x001
#define _PAGE_RW       0x002
#define _PAGE_USER     0x004
#define _PAGE_PWT      0x008
#define _PAGE_PCD      0x010
#define _PAGE_ACCESSED 0x020
#define _PAGE_DIRTY    0x040
#define _PAGE_PSE      0x080 /* in a PMD entry: a 2 MiB page */
#define _PAGE_GLOBAL   0x100
/* Bits 9 to 11 are the kernel's own. */
#define _PAGE_PROTNONE 0x200 /* mapped, PROT_NONE: not present to the CPU */
#define _PAGE_SPECIAL  0x400 /* its struct page, if any, is not counted */
#define _PAGE_NX       (1ULL << 63)

typedef struct {
	u64 val;
} pte_t;
typedef struct {
	u64 val;
} pmd_t;
typedef struct {
	u64 val;
} pgd_t;
typedef struct {
	u64 val;
} pgprot_t;

#define __pgprot(x) ((pgprot_t){ (x) })

/*
 * _PAGE_NX where the CPU has it and noexec=off was not given, else 0. Every
 * protection below that is not executable takes it from here.
 */
extern u64 nx_mask;

#define PTE_PFN_MASK 0x0000000FFFFFF000ULL

#define _KERNEL_COMMON	(_PAGE_PRESENT | _PAGE_ACCESSED | _PAGE_GLOBAL)
#define PAGE_KERNEL	__pgprot(_KERNEL_COMMON | _PAGE_RW | _PAGE_DIRTY | nx_mask)
#define PAGE_KERNEL_RO	__pgprot(_KERNEL_COMMON | nx_mask)
#define PAGE_KERNEL_ROX __pgprot(_KERNEL_COMMON)
#define PAGE_KERNEL_IO                                                         \
	__pgprot(_KERNEL_COMMON | _PAGE_RW | _PAGE_DIRTY | _PAGE_PCD |         \
		 _PAGE_PWT | nx_mask)

static inline unsigned long pgd_index(unsigned long address)
{
	return address >> PGDIR_SHIFT;
}

static inline unsigned long pmd_index(unsigned long address)
{
	return (address >> PMD_SHIFT) & (PTRS_PER_PMD - 1);
}

static inline unsigned long pte_index(unsigned long address)
{
	return (address >> PAGE_SHIFT) & (PTRS_PER_PTE - 1);
}

/*
 * The CPU may walk the tables between two stores, so the half that holds the
 * present bit is written last, and cleared first.
 */
static inline void set_entry(u64 *entry, u64 val)
{
	volatile u32 *half = (volatile u32 *)entry;

	if (!(val & _PAGE_PRESENT)) {
		half[0] = (u32)val;
		half[1] = (u32)(val >> 32);
	} else if (half[0] & _PAGE_PRESENT && half[1] == (u32)(val >> 32)) {
		half[0] = (u32)val; /* the bits change, the page does not */
	} else {
		half[0] = 0;
		half[1] = (u32)(val >> 32);
		half[0] = (u32)val;
	}
}

static inline void set_pte(pte_t *ptep, pte_t pte)
{
	set_entry(&ptep->val, pte.val);
}

/* Take the right to write from a live entry, in one store. */
static inline void pte_set_wrprotect(pte_t *ptep)
{
	*(volatile u32 *)ptep &= ~(u32)_PAGE_RW;
}

static inline void pte_clear(pte_t *ptep)
{
	set_entry(&ptep->val, 0);
}

static inline bool pte_none(pte_t pte)
{
	return !pte.val;
}

/* Mapped; also when PROT_NONE hides the page from the CPU. */
static inline bool pte_present(pte_t pte)
{
	return (u32)pte.val & (_PAGE_PRESENT | _PAGE_PROTNONE);
}

static inline bool pte_write(pte_t pte)
{
	return (u32)pte.val & _PAGE_RW;
}

static inline bool pte_dirty(pte_t pte)
{
	return (u32)pte.val & _PAGE_DIRTY;
}

static inline bool pte_young(pte_t pte)
{
	return (u32)pte.val & _PAGE_ACCESSED;
}

static inline pte_t pte_wrprotect(pte_t pte)
{
	return (pte_t){ pte.val & ~(u64)_PAGE_RW };
}

static inline pte_t pte_mkwrite(pte_t pte)
{
	return (pte_t){ pte.val | _PAGE_RW };
}

static inline pte_t pte_mkdirty(pte_t pte)
{
	return (pte_t){ pte.val | _PAGE_DIRTY };
}

static inline pte_t pte_mkclean(pte_t pte)
{
	return (pte_t){ pte.val & ~(u64)_PAGE_DIRTY };
}

static inline pte_t pte_mkyoung(pte_t pte)
{
	return (pte_t){ pte.val | _PAGE_ACCESSED };
}

static inline pte_t pte_mkold(pte_t pte)
{
	return (pte_t){ pte.val & ~(u64)_PAGE_ACCESSED };
}

static inline unsigned long pte_pfn(pte_t pte)
{
	return (unsigned long)((pte.val & PTE_PFN_MASK) >> PAGE_SHIFT);
}

static inline pte_t pfn_pte(unsigned long pfn, pgprot_t prot)
{
	return (pte_t){ ((u64)pfn << PAGE_SHIFT) | prot.val };
}

/* The zero page, or a frame without struct page: takes no reference. */
static inline bool pte_special(pte_t pte)
{
	return (u32)pte.val & _PAGE_SPECIAL;
}

static inline pte_t pte_mkspecial(pte_t pte)
{
	return (pte_t){ pte.val | _PAGE_SPECIAL };
}

/* The same page under another protection; accessed and dirty bits stay. */
static inline pte_t pte_modify(pte_t pte, pgprot_t prot)
{
	u64 keep = PTE_PFN_MASK | _PAGE_ACCESSED | _PAGE_DIRTY | _PAGE_SPECIAL;

	return (pte_t){ (pte.val & keep) | prot.val };
}

static inline bool pmd_none(pmd_t pmd)
{
	return !pmd.val;
}

static inline bool pmd_huge(pmd_t pmd)
{
	return pmd.val & _PAGE_PSE;
}

static inline pmd_t *pmd_offset(pgd_t *pgd, unsigned long address)
{
	u64 pmd_page = pgd[pgd_index(address)].val & PTE_PFN_MASK;

	return (pmd_t *)__va((unsigned long)pmd_page) + pmd_index(address);
}

/* The table that a PMD entry (not none, not huge) points to. */
static inline pte_t *pmd_table(pmd_t pmd)
{
	return __va((unsigned long)(pmd.val & PTE_PFN_MASK));
}

static inline pte_t *pte_offset(pmd_t *pmd, unsigned long address)
{
	return pmd_table(*pmd) + pte_index(address);
}

/* Hang a page table below a PMD entry; user bits are decided by the PTEs. */
static inline void pmd_populate(pmd_t *pmd, pte_t *table)
{
	set_entry(&pmd->val, __pa(table) | _PAGE_PRESENT | _PAGE_RW |
				     _PAGE_USER | _PAGE_ACCESSED);
}

static inline void pmd_clear(pmd_t *pmd)
{
	set_entry(&pmd->val, 0);
}

/* The kernel's own: its fourth entry is in every PDPT. */
extern pgd_t swapper_pg_dir[PTRS_PER_PGD];

/*
 * A new PDPT with three zeroed user PMDs and the kernel's fourth. NULL when
 * there is no memory. May sleep. pgd_free gives back the PDPT and the PMDs; the
 * page tables below must be gone.
 */
pgd_t *pgd_alloc(void);
void pgd_free(pgd_t *pgd);
void pgtable_cache_init(void); /* boot, once there are slabs */

/*
 * Map size bytes of physical memory at a kernel address inside the vmalloc
 * area, or take a mapping away. Page-aligned. map returns 0 or -ENOMEM (page
 * tables that were made stay). May sleep.
 */
int kernel_map(unsigned long address, u64 phys, unsigned long size,
	       pgprot_t prot);
void kernel_unmap(unsigned long address, unsigned long size);

/* The entry that maps a kernel address, or NULL (also for 2 MiB pages). */
pte_t *kernel_pte(unsigned long address);

/* Go by these page tables from here on. */
void load_cr3(pgd_t *pgd);

/* Forget cached translations: all user ones, or one page's, a global one too. */
void flush_tlb(void);
void flush_tlb_page(unsigned long address);

#endif
