// SPDX-License-Identifier: GPL-2.0
/* mount(2) and umount2(2): tmpfs, flags, busy mounts, bind mounts. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

#include <helpers.h>
#include <tap.h>

/* A test that failed may have left its mount there. */
static void begin(void)
{
	umount2("mnt", MNT_DETACH);
	rmdir("mnt");
	CHECK_OK(mkdir("mnt", 0755));
}

static void end(void)
{
	CHECK_OK(umount2("mnt", MNT_DETACH));
}

static void mount_tmpfs(unsigned long flags, const char *options)
{
	begin();
	CHECK_OK(mount("none", "mnt", "tmpfs", flags, options));
}

static void as_user(void (*what)(void))
{
	pid_t pid = fork();

	if (!pid) {
		CHECK_OK(setuid(1000));
		what();
		_exit(0);
	}
	reap_ok(pid);
}

TEST(covers, "a mount covers what was there; umount brings it back")
{
	begin();
	CHECK_OK(write_file("mnt/old", "x", 1, 0644));
	CHECK_OK(mount("none", "mnt", "tmpfs", 0, NULL));
	CHECK_ERR(access("mnt/old", F_OK), ENOENT);
	CHECK_OK(write_file("mnt/new", "x", 1, 0644));
	CHECK_OK(umount("mnt"));
	CHECK_OK(access("mnt/old", F_OK));
	CHECK_ERR(access("mnt/new", F_OK), ENOENT);
}

TEST(errors, "mount: ENOENT, ENOTDIR, ENODEV, EFAULT, EINVAL")
{
	begin();
	CHECK_OK(write_file("file", "", 0, 0644));
	CHECK_ERR(mount("none", "missing", "tmpfs", 0, NULL), ENOENT);
	CHECK_ERR(mount("none", "file", "tmpfs", 0, NULL), ENOTDIR);
	CHECK_ERR(mount("none", "mnt", "no-such-fs", 0, NULL), ENODEV);
	CHECK_ERR(mount("none", (char *)KERNEL_BASE, "tmpfs", 0, NULL), EFAULT);
	CHECK_ERR(mount("none", "mnt", "tmpfs", 0, "bogus=1"), EINVAL);
	CHECK_ERR(mount("none", "mnt", "tmpfs", MS_REMOUNT, NULL), EINVAL);
	CHECK_ERR(mount(NULL, "mnt", NULL, MS_PRIVATE, NULL), EINVAL);
}

TEST(umount_errors,
     "umount: EINVAL where nothing is mounted, ENOENT, bad flags")
{
	begin();
	CHECK_ERR(umount("mnt"), EINVAL);
	CHECK_ERR(umount("missing"), ENOENT);
	CHECK_ERR(umount2("mnt", 0x100), EINVAL);
}

static void try_mount(void)
{
	CHECK_ERR(mount("none", "mnt", "tmpfs", 0, NULL), EPERM);
	CHECK_ERR(mount("none", "missing", "tmpfs", 0, NULL), ENOENT);
	CHECK_ERR(umount("mnt"), EPERM);
	CHECK_ERR(umount("missing"), ENOENT);
	CHECK_ERR(umount2("mnt", 0x100), EINVAL);
}

TEST(root_only, "a user gets EPERM, after other errors")
{
	mount_tmpfs(0, NULL);
	as_user(try_mount);
	end();
}

TEST(busy, "with a file open or a process in it: EBUSY; MNT_DETACH goes")
{
	int fd;

	mount_tmpfs(0, NULL);
	fd = CHECK_OK(open("mnt/file", O_CREAT | O_RDWR, 0644));
	CHECK_ERR(umount("mnt"), EBUSY);
	close(fd);
	CHECK_OK(chdir("mnt"));
	CHECK_ERR(umount("../mnt"), EBUSY);
	CHECK_OK(umount2("../mnt", MNT_DETACH));
	CHECK_OK(open("still-works", O_CREAT | O_RDWR, 0644));
}

