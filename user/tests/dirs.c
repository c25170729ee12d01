// SPDX-License-Identifier: GPL-2.0
/*
 * Directories: mkdir(2), rmdir(2), getdents64(2), chdir(2), getcwd(2), and
 * the rules for names and paths (path_resolution(7)).
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <helpers.h>
#include <raw.h>
#include <tap.h>

/* An entry as getdents64 gives it. */
struct entry {
	unsigned long long ino;
	long long off;
	unsigned short length;
	unsigned char type;
	char name[];
};

static bool is_directory(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

TEST(make, "mkdir makes a directory, with the mode and the umask")
{
	struct stat st;

	umask(022);
	CHECK_OK(mkdir("dir", 0777));
	CHECK_OK(stat("dir", &st));
	CHECK_EQ(st.st_mode, S_IFDIR | 0755);
}

TEST(make_errors, "mkdir: EEXIST, ENOENT, ENOTDIR")
{
	CHECK_OK(mkdir("dir", 0700));
	CHECK_OK(write_file("file", "", 0, 0600));
	CHECK_ERR(mkdir("dir", 0700), EEXIST);
	CHECK_ERR(mkdir("file", 0700), EEXIST);
	CHECK_ERR(mkdir("/", 0700), EEXIST);
	CHECK_ERR(mkdir(".", 0700), EEXIST);
	CHECK_ERR(mkdir("missing/dir", 0700), ENOENT);
	CHECK_ERR(mkdir("", 0700), ENOENT);
	CHECK_ERR(mkdir("file/dir", 0700), ENOTDIR);
}

TEST(make_slash, "mkdir takes a name that ends with a slash")
{
	CHECK_OK(mkdir("dir/", 0700));
	CHECK(is_directory("dir"));
}

TEST(links, "a directory has 2 links, one more for each below it")
{
	struct stat st;

	CHECK_OK(mkdir("dir", 0700));
	CHECK_OK(stat("dir", &st));
	CHECK_EQ(st.st_nlink, 2);
	CHECK_OK(mkdir("dir/sub", 0700));
	CHECK_OK(stat("dir", &st));
	CHECK_EQ(st.st_nlink, 3);
	CHECK_OK(rmdir("dir/sub"));
	CHECK_OK(stat("dir", &st));
	CHECK_EQ(st.st_nlink, 2);
}

TEST(remove, "rmdir removes an empty directory")
{
	CHECK_OK(mkdir("dir", 0700));
	CHECK_OK(rmdir("dir"));
	CHECK(!is_directory("dir"));
}

TEST(remove_errors, "rmdir: ENOTEMPTY, ENOENT, ENOTDIR, EINVAL, EBUSY")
{
	CHECK_OK(mkdir("dir", 0700));
	CHECK_OK(write_file("dir/file", "", 0, 0600));
	CHECK_ERR(rmdir("dir"), ENOTEMPTY);
	CHECK_ERR(rmdir("missing"), ENOENT);
	CHECK_ERR(rmdir("dir/file"), ENOTDIR);
	CHECK_ERR(rmdir("dir/."), EINVAL);
	CHECK_ERR(rmdir("dir/.."), ENOTEMPTY);
	CHECK_ERR(rmdir("/"), EBUSY);
}

TEST(unlink_directory, "unlink of a directory is EISDIR")
{
	CHECK_OK(mkdir("dir", 0700));
	CHECK_ERR(unlink("dir"), EISDIR);
}

TEST(unlink_errors, "unlink: ENOENT, ENOTDIR")
{
	CHECK_OK(write_file("file", "", 0, 0600));
	CHECK_ERR(unlink("missing"), ENOENT);
	CHECK_ERR(unlink("file/x"), ENOTDIR);
	CHECK_ERR(unlink("file/"), ENOTDIR);
	CHECK_OK(unlink("file"));
	CHECK_ERR(unlink("file"), ENOENT);
}

TEST(removed_cwd, "in a directory that was removed: ENOENT")
{
	char path[256];

	CHECK_OK(mkdir("dir", 0700));
	CHECK_OK(chdir("dir"));
	CHECK_OK(rmdir("../dir"));
	CHECK_ERR(open("file", O_WRONLY | O_CREAT, 0600), ENOENT);
	CHECK_ERR(mkdir("sub", 0700), ENOENT);
	CHECK_ERR(getcwd(path, sizeof(path)) ? 0L : -1L, ENOENT);
}

TEST(dots, ". and .. name this directory and the one above")
{
	struct stat a, b;

	CHECK_OK(mkdir("dir", 0700));
	CHECK_OK(stat(".", &a));
	CHECK_OK(stat("dir/..", &b));
	CHECK_EQ(a.st_ino, b.st_ino);
	CHECK_OK(stat("dir/./../dir/.././", &b));
	CHECK_EQ(a.st_ino, b.st_ino);
}

TEST(above_root, ".. of the root is the root")
{
	struct stat a, b;

	CHECK_OK(stat("/", &a));
	CHECK_OK(stat("/../../..", &b));
	CHECK_EQ(a.st_ino, b.st_ino);
	CHECK_EQ(a.st_dev, b.st_dev);
}

TEST(slashes, "several slashes are as one")
{
	CHECK_OK(mkdir("dir", 0700));
	CHECK_OK(write_file("dir/file", "", 0, 0600));
	CHECK_OK(access("dir///file", F_OK));
	CHECK_OK(access("////", F_OK));
}

TEST(cwd, "getcwd tells where chdir went")
{
	char start[256], path[512], want[512];

	CHECK(getcwd(start, sizeof(start)));
	CHECK_OK(mkdir("dir", 0700));
	CHECK_OK(mkdir("dir/sub", 0700));
	CHECK_OK(chdir("dir/sub"));
	CHECK(getcwd(path, sizeof(path)));
	snprintf(want, sizeof(want), "%s/dir/sub", start);
	CHECK(!strcmp(path, want));
	CHECK_OK(chdir(".."));
	CHECK(getcwd(path, sizeof(path)));
	snprintf(want, sizeof(want), "%s/dir", start);
	CHECK(!strcmp(path, want));
	CHECK_OK(chdir("/"));
	CHECK(getcwd(path, sizeof(path)));
	CHECK(!strcmp(path, "/"));
}

TEST(cwd_size, "getcwd: ERANGE when there is no room, length on success")
{
	char path[256];

	CHECK_OK(chdir("/"));
	CHECK_EQ(raw(SYS_getcwd, path, 1), -ERANGE);
	CHECK_EQ(raw(SYS_getcwd, path, 2), 2);
}

TEST(chdir_errors, "chdir: ENOENT, ENOTDIR")
{
	CHECK_OK(write_file("file", "", 0, 0600));
	CHECK_ERR(chdir("missing"), ENOENT);
	CHECK_ERR(chdir("file"), ENOTDIR);
}

TEST(fchdir_call, "fchdir goes to the directory of a descriptor")
{
	int fd;

	CHECK_OK(mkdir("dir", 0700));
	CHECK_OK(write_file("dir/file", "", 0, 0600));
	fd = CHECK_OK(open("dir", O_RDONLY));
	CHECK_OK(fchdir(fd));
	CHECK_OK(access("file", F_OK));
	CHECK_ERR(fchdir(CHECK_OK(open("file", O_RDONLY))), ENOTDIR);
}

TEST(long_name, "a name may have 255 bytes; 256 are ENAMETOOLONG")
{
	char name[300];

	memset(name, 'n', sizeof(name));
	name[255] = '\0';
	CHECK_OK(mkdir(name, 0700));
	CHECK(is_directory(name));
	name[255] = 'n';
	name[256] = '\0';
	CHECK_ERR(mkdir(name, 0700), ENAMETOOLONG);
	CHECK_ERR(access(name, F_OK), ENAMETOOLONG);
}

TEST(long_path, "a path of 4095 bytes works; 4096 are ENAMETOOLONG")
{
	static char path[PATH_MAX + 1];

	memset(path, '/', sizeof(path) - 1);
	path[PATH_MAX - 1] = '\0';
	CHECK_OK(access(path, F_OK));
	path[PATH_MAX - 1] = '/';
	CHECK_ERR(access(path, F_OK), ENAMETOOLONG);
}

/* Which of a, b, … are in the directory, as letters of one word. */
static unsigned letters(int fd, char *buf, size_t size)
{
	unsigned seen = 0;
	long n, at;

	while ((n = raw(SYS_getdents64, fd, buf, size)) > 0) {
		for (at = 0; at < n;) {
			struct entry *e = (struct entry *)(buf + at);

			CHECK(e->length >= 20 && e->length % 4 == 0);
			CHECK(e->ino != 0);
			if (strcmp(e->name, ".") && strcmp(e->name, "..")) {
				CHECK_EQ(strlen(e->name), 1);
				CHECK(!(seen & 1u << (e->name[0] - 'a')));
				seen |= 1u << (e->name[0] - 'a');
			}
			at += e->length;
		}
		CHECK_EQ(at, n);
	}
	CHECK_EQ(n, 0);
	return seen;
}

static int make_letters(int count)
{
	char name[] = "dir/x";
	int i;

	CHECK_OK(mkdir("dir", 0700));
	for (i = 0; i < count; i++) {
		name[4] = (char)('a' + i);
		CHECK_OK(write_file(name, "", 0, 0600));
	}
	return CHECK_OK(open("dir", O_RDONLY | O_DIRECTORY));
}

TEST(list, "getdents64 gives each entry once")
{
	char buf[4096] __attribute__((aligned(8)));

	CHECK_EQ(letters(make_letters(26), buf, sizeof(buf)), 0x3ffffff);
}

TEST(list_little, "also with room for one entry at a time")
{
	char buf[32] __attribute__((aligned(8)));

	CHECK_EQ(letters(make_letters(10), buf, sizeof(buf)), 0x3ff);
}

TEST(list_no_room, "with no room for any it is EINVAL")
{
	char buf[16] __attribute__((aligned(8)));

	CHECK_EQ(raw(SYS_getdents64, make_letters(1), buf, 8), -EINVAL);
}

TEST(list_again, "after lseek to 0 it begins again")
{
	char buf[4096] __attribute__((aligned(8)));
	int fd = make_letters(5);

	CHECK_EQ(letters(fd, buf, sizeof(buf)), 0x1f);
	CHECK_EQ(lseek(fd, 0, SEEK_SET), 0);
	CHECK_EQ(letters(fd, buf, sizeof(buf)), 0x1f);
}

TEST(list_file, "on a file it is ENOTDIR")
{
	char buf[64];

	CHECK_OK(write_file("file", "", 0, 0600));
	CHECK_EQ(raw(SYS_getdents64, CHECK_OK(open("file", O_RDONLY)), buf, 64),
		 -ENOTDIR);
}

TEST(list_unlinking, "entries may be unlinked while they are being listed")
{
	struct dirent *entry;
	DIR *dir;
	int n = 0;

	close(make_letters(26));
	CHECK_OK(chdir("dir"));
	dir = opendir(".");
	CHECK(dir);
	while ((entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		CHECK_OK(unlink(entry->d_name));
		n++;
	}
	closedir(dir);
	CHECK_EQ(n, 26);
	CHECK_OK(chdir(".."));
	CHECK_OK(rmdir("dir"));
}

TEST(types, "d_type tells files, directories and links apart")
{
	struct dirent *entry;
	DIR *dir;

	CHECK_OK(mkdir("d", 0700));
	CHECK_OK(write_file("f", "", 0, 0600));
	CHECK_OK(symlink("f", "l"));
	dir = opendir(".");
	CHECK(dir);
	while ((entry = readdir(dir)) != NULL) {
		if (!strcmp(entry->d_name, "d"))
			CHECK_EQ(entry->d_type, DT_DIR);
		if (!strcmp(entry->d_name, "f"))
			CHECK_EQ(entry->d_type, DT_REG);
		if (!strcmp(entry->d_name, "l"))
			CHECK_EQ(entry->d_type, DT_LNK);
	}
	closedir(dir);
}

TEST(deep, "50 directories, one in the other")
{
	char path[4096];
	int i;

	for (i = 0; i < 50; i++) {
		CHECK_OK(mkdir("deeper", 0700));
		CHECK_OK(chdir("deeper"));
	}
	CHECK(getcwd(path, sizeof(path)));
	for (i = 0; i < 50; i++) {
		CHECK_OK(chdir(".."));
		CHECK_OK(rmdir("deeper"));
	}
}

/* In a new root, but with the old directory as the current one. */
static void escape(void)
{
	char buf[200];

	CHECK_OK(mkdir("root", 0755));
	CHECK_OK(chroot("root"));
	CHECK(raw(SYS_getcwd, buf, sizeof(buf)) > 0);
	CHECK(!strncmp(buf, "(unreachable)/", 14));
	CHECK_ERR(access("/root", F_OK), ENOENT);
	CHECK_OK(access("root", F_OK));
	CHECK_OK(chdir("/"));
	CHECK_OK(chdir(".."));
	CHECK_EQ(raw(SYS_getcwd, buf, sizeof(buf)), 2);
	CHECK(!strcmp(buf, "/"));
}

TEST(chroots,
     "chroot makes a directory /, and leaves the current one where it is")
{
	survives(escape);
}

static void as_user(void)
{
	CHECK_OK(setuid(1000));
	CHECK_ERR(chroot("missing"), ENOENT);
	CHECK_ERR(chroot("/tmp"), EPERM);
}

TEST(chroot_errors, "chroot: ENOENT, ENOTDIR; a user, EPERM after those")
{
	CHECK_ERR(chroot("missing"), ENOENT);
	CHECK_OK(write_file("file", "", 0, 0600));
	CHECK_ERR(chroot("file"), ENOTDIR);
	survives(as_user);
}
