// SPDX-License-Identifier: GPL-2.0
/*
 * The dentry cache: names in memory.
 *
 * A dentry says that a name in a directory is a certain inode, or (negative,
 * d_inode NULL) that there is no such name. The hash finds a child by parent
 * and name; a path walk is a few such look-ups and asks no file system.
 *
 * Each dentry holds a reference on its parent, so the tree above a used name
 * is there. When the last use of a dentry goes, it stays in the hash and joins
 * the LRU, the newest at the head, and waits to be found again or shrunk:
 *
 *	d_alloc --> used, count > 0 <---- d_lookup ----- unused, on the LRU
 *	                |    |                              ^        |
 *	                |    +-- dput, still hashed --------+     shrink
 *	                +------- dput, not hashed (d_drop) ----> freed
 *
 * A dentry that is found again stays on the LRU, whose walkers pass over what
 * is in use: so a look-up moves nothing. File systems that live in the dcache
 * pin their dentries with a reference (DCACHE_PINNED); those never get there.
 *
 * Lock: dcache_lock guards it all, and every count is dropped under it, so that
 * a count of 0 seen under it is final until the lock is released.
 */
#include <lectern/bitops.h>
#include <lectern/bug.h>
#include <lectern/fs.h>
#include <lectern/gfp.h>
#include <lectern/printk.h>
#include <lectern/slab.h>
#include <lectern/string.h>

#include "internal.h"

DEFINE_SPINLOCK(dcache_lock);

static struct kmem_cache *dentry_cache;
static struct hlist_head *dentry_hashtable;
static unsigned int d_hash_shift; /* 32 - log2 of the buckets */
static LIST_HEAD(dentry_lru);

/* One bucket for so many pages of RAM: 128 MiB give 4096, 16 KiB of them. */
#define PAGES_PER_BUCKET 8
#define MIN_BUCKETS_LOG2 8
#define MAX_BUCKETS_LOG2 14

/* 2^32 divided by the golden ratio: spreads the parents' addresses. */
#define GOLDEN_RATIO 0x9E3779B1u

/*
 * The parent's address is part of the key: names like "Makefile" exist in every
 * directory and would all share a bucket otherwise. The upper bits of the product
 * are the well-mixed ones.
 */
static struct hlist_head *d_bucket(const struct dentry *parent, u32 hash)
{
	u32 mixed = (hash ^ (u32)(uintptr_t)parent) * GOLDEN_RATIO;

	return dentry_hashtable + (mixed >> d_hash_shift);
}

u32 full_name_hash(const char *name, unsigned int len)
{
	u32 hash = NAME_HASH_INIT;

	while (len--)
		hash = name_hash_step(hash, (unsigned char)*name++);
	return hash;
}

/* -- making ------------------------------------------------------------------- */

static bool d_name_inline(const struct dentry *dentry)
{
	return dentry->d_name == dentry->d_iname;
}

static bool d_set_name(struct dentry *dentry, const char *name,
		       unsigned int len)
{
	char *to = len < DNAME_INLINE ? dentry->d_iname
				      : kmalloc(len + 1, GFP_KERNEL);

	if (!to)
		return false;
	memcpy(to, name, len);
	to[len] = '\0';
	dentry->d_name = to;
	dentry->d_len = len;
	return true;
}

/* Last among its parent's children. dcache_lock held. */
static void d_join_parent(struct dentry *dentry, struct dentry *parent)
{
	dentry->d_parent = parent;
	dentry->d_seq = ++parent->d_next_seq;
	list_add_tail(&dentry->d_child, &parent->d_subdirs);
}

/*
 * A dentry that is not hashed yet, used once, and last among its parent's
 * children. Every field is set here: zeroing all first would cost more, and this
 * is on the way of each file that is made.
 */
