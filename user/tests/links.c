// SPDX-License-Identifier: GPL-2.0
/* link(2), symlink(2), readlink(2), rename(2), stat(2). */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>

#include <helpers.h>
#include <raw.h>
#include <tap.h>

static struct stat st, other;

static void make(const char *path)
{
	CHECK_OK(write_file(path, path, strlen(path), 0640));
}

/* The file must hold WORDS (files here hold the name they were made by). */
static void holds(const char *path, const char *words)
{
	char text[64];

	CHECK(read_file(path, text, sizeof(text)) >= 0);
	CHECK(!strcmp(text, words));
}

TEST(stat_file, "stat of a file: type, mode, size, links, owner")
{
	make("file");
	CHECK_OK(stat("file", &st));
	CHECK_EQ(st.st_mode, S_IFREG | 0640);
	CHECK_EQ(st.st_size, 4);
	CHECK_EQ(st.st_nlink, 1);
	CHECK_EQ(st.st_uid, 0);
	CHECK_EQ(st.st_gid, 0);
	CHECK(st.st_ino != 0);
	CHECK(st.st_blksize > 0);
}

TEST(stat_same, "stat, lstat and fstat agree")
{
	int fd;

	make("file");
	fd = CHECK_OK(open("file", O_RDONLY));
	CHECK_OK(stat("file", &st));
	CHECK_OK(lstat("file", &other));
	CHECK_EQ(st.st_ino, other.st_ino);
	CHECK_OK(fstat(fd, &other));
	CHECK_EQ(st.st_ino, other.st_ino);
	CHECK_EQ(st.st_dev, other.st_dev);
	CHECK_ERR(fstat(77, &st), EBADF);
}

TEST(stat_device, "stat of a device tells its numbers")
{
	CHECK_OK(stat("/dev/null", &st));
	CHECK(S_ISCHR(st.st_mode));
	CHECK_EQ(major(st.st_rdev), 1);
	CHECK_EQ(minor(st.st_rdev), 3);
}

TEST(stat_time, "a write sets the modification time to now")
{
	time_t now = time(NULL);
	int fd;

	make("file");
	CHECK_OK(stat("file", &st));
	CHECK(st.st_mtime >= now - 1 && st.st_mtime <= now + 2);
	nap(50);
	fd = CHECK_OK(open("file", O_WRONLY));
	CHECK_EQ(write(fd, "x", 1), 1);
	CHECK_OK(stat("file", &other));
	CHECK(other.st_mtim.tv_sec > st.st_mtim.tv_sec ||
	      (other.st_mtim.tv_sec == st.st_mtim.tv_sec &&
	       other.st_mtim.tv_nsec > st.st_mtim.tv_nsec));
}

TEST(stat_raw, "the structure of stat64 is 96 bytes, the inode at both ends")
{
	unsigned char buf[128];
	unsigned long long ino;
	unsigned low;

	memset(buf, 0xcc, sizeof(buf));
	make("file");
	CHECK_EQ(raw(SYS_stat64, "file", buf), 0);
	CHECK_EQ(buf[96], 0xcc);
	memcpy(&low, buf + 12, 4);
	memcpy(&ino, buf + 88, 8);
	CHECK_EQ(low, (unsigned)ino);
	CHECK_OK(stat("file", &st));
	CHECK_EQ(st.st_ino, ino);
}

TEST(hard, "a hard link is the same file under another name")
{
	make("a");
	CHECK_OK(link("a", "b"));
	CHECK_OK(stat("a", &st));
	CHECK_OK(stat("b", &other));
	CHECK_EQ(st.st_ino, other.st_ino);
	CHECK_EQ(st.st_nlink, 2);
	CHECK_OK(unlink("a"));
	holds("b", "a");
	CHECK_OK(stat("b", &st));
	CHECK_EQ(st.st_nlink, 1);
}

TEST(hard_errors, "link: EEXIST, ENOENT, EPERM for a directory")
{
	make("a");
	make("b");
	CHECK_OK(mkdir("dir", 0700));
	CHECK_ERR(link("a", "b"), EEXIST);
	CHECK_ERR(link("missing", "c"), ENOENT);
	CHECK_ERR(link("a", "missing/c"), ENOENT);
	CHECK_ERR(link("dir", "c"), EPERM);
}