TEST(detached, "what was taken out of the tree gets no mounts: EINVAL")
{
	mount_tmpfs(0, NULL);
	CHECK_OK(chdir("mnt"));
	CHECK_OK(mkdir("dir", 0755));
	CHECK_OK(umount2("../mnt", MNT_DETACH));
	CHECK_ERR(mount("none", "dir", "tmpfs", 0, NULL), EINVAL);
	CHECK_ERR(mount("/tmp", "dir", NULL, MS_BIND, NULL), EINVAL);
}

TEST(remount_busy, "read-only with a file open for writing: EBUSY")
{
	int fd;

	mount_tmpfs(0, NULL);
	fd = CHECK_OK(open("mnt/file", O_CREAT | O_RDWR, 0644));
	CHECK_ERR(mount("none", "mnt", NULL, MS_REMOUNT | MS_RDONLY, NULL),
		  EBUSY);
	CHECK_EQ(write(fd, "x", 1), 1);
	close(fd);
	fd = CHECK_OK(open("mnt/file", O_RDONLY));
	CHECK_OK(mount("none", "mnt", NULL, MS_REMOUNT | MS_RDONLY, NULL));
	close(fd);
	end();
}

static void ro_user(void)
{
	CHECK_ERR(open("mnt/file", O_RDWR), EROFS);
	CHECK_ERR(access("mnt/file", W_OK), EROFS);
	CHECK_ERR(mkdir("mnt/x", 0755), EROFS);
}

TEST(read_only, "on a read-only mount all that changes something is EROFS")
{
	mount_tmpfs(0, NULL);
	CHECK_OK(write_file("mnt/file", "x", 1, 0644));
	CHECK_OK(mkdir("mnt/dir", 0755));
	CHECK_OK(mount("none", "mnt", NULL, MS_REMOUNT | MS_RDONLY, NULL));
	CHECK_OK(open("mnt/file", O_RDONLY));
	CHECK_OK(open("mnt/file", O_RDONLY | O_CREAT, 0644));
	CHECK_ERR(open("mnt/file", O_WRONLY), EROFS);
	CHECK_ERR(open("mnt/new", O_CREAT, 0644), EROFS);
	CHECK_ERR(truncate("mnt/file", 0), EROFS);
	CHECK_ERR(unlink("mnt/file"), EROFS);
	CHECK_ERR(unlink("mnt/missing"), EROFS);
	CHECK_ERR(rmdir("mnt/dir"), EROFS);
	CHECK_ERR(mkdir("mnt/new", 0755), EROFS);
	CHECK_ERR(mkdir("mnt/dir", 0755), EEXIST);
	CHECK_ERR(rename("mnt/file", "mnt/x"), EROFS);
	CHECK_ERR(rename("mnt/missing", "mnt/x"), EROFS);
	CHECK_ERR(link("mnt/file", "mnt/x"), EROFS);
	CHECK_ERR(symlink("x", "mnt/x"), EROFS);
	CHECK_ERR(chmod("mnt/file", 0600), EROFS);
	CHECK_ERR(chown("mnt/file", 0, 0), EROFS);
	CHECK_ERR(access("mnt", W_OK), EROFS);
	as_user(ro_user);
	end();
}

TEST(nodev_noexec, "MS_NODEV: no device can be opened; MS_NOEXEC: nothing runs")
{
	mount_tmpfs(MS_NODEV | MS_NOEXEC, NULL);
	CHECK_OK(mknod("mnt/null", S_IFCHR | 0666, 0x103));
	CHECK_ERR(open("mnt/null", O_RDWR), EACCES);
	CHECK_OK(write_file("mnt/prog", "#!/bin/sh\n", 10, 0755));
	CHECK_ERR(access("mnt/prog", X_OK), EACCES);
	CHECK_ERR(execl("mnt/prog", "prog", NULL), EACCES);
	end();
}