struct dentry *d_alloc_hash(struct dentry *parent, const char *name,
			    unsigned int len, u32 hash)
{
	struct dentry *dentry = kmem_cache_alloc(dentry_cache, GFP_KERNEL);

	if (!dentry)
		return NULL;
	if (!d_set_name(dentry, name, len)) {
		kmem_cache_free(dentry_cache, dentry);
		return NULL;
	}
	atomic_set(&dentry->d_count, 1);
	dentry->d_flags = 0;
	dentry->d_inode = NULL;
	dentry->d_hashval = hash;
	INIT_HLIST_NODE(&dentry->d_hash);
	INIT_LIST_HEAD(&dentry->d_child);
	INIT_LIST_HEAD(&dentry->d_subdirs);
	dentry->d_parent = dentry;
	dentry->d_sb = NULL;
	dentry->d_op = NULL;
	dentry->d_mounted = NULL;
	dentry->d_next_seq = 0;
	if (parent) {
		dentry->d_sb = parent->d_sb;
		spin_lock(&dcache_lock);
		dget(parent);
		d_join_parent(dentry, parent);
		spin_unlock(&dcache_lock);
	}
	return dentry;
}

struct dentry *d_alloc(struct dentry *parent, const char *name, unsigned len)
{
	return d_alloc_hash(parent, name, len, full_name_hash(name, len));
}

struct dentry *d_alloc_pseudo(struct super_block *sb, const char *name,
			      struct inode *inode,
			      const struct dentry_operations *ops)
{
	struct dentry *dentry = d_alloc(NULL, name, strlen(name));

	if (!dentry)
		return NULL;
	dentry->d_sb = sb;
	dentry->d_op = ops;
	dentry->d_inode = inode;
	return dentry;
}

struct dentry *d_make_root(struct super_block *sb, struct inode *inode)
{
	struct dentry *root = NULL;

	if (inode)
		root = d_alloc_pseudo(sb, "/", inode, NULL);
	if (!root)
		iput(inode);
	return root;
}

/* -- hash ---------------------------------------------------------------------- */

/* The inode's reference becomes the dentry's. */
void d_instantiate(struct dentry *dentry, struct inode *inode)
{
	assert(!dentry->d_inode);
	dentry->d_inode = inode;
}

/* dcache_lock held. */
static void d_rehash(struct dentry *dentry)
{
	assert(d_unhashed(dentry));
	hlist_add_head(&dentry->d_hash,
		       d_bucket(dentry->d_parent, dentry->d_hashval));
}

void d_add(struct dentry *dentry, struct inode *inode)
{
	d_instantiate(dentry, inode);
	spin_lock(&dcache_lock);
	d_rehash(dentry);
	spin_unlock(&dcache_lock);
}

/* Make look-ups miss it. dcache_lock held. */
static void d_unhash(struct dentry *dentry)
{
	if (!d_unhashed(dentry))
		hlist_del_init(&dentry->d_hash);
}

void d_drop(struct dentry *dentry)
{
	spin_lock(&dcache_lock);
	d_unhash(dentry);
	spin_unlock(&dcache_lock);
}

/*
 * The hashes of two names are nearly never equal, so the bytes are compared
 * about once. The reference is taken under the lock: afterwards the dentry
 * might be shrunk away.
 */
struct dentry *d_lookup_hash(struct dentry *parent, const char *name,
			     unsigned int len, u32 hash)
{
	struct hlist_node *node;
	struct dentry *dentry;

	spin_lock(&dcache_lock);
	for (node = d_bucket(parent, hash)->first; node; node = node->next) {
		dentry = container_of(node, struct dentry, d_hash);
		if (dentry->d_hashval != hash || dentry->d_parent != parent ||
		    dentry->d_len != len || memcmp(dentry->d_name, name, len))
			continue;
		atomic_inc(&dentry->d_count);
		spin_unlock(&dcache_lock);
		return dentry;
	}
	spin_unlock(&dcache_lock);
	return NULL;
}

struct dentry *d_lookup(struct dentry *parent, const char *name, unsigned len)
{
	return d_lookup_hash(parent, name, len, full_name_hash(name, len));
}

/* -- using and letting go ------------------------------------------------------ */