TEST(symbolic, "a symbolic link leads to its target; lstat sees the link")
{
	make("file");
	CHECK_OK(symlink("file", "link"));
	holds("link", "file");
	CHECK_OK(lstat("link", &st));
	CHECK(S_ISLNK(st.st_mode));
	CHECK_EQ(st.st_size, 4);
	CHECK_OK(stat("link", &st));
	CHECK(S_ISREG(st.st_mode));
}

TEST(symbolic_text, "readlink gives the text, without a NUL, cut to the room")
{
	char buf[32];

	memset(buf, '#', sizeof(buf));
	CHECK_OK(symlink("some/where", "link"));
	CHECK_EQ(readlink("link", buf, sizeof(buf)), 10);
	CHECK(!memcmp(buf, "some/where#", 11));
	CHECK_EQ(readlink("link", buf, 4), 4);
	CHECK_ERR(readlink(".", buf, 4), EINVAL);
	CHECK_EQ(raw(SYS_readlink, "link", buf, 0), -EINVAL);
}

TEST(symbolic_empty, "readlinkat with no name reads the link that is open")
{
	char buf[16];
	int fd;

	CHECK_OK(symlink("target", "link"));
	fd = CHECK_OK(open("link", O_PATH | O_NOFOLLOW));
	CHECK_EQ(readlinkat(fd, "", buf, sizeof(buf)), 6);
	CHECK(!memcmp(buf, "target", 6));
	fd = CHECK_OK(open(".", O_RDONLY));
	CHECK_ERR(readlinkat(fd, "", buf, sizeof(buf)), ENOENT);
	CHECK_ERR(readlinkat(fd, ".", buf, sizeof(buf)), EINVAL);
	CHECK_ERR(readlink("", buf, sizeof(buf)), ENOENT);
}

TEST(symbolic_errors, "symlink: EEXIST, ENOENT for an empty text")
{
	CHECK_OK(symlink("x", "link"));
	CHECK_ERR(symlink("y", "link"), EEXIST);
	CHECK_ERR(symlink("", "empty"), ENOENT);
	CHECK_ERR(symlink("x", "missing/link"), ENOENT);
}

TEST(dangling, "a link to nothing: stat is ENOENT, lstat is not")
{
	CHECK_OK(symlink("nothing", "link"));
	CHECK_ERR(stat("link", &st), ENOENT);
	CHECK_OK(lstat("link", &st));
}

TEST(relative, "a relative link begins where the link lies")
{
	CHECK_OK(mkdir("dir", 0700));
	make("dir/file");
	CHECK_OK(symlink("file", "dir/link"));
	holds("dir/link", "dir/file");
	CHECK_OK(symlink("dir", "way"));
	holds("way/link", "dir/file");
	holds("way/../way/file", "dir/file");
}

TEST(absolute, "an absolute link begins at the root")
{
	CHECK_OK(symlink("/dev/null", "link"));
	CHECK_OK(stat("link", &st));
	CHECK(S_ISCHR(st.st_mode));
}

TEST(loop, "links that lead to one another: ELOOP")
{
	CHECK_OK(symlink("b", "a"));
	CHECK_OK(symlink("a", "b"));
	CHECK_ERR(stat("a", &st), ELOOP);
	CHECK_ERR(open("a/x", O_RDONLY), ELOOP);
	CHECK_OK(lstat("a", &st));
}

TEST(forty, "40 links in a row are followed, 41 are ELOOP")
{
	char to[16] = "file", from[16];
	int i;

	make("file");
	for (i = 1; i <= 41; i++) {
		snprintf(from, sizeof(from), "link%d", i);
		CHECK_OK(symlink(to, from));
		strcpy(to, from);
	}
	CHECK_OK(stat("link40", &st));
	CHECK_ERR(stat("link41", &st), ELOOP);
}

TEST(unlink_link, "unlink removes the link, not its target")
{
	make("file");
	CHECK_OK(symlink("file", "link"));
	CHECK_OK(unlink("link"));
	holds("file", "file");
}

TEST(renamed, "rename moves a file to another name")
{
	make("a");
	CHECK_OK(rename("a", "b"));
	holds("b", "a");
	CHECK_ERR(stat("a", &st), ENOENT);
}

TEST(rename_over, "a file that has the name is replaced")
{
	make("a");
	make("b");
	CHECK_OK(rename("a", "b"));
	holds("b", "a");
}

