// SPDX-License-Identifier: GPL-2.0
/*
 * read and write of files through the page cache.
 *
 * Both go page by page: get the page, copy, drop the page. The user's buffer may
 * be anything, a mapping of this very page too, and its fault may sleep; so
 * while bytes are copied no spinlock is held and no page is locked, only a
 * reference. A write to a page that is to be filled wholly copies first and puts
 * the page into the cache afterwards: nobody sees it half made.
 *
 * The same loops serve kernel buffers (exec, the archives at boot); the only
 * difference is the function that copies.
 *
 * Source: read(2), write(2). Locks: write holds i_sem, which makes a write, with
 * the size that O_APPEND starts from, one step for other writers; i_sem goes
 * before mmap_sem, which the copying may take.
 */
#include <lectern/err.h>
#include <lectern/fs.h>
#include <lectern/pagemap.h>
#include <lectern/signal.h>
#include <uapi/resource.h>

#include "internal.h"

static unsigned long index_of(loff_t pos)
{
	return (unsigned long)(pos >> PAGE_SHIFT);
}

/* -- reading ----------------------------------------------------------------------- */

/* Returns the number of bytes that could not be copied. */
static inline size_t copy_out(void *to, const void *from, size_t n, bool user)
{
	if (user)
		return copy_to_user(to, from, n);
	memcpy(to, from, n);
	return 0;
}

/*
 * The page to read from, with a reference: a hole in a file without backing
 * reads as zeroes and need not become a page for it.
 */
static inline struct page *page_to_read(struct address_space *mapping,
					unsigned long index)
{
	struct page *page = find_get_page(mapping, index);

	if (page || !mapping->a_ops->readpage)
		return page ? page : zero_page;
	return read_cache_page(mapping, index);
}

/* Until the buffer is full, the file ends, or a byte cannot be copied. */
static __always_inline ssize_t read_pages(struct address_space *mapping,
					  loff_t pos, char *buf, size_t n,
					  bool user)
{
	unsigned long index = index_of(pos),
		      at = (unsigned long)pos & ~PAGE_MASK;
	loff_t size = mapping->host->i_size;
	size_t left, part;

	if (pos >= size)
		return 0;
	n = left = (size_t)min_t(loff_t, (loff_t)n, size - pos);
	for (; left; left -= part, buf += part, index++, at = 0) {
		struct page *page = page_to_read(mapping, index);
		size_t missed;

		if (IS_ERR(page))
			return n > left ? (ssize_t)(n - left) : PTR_ERR(page);
		part = min_t(size_t, left, PAGE_SIZE - at);
		missed = copy_out(buf, (char *)page_address(page) + at, part,
				  user);
		put_page(page);
		if (unlikely(missed)) {
			left -= part - missed;
			return n > left ? (ssize_t)(n - left) : -EFAULT;
		}
		cond_resched();
	}
	return (ssize_t)n;
}

ssize_t generic_file_read(struct file *file, char __user *buf, size_t n,
			  loff_t *pos)
{
	ssize_t done = read_pages(file->f_inode->i_mapping, *pos, buf, n, true);

	if (done >= 0) {
		*pos += done;
		file_accessed(file);
	}
	return done;
}

ssize_t page_cache_read(struct address_space *mapping, loff_t pos, void *buf,
			size_t n)
{
	return read_pages(mapping, pos, buf, n, false);
}

/* -- writing ----------------------------------------------------------------------- */

/* A write under way. */
struct transfer {
	struct address_space *mapping;
	loff_t pos;
	char *buf; /* a user address if user */
	size_t left;
	bool user;
};

static size_t copy_in(struct transfer *t, void *to, size_t n)
{
	if (likely(t->user))
		return n - copy_from_user(to, t->buf, n);
	memcpy(to, t->buf, n);
	return n;
}

/*
 * How many of the next n bytes (a page at most) can be read: their pages are
 * made present. copy_from_user would fill up with zeroes what it cannot get, and
 * that must not happen to what the file holds.
 */
static size_t fault_in(const struct transfer *t, size_t n)
{
	const char *last = t->buf + n - 1;
	unsigned long offset = (unsigned long)t->buf & ~PAGE_MASK;
	u8 byte;

	if (!t->user)
		return n;
	if (__get_user_1(&byte, t->buf))
		return 0;
	if (offset + n <= PAGE_SIZE || !__get_user_1(&byte, last))
		return n;
	return PAGE_SIZE - offset;
}

