/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Atomic counters and bits: one instruction each, so that no interrupt can
 * come between read and write. One CPU needs no lock prefix.
 */
#ifndef LECTERN_I386_ATOMIC_H
#define LECTERN_I386_ATOMIC_H

#include <lectern/types.h>

typedef struct {
	volatile int counter;
} atomic_t;

#define ATOMIC_INIT(i)                                                         \
	{                                                                      \
		(i)                                                            \
	}

static inline int atomic_read(const atomic_t *v)
{
	return v->counter;
}

static inline void atomic_set(atomic_t *v, int i)
{
	v->counter = i;
}

static inline void atomic_add(int i, atomic_t *v)
{
	__asm__ volatile("addl %1, %0" : "+m"(v->counter) : "ir"(i));
}

static inline void atomic_sub(int i, atomic_t *v)
{
	__asm__ volatile("subl %1, %0" : "+m"(v->counter) : "ir"(i));
}

static inline void atomic_inc(atomic_t *v)
{
	__asm__ volatile("incl %0" : "+m"(v->counter));
}

static inline void atomic_dec(atomic_t *v)
{
	__asm__ volatile("decl %0" : "+m"(v->counter));
}

/* True when the counter has become 0. */
static inline bool atomic_dec_and_test(atomic_t *v)
{
	bool zero;

	__asm__ volatile("decl %0"
			 : "+m"(v->counter), "=@cce"(zero)
			 :
			 : "memory");
	return zero;
}

static inline bool atomic_inc_not_zero(atomic_t *v)
{
	if (!v->counter)
		return false;
	atomic_inc(v);
	return true;
}

static inline void set_bit(int nr, volatile unsigned long *addr)
{
	__asm__ volatile("btsl %1, %0" : "+m"(*addr) : "Ir"(nr) : "memory");
}

static inline void clear_bit(int nr, volatile unsigned long *addr)
{
	__asm__ volatile("btrl %1, %0" : "+m"(*addr) : "Ir"(nr) : "memory");
}

/* Returns what the bit was. */
static inline bool test_and_set_bit(int nr, volatile unsigned long *addr)
{
	bool old;

	__asm__ volatile("btsl %2, %0"
			 : "+m"(*addr), "=@ccc"(old)
			 : "Ir"(nr)
			 : "memory");
	return old;
}

static inline bool test_and_clear_bit(int nr, volatile unsigned long *addr)
{
	bool old;

	__asm__ volatile("btrl %2, %0"
			 : "+m"(*addr), "=@ccc"(old)
			 : "Ir"(nr)
			 : "memory");
	return old;
}

/* Returns the old value. */
static inline unsigned long xchg(volatile unsigned long *p, unsigned long v)
{
	__asm__ volatile("xchgl %0, %1" : "+r"(v), "+m"(*p) : : "memory");
	return v;
}

#endif
