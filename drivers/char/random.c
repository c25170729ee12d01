// SPDX-License-Identifier: GPL-2.0
/*
 * Random bytes: /dev/random, /dev/urandom, getrandom(2), AT_RANDOM.
 *
 * The generator is ChaCha20 with fast key erasure: a request runs one block
 * under the generator's key; half of it is the next key, the other half is a
 * key for this request alone, whose stream is handed out. So who learns the
 * generator's state later cannot compute what it gave before.
 *
 *	            +-- first half --> the generator's next key
 *	key -> block|
 *	            +-- second half -> the request's key -> block, block, ...
 *
 * The seed is the time of interrupts by the TSC, stirred in at each request. It
 * never blocks: entropy is not estimated, which is good enough to teach with and
 * for stack cookies. Under QEMU's -icount all of it repeats exactly.
 *
 * Lock: random_lock (irqs off) guards the key. The pool is written by
 * interrupts alone; a reader who sees half a change has no less for it.
 */
#include <lectern/i386/processor.h>
#include <lectern/init.h>
#include <lectern/random.h>
#include <lectern/sched.h>
#include <lectern/spinlock.h>
#include <lectern/string.h>
#include <lectern/syscalls.h>
#include <lectern/time.h>
#include <uapi/errno.h>
#include <uapi/random.h>

#include "chacha20.h"
#include "char.h"

#define GRND_ALL    (GRND_NONBLOCK | GRND_RANDOM | GRND_INSECURE)
#define REQUEST_MAX 0x7FFFF000UL /* as for read(2) */
#define POOL_SHIFT  7
#define BATCH	    256 /* bytes between looks for a signal */

static DEFINE_SPINLOCK(random_lock);
static u32 generator_key[CHACHA_KEY_WORDS]; /* [random_lock] */
static u32 pool[CHACHA_KEY_WORDS];
static unsigned int pool_at;

void add_interrupt_randomness(void)
{
	u32 *word = &pool[pool_at++ % CHACHA_KEY_WORDS];

	*word = (*word << POOL_SHIFT | *word >> (32 - POOL_SHIFT)) ^
		(u32)rdtsc();
}

/* A key that nobody else gets. */
static void take_key(u32 key[CHACHA_KEY_WORDS])
{
	u32 block[CHACHA_BLOCK_WORDS];
	unsigned long flags;

	spin_lock_irqsave(&random_lock, flags);
	for (int i = 0; i < CHACHA_KEY_WORDS; i++)
		generator_key[i] ^= pool[i];
	generator_key[0] ^= (u32)rdtsc();
	chacha20_block(generator_key, 0, block);
	memcpy(generator_key, block, CHACHA_KEY_BYTES);
	spin_unlock_irqrestore(&random_lock, flags);
	memcpy(key, block + CHACHA_KEY_WORDS, CHACHA_KEY_BYTES);
}

/* What somebody writes to the device counts as seed. */
static void stir_in(const u8 *data, size_t n)
{
	unsigned long flags;

	spin_lock_irqsave(&random_lock, flags);
	for (size_t i = 0; i < n; i++)
		((u8 *)generator_key)[i % CHACHA_KEY_BYTES] ^= data[i];
	spin_unlock_irqrestore(&random_lock, flags);
}

void get_random_bytes(void *buf, size_t n)
{
	u32 key[CHACHA_KEY_WORDS], block[CHACHA_BLOCK_WORDS];
	u8 *to = buf;

	take_key(key);
	if (n <= CHACHA_KEY_BYTES) {
		memcpy(buf, key, n);
		return;
	}
	for (u32 counter = 0; n; counter++) {
		size_t part = min_t(size_t, n, CHACHA_BLOCK_BYTES);

		chacha20_block(key, counter, block);
		memcpy(to, block, part);
		to += part;
		n -= part;
	}
}

/* Fill user memory; a signal cuts a long request short. */
static ssize_t random_to_user(char __user *buf, size_t n)
{
	u8 data[BATCH];
	size_t done = 0;

	n = min_t(size_t, n, REQUEST_MAX);
	while (done < n) {
		size_t part = min_t(size_t, n - done, BATCH);

		get_random_bytes(data, part);
		if (copy_to_user(buf + done, data, part))
			return done ? (ssize_t)done : -EFAULT;
		done += part;
		if (cond_resched() && signal_pending(current))
			break;
	}
	return done;
}

SYSCALL(getrandom, char __user *buf, size_t n, unsigned int flags)
{
	if (flags & ~GRND_ALL)
		return -EINVAL;
	if ((flags & GRND_RANDOM) && (flags & GRND_INSECURE))
		return -EINVAL;
	return random_to_user(buf, n);
}

static ssize_t random_read(struct file *file, char __user *buf, size_t n,
			   loff_t *pos)
{
	return random_to_user(buf, n);
}

static ssize_t random_write(struct file *file, const char __user *buf, size_t n,
			    loff_t *pos)
{
	u8 data[BATCH];
	size_t done = 0;

	while (done < n) {
		size_t part = min_t(size_t, n - done, BATCH);

		if (copy_from_user(data, buf + done, part))
			return done ? (ssize_t)done : -EFAULT;
		stir_in(data, part);
		done += part;
		if (cond_resched() && signal_pending(current))
			break;
	}
	return done;
}

const struct file_operations random_fops = {
	.llseek = no_llseek,
	.read = random_read,
	.write = random_write,
};

static int __init random_init(void)
{
	u64 now = ktime_get_real_ns();

	stir_in((const u8 *)&now, sizeof(now));
	return 0;
}
device_initcall(random_init);
