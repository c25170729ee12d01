// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel's own page tables.
 *
 * One PMD page, swapper_pmd, maps 3 to 4 GiB and hangs in the fourth entry of
 * every PDPT. paging_init fills it:
 *
 *	direct map	2 MiB pages, read-write, NX, global
 *	  where the kernel's image lies, 4 KiB pages instead:
 *	    text	read-only, executable
 *	    rodata	read-only, NX
 *	    the rest	read-write, NX
 *	    init text	executable until free_initmem
 *	    last page	not present: see below
 *	vmalloc area	4 KiB pages as kernel_map is called for them
 *
 * Kernel stacks lie in the direct map, above the image, with no hole between
 * them. One that overflows without end writes over all that is below it, until
 * it comes to the image's last page, which is not there: the push faults, as
 * does pushing that fault's frame, and the double fault finds the tables and the
 * stack that it needs, which are part of the image, whole.
 *
 * Nothing is ever faulted in here. Page tables of the vmalloc area are kept once
 * they are made, as other tables never have to be told then.
 *
 * Locks: kernel_map and kernel_unmap are serialised by their callers' areas; a
 * new table is hung in with a single store.
 */
#include "cpu.h"

#include <lectern/bug.h>
#include <lectern/gfp.h>
#include <lectern/i386/traps.h>
#include <lectern/mm.h>
#include <lectern/printk.h>
#include <lectern/slab.h>
#include <lectern/string.h>
#include <uapi/errno.h>

extern char _text[], _etext[], _rodata[], _erodata[], _end[];
extern char __init_begin[], __init_end[], _einittext[];
extern char _stack_stop[];

#define IMAGE_PARTS 4 /* of 2 MiB, the image being smaller than 7: linker.ld */

static pte_t image_tables[IMAGE_PARTS][PTRS_PER_PTE] __aligned(PAGE_SIZE);
static pmd_t swapper_pmd[PTRS_PER_PMD] __aligned(PAGE_SIZE);
pgd_t swapper_pg_dir[PTRS_PER_PGD] __aligned(32);
static struct kmem_cache *pgd_cachep;

#define KERNEL_TABLE (_PAGE_PRESENT | _PAGE_RW | _PAGE_ACCESSED)
#define PAGE_NOTHING __pgprot(0)

static bool within(unsigned long address, const char *start, const char *end)
{
	return address >= (unsigned long)start && address < (unsigned long)end;
}

static pgprot_t __init image_protection(unsigned long address)
{
	if (within(address, _text, _etext))
		return PAGE_KERNEL_ROX;
	if (within(address, _rodata, _erodata))
		return PAGE_KERNEL_RO;
	if (within(address, __init_begin, _einittext))
		return PAGE_KERNEL_ROX;
	if (within(address, _stack_stop, _end))
		return PAGE_NOTHING;
	return PAGE_KERNEL;
}

/* 4 KiB pages for one 2 MiB stretch of the direct map. */
static void __init map_image_part(pmd_t *pmd, unsigned long start)
{
	pte_t *table = image_tables[pmd_index(start) - pmd_index(PAGE_OFFSET)];

	assert(start - PAGE_OFFSET < IMAGE_PARTS * PMD_SIZE);
	for (unsigned int i = 0; i < PTRS_PER_PTE; i++) {
		unsigned long address = start + i * PAGE_SIZE;

		set_pte(&table[i],
			pfn_pte(pfn_of(address), image_protection(address)));
	}
	set_entry(&pmd->val, __pa(table) | KERNEL_TABLE);
}

void __init paging_init(void)
{
	unsigned long end = PAGE_OFFSET + (max_pfn << PAGE_SHIFT);
	unsigned long address;

	for (address = PAGE_OFFSET; address < end; address += PMD_SIZE) {
		pmd_t *pmd = &swapper_pmd[pmd_index(address)];

		if (address < (unsigned long)_end)
			map_image_part(pmd, address);
		else
			set_entry(&pmd->val,
				  __pa(address) | _PAGE_PSE | PAGE_KERNEL.val);
	}
	swapper_pg_dir[PTRS_PER_PGD - 1].val = __pa(swapper_pmd) |
					       _PAGE_PRESENT;
	write_cr3(__pa(swapper_pg_dir));
	if (boot_cpu.features_edx & X86_FEATURE_PGE)
		write_cr4(read_cr4() | CR4_PGE);
}

