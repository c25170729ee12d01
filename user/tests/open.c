// SPDX-License-Identifier: GPL-2.0
/* open(2), creat(2), umask(2), access(2): flags, modes, and refusals. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <helpers.h>
#include <raw.h>
#include <tap.h>

#define A_USER 4242

static mode_t mode_of(const char *path)
{
	struct stat st;

	CHECK_OK(stat(path, &st));
	return st.st_mode & 07777;
}

static off_t size_of(const char *path)
{
	struct stat st;

	CHECK_OK(stat(path, &st));
	return st.st_size;
}

static void become_user(void)
{
	CHECK_OK(setgid(A_USER));
	CHECK_OK(setuid(A_USER));
}

TEST(missing, "a file that is not there, without O_CREAT: ENOENT")
{
	CHECK_ERR(open("file", O_RDONLY), ENOENT);
	CHECK_ERR(open("missing/file", O_RDWR | O_CREAT, 0600), ENOENT);
	CHECK_ERR(open("", O_RDONLY), ENOENT);
}

TEST(create, "O_CREAT makes the file, with the mode and the umask")
{
	umask(022);
	CHECK_OK(open("file", O_WRONLY | O_CREAT, 0666));
	CHECK_EQ(mode_of("file"), 0644);
	CHECK_EQ(size_of("file"), 0);
}

TEST(create_existing, "O_CREAT on a file that is there opens it as it is")
{
	CHECK_OK(write_file("file", "abc", 3, 0600));
	CHECK_OK(open("file", O_WRONLY | O_CREAT, 0777));
	CHECK_EQ(mode_of("file"), 0600);
	CHECK_EQ(size_of("file"), 3);
}

TEST(exclusive, "O_CREAT with O_EXCL on a file that is there: EEXIST")
{
	CHECK_OK(open("file", O_WRONLY | O_CREAT | O_EXCL, 0600));
	CHECK_ERR(open("file", O_WRONLY | O_CREAT | O_EXCL, 0600), EEXIST);
}

TEST(exclusive_link, "O_EXCL does not follow a symbolic link: EEXIST")
{
	CHECK_OK(symlink("target", "link"));
	CHECK_ERR(open("link", O_WRONLY | O_CREAT | O_EXCL, 0600), EEXIST);
	CHECK_ERR(access("target", F_OK), ENOENT);
}

TEST(create_link, "without O_EXCL, O_CREAT makes the link's target")
{
	CHECK_OK(symlink("target", "link"));
	CHECK_OK(open("link", O_WRONLY | O_CREAT, 0600));
	CHECK_OK(access("target", F_OK));
}

TEST(truncate, "O_TRUNC empties the file")
{
	CHECK_OK(write_file("file", "abc", 3, 0600));
	CHECK_OK(open("file", O_WRONLY | O_TRUNC));
	CHECK_EQ(size_of("file"), 0);
}

TEST(directory, "O_DIRECTORY on a file: ENOTDIR; on a directory: fine")
{
	CHECK_OK(write_file("file", "", 0, 0600));
	CHECK_ERR(open("file", O_RDONLY | O_DIRECTORY), ENOTDIR);
	CHECK_OK(open(".", O_RDONLY | O_DIRECTORY));
}

TEST(write_directory, "a directory opened for writing: EISDIR")
{
	CHECK_ERR(open(".", O_WRONLY), EISDIR);
	CHECK_ERR(open(".", O_RDWR), EISDIR);
	CHECK_ERR(open(".", O_RDONLY | O_CREAT, 0600), EISDIR);
}

TEST(read_directory, "read(2) from a directory: EISDIR")
{
	int fd = CHECK_OK(open(".", O_RDONLY));
	char c;

	CHECK_ERR(read(fd, &c, 1), EISDIR);
}

TEST(not_directory, "a file in the middle of a path: ENOTDIR")
{
	CHECK_OK(write_file("file", "", 0, 0600));
	CHECK_ERR(open("file/x", O_RDONLY), ENOTDIR);
	CHECK_ERR(open("file/", O_RDONLY), ENOTDIR);
	CHECK_ERR(open("file/.", O_RDONLY), ENOTDIR);
}

TEST(nofollow, "O_NOFOLLOW on a symbolic link: ELOOP")
{
	CHECK_OK(write_file("file", "", 0, 0600));
	CHECK_OK(symlink("file", "link"));
	CHECK_ERR(open("link", O_RDONLY | O_NOFOLLOW), ELOOP);
	CHECK_OK(open("file", O_RDONLY | O_NOFOLLOW));
}

TEST(cannot, "O_TMPFILE to read alone, and O_DIRECT on files in memory: EINVAL")
{
	CHECK_ERR(open(".", O_TMPFILE | O_RDONLY, 0600), EINVAL);
	CHECK_OK(write_file("file", "", 0, 0600));
	CHECK_ERR(open("file", O_RDWR | O_DIRECT), EINVAL);
	CHECK_ERR(fcntl(CHECK_OK(open("file", O_RDWR)), F_SETFL, O_DIRECT),
		  EINVAL);
}

TEST(unknown,
     "flags that do not exist are ignored, and F_GETFL does not tell them")
{
	int fd;

	CHECK_OK(write_file("file", "", 0, 0600));
	fd = CHECK_OK(open("file", O_RDONLY | 0x40000000));
	CHECK_EQ(fcntl(fd, F_GETFL) & 0x40000000, 0);
}

TEST(lowest, "the descriptor is the lowest that is free")
{
	int a = CHECK_OK(open("/", O_RDONLY)), b = CHECK_OK(dup(a));

	CHECK_EQ(b, a + 1);
	close(a);
	CHECK_EQ(open("/", O_RDONLY), a);
	CHECK_EQ(open("/", O_RDONLY), b + 1);
}

TEST(cloexec, "O_CLOEXEC sets the descriptor's flag, nothing else does")
{
	int fd = CHECK_OK(open("/", O_RDONLY | O_CLOEXEC));

	CHECK_EQ(fcntl(fd, F_GETFD), FD_CLOEXEC);
	fd = CHECK_OK(open("/", O_RDONLY));
	CHECK_EQ(fcntl(fd, F_GETFD), 0);
}

TEST(access_modes, "read needs O_RDONLY, write O_WRONLY, or O_RDWR: EBADF")
{
	char c = 'x';
	int fd;

	CHECK_OK(write_file("file", "abc", 3, 0600));
	fd = CHECK_OK(open("file", O_RDONLY));
	CHECK_ERR(write(fd, &c, 1), EBADF);
	CHECK_EQ(read(fd, &c, 1), 1);
	fd = CHECK_OK(open("file", O_WRONLY));
	CHECK_ERR(read(fd, &c, 1), EBADF);
	CHECK_EQ(write(fd, &c, 1), 1);
	fd = CHECK_OK(open("file", O_RDWR));
	CHECK_EQ(read(fd, &c, 1), 1);
	CHECK_EQ(write(fd, &c, 1), 1);
}

TEST(creat_call, "creat is open with O_WRONLY, O_CREAT and O_TRUNC")
{
	char c;
	int fd;

	CHECK_OK(write_file("file", "abc", 3, 0600));
	fd = CHECK_OK(raw(SYS_creat, "file", 0600));
	CHECK_EQ(size_of("file"), 0);
	CHECK_ERR(read(fd, &c, 1), EBADF);
}

TEST(permissions, "a user without the right gets EACCES, root does not")
{
	CHECK_OK(write_file("file", "abc", 3, 0600));
	CHECK_OK(chmod("file", 0));
	CHECK_OK(open("file", O_RDWR));
	CHECK_OK(chmod("file", 0604));
	become_user();
	CHECK_OK(open("file", O_RDONLY));
	CHECK_ERR(open("file", O_WRONLY), EACCES);
	CHECK_ERR(open("file", O_RDONLY | O_TRUNC), EACCES);
	CHECK_EQ(size_of("file"), 3);
}

TEST(owner_group,
     "the owner's bits count for the owner alone, then the group's")
{
	CHECK_OK(write_file("mine", "", 0, 0077));
	CHECK_OK(chown("mine", A_USER, A_USER));
	CHECK_OK(write_file("groups", "", 0, 0707));
	CHECK_OK(chown("groups", 0, A_USER));
	become_user();
	CHECK_ERR(open("mine", O_RDONLY), EACCES);
	CHECK_ERR(open("groups", O_RDONLY), EACCES);
}

TEST(directory_rights, "to search needs x, to create needs w and x")
{
	CHECK_OK(mkdir("closed", 0700));
	CHECK_OK(mkdir("readable", 0755));
	CHECK_OK(write_file("closed/file", "", 0, 0666));
	become_user();
	CHECK_ERR(open("closed/file", O_RDONLY), EACCES);
	CHECK_ERR(open("readable/new", O_WRONLY | O_CREAT, 0600), EACCES);
	CHECK_ERR(mkdir("readable/new", 0700), EACCES);
	CHECK_OK(open("new", O_WRONLY | O_CREAT, 0600));
}

TEST(owner_new, "a new file belongs to the user who made it")
{
	struct stat st;

	become_user();
	CHECK_OK(open("file", O_WRONLY | O_CREAT, 0600));
	CHECK_OK(stat("file", &st));
	CHECK_EQ(st.st_uid, A_USER);
	CHECK_EQ(st.st_gid, A_USER);
}

TEST(umask_old, "umask returns the old mask and keeps only 0777")
{
	umask(0);
	CHECK_EQ(umask(07022), 0);
	CHECK_EQ(umask(0), 022);
}

TEST(access_call, "access asks for existence and for rights")
{
	CHECK_OK(write_file("file", "", 0, 0644));
	CHECK_OK(access("file", F_OK));
	CHECK_OK(access("file", R_OK | W_OK));
	CHECK_ERR(access("file", X_OK), EACCES);
	CHECK_ERR(access("missing", F_OK), ENOENT);
	CHECK_ERR(access("file", 8), EINVAL);
	CHECK_OK(access(".", X_OK));
	become_user();
	CHECK_OK(access("file", R_OK));
	CHECK_ERR(access("file", W_OK), EACCES);
}

TEST(chmod_call, "chmod changes the mode; only the owner and root may")
{
	CHECK_OK(write_file("file", "", 0, 0644));
	CHECK_OK(chmod("file", 04751));
	CHECK_EQ(mode_of("file"), 04751);
	become_user();
	CHECK_ERR(chmod("file", 0777), EPERM);
}

TEST(close_bad, "closing what is not open: EBADF")
{
	int fd = CHECK_OK(open("/", O_RDONLY));

	CHECK_OK(close(fd));
	CHECK_ERR(close(fd), EBADF);
	CHECK_ERR(close(-1), EBADF);
	CHECK_ERR(close(100000), EBADF);
}

TEST(openat_call, "openat begins at the directory of a descriptor")
{
	int dir;

	CHECK_OK(mkdir("dir", 0700));
	CHECK_OK(write_file("dir/file", "", 0, 0600));
	dir = CHECK_OK(open("dir", O_RDONLY | O_DIRECTORY));
	CHECK_OK(openat(dir, "file", O_RDONLY));
	CHECK_OK(openat(AT_FDCWD, "dir/file", O_RDONLY));
	CHECK_OK(openat(-1, "/", O_RDONLY));
	CHECK_ERR(openat(-1, "file", O_RDONLY), EBADF);
	CHECK_ERR(openat(CHECK_OK(open("dir/file", O_RDONLY)), "x", O_RDONLY),
		  ENOTDIR);
}
