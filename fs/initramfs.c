// SPDX-License-Identifier: GPL-2.0
/*
 * The first root file system: the archives that the boot loader has put into
 * memory, unpacked into the root ramfs one after the other.
 *
 * A later entry takes the place of an earlier one of the same name, so that an
 * archive of a few files can be laid over the root (OVERLAY=). A directory that
 * is there already keeps its contents. Hard links: the archive gives all names
 * of a file in turn and the data with the last, so the first name is kept in
 * mind until all have come, and no longer: the next archive numbers its own.
 *
 * An archive may be as large as half of the memory, so its pages are given back as
 * soon as what they held has been unpacked.
 *
 * Context: boot, pid 1, before anybody else uses files. Locks: those of the
 * functions called.
 */
#include <lectern/boot_info.h>
#include <lectern/cpio.h>
#include <lectern/err.h>
#include <lectern/fs.h>
#include <lectern/gfp.h>
#include <lectern/init.h>
#include <lectern/pagemap.h>
#include <lectern/panic.h>
#include <lectern/printk.h>
#include <lectern/sched.h>
#include <lectern/slab.h>
#include <lectern/string.h>
#include <lectern/vmalloc.h>

#include "internal.h"

/* A file of which more names are to come. */
struct link_entry {
	struct list_head list;
	u32 ino, dev_major, dev_minor;
	u32 left;	  /* names still to come */
	struct path path; /* the first one */
};

struct unpack {
	struct list_head links;
	char *path; /* of the entry, PATH_MAX bytes */
	unsigned int files;
	struct boot_module *rest; /* what is not unpacked yet */
};

/* -- the name --------------------------------------------------------------------- */

/* "./bin/sh", "bin/sh" or "/bin/sh" as "/bin/sh". */
static int __init make_path(char *path, const char *name)
{
	while (*name == '/' || (name[0] == '.' && name[1] == '/'))
		name++;
	if (!strcmp(name, "."))
		name++;
	path[0] = '/';
	if (strscpy(path + 1, name, PATH_MAX - 1) < 0)
		return -ENAMETOOLONG;
	return 0;
}

/* Owner, mode and time as the archive says. */
static void __init set_attributes(struct inode *inode,
				  const struct cpio_entry *entry)
{
	inode->i_uid = entry->uid;
	inode->i_gid = entry->gid;
	inode->i_mode = (inode->i_mode & S_IFMT) | (entry->mode & S_IALLUGO);
	inode->i_mtime.tv_sec = entry->mtime;
	inode->i_mtime.tv_nsec = 0;
}

/* -- making an entry ------------------------------------------------------------------ */

static int __init write_data(struct inode *inode,
			     const struct cpio_entry *entry)
{
	ssize_t n =
		page_cache_write(inode->i_mapping, 0, entry->data, entry->size);

	if (n < 0)
		return n;
	return (size_t)n == entry->size ? 0 : -ENOMEM;
}

/* The new file's path is the caller's to put. */
static int __init make_new(const char *name, const struct cpio_entry *entry,
			   struct path *path)
{
	struct new_node new = {
		.mode = entry->mode,
		.dev = MKDEV(entry->rdev_major, entry->rdev_minor),
	};
	char *target = NULL;
	int error;

	if (S_ISLNK(entry->mode)) {
		target = kmalloc(entry->size + 1, GFP_KERNEL);
		if (!target)
			return -ENOMEM;
		memcpy(target, entry->data, entry->size);
		target[entry->size] = '\0';
		new.target = target;
	}
	error = make_name(name, &new);
	kfree(target);
	if (!error)
		error = path_lookup(AT_FDCWD, name, 0, path);
	if (error)
		return error;
	set_attributes(path->dentry->d_inode, entry);
	if (S_ISREG(entry->mode))
		error = write_data(path->dentry->d_inode, entry);
	if (error)
		path_put(path);
	return error;
}

/* Is a directory of that name there? Then it only gets the new attributes. */
static bool __init keep_directory(const char *name,
				  const struct cpio_entry *entry)
{
	struct path path;

	if (path_lookup(AT_FDCWD, name, LOOKUP_DIRECTORY, &path))
		return false;
	set_attributes(path.dentry->d_inode, entry);
	path_put(&path);
	return true;
}

/* -- hard links --------------------------------------------------------------------------- */

static struct link_entry *__init find_link(struct unpack *u,
					   const struct cpio_entry *entry)
{
	struct link_entry *link;

	list_for_each_entry(link, &u->links, list)
		if (link->ino == entry->ino &&
		    link->dev_major == entry->dev_major &&
		    link->dev_minor == entry->dev_minor)
			return link;
	return NULL;
}

static void __init forget_link(struct link_entry *link)
{
	list_del(&link->list);
	path_put(&link->path);
	kfree(link);
}

/* The first of several names makes the file. */
static int __init make_first(struct unpack *u, const struct cpio_entry *entry)
{
	struct link_entry *link = kmalloc(sizeof(*link), GFP_KERNEL);
	int error = -ENOMEM;

	if (link)
		error = make_new(u->path, entry, &link->path);
	if (error) {
		kfree(link);
		return error;
	}
	link->ino = entry->ino;
	link->dev_major = entry->dev_major;
	link->dev_minor = entry->dev_minor;
	link->left = entry->nlink - 1;
	list_add(&link->list, &u->links);
	return 0;
}