TEST(rename_open, "who has the replaced file open keeps it")
{
	char c;
	int fd;

	make("a");
	make("b");
	fd = CHECK_OK(open("b", O_RDONLY));
	CHECK_OK(rename("a", "b"));
	CHECK_EQ(read(fd, &c, 1), 1);
	CHECK_EQ(c, 'b');
}

TEST(rename_open_name, "and sees it under the name that it had, (deleted)")
{
	char link[32], name[64] = "";
	int fd;

	make("new");
	make("old");
	fd = CHECK_OK(open("old", O_RDONLY));
	CHECK_OK(rename("new", "old"));
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	CHECK(readlink(link, name, sizeof(name) - 1) > 0);
	CHECK(strstr(name, "/old (deleted)"));
}

TEST(rename_dir, "directories can be renamed, into other directories too")
{
	CHECK_OK(mkdir("one", 0700));
	CHECK_OK(mkdir("two", 0700));
	make("one/file");
	CHECK_OK(rename("one", "two/three"));
	holds("two/three/file", "one/file");
	CHECK_OK(stat("two", &st));
	CHECK_EQ(st.st_nlink, 3);
	CHECK_OK(stat("two/three/..", &other));
	CHECK_EQ(st.st_ino, other.st_ino);
}

TEST(rename_errors, "rename: EISDIR, ENOTDIR, ENOTEMPTY, EINVAL, ENOENT")
{
	CHECK_OK(mkdir("dir", 0700));
	CHECK_OK(mkdir("full", 0700));
	make("full/file");
	make("file");
	CHECK_ERR(rename("file", "dir"), EISDIR);
	CHECK_ERR(rename("dir", "file"), ENOTDIR);
	CHECK_ERR(rename("dir", "full"), ENOTEMPTY);
	CHECK_ERR(rename("dir", "dir/below"), EINVAL);
	CHECK_ERR(rename("missing", "x"), ENOENT);
	CHECK_ERR(rename("file", "missing/x"), ENOENT);
	CHECK_OK(rename("full", "dir"));
}

TEST(rename_same, "two names of one file: rename does nothing")
{
	make("a");
	CHECK_OK(link("a", "b"));
	CHECK_OK(rename("a", "b"));
	holds("a", "a");
	holds("b", "a");
	CHECK_OK(rename("a", "a"));
}

TEST(sticky, "in a sticky directory only the owner may unlink")
{
	CHECK_OK(mkdir("dir", 0700));
	CHECK_OK(chmod("dir", 01777));
	make("dir/file");
	CHECK_OK(setgid(4242));
	CHECK_OK(setuid(4242));
	CHECK_ERR(unlink("dir/file"), EPERM);
	make("dir/own");
	CHECK_OK(unlink("dir/own"));
}

TEST(mode_bits, "mknod takes type and permissions of a mode, and nothing else")
{
	CHECK_OK(mknod("file", 0x7FFF0000 | S_IFREG | 0640, 0));
	CHECK_OK(stat("file", &st));
	CHECK_EQ(st.st_mode, S_IFREG | 0640);
}

TEST(fifo_mode,
     "a FIFO can be opened to read or write, not for ioctl alone: EINVAL")
{
	CHECK_OK(mkfifo("fifo", 0600));
	CHECK_ERR(open("fifo", 3), EINVAL);
	CHECK_ERR(open("fifo", 3 | O_NONBLOCK), EINVAL);
	CHECK_ERR(open("fifo", O_WRONLY | O_NONBLOCK), ENXIO);
	CHECK_OK(open("fifo", O_RDONLY | O_NONBLOCK));
	CHECK_OK(open("fifo", O_WRONLY | O_NONBLOCK));
	CHECK_OK(open("fifo", O_RDWR));
}

TEST(fifo, "mknod makes a FIFO that two processes can talk through")
{
	char buf[4];
	pid_t pid;

	CHECK_OK(mkfifo("fifo", 0600));
	CHECK_OK(stat("fifo", &st));
	CHECK(S_ISFIFO(st.st_mode));
	pid = fork();
	if (pid == 0) {
		int fd = open("fifo", O_WRONLY);

		_exit(write(fd, "abc", 3) != 3);
	}
	CHECK_EQ(read(CHECK_OK(open("fifo", O_RDONLY)), buf, 4), 3);
	reap_ok(pid);
}