TEST(size, "tmpfs with size=: ENOSPC, and what fits is written")
{
	static char buf[32768];
	int fd;

	mount_tmpfs(0, "size=64k,mode=700");
	fd = CHECK_OK(open("mnt/file", O_CREAT | O_RDWR, 0644));
	CHECK_EQ(write(fd, buf, sizeof(buf)), (ssize_t)sizeof(buf));
	CHECK_EQ(write(fd, buf, sizeof(buf)), (ssize_t)sizeof(buf));
	CHECK_ERR(write(fd, buf, 1), ENOSPC);
	CHECK_OK(ftruncate(fd, 4096));
	CHECK_EQ(pwrite(fd, buf, sizeof(buf), 40000), (ssize_t)sizeof(buf));
	end();
}

static const struct {
	const char *claim, *options;
	unsigned long blocks; /* 0: EINVAL */
} sizes[] = {
	{ "tmpfs: size in bytes, rounded up to pages", "size=65537", 17 },
	{ "tmpfs: size with a unit", "size=64k", 16 },
	{ "tmpfs: size may be more than there is", "size=4g", 1 << 20 },
	{ "tmpfs: nr_blocks in pages", "nr_blocks=5", 5 },
	{ "tmpfs: size without a number", "size=", 0 },
	{ "tmpfs: size with a unit there is not", "size=1x", 0 },
	{ "tmpfs: an option that there is not", "size=4k,bogus=1", 0 },
};

TEST_TABLE(sizes, sizes)
{
	const __typeof__(sizes[0]) *s = element;
	struct statfs fs;
	int error;

	begin();
	error = mount("none", "mnt", "tmpfs", 0, s->options);
	if (!s->blocks) {
		CHECK_ERR(error, EINVAL);
		return;
	}
	CHECK_OK(error);
	CHECK_OK(statfs("mnt", &fs));
	end();
	CHECK_EQ(fs.f_blocks, s->blocks);
}

TEST(bind, "a bind mount shows a directory in a second place, apart for rename")
{
	begin();
	CHECK_OK(mkdir("dir", 0755));
	CHECK_OK(write_file("dir/file", "x", 1, 0644));
	CHECK_OK(mount("dir", "mnt", NULL, MS_BIND, NULL));
	CHECK_OK(access("mnt/file", F_OK));
	CHECK_ERR(rename("mnt/file", "dir/x"), EXDEV);
	CHECK_ERR(link("mnt/file", "dir/x"), EXDEV);
	CHECK_ERR(rmdir("mnt"), EBUSY);
	CHECK_ERR(rename("mnt", "other"), EBUSY);
	CHECK_OK(umount("mnt"));
	CHECK_ERR(mount("dir/file", "mnt", NULL, MS_BIND, NULL), ENOTDIR);
}

/* Is there a mount whose root is this and that ends so? */
static bool in_mountinfo(const char *root, const char *point)
{
	FILE *info = fopen("/proc/self/mountinfo", "r");
	char line[1024], at[256], on[256];
	bool found = false;

	CHECK(info);
	while (!found && fgets(line, sizeof(line), info))
		found = sscanf(line, "%*d %*d %*s %255s %255s", at, on) == 2 &&
			strlen(at) >= strlen(root) &&
			!strcmp(at + strlen(at) - strlen(root), root) &&
			strstr(on, point);
	fclose(info);
	return found;
}

TEST(info, "mountinfo tells which directory of its file system a mount shows")
{
	begin();
	CHECK_OK(mkdir("dir", 0755));
	CHECK_OK(mkdir("dir/sub dir", 0755));
	CHECK_OK(mount("dir/sub dir", "mnt", NULL, MS_BIND, NULL));
	CHECK(in_mountinfo("/dir/sub\\040dir", "/mnt"));
	CHECK_OK(umount("mnt"));
	CHECK_OK(mount("none", "mnt", "tmpfs", 0, NULL));
	CHECK(in_mountinfo("/", "/mnt"));
	end();
}
