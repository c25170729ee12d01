// SPDX-License-Identifier: GPL-2.0
/*
 * What file systems without a disk have in common: their directories are the
 * dentries themselves.
 *
 * A name that exists is a positive dentry that holds a reference on itself
 * (DCACHE_PINNED), so that it never leaves memory; a name that is not in the
 * cache does not exist.
 *
 * A place in a directory is a child's d_seq, which grows with each new child:
 *
 *	position   0    1    2        3      5
 *	entry      .    ..   d_seq 1  2      4		(3 was removed)
 *
 * so that a reader who comes back after removals goes on where he was.
 *
 * Locks: i_sem of the directory for changes and listing; dcache_lock for each
 * look at the list of children.
 */
#include <lectern/bug.h>
#include <lectern/err.h>
#include <lectern/fs.h>
#include <lectern/string.h>

#include "internal.h"

#define FIRST_CHILD_POS 2 /* behind "." and ".." */

static loff_t child_pos(const struct dentry *child)
{
	return (loff_t)child->d_seq - 1 + FIRST_CHILD_POS;
}

/* -- names ------------------------------------------------------------------------ */

struct dentry *simple_lookup(struct inode *dir, struct dentry *dentry)
{
	/* It was not in the cache, so it is nowhere: remember that. */
	d_add(dentry, NULL);
	return NULL;
}

struct dentry *simple_child(struct dentry *dir, const char *name)
{
	struct dentry *dentry = d_lookup(dir, name, strlen(name));

	if (dentry)
		return dentry;
	dentry = d_alloc(dir, name, strlen(name));
	if (dentry)
		d_add(dentry, NULL);
	return dentry;
}

void pin_dentry(struct dentry *dentry, struct inode *inode)
{
	d_instantiate(dentry, inode);
	dget(dentry);
	dentry->d_flags |= DCACHE_PINNED;
}

void unpin_dentry(struct dentry *dentry)
{
	assert(dentry->d_flags & DCACHE_PINNED);
	dentry->d_flags &= ~DCACHE_PINNED;
	dput(dentry);
}

/* The first pinned dentry below root, deepest first, with its pin for the
 * caller to drop; or NULL. */
static struct dentry *d_take_pin(struct dentry *root)
{
	struct dentry *at = root, *child, *found = root;

	spin_lock(&dcache_lock);
	while (found) {
		at = found;
		found = NULL;
		list_for_each_entry(child, &at->d_subdirs, d_child)
			if (child->d_flags & DCACHE_PINNED) {
				found = child;
				break;
			}
	}
	if (at != root)
		at->d_flags &= ~DCACHE_PINNED;
	spin_unlock(&dcache_lock);
	return at != root ? at : NULL;
}

/*
 * Leaves first, since each dentry holds its parent. Some stay because negative
 * children hold them; those are on the LRU, and shrink_dcache_sb is next.
 */
void d_unpin_tree(struct dentry *root)
{
	struct dentry *dentry;

	while ((dentry = d_take_pin(root))) {
		d_drop(dentry);
		dput(dentry);
	}
}

/* -- listing ------------------------------------------------------------------------ */

/*
 * The next name at or behind a position, searched from a child on (or, for
 * NULL, from the first); with a reference, or NULL.
 */
static struct dentry *next_name(struct dentry *dir, struct dentry *from,
				loff_t pos)
{
	struct list_head *at = from ? &from->d_child : &dir->d_subdirs;
	struct dentry *found = NULL;

	spin_lock(&dcache_lock);
	for (at = at->next; at != &dir->d_subdirs; at = at->next) {
		struct dentry *child = list_entry(at, struct dentry, d_child);

		if (!child->d_inode || d_unhashed(child) ||
		    child_pos(child) < pos)
			continue;
		found = dget(child);
		break;
	}
	spin_unlock(&dcache_lock);
	return found;
}

bool simple_empty(struct dentry *dir)
{
	struct dentry *child = next_name(dir, NULL, FIRST_CHILD_POS);

	dput(child);
	return !child;
}

/*
 * The child listed last keeps its place in the list while we hold it and the
 * directory is locked, so a listing takes one walk, not one for each entry.
 */
int dcache_iterate(struct file *file, struct dir_context *ctx)
{
	struct dentry *dir = file->f_path.dentry;
	struct dentry *child = NULL, *next;

	if (!dir_emit_dots(file, ctx))
		return 0;
	while ((next = next_name(dir, child, ctx->pos))) {
		const struct inode *inode = next->d_inode;

		dput(child);
		child = next;
		ctx->pos = child_pos(child);
		if (!dir_emit(ctx, child->d_name, child->d_len, inode->i_ino,
			      (inode->i_mode & S_IFMT) >> MODE_TO_DT))
			break;
		ctx->pos++;
	}
	dput(child);
	return 0;
}

/* All is in memory, where it is as safe as it can be. */
int simple_fsync(struct file *file)
{
	return 0;
}

const struct file_operations simple_dir_operations = {
	.llseek = generic_file_llseek,
	.iterate = dcache_iterate,
	.fsync = simple_fsync,
};