struct dentry *dget(struct dentry *dentry)
{
	atomic_inc(&dentry->d_count);
	return dentry;
}

static void lru_del(struct dentry *dentry)
{
	if (!(dentry->d_flags & DCACHE_ON_LRU))
		return;
	list_del(&dentry->d_lru);
	dentry->d_flags &= ~DCACHE_ON_LRU;
}

/*
 * Free an unused dentry. dcache_lock held on entry, not on exit. Returns the
 * parent, whose reference is now the caller's, or NULL. May sleep.
 */
static struct dentry *dentry_kill(struct dentry *dentry)
{
	struct dentry *parent = dentry->d_parent;
	struct inode *inode = dentry->d_inode;

	assert(!atomic_read(&dentry->d_count));
	assert(list_empty(&dentry->d_subdirs));
	lru_del(dentry);
	d_unhash(dentry);
	list_del_init(&dentry->d_child);
	spin_unlock(&dcache_lock);

	iput(inode);
	if (!d_name_inline(dentry))
		kfree(dentry->d_name);
	if (parent == dentry)
		parent = NULL;
	kmem_cache_free(dentry_cache, dentry);
	return parent;
}

/* Its last use has gone: is it worth keeping? dcache_lock held. */
static bool d_keep(struct dentry *dentry)
{
	if (d_unhashed(dentry))
		return false;
	if (dentry->d_op && dentry->d_op->d_delete &&
	    dentry->d_op->d_delete(dentry))
		return false;
	if (!(dentry->d_flags & DCACHE_ON_LRU)) {
		dentry->d_flags |= DCACHE_ON_LRU;
		list_add(&dentry->d_lru, &dentry_lru);
	}
	return true;
}

/*
 * Let go of a dentry, NULL too. A loop and no recursion: a deep tree whose last
 * leaf goes is freed all the way up. May sleep when an inode goes with it.
 */
void dput(struct dentry *dentry)
{
	while (dentry) {
		spin_lock(&dcache_lock);
		if (!atomic_dec_and_test(&dentry->d_count) || d_keep(dentry)) {
			spin_unlock(&dcache_lock);
			return;
		}
		/* A freed dentry lets go of its parent, and so on up. */
		dentry = dentry_kill(dentry);
	}
}

/*
 * The name is gone. If nobody else uses the dentry it becomes negative, ready
 * for the next file of that name; otherwise it leaves the hash and lives on,
 * nameless, for those who have it open. The caller holds a reference.
 */
void d_delete(struct dentry *dentry)
{
	struct inode *inode = NULL;

	spin_lock(&dcache_lock);
	if (atomic_read(&dentry->d_count) == 1 && !d_unhashed(dentry))
		swap(inode, dentry->d_inode);
	else
		d_unhash(dentry);
	spin_unlock(&dcache_lock);
	iput(inode);
}

/* -- renaming -------------------------------------------------------------------- */

/*
 * A target that was replaced keeps its name for those who have it open. But a long
 * name is swapped, not copied, as renaming must not fail here: then the target,
 * which nobody finds any more, carries the old one.
 */
static void d_take_name(struct dentry *dentry, struct dentry *target,
			bool exchange)
{
	bool was_inline = d_name_inline(dentry);
	bool now_inline = d_name_inline(target);
	const char *was = dentry->d_name;
	char iname[DNAME_INLINE];

	if (!exchange && was_inline && now_inline) {
		memcpy(dentry->d_iname, target->d_iname, sizeof(iname));
		dentry->d_len = target->d_len;
		dentry->d_hashval = target->d_hashval;
		return;
	}
	memcpy(iname, dentry->d_iname, sizeof(iname));
	memcpy(dentry->d_iname, target->d_iname, sizeof(iname));
	memcpy(target->d_iname, iname, sizeof(iname));
	swap(dentry->d_len, target->d_len);
	swap(dentry->d_hashval, target->d_hashval);
	dentry->d_name = now_inline ? dentry->d_iname : target->d_name;
	target->d_name = was_inline ? target->d_iname : was;
}

