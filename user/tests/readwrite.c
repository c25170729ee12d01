// SPDX-License-Identifier: GPL-2.0
/* read(2), write(2), lseek(2) and their kin on regular files. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <helpers.h>
#include <raw.h>
#include <tap.h>

static char buf[3 * PAGE_SIZE];
static int fd;

static void make_file(const char *content, int flags)
{
	CHECK_OK(write_file("file", content, strlen(content), 0600));
	fd = CHECK_OK(open("file", flags));
}

static off_t size(void)
{
	struct stat st;

	CHECK_OK(fstat(fd, &st));
	return st.st_size;
}

TEST(back, "what was written is read back")
{
	make_file("", O_RDWR);
	CHECK_EQ(write(fd, "hello", 5), 5);
	CHECK_EQ(lseek(fd, 0, SEEK_SET), 0);
	CHECK_EQ(read(fd, buf, 100), 5);
	CHECK(!memcmp(buf, "hello", 5));
}

TEST(end, "read at the end gives 0, near the end what is left")
{
	make_file("hello", O_RDONLY);
	CHECK_EQ(read(fd, buf, 3), 3);
	CHECK_EQ(read(fd, buf, 3), 2);
	CHECK_EQ(read(fd, buf, 3), 0);
	CHECK_EQ(read(fd, buf, 0), 0);
}

TEST(big, "300 KB in odd pieces, read in others")
{
	unsigned i, n = 0, piece = 1;
	static unsigned char bytes[7919];

	make_file("", O_RDWR);
	while (n < 300000) {
		for (i = 0; i < piece; i++)
			bytes[i] = (unsigned char)((n + i) * 13 >> 3);
		CHECK_EQ(write(fd, bytes, piece), piece);
		n += piece;
		piece = piece * 3 % 7919 + 1;
	}
	CHECK_EQ(size(), n);
	CHECK_EQ(lseek(fd, 0, SEEK_SET), 0);
	for (n = 0; (piece = (unsigned)read(fd, bytes, 5003)) > 0; n += piece)
		for (i = 0; i < piece; i++)
			CHECK_EQ(bytes[i], (unsigned char)((n + i) * 13 >> 3));
	CHECK_EQ(size(), n);
}

TEST(overwrite, "writing in the middle changes only those bytes")
{
	make_file("abcdefgh", O_RDWR);
	CHECK_EQ(lseek(fd, 3, SEEK_SET), 3);
	CHECK_EQ(write(fd, "XY", 2), 2);
	CHECK_EQ(pread(fd, buf, 100, 0), 8);
	CHECK(!memcmp(buf, "abcXYfgh", 8));
}

TEST(hole, "beyond the end there is a hole that reads as zero")
{
	int i;

	make_file("abc", O_RDWR);
	CHECK_EQ(lseek(fd, 10000, SEEK_SET), 10000);
	CHECK_EQ(size(), 3);
	CHECK_EQ(write(fd, "x", 1), 1);
	CHECK_EQ(size(), 10001);
	CHECK_EQ(pread(fd, buf, 10000, 0), 10000);
	CHECK_EQ(buf[2], 'c');
	for (i = 3; i < 10000; i++)
		CHECK_EQ(buf[i], 0);
}

TEST(seek, "lseek: from the start, from here, from the end")
{
	make_file("abcdef", O_RDONLY);
	CHECK_EQ(lseek(fd, 4, SEEK_SET), 4);
	CHECK_EQ(lseek(fd, -2, SEEK_CUR), 2);
	CHECK_EQ(lseek(fd, -1, SEEK_END), 5);
	CHECK_EQ(read(fd, buf, 10), 1);
	CHECK_EQ(buf[0], 'f');
	CHECK_EQ(lseek(fd, 100, SEEK_END), 106);
	CHECK_EQ(read(fd, buf, 10), 0);
}

TEST(seek_errors, "a negative position or another whence is EINVAL")
{
	make_file("abc", O_RDONLY);
	CHECK_EQ(lseek(fd, 1, SEEK_SET), 1);
	CHECK_ERR(lseek(fd, -1, SEEK_SET), EINVAL);
	CHECK_ERR(lseek(fd, -4, SEEK_END), EINVAL);
	CHECK_ERR(lseek(fd, 0, 99), EINVAL);
	CHECK_EQ(lseek(fd, 0, SEEK_CUR), 1);
	CHECK_ERR(lseek(77, 0, SEEK_SET), EBADF);
}

TEST(old_seek, "the old lseek, number 19, works on small positions")
{
	make_file("abc", O_RDONLY);
	CHECK_EQ(raw(19, fd, 2, SEEK_SET), 2);
	CHECK_EQ(raw(19, fd, -5, SEEK_CUR), -EINVAL);
}

TEST(positioned, "pread and pwrite do not move the offset")
{
	make_file("abcdef", O_RDWR);
	CHECK_EQ(pread(fd, buf, 2, 3), 2);
	CHECK(!memcmp(buf, "de", 2));
	CHECK_EQ(pwrite(fd, "Z", 1, 5), 1);
	CHECK_EQ(lseek(fd, 0, SEEK_CUR), 0);
	CHECK_EQ(pread(fd, buf, 10, 6), 0);
	CHECK_ERR(pread(fd, buf, 1, -1), EINVAL);
	CHECK_ERR(pwrite(fd, buf, 1, -1), EINVAL);
}

TEST(append, "O_APPEND writes at the end, wherever the offset is")
{
	make_file("abc", O_RDWR | O_APPEND);
	CHECK_EQ(lseek(fd, 0, SEEK_SET), 0);
	CHECK_EQ(write(fd, "de", 2), 2);
	CHECK_EQ(lseek(fd, 0, SEEK_CUR), 5);
	CHECK_EQ(pread(fd, buf, 10, 0), 5);
	CHECK(!memcmp(buf, "abcde", 5));
}

static void append_lines(void *letter)
{
	int own = open("file", O_WRONLY | O_APPEND), i;
	char line[16];

	memset(line, (int)(long)letter, sizeof(line));
	for (i = 0; i < 100; i++)
		if (write(own, line, sizeof(line)) != sizeof(line))
			_exit(1);
}

TEST(append_many, "with O_APPEND, writers do not overwrite one another")
{
	pid_t pids[3];
	long i;
	int j;

	make_file("", O_RDONLY);
	for (i = 0; i < 3; i++)
		pids[i] = start(append_lines, (void *)('a' + i));
	for (i = 0; i < 3; i++)
		reap_ok(pids[i]);
	CHECK_EQ(size(), 3 * 100 * 16);
	for (i = 0; i < 300; i++) {
		CHECK_EQ(read(fd, buf, 16), 16);
		for (j = 1; j < 16; j++)
			CHECK_EQ(buf[j], buf[0]);
	}
}

TEST(setfl_append, "F_SETFL can set O_APPEND later")
{
	make_file("abc", O_RDWR);
	CHECK_OK(fcntl(fd, F_SETFL, O_APPEND));
	CHECK_EQ(write(fd, "d", 1), 1);
	CHECK_EQ(size(), 4);
	CHECK_EQ(fcntl(fd, F_GETFL) & (O_ACCMODE | O_APPEND),
		 O_RDWR | O_APPEND);
}

TEST(truncated, "ftruncate cuts, and lengthens with zeros")
{
	make_file("abcdef", O_RDWR);
	CHECK_OK(ftruncate(fd, 2));
	CHECK_EQ(size(), 2);
	CHECK_OK(ftruncate(fd, 6000));
	CHECK_EQ(pread(fd, buf, 6000, 0), 6000);
	CHECK_EQ(buf[1], 'b');
	CHECK_EQ(buf[2], 0);
	CHECK_EQ(buf[5999], 0);
	CHECK_EQ(lseek(fd, 0, SEEK_CUR), 0);
}

TEST(truncate_errors, "ftruncate: EINVAL if negative or not open to write")
{
	make_file("abc", O_RDWR);
	CHECK_ERR(ftruncate(fd, -1), EINVAL);
	CHECK_ERR(truncate("missing", 0), ENOENT);
	CHECK_ERR(truncate(".", 0), EISDIR);
	CHECK_OK(truncate("file", 1));
	CHECK_EQ(size(), 1);
	fd = CHECK_OK(open("file", O_RDONLY));
	CHECK_ERR(ftruncate(fd, 0), EINVAL);
}

TEST(vectors, "readv and writev take their bytes from several places")
{
	char a[3], b[4];
	struct iovec out[] = { { "ab", 2 }, { "", 0 }, { "cdefg", 5 } };
	struct iovec in[] = { { a, 3 }, { b, 4 } };

	make_file("", O_RDWR);
	CHECK_EQ(writev(fd, out, 3), 7);
	CHECK_EQ(lseek(fd, 0, SEEK_SET), 0);
	CHECK_EQ(readv(fd, in, 2), 7);
	CHECK(!memcmp(a, "abc", 3));
	CHECK(!memcmp(b, "defg", 4));
}

TEST(vector_errors, "more than 1024 vectors, or a negative length: EINVAL")
{
	struct iovec bad = { buf, (size_t)-1 };

	make_file("", O_RDWR);
	CHECK_EQ(raw(SYS_writev, fd, &bad, 1), -EINVAL);
	CHECK_EQ(raw(SYS_writev, fd, &bad, 1025), -EINVAL);
	CHECK_EQ(raw(SYS_writev, fd, &bad, 0), 0);
}

TEST(vector_reach, "vectors are checked, all of them, before a byte is moved")
{
	struct iovec vec[2] = { { buf, 1 }, { (void *)KERNEL_BASE, 1 } };

	make_file("", O_RDWR);
	CHECK_ERR(writev(fd, vec, 2), EFAULT);
	CHECK_EQ(size(), 0);
	vec[1].iov_len = 0;
	vec[1].iov_base = NULL;
	CHECK_EQ(writev(fd, vec, 2), 1);
	CHECK_EQ(writev(fd, vec, 0), 0);
}

TEST(part, "a buffer that ends at an unmapped page is used up to its last byte")
{
	char *page = map(2 * PAGE_SIZE), *end = page + PAGE_SIZE;

	CHECK_OK(munmap(end, PAGE_SIZE));
	make_file("0123456789", O_RDWR);
	CHECK_EQ(read(fd, end - 7, 10), 7);
	CHECK(!memcmp(end - 7, "0123456", 7));
	CHECK_EQ(lseek(fd, 0, SEEK_CUR), 7);
	CHECK_EQ(write(fd, end - 5, 10), 5);
	CHECK_EQ(size(), 12);
	CHECK_EQ(read(fd, end, 1), 0);
	CHECK_ERR(pread(fd, end, 1, 0), EFAULT);
}

TEST(far,
     "positions end with the largest file: EINVAL beyond, EFBIG to write there")
{
	make_file("", O_RDWR);
	CHECK_ERR(lseek(fd, LLONG_MAX, SEEK_SET), EINVAL);
	CHECK_ERR(pread(fd, buf, 1, LLONG_MAX), EINVAL);
	CHECK_ERR(pwrite(fd, buf, 10, LLONG_MAX - 5), EINVAL);
	CHECK_ERR(pwrite(fd, buf, 1, 1LL << 60), EFBIG);
	CHECK_EQ(pread(fd, buf, 1, 1LL << 60), 0);
}

TEST(small,
     "without O_LARGEFILE a file ends at 2 GiB - 1: EFBIG, ftruncate EINVAL")
{
	make_file("", O_RDONLY);
	fd = CHECK_OK(raw(SYS_open, "file", O_RDWR, 0));
	CHECK_EQ(pwrite(fd, buf, 3, 0x7ffffffe), 1);
	CHECK_ERR(pwrite(fd, buf, 1, 0x7fffffff), EFBIG);
	CHECK_ERR(ftruncate(fd, 0x80000000), EINVAL);
	CHECK_OK(ftruncate(fd, 0x7fffffff));
}

TEST(not_open, "on a descriptor that is not open: EBADF")
{
	CHECK_ERR(read(77, buf, 1), EBADF);
	CHECK_ERR(write(77, buf, 1), EBADF);
	CHECK_ERR(read(-1, buf, 1), EBADF);
	CHECK_ERR(write(100000, buf, 0), EBADF);
}

TEST(size_limit, "beyond RLIMIT_FSIZE: SIGXFSZ, and EFBIG when ignored")
{
	struct rlimit limit = { 1000, 1000 };

	make_file("", O_RDWR);
	CHECK_OK(setrlimit(RLIMIT_FSIZE, &limit));
	signal(SIGXFSZ, SIG_IGN);
	/* What fits is written; then nothing does. */
	CHECK_EQ(write(fd, buf, 2000), 1000);
	CHECK_ERR(write(fd, buf, 1), EFBIG);
}

