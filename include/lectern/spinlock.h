/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Spinlocks: for what is never slept with, and what interrupts share.
 *
 * There is one CPU, so a lock that is found taken is a bug, not a wait; the
 * lock still records that it is held. In the debug build it also knows its name
 * and its owner, and checks: no lock taken twice, released by its taker, no
 * sleeping while one is held, one that interrupts take never taken with them
 * on.
 *
 *   spin_lock           the lock is never taken by an interrupt or softirq
 *   spin_lock_bh        softirqs take it too: they wait until the unlock
 *   spin_lock_irqsave   interrupts take it too: they are off meanwhile
 */
#ifndef LECTERN_SPINLOCK_H
#define LECTERN_SPINLOCK_H

#include <lectern/compiler.h>
#include <lectern/i386/irqflags.h>
#include <lectern/types.h>

typedef struct spinlock {
	volatile bool locked;
#ifdef DEBUG
	bool irq_seen; /* taken in an interrupt before */
	const char *name;
	void *owner;		/* task */
	unsigned long taken_at; /* return address of the taker */
#endif
} spinlock_t;

#ifdef DEBUG
#define SPIN_LOCK_INIT(n)                                                      \
	{                                                                      \
		.name = (n)                                                    \
	}
void spin_lock_acquire(spinlock_t *lock);
void spin_lock_release(spinlock_t *lock);
void spin_lock_hand_over(spinlock_t *lock, void *task);
/* Their names and takers, at level KERN_EMERG. Any context. */
void show_held_locks(void);
#else
#define SPIN_LOCK_INIT(n)                                                      \
	{                                                                      \
		.locked = false                                                \
	}
static __always_inline void spin_lock_acquire(spinlock_t *lock)
{
	lock->locked = true;
	barrier();
}

static __always_inline void spin_lock_release(spinlock_t *lock)
{
	barrier();
	lock->locked = false;
}

/* The current task's lock becomes another task's, who will release it. */
static __always_inline void spin_lock_hand_over(spinlock_t *lock, void *task)
{
}

static inline void show_held_locks(void)
{
}
#endif

#define DEFINE_SPINLOCK(x)   spinlock_t x = SPIN_LOCK_INIT(#x)
#define spin_lock_init(lock) (*(lock) = (spinlock_t)SPIN_LOCK_INIT(#lock))

void local_bh_disable(void);
void local_bh_enable(void);

static inline void spin_lock(spinlock_t *lock)
{
	spin_lock_acquire(lock);
}

/* Against the usual order of locks: false when it is held. */
static inline bool spin_trylock(spinlock_t *lock)
{
	if (lock->locked)
		return false;
	spin_lock_acquire(lock);
	return true;
}

static inline void spin_unlock(spinlock_t *lock)
{
	spin_lock_release(lock);
}

static inline void spin_lock_irq(spinlock_t *lock)
{
	local_irq_disable();
	spin_lock_acquire(lock);
}

static inline void spin_unlock_irq(spinlock_t *lock)
{
	spin_lock_release(lock);
	local_irq_enable();
}

#define spin_lock_irqsave(lock, flags)                                         \
	do {                                                                   \
		(flags) = local_irq_save();                                    \
		spin_lock_acquire(lock);                                       \
	} while (0)

#define spin_unlock_irqrestore(lock, flags)                                    \
	do {                                                                   \
		spin_lock_release(lock);                                       \
		local_irq_restore(flags);                                      \
	} while (0)

static inline void spin_lock_bh(spinlock_t *lock)
{
	local_bh_disable();
	spin_lock_acquire(lock);
}

static inline void spin_unlock_bh(spinlock_t *lock)
{
	spin_lock_release(lock);
	local_bh_enable();
}

static inline bool spin_is_locked(const spinlock_t *lock)
{
	return lock->locked;
}

/* For the head of a function that relies on its caller's lock. */
#define assert_spin_locked(lock) assert(spin_is_locked(lock))

#endif
