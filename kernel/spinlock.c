// SPDX-License-Identifier: GPL-2.0
/*
 * Spinlocks of the debug build: every rule of spinlock.h is checked where it is
 * broken. The normal build has nothing of this file; there a lock is one store.
 *
 *   rule                                        symptom when broken
 *   a lock is not taken twice                   hangs, on a second CPU
 *   its taker releases it                       guards nothing from then on
 *   a lock that interrupts take is taken        hangs when the interrupt comes,
 *   with interrupts off                         once in a thousand boots
 *   nobody sleeps while he holds one            the next taker hangs
 *
 * Relies on current and the interrupt flag; takes no locks, works in any
 * context. Whoever breaks a rule gets a panic with both places named.
 */
#include <lectern/bug.h>
#include <lectern/interrupt.h>
#include <lectern/panic.h>
#include <lectern/printk.h>
#include <lectern/sched.h>
#include <lectern/spinlock.h>

#ifdef DEBUG

#define EIP_BUF	 KSYM_BUF
#define MAX_HELD 8u /* that are remembered */

static void __noreturn lock_panic(const spinlock_t *lock, const char *what,
				  unsigned long now)
{
	char before_buf[EIP_BUF], now_buf[EIP_BUF];
	const struct task_struct *owner = lock->owner;

	panic("lock %s %s\n  at %s\n  last taken at %s by %s (%d)",
	      lock->name ? lock->name : "(without a name)", what,
	      sprint_symbol(now, now_buf, sizeof(now_buf)),
	      sprint_symbol(lock->taken_at, before_buf, sizeof(before_buf)),
	      owner ? owner->comm : "nobody", owner ? owner->pid : -1);
}

/*
 * What is held, for reports. An interrupt in the middle of a change takes and
 * releases above it, and leaves the count as it was.
 */
static const spinlock_t *held[MAX_HELD];
static unsigned int nr_held;

static void remember(const spinlock_t *lock)
{
	unsigned int n = nr_held++;

	if (n < MAX_HELD)
		held[n] = lock;
}

static void forget(const spinlock_t *lock)
{
	unsigned int top = min(nr_held, MAX_HELD), n = top;

	while (n && held[n - 1] != lock)
		n--;
	for (; n && n < top; n++)
		held[n - 1] = held[n];
	nr_held--;
}

void show_held_locks(void)
{
	char taken[EIP_BUF];

	for (unsigned int n = 0; n < min(nr_held, MAX_HELD); n++)
		printk(KERN_EMERG "Holds lock %s, taken at %s\n",
		       held[n]->name ? held[n]->name : "(without a name)",
		       sprint_symbol(held[n]->taken_at, taken, sizeof(taken)));
}

void spin_lock_acquire(spinlock_t *lock)
{
	unsigned long now = (unsigned long)__builtin_return_address(0);

	if (lock->locked)
		lock_panic(lock, "is taken twice", now);
	if (in_irq())
		lock->irq_seen = true;
	else if (lock->irq_seen && !irqs_disabled())
		lock_panic(lock, "is an interrupt's, and interrupts are on",
			   now);
	lock->locked = true;
	lock->owner = current;
	lock->taken_at = now;
	current->locks_held++;
	remember(lock);
}

void spin_lock_release(spinlock_t *lock)
{
	unsigned long now = (unsigned long)__builtin_return_address(0);

	if (!lock->locked)
		lock_panic(lock, "is released and was not taken", now);
	if (lock->owner != current)
		lock_panic(lock, "is released by somebody else", now);
	assert(current->locks_held > 0);
	current->locks_held--;
	forget(lock);
	lock->owner = NULL;
	lock->locked = false;
}

void spin_lock_hand_over(spinlock_t *lock, void *task)
{
	struct task_struct *to = task;

	assert(lock->locked && lock->owner == current);
	current->locks_held--;
	to->locks_held++;
	lock->owner = to;
}

void __might_sleep(const char *function)
{
	/* pid 0 boots: interrupts are off, and nothing can sleep yet. */
	if (!current->pid)
		return;
	if (in_interrupt())
		panic("%s may sleep, and this is an interrupt", function);
	if (current->locks_held)
		panic("%s may sleep, and %u spinlocks are held", function,
		      current->locks_held);
	if (irqs_disabled())
		panic("%s may sleep, and interrupts are off", function);
}

#endif
