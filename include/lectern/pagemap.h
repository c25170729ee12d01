/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The page cache: mm/filemap.c. read, write and mmap of a file all go through
 * the same pages.
 */
#ifndef LECTERN_PAGEMAP_H
#define LECTERN_PAGEMAP_H

#include <lectern/fs.h>
#include <lectern/gfp.h>

void address_space_init(struct address_space *mapping, struct inode *host,
			const struct address_space_operations *a_ops);

/* The cached page at an index with a reference, or NULL. */
struct page *find_get_page(struct address_space *mapping, unsigned long index);

/* The same, made when missing: zeroed, or read in. ERR_PTR of what
 * add_to_page_cache or readpage say. May sleep. */
struct page *read_cache_page(struct address_space *mapping,
			     unsigned long index);

/* Put a new page in, whole; the cache takes a reference. -EEXIST, -ENOMEM,
 * -ENOSPC (the file system is full). */
int add_to_page_cache(struct page *page, struct address_space *mapping,
		      unsigned long index);

/* Take out the first page at index or above. False when there is none. */
bool remove_next_page(struct address_space *mapping, unsigned long index);

/*
 * read(2) and write(2) on a file's pages, for kernel memory: what
 * generic_file_read and generic_file_write do, without their limits and time
 * stamps. write wants host->i_sem held. Bytes done or -errno. May sleep.
 */
ssize_t page_cache_read(struct address_space *mapping, loff_t pos, void *buf,
			size_t n);
ssize_t page_cache_write(struct address_space *mapping, loff_t pos,
			 const void *buf, size_t n);

/* Drop the pages from byte lstart on and zero the tail of the last one. */
void truncate_inode_pages(struct address_space *mapping, loff_t lstart);

/* Take a file's pages from byte start on out of every page table that maps
 * them (truncation): walks the areas that map the file. Never sleeps. */
void unmap_mapping_range(struct address_space *mapping, loff_t start);

/* Drop all clean pages that can be had anew and that nobody uses. */
void drop_pagecache(void);

/* For /proc/meminfo: of all files; of them, what reclaim may drop. */
extern unsigned long nr_cached_pages, nr_active_pages, nr_inactive_pages;

#endif