/* ------------------------------------------------------ kernel mappings */

pte_t *kernel_pte(unsigned long address)
{
	pmd_t *pmd = &swapper_pmd[pmd_index(address)];

	if (pmd_none(*pmd) || pmd_huge(*pmd))
		return NULL;
	return pte_offset(pmd, address);
}

static pte_t *kernel_pte_alloc(unsigned long address)
{
	pmd_t *pmd = &swapper_pmd[pmd_index(address)];
	pte_t *table;

	if (pmd_none(*pmd)) {
		table = get_zeroed_page(GFP_KERNEL);
		if (!table)
			return NULL;
		if (pmd_none(*pmd)) /* while we may have slept */
			set_entry(&pmd->val, __pa(table) | KERNEL_TABLE);
		else
			free_page(table);
	}
	return pte_offset(pmd, address);
}

int kernel_map(unsigned long address, u64 phys, unsigned long size,
	       pgprot_t prot)
{
	unsigned long done;

	assert(address >= VMALLOC_START && address + size <= VMALLOC_END);
	for (done = 0; done < size; done += PAGE_SIZE) {
		pte_t *pte = kernel_pte_alloc(address + done);

		if (!pte) {
			kernel_unmap(address, done);
			return -ENOMEM;
		}
		set_pte(pte, (pte_t){ (phys + done) | prot.val });
	}
	return 0;
}

void kernel_unmap(unsigned long address, unsigned long size)
{
	unsigned long end = address + size;

	for (; address < end; address += PAGE_SIZE) {
		pte_t *pte = kernel_pte(address);

		if (pte)
			pte_clear(pte);
		flush_tlb_page(address);
	}
}

/* --------------------------------------------------- page directories */

pgd_t *pgd_alloc(void)
{
	pgd_t *pgd = kmem_cache_alloc(pgd_cachep, GFP_KERNEL);
	unsigned int i;

	if (!pgd)
		return NULL;
	for (i = 0; i < USER_PTRS_PER_PGD; i++) {
		void *pmd = get_zeroed_page(GFP_KERNEL);

		if (!pmd)
			goto free_pmds;
		pgd[i].val = __pa(pmd) | _PAGE_PRESENT;
	}
	pgd[i] = swapper_pg_dir[i];
	return pgd;

free_pmds:
	while (i--)
		free_page(pmd_offset(pgd, i << PGDIR_SHIFT));
	kmem_cache_free(pgd_cachep, pgd);
	return NULL;
}

void pgd_free(pgd_t *pgd)
{
	for (unsigned long i = 0; i < USER_PTRS_PER_PGD; i++)
		free_page(pmd_offset(pgd, i << PGDIR_SHIFT));
	kmem_cache_free(pgd_cachep, pgd);
}

void __init pgtable_cache_init(void)
{
	pgd_cachep = kmem_cache_create("pgd", sizeof(pgd_t) * PTRS_PER_PGD, 32,
				       SLAB_PANIC);
}

void load_cr3(pgd_t *pgd)
{
	write_cr3(__pa(pgd));
}

/* ----------------------------------------------------------------- TLB */

void flush_tlb(void)
{
	write_cr3(read_cr3());
}

void flush_tlb_page(unsigned long address)
{
	__asm__ volatile("invlpg (%0)" : : "r"(address) : "memory");
}

/* ------------------------------------------------------- init's memory */

void free_initmem(void)
{
	unsigned long address = (unsigned long)__init_begin;

	for (; address < (unsigned long)__init_end; address += PAGE_SIZE) {
		set_pte(kernel_pte(address),
			pfn_pte(pfn_of(address), PAGE_KERNEL));
		flush_tlb_page(address);
	}

	/*
	 * Overwritten, so that an emulator forgets what it has translated of
	 * this code: as long as it has, it checks each store to these pages.
	 */
	memset(__init_begin, 0, (size_t)(__init_end - __init_begin));
	free_reserved_area(__init_begin, __init_end);
}