/* The others are links to it; the data may come with any of them. */
static int __init make_linked(struct unpack *u, const struct cpio_entry *entry)
{
	struct link_entry *link = find_link(u, entry);
	struct new_node new = { .mode = entry->mode };
	int error;

	if (!link)
		return make_first(u, entry);
	new.old = &link->path;
	error = make_name(u->path, &new);
	if (!error && entry->size)
		error = write_data(link->path.dentry->d_inode, entry);
	if (!--link->left)
		forget_link(link);
	return error;
}

/* -- an archive ------------------------------------------------------------------------------ */

static int __init remove_name(const char *name, bool is_dir)
{
	struct nameidata nd;
	int error = walk_parent(AT_FDCWD, name, &nd);

	return error ? error : remove_last(&nd, is_dir);
}

/*
 * One entry. What stands in the way is removed first and not overwritten: other
 * names of the old file keep the old contents.
 */
static int __init unpack_entry(const struct cpio_entry *entry, void *arg)
{
	struct unpack *u = arg;
	struct path path;
	int error = make_path(u->path, entry->name);

	if (error)
		return error;
	u->files++;
	if (S_ISDIR(entry->mode) && keep_directory(u->path, entry))
		return 0;
	/* What is in the way goes, unless it is a directory with names. */
	error = remove_name(u->path, false);
	if (error == -EISDIR)
		error = remove_name(u->path, true);
	if (error && error != -ENOENT)
		return error;
	if (S_ISREG(entry->mode) && entry->nlink > 1)
		return make_linked(u, entry);
	error = make_new(u->path, entry, &path);
	if (!error)
		path_put(&path);
	return error;
}

static bool __init in_direct_map(const struct boot_module *module)
{
	return module->start < MAX_LOWMEM &&
	       module->size <= MAX_LOWMEM - module->start;
}

/* Give the whole pages of a module below end (a physical address) back. */
static void __init give_back(struct boot_module *module, unsigned long end)
{
	unsigned long start = PAGE_ALIGN(module->start);

	end &= PAGE_MASK;
	if (start >= end || !in_direct_map(module))
		return;
	free_reserved_area(__va(start), __va(end));
	module->size -= end - module->start;
	module->start = end;
}

static int __init unpack_next(const struct cpio_entry *entry, void *arg)
{
	struct unpack *u = arg;
	const char *end = (const char *)entry->data + entry->size;
	int error = unpack_entry(entry, u);

	if (!error && in_direct_map(u->rest))
		give_back(u->rest, __pa(end));
	return error;
}

#define GZIP_MAGIC "\x1f\x8b"

/* Say which archive is wrong, where, and what to do about it. */
static void __init complain(unsigned int nr, const struct boot_module *module,
			    const char *start, const struct unpack *u,
			    size_t at, int error)
{
	const char *what = "cannot be made";

	if (module->size > 2 && !memcmp(start, GZIP_MAGIC, 2))
		what = "is compressed: unpack it with gunzip";
	else if (error == -EINVAL)
		what = "is damaged: make it anew (cpio -o -H newc)";
	else if (error == -ENOMEM)
		what = "does not fit: give the machine more memory";
	pr_err("initramfs: archive %u (%lu bytes at %#lx), byte %zu, at '%s': it %s (error %d)\n",
	       nr, module->size, module->start, at, u->path, what, error);
}

/* QEMU puts an archive at the top of memory, which may be out of reach. */
static const char *__init map_module(const struct boot_module *module)
{
	if (in_direct_map(module))
		return __va(module->start);
	return ioremap(module->start, module->size);
}

/*
 * An archive that is damaged is left where it broke, and the next one is tried:
 * what was unpacked may be enough to look around.
 */
static void __init unpack_module(unsigned int nr, struct boot_module *rest)
{
	const struct boot_module whole = *rest, *module = &whole;
	struct unpack u = { .links = LIST_HEAD_INIT(u.links), .rest = rest };
	const char *start = map_module(module);
	struct link_entry *link, *next;
	size_t at = 0;
	int error;

	u.path = kzalloc(PATH_MAX, GFP_KERNEL);
	if (!u.path || !start)
		panic("initramfs: no memory for archive %u", nr);
	error = cpio_for_each(start, module->size, unpack_next, &u, &at);
	if (error)
		complain(nr, module, start, &u, at, error);
	else
		pr_info("initramfs: archive %u: %u files from %lu KiB\n", nr,
			u.files, module->size / 1024);
	list_for_each_entry_safe(link, next, &u.links, list)
		forget_link(link);
	kfree(u.path);
	if (!in_direct_map(module))
		iounmap((void *)start);
}

/*
 * Give the rest of the archives' memory back. Loaders put each on a page of its
 * own; should one not begin a page, the pages that two may share are left alone.
 */
static void __init free_modules(unsigned long unaligned)
{
	for (unsigned int i = 0; i < boot_info.nr_modules; i++) {
		struct boot_module *module = &boot_info.modules[i];
		unsigned long end = module->start + module->size;

		give_back(module, unaligned ? end : PAGE_ALIGN(end));
	}
}

void __init populate_rootfs(void)
{
	umode_t umask = current->fs->umask;
	unsigned long unaligned = 0;

	if (!boot_info.nr_modules)
		panic("No root file system: the boot loader gave no archive. "
		      "Boot with the root.cpio that make built, as a module "
		      "in grub.cfg or with -initrd.");
	current->fs->umask = 0;
	for (unsigned int i = 0; i < boot_info.nr_modules; i++)
		unaligned |= boot_info.modules[i].start & ~PAGE_MASK;
	for (unsigned int i = 0; i < boot_info.nr_modules; i++)
		unpack_module(i + 1, &boot_info.modules[i]);
	current->fs->umask = umask;
	free_modules(unaligned);
}