/*
 * A whole page that is not cached: filled before it enters the cache. Returns
 * bytes, 0 when another task has entered one meanwhile, or negative errno.
 */
static ssize_t write_new_page(struct transfer *t)
{
	struct page *page = alloc_page(GFP_USER);
	int err = -EFAULT;

	if (!page)
		return -ENOMEM;
	SetPageDirty(page);
	if (copy_in(t, page_address(page), PAGE_SIZE) == PAGE_SIZE)
		err = add_to_page_cache(page, t->mapping, index_of(t->pos));
	put_page(page);
	if (err == -EEXIST)
		return 0;
	return err ? err : (ssize_t)PAGE_SIZE;
}

/* Into the page that was found, if any; what is not there yet is read first, as
 * only a part of it is written. Takes over the reference. */
static ssize_t write_cached_page(struct transfer *t, struct page *page,
				 size_t n, unsigned long offset)
{
	size_t done;

	if (!page)
		page = read_cache_page(t->mapping, index_of(t->pos));
	if (IS_ERR(page))
		return PTR_ERR(page);
	done = copy_in(t, (char *)page_address(page) + offset, n);
	SetPageDirty(page);
	put_page(page);
	return done ? (ssize_t)done : -EFAULT;
}

/* One page's worth. The size grows at once: what was written can be read. */
static ssize_t write_step(struct transfer *t)
{
	struct inode *inode = t->mapping->host;
	unsigned long offset = (unsigned long)t->pos & ~PAGE_MASK;
	size_t n = fault_in(t, min_t(size_t, t->left, PAGE_SIZE - offset));
	struct page *page;
	ssize_t done;

	if (!n)
		return -EFAULT;
	page = find_get_page(t->mapping, index_of(t->pos));
	if (!page && n == PAGE_SIZE)
		done = write_new_page(t);
	else
		done = write_cached_page(t, page, n, offset);
	if (done < 0)
		return done;
	t->pos += done;
	t->buf += done;
	t->left -= (size_t)done;
	if (t->pos > inode->i_size)
		inode->i_size = t->pos;
	return done;
}

/* Page by page; what was done before a step failed is the result. */
static ssize_t write_pages(struct transfer *t)
{
	size_t wanted = t->left;
	ssize_t done = 0;

	while (t->left && done >= 0) {
		done = write_step(t);
		cond_resched();
	}
	return wanted > t->left ? (ssize_t)(wanted - t->left) : done;
}

ssize_t page_cache_write(struct address_space *mapping, loff_t pos,
			 const void *buf, size_t n)
{
	struct transfer t = { mapping, pos, (char *)buf, n, false };

	return write_pages(&t);
}

/*
 * How far the file may grow: RLIMIT_FSIZE (reaching it is a signal, too), and
 * what its size can express. Returns the bytes that may be written.
 */
static ssize_t limit_write(struct file *file, loff_t pos, size_t n)
{
	loff_t limit = rlimit(RLIMIT_FSIZE);
	loff_t max = max_size_of(file);

	if (limit != RLIM_INFINITY) {
		if (pos >= limit) {
			send_sig(SIGXFSZ, current, false);
			return -EFBIG;
		}
		max = min(max, limit);
	}
	if (pos >= max)
		return -EFBIG;
	return (ssize_t)min_t(loff_t, (loff_t)n, max - pos);
}

/* i_sem held. */
static ssize_t write_locked(struct file *file, struct transfer *t)
{
	ssize_t n;

	if (file->f_flags & O_APPEND)
		t->pos = t->mapping->host->i_size;
	if (!t->left)
		return 0;
	n = limit_write(file, t->pos, t->left);
	if (n < 0)
		return n;
	t->left = (size_t)n;
	file_remove_privs(t->mapping->host);
	n = write_pages(t);
	if (n > 0)
		file_update_time(file);
	return n;
}

ssize_t generic_file_write(struct file *file, const char __user *buf, size_t n,
			   loff_t *pos)
{
	struct inode *inode = file->f_inode;
	struct transfer t = { inode->i_mapping, *pos, (char *)buf, n, true };
	ssize_t done;

	mutex_lock(&inode->i_sem);
	done = write_locked(file, &t);
	mutex_unlock(&inode->i_sem);
	if (done > 0)
		*pos = t.pos;
	return done;
}