void d_move(struct dentry *dentry, struct dentry *target, bool exchange)
{
	struct dentry *old_parent = dentry->d_parent;
	struct dentry *new_parent = target->d_parent;

	spin_lock(&dcache_lock);
	d_unhash(dentry);
	d_unhash(target);
	d_take_name(dentry, target, exchange);
	list_del(&dentry->d_child);
	d_join_parent(dentry, new_parent);
	d_rehash(dentry);
	if (exchange) {
		/* Each takes the other's reference on its parent over. */
		list_del(&target->d_child);
		d_join_parent(target, old_parent);
		d_rehash(target);
	} else {
		dget(new_parent);
	}
	spin_unlock(&dcache_lock);
	if (!exchange)
		dput(old_parent);
}

/* -- shrinking ------------------------------------------------------------------- */

/*
 * Free an unused dentry and what becomes free above it. dcache_lock held on
 * entry, not on exit.
 */
static void d_prune(struct dentry *dentry)
{
	dput(dentry_kill(dentry));
}

/*
 * The oldest first, from the tail. The lock is dropped for each: freeing may
 * sleep, and interrupts nothing that a walk needs for long.
 */
unsigned long shrink_dcache(unsigned long n)
{
	struct dentry *dentry;
	unsigned long freed = 0;

	while (freed < n) {
		spin_lock(&dcache_lock);
		if (list_empty(&dentry_lru)) {
			spin_unlock(&dcache_lock);
			break;
		}
		dentry = list_last_entry(&dentry_lru, struct dentry, d_lru);
		if (atomic_read(&dentry->d_count)) {
			/* In use: its last dput will bring it back. */
			lru_del(dentry);
			spin_unlock(&dcache_lock);
			continue;
		}
		d_prune(dentry);
		freed++;
	}
	return freed;
}

/* An unused child, with dcache_lock held then; or NULL and the lock released. */
static struct dentry *unused_child(struct dentry *parent)
{
	struct dentry *child;

	spin_lock(&dcache_lock);
	list_for_each_entry(child, &parent->d_subdirs, d_child)
		if (!atomic_read(&child->d_count))
			return child;
	spin_unlock(&dcache_lock);
	return NULL;
}

/* For rmdir: what remains is in use, or is a name that exists. */
void shrink_dcache_parent(struct dentry *parent)
{
	struct dentry *child;

	while ((child = unused_child(parent)))
		d_prune(child);
}

static struct dentry *unused_of_sb(struct super_block *sb)
{
	struct dentry *dentry;

	spin_lock(&dcache_lock);
	list_for_each_entry(dentry, &dentry_lru, d_lru)
		if (dentry->d_sb == sb && !atomic_read(&dentry->d_count))
			return dentry;
	spin_unlock(&dcache_lock);
	return NULL;
}

void shrink_dcache_sb(struct super_block *sb)
{
	struct dentry *dentry;

	while ((dentry = unused_of_sb(sb)))
		d_prune(dentry);
}

/* -- boot -------------------------------------------------------------------------- */

void dcache_init(void)
{
	unsigned int log2 = ilog2(max(totalram_pages / PAGES_PER_BUCKET, 1ul));
	size_t bytes;

	log2 = clamp(log2, (unsigned int)MIN_BUCKETS_LOG2,
		     (unsigned int)MAX_BUCKETS_LOG2);
	bytes = sizeof(struct hlist_head) << log2;
	dentry_hashtable = kzalloc(bytes, GFP_KERNEL);
	assert(dentry_hashtable);
	d_hash_shift = 32 - log2;
	dentry_cache = kmem_cache_create("dentry", sizeof(struct dentry), 0,
					 SLAB_HWCACHE_ALIGN | SLAB_PANIC |
						 SLAB_RECLAIM);
	register_shrinker(shrink_dcache);
	pr_debug("dcache: %u buckets\n", 1u << log2);
}
