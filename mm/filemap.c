// SPDX-License-Identifier: GPL-2.0
/*
 * The page cache: the pages of files that are in memory.
 *
 *   inode -> i_mapping -> pages: a radix tree, file offset / 4096 -> page
 *                 ^                                      |
 *                 `--------- page->mapping, index -------'
 *
 * read, write (filemap_rw.c) and mmap (here) all use these very pages, so what
 * one does the others see at once. The cache holds one reference on each page;
 * so does each page-table entry that maps one, and each look-up for a while. A
 * page leaves the cache when its file is truncated or its inode goes
 * (truncate.c).
 *
 * PG_uptodate: the page holds what the file holds. A page of a file on a device
 * enters the cache before it is read, locked (PG_locked), so that only one task
 * reads it; the others sleep until readpage unlocks it. A file system that lives
 * in memory has no readpage: what is not cached there is a hole, all zeroes.
 *
 * Locks: mapping->tree_lock guards the tree and page->mapping. Nothing sleeps
 * under it, so the tree's nodes come from GFP_ATOMIC.
 */
#include <lectern/bug.h>
#include <lectern/err.h>
#include <lectern/fs.h>
#include <lectern/init.h>
#include <lectern/pagemap.h>
#include <lectern/wait.h>

#include "internal.h"

#define PAGE_WAIT_QUEUES 16 /* a power of two */

unsigned long nr_cached_pages; /* in all files; each under its tree_lock */

/* Who waits for a locked page, by the page's address. */
static wait_queue_head_t page_wait[PAGE_WAIT_QUEUES];

void __init page_cache_init(void)
{
	for (unsigned int i = 0; i < PAGE_WAIT_QUEUES; i++)
		init_waitqueue_head(&page_wait[i]);
}

void address_space_init(struct address_space *mapping, struct inode *host,
			const struct address_space_operations *a_ops)
{
	mapping->host = host;
	INIT_RADIX_TREE(&mapping->pages, GFP_ATOMIC | __GFP_NOWARN);
	spin_lock_init(&mapping->tree_lock);
	spin_lock_init(&mapping->i_mmap_lock);
	mapping->nrpages = 0;
	INIT_LIST_HEAD(&mapping->i_mmap);
	mapping->a_ops = a_ops;
}

/* -- locked pages ------------------------------------------------------------------ */

static wait_queue_head_t *page_queue(const struct page *page)
{
	return &page_wait[page_to_pfn(page) & (PAGE_WAIT_QUEUES - 1)];
}

void lock_page(struct page *page)
{
	wait_event(*page_queue(page),
		   !test_and_set_bit(PG_locked, &page->flags));
}

void unlock_page(struct page *page)
{
	assert(page->flags & (1UL << PG_locked));
	clear_bit(PG_locked, &page->flags);
	wake_up_all(page_queue(page));
}

/* -- the tree ---------------------------------------------------------------------- */

struct page *find_get_page(struct address_space *mapping, unsigned long index)
{
	struct page *page;

	spin_lock(&mapping->tree_lock);
	page = radix_tree_lookup(&mapping->pages, index);
	if (page)
		get_page(page);
	spin_unlock(&mapping->tree_lock);
	return page;
}

/* A file system may have a limit of its own: tmpfs's size. */
static int charge(struct address_space *mapping)
{
	if (!mapping->a_ops || !mapping->a_ops->charge_page)
		return 0;
	return mapping->a_ops->charge_page(mapping);
}

static void uncharge(struct address_space *mapping)
{
	if (mapping->a_ops && mapping->a_ops->uncharge_page)
		mapping->a_ops->uncharge_page(mapping);
}

int add_to_page_cache(struct page *page, struct address_space *mapping,
		      unsigned long index)
{
	int err;

	assert(!page->mapping);
	err = charge(mapping);
	if (err)
		return err;
	spin_lock(&mapping->tree_lock);
	err = radix_tree_insert(&mapping->pages, index, page);
	if (!err) {
		get_page(page);
		page->mapping = mapping;
		page->index = index;
		mapping->nrpages++;
		nr_cached_pages++;
	}
	spin_unlock(&mapping->tree_lock);
	if (err)
		uncharge(mapping);
	return err;
}

void remove_from_page_cache(struct page *page)
{
	struct address_space *mapping = page->mapping;

	spin_lock(&mapping->tree_lock);
	radix_tree_delete(&mapping->pages, page->index);
	page->mapping = NULL;
	mapping->nrpages--;
	nr_cached_pages--;
	spin_unlock(&mapping->tree_lock);
	uncharge(mapping);
	put_page(page);
}

/* -- pages on demand ----------------------------------------------------------------- */

