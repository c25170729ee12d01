// SPDX-License-Identifier: GPL-2.0
/*
 * What time it is: a counter turned into nanoseconds, the wall clock beside it,
 * and the oldest calls that ask for it (clocks.c has the others).
 *
 * The counter runs at khz * 1000 a second. Dividing each reading would be slow,
 * so the division is done once, at registration:
 *
 *   ns = count * 10^6 / khz  =  count * mult >> shift
 *   mult = (10^6 << shift) / khz
 *
 * with shift as large as lets mult fit 32 bits: the error is below one part in
 * 2^31. count * mult has up to 96 bits, so its halves are multiplied apart:
 *
 *   count = high:low
 *   ns = (high * mult << (32 - shift)) + (low * mult >> shift)
 *
 * That is right for as long as the nanoseconds fit 64 bits, 584 years, and
 * needs no state that somebody must advance in time.
 *
 * The wall clock is the same count plus an offset; setting it changes the
 * offset only, so that sleeps and time-outs go on undisturbed, but for those
 * until a moment of the wall clock itself.
 *
 * Lock: offset_lock, interrupts off, guards the offset and xtime. The clock itself is set
 * once at boot.
 */
#include <lectern/bug.h>
#include <lectern/hrtimer.h>
#include <lectern/i386/uaccess.h>
#include <lectern/math64.h>
#include <lectern/sched.h>
#include <lectern/syscalls.h>
#include <lectern/time.h>
#include <lectern/timespec.h>
#include <uapi/capability.h>

#define MAX_SHIFT 32

static const struct clocksource *clock;
static u32 clock_mult;
static unsigned int clock_shift;
static u64 clock_start; /* the count at nanosecond 0 */

static DEFINE_SPINLOCK(offset_lock);
static u64 real_offset;		/* of nanosecond 0, since 1970 */
static struct timespec64 xtime; /* the wall clock, read at jiffy xtime_read */
static unsigned long xtime_read = ~0UL;

void clocksource_register(const struct clocksource *cs, u64 real_ns)
{
	u64 mult;

	assert(!clock && cs->khz);
	clock_shift = MAX_SHIFT + 1;
	do {
		clock_shift--;
		mult = div_u64((u64)NSEC_PER_MSEC << clock_shift, cs->khz);
	} while (mult >> 32);
	clock_mult = (u32)mult;
	clock_start = cs->read();
	real_offset = real_ns;
	clock = cs;
}

u64 ktime_get_ns(void)
{
	u64 count, high, low;

	if (unlikely(!clock))
		return 0;
	count = clock->read() - clock_start;
	high = mul_u32_u32((u32)(count >> 32), clock_mult);
	low = mul_u32_u32((u32)count, clock_mult);
	return (high << (MAX_SHIFT - clock_shift)) + (low >> clock_shift);
}

u64 ktime_get_real_ns(void)
{
	unsigned long flags;
	u64 ns;

	spin_lock_irqsave(&offset_lock, flags);
	ns = real_offset + ktime_get_ns();
	spin_unlock_irqrestore(&offset_lock, flags);
	return ns;
}

void current_time(struct timespec64 *t)
{
	unsigned long flags;
	u32 nsec;

	spin_lock_irqsave(&offset_lock, flags);
	if (xtime_read != jiffies) {
		xtime.tv_sec = div_u64_rem(real_offset + ktime_get_ns(),
					   NSEC_PER_SEC, &nsec);
		xtime.tv_nsec = nsec;
		xtime_read = jiffies;
	}
	*t = xtime;
	spin_unlock_irqrestore(&offset_lock, flags);
}

/* Before the kernel's own beginning there is no wall clock to be set to. */
int ktime_set_real_ns(u64 ns)
{
	unsigned long flags;
	int err = -EINVAL;

	spin_lock_irqsave(&offset_lock, flags);
	if (ns >= ktime_get_ns()) {
		real_offset = ns - ktime_get_ns();
		xtime_read = jiffies - 1;
		err = 0;
	}
	spin_unlock_irqrestore(&offset_lock, flags);
	if (!err)
		clock_was_set();
	return err;
}

/* -- busy waiting ---------------------------------------------------------- */

void udelay(unsigned long usecs)
{
	u64 end = ktime_get_ns() + (u64)usecs * NSEC_PER_USEC;

	assert(clock);
	while (ktime_get_ns() < end)
		cpu_relax();
}

void mdelay(unsigned long msecs)
{
	while (msecs--)
		udelay(USEC_PER_SEC / 1000);
}

/* -- system calls ---------------------------------------------------------- */

SYSCALL(time, time_t *user)
{
	time_t now = ns_timespec(ktime_get_real_ns()).tv_sec;

	if (user && put_user(now, user))
		return -EFAULT;
	return now;
}

/* The zone is nobody's business here: the kernel's time knows none. */
SYSCALL(gettimeofday, struct timeval *user, struct timezone *zone)
{
	const struct timeval tv = ns_timeval(ktime_get_real_ns());
	const struct timezone utc = { 0 };

	if (user && copy_to_user(user, &tv, sizeof(tv)))
		return -EFAULT;
	return zone && copy_to_user(zone, &utc, sizeof(utc)) ? -EFAULT : 0;
}
