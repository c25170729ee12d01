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
 * A page enters the cache when it is whole, so whoever finds one can use it. Two
 * tasks may read the same page in at once; the cache takes the first. A file
 * system that lives in memory has no readpage: what is not cached there is a
 * hole, all zeroes.
 *
 * Locks: mapping->tree_lock guards the tree and page->mapping. Nothing sleeps
 * under it, so the tree's nodes come from GFP_ATOMIC.
 */
#include <lectern/err.h>
#include <lectern/fs.h>
#include <lectern/pagemap.h>

#include "internal.h"

unsigned long nr_cached_pages; /* in all files; each under its tree_lock */

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

/* -- the tree ---------------------------------------------------------------------- */

struct page *find_get_page(struct address_space *mapping, unsigned long index)
{
	struct page *page;

	spin_lock(&mapping->tree_lock);
	page = radix_tree_lookup(&mapping->pages, index);
	if (page) {
		get_page(page);
		page->flags |= 1UL << PG_referenced;
	}
	spin_unlock(&mapping->tree_lock);
	return page;
}

/* The file system is asked first: it may have a limit, as tmpfs has. */
int add_to_page_cache(struct page *page, struct address_space *mapping,
		      unsigned long index)
{
	int err;

	assert(!page->mapping);
	err = mapping->a_ops->charge_page(mapping);
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
		if (mapping->a_ops->readpage)
			lru_cache_add(page);
	}
	spin_unlock(&mapping->tree_lock);
	if (err)
		mapping->a_ops->uncharge_page(mapping);
	return err;
}

/*
 * The page is its file's no more: whoever has a reference keeps it, and the
 * caller drops the cache's. tree_lock held.
 */
static void forget_page(struct address_space *mapping, struct page *page)
{
	radix_tree_delete(&mapping->pages, page->index);
	page->mapping = NULL;
	mapping->nrpages--;
	nr_cached_pages--;
}

bool remove_next_page(struct address_space *mapping, unsigned long index)
{
	struct page *page;

	spin_lock(&mapping->tree_lock);
	page = radix_tree_next(&mapping->pages, &index);
	if (page) {
		lru_cache_del(page);
		forget_page(mapping, page);
	}
	spin_unlock(&mapping->tree_lock);
	if (!page)
		return false;
	mapping->a_ops->uncharge_page(mapping);
	ClearPageDirty(page);
	put_page(page);
	return true;
}

/* The file is there for as long as lru_lock keeps its page on a list. */
bool drop_clean_page(struct page *page)
{
	struct address_space *mapping = page->mapping;
	bool drop;

	if (!spin_trylock(&mapping->tree_lock))
		return false;
	drop = page_count(page) == 1 && !PageDirty(page);
	if (drop) {
		forget_page(mapping, page);
		mapping->a_ops->uncharge_page(mapping);
	}
	spin_unlock(&mapping->tree_lock);
	return drop;
}

/* -- pages on demand ----------------------------------------------------------------- */

/* A page for a place that has none, with the caller's reference.
 * ERR_PTR(-EEXIST): another task has made it meanwhile. */
static struct page *make_page(struct address_space *mapping,
			      unsigned long index)
{
	struct page *page = alloc_page(GFP_USER | __GFP_ZERO);
	int err = 0;

	if (!page)
		return ERR_PTR(-ENOMEM);
	if (mapping->a_ops->readpage)
		err = mapping->a_ops->readpage(mapping, index, page);
	if (!err)
		err = add_to_page_cache(page, mapping, index);
	if (!err)
		return page;
	put_page(page);
	return ERR_PTR(err);
}

struct page *read_cache_page(struct address_space *mapping, unsigned long index)
{
	struct page *page;

	do {
		page = find_get_page(mapping, index);
		if (!page)
			page = make_page(mapping, index);
	} while (page == ERR_PTR(-EEXIST));
	return page;
}

/* -- mmap -------------------------------------------------------------------------- */

/* A page that lies wholly behind the end of the file is SIGBUS. */
struct page *filemap_nopage(struct vm_area_struct *vma, unsigned long address,
			    bool *major)
{
	struct inode *inode = vma->vm_file->f_inode;
	unsigned long index = linear_page_index(vma, address);
	struct page *page;

	if (unlikely(index >= pages_of(inode->i_size)))
		return ERR_PTR(-EFAULT);
	page = find_get_page(inode->i_mapping, index);
	if (page)
		return page;
	*major = inode->i_mapping->a_ops->readpage;
	page = read_cache_page(inode->i_mapping, index);
	if (IS_ERR(page) || index < pages_of(inode->i_size))
		return page;
	put_page(page); /* the file was cut while this slept */
	return ERR_PTR(-EFAULT);
}

static const struct vm_operations_struct filemap_vm_ops = {
	.nopage = filemap_nopage,
};

int generic_file_mmap(struct file *file, struct vm_area_struct *vma)
{
	file_accessed(file);
	vma->vm_ops = &filemap_vm_ops;
	return 0;
}