static bool has_backing(const struct address_space *mapping)
{
	return mapping->a_ops && mapping->a_ops->readpage;
}

/*
 * A page that is not there yet, with the caller's reference: zeroed and up to
 * date without backing, else locked and still to be read. ERR_PTR(-EEXIST):
 * another task has made it meanwhile.
 */
static struct page *make_page(struct address_space *mapping,
			      unsigned long index)
{
	bool backing = has_backing(mapping);
	struct page *page;
	int err;

	page = alloc_page(backing ? GFP_USER : GFP_USER | __GFP_ZERO);
	if (!page)
		return ERR_PTR(-ENOMEM);
	if (backing)
		set_bit(PG_locked, &page->flags);
	else
		SetPageUptodate(page);
	err = add_to_page_cache(page, mapping, index);
	if (!err)
		return page;
	clear_bit(PG_locked, &page->flags);
	put_page(page);
	return ERR_PTR(err);
}

/* Let the file system fill a page that we have locked; readpage unlocks it,
 * perhaps later, from an interrupt. */
static int fill_page(struct address_space *mapping, struct page *page)
{
	int err = mapping->a_ops->readpage(mapping, page);

	if (err)
		return err;
	lock_page(page);
	unlock_page(page);
	return PageUptodate(page) ? 0 : -EIO;
}

/*
 * Wait for whoever reads the page, or read it if nobody does any more (it
 * failed). -EAGAIN: the page has left the file meanwhile.
 */
static int wait_until_filled(struct address_space *mapping, struct page *page)
{
	lock_page(page);
	if (page->mapping != mapping) {
		unlock_page(page);
		return -EAGAIN;
	}
	if (PageUptodate(page)) {
		unlock_page(page);
		return 0;
	}
	return fill_page(mapping, page);
}

/* One attempt at read_cache_page; -EAGAIN or -EEXIST: try again. */
static struct page *get_filled_page(struct address_space *mapping,
				    unsigned long index, bool *major)
{
	struct page *page = find_get_page(mapping, index);
	int err = 0;

	if (page && likely(PageUptodate(page)))
		return page;
	if (page) {
		err = wait_until_filled(mapping, page);
	} else {
		page = make_page(mapping, index);
		if (IS_ERR(page) || PageUptodate(page))
			return page;
		*major = true;
		err = fill_page(mapping, page);
	}
	if (!err)
		return page;
	put_page(page);
	return ERR_PTR(err);
}

static struct page *do_read_cache_page(struct address_space *mapping,
				       unsigned long index, bool *major)
{
	struct page *page;

	do {
		page = get_filled_page(mapping, index, major);
	} while (page == ERR_PTR(-EAGAIN) || page == ERR_PTR(-EEXIST));
	return page;
}

struct page *read_cache_page(struct address_space *mapping, unsigned long index)
{
	bool major;

	return do_read_cache_page(mapping, index, &major);
}

/* -- mmap -------------------------------------------------------------------------- */

static unsigned long file_pages(const struct inode *inode)
{
	return (unsigned long)((inode->i_size + (loff_t)PAGE_SIZE - 1) >>
			       PAGE_SHIFT);
}

/* A page that lies wholly behind the end of the file is SIGBUS. */
static struct page *filemap_nopage(struct vm_area_struct *vma,
				   unsigned long address, bool *major)
{
	struct inode *inode = vma->vm_file->f_inode;
	unsigned long index = vma->vm_pgoff;
	struct page *page;

	index += (address - vma->vm_start) >> PAGE_SHIFT;
	if (unlikely(index >= file_pages(inode)))
		return ERR_PTR(-EFAULT);
	page = do_read_cache_page(inode->i_mapping, index, major);
	if (page == ERR_PTR(-ENOMEM) || !IS_ERR(page))
		return page;
	return ERR_PTR(-EFAULT);
}

static struct page *filemap_cached(struct vm_area_struct *vma,
				   unsigned long address)
{
	struct inode *inode = vma->vm_file->f_inode;
	unsigned long index = vma->vm_pgoff;
	struct page *page;

	index += (address - vma->vm_start) >> PAGE_SHIFT;
	if (index >= file_pages(inode))
		return NULL;
	page = find_get_page(inode->i_mapping, index);
	if (!page || PageUptodate(page))
		return page;
	put_page(page);
	return NULL;
}

static const struct vm_operations_struct filemap_vm_ops = {
	.nopage = filemap_nopage,
	.cached = filemap_cached,
};

int generic_file_mmap(struct file *file, struct vm_area_struct *vma)
{
	file_accessed(file);
	vma->vm_ops = &filemap_vm_ops;
	return 0;
}
