// SPDX-License-Identifier: GPL-2.0
/* oom_score, oom_score_adj and oom_adj: proc(5). */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include <eaters.h>
#include <helpers.h>
#include <tap.h>

TEST(adj_range, "oom_score_adj takes -1000 to 1000, anything else is EINVAL")
{
	CHECK_OK(write_number("/proc/self/oom_score_adj", 1000));
	CHECK_EQ(read_number("/proc/self/oom_score_adj"), 1000);
	CHECK_OK(write_number("/proc/self/oom_score_adj", -1000));
	CHECK_EQ(read_number("/proc/self/oom_score_adj"), -1000);
	CHECK_ERR(write_number("/proc/self/oom_score_adj", 1001), EINVAL);
	CHECK_ERR(write_number("/proc/self/oom_score_adj", -1001), EINVAL);
	CHECK_ERR(write_text("/proc/self/oom_score_adj", "much"), EINVAL);
}

static void has_adj_321(void)
{
	CHECK_EQ(read_number("/proc/self/oom_score_adj"), 321);
}

TEST(adj_inherited, "a child inherits it")
{
	set_adj(321);
	survives(has_adj_321);
}

TEST(adj_unprivileged,
     "who is not privileged cannot go below what root gave him")
{
	int fd = CHECK_OK(open("/proc/self/oom_score_adj", O_WRONLY));

	set_adj(10);
	CHECK_OK(setuid(1000));
	CHECK_EQ(write(fd, "20", 2), 2);
	CHECK_EQ(write(fd, "10", 2), 2);
	CHECK_ERR(write(fd, "9", 1), EACCES);
}

TEST(old_adj, "oom_adj is the same on the old scale, -17 to 15")
{
	CHECK_OK(write_number("/proc/self/oom_adj", 15));
	CHECK_EQ(read_number("/proc/self/oom_score_adj"), 1000);
	CHECK_OK(write_number("/proc/self/oom_adj", -17));
	CHECK_EQ(read_number("/proc/self/oom_score_adj"), -1000);
	CHECK_OK(write_number("/proc/self/oom_score_adj", 0));
	CHECK_EQ(read_number("/proc/self/oom_adj"), 0);
	CHECK_ERR(write_number("/proc/self/oom_adj", 16), EINVAL);
}

TEST(score,
     "oom_score grows with memory and with the adjustment, 0 when exempt")
{
	long plain = read_number("/proc/self/oom_score"), more;
	char *p = map(4 * MIB);

	touch(p, 4 * MIB);
	more = read_number("/proc/self/oom_score");
	if (!booted_with("oom=2.4"))
		CHECK(more > plain);
	set_adj(500);
	if (!booted_with("oom=2.4"))
		CHECK(read_number("/proc/self/oom_score") > more);
	set_adj(NEVER);
	CHECK_EQ(read_number("/proc/self/oom_score"), 0);
}