TEST(two_opens, "two opens have two offsets; a dup shares one")
{
	int other, twin;

	make_file("abcdef", O_RDONLY);
	other = CHECK_OK(open("file", O_RDONLY));
	twin = CHECK_OK(dup(fd));
	CHECK_EQ(read(fd, buf, 2), 2);
	CHECK_EQ(lseek(other, 0, SEEK_CUR), 0);
	CHECK_EQ(lseek(twin, 0, SEEK_CUR), 2);
}

TEST(unlinked, "an open file lives on when it is unlinked")
{
	make_file("abc", O_RDWR);
	CHECK_OK(unlink("file"));
	CHECK_EQ(write(fd, "X", 1), 1);
	CHECK_EQ(pread(fd, buf, 10, 0), 3);
	CHECK(!memcmp(buf, "Xbc", 3));
}

static long free_kib(void)
{
	return proc_field("/proc/meminfo", "MemFree:");
}

TEST(unlinked_back, "and its memory comes back when it is closed")
{
	static char block[64 * 1024];
	long before, during, size_kib, i;

	make_file("", O_RDWR);
	CHECK_OK(unlink("file"));
	before = free_kib();
	size_kib = before / 4 < 12 << 10 ? before / 4 : 12 << 10;
	for (i = 0; i < size_kib; i += 64)
		CHECK_EQ(write(fd, block, sizeof(block)), sizeof(block));
	during = free_kib();
	CHECK_OK(close(fd));
	/* A kernel may keep a part of it on its lists. */
	CHECK(before - during > size_kib / 2);
	CHECK(before - free_kib() < size_kib / 4);
}
