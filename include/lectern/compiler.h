/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the compiler offers, under Linux's names, and the small arithmetic
 * macros that every file needs.
 *
 * Each macro that names an argument twice keeps it in a local first, so that
 * an argument with a side effect is evaluated once. Where a constant
 * expression is needed (array sizes, case labels), the comment says so.
 *
 * Relies on GCC or clang (statement expressions, __typeof__); no locks.
 */
#ifndef LECTERN_COMPILER_H
#define LECTERN_COMPILER_H

#include <stddef.h>

/* --- hints and attributes --- */

/* The usual and the unusual way of a branch; !! makes any scalar fit. */
#define likely(x)   __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)

/* glibc's headers define this one too, the same way. */
#undef __always_inline
#define __always_inline inline __attribute__((__always_inline__))
#define noinline	__attribute__((__noinline__))

#define __noreturn	__attribute__((__noreturn__))
#define __must_check	__attribute__((__warn_unused_result__))
#define __maybe_unused	__attribute__((__unused__))
#define __used		__attribute__((__used__))
#define __packed	__attribute__((__packed__))
#define __aligned(x)	__attribute__((__aligned__(x)))
#define __section(name) __attribute__((__section__(name)))

/* Argument `fmt` is a printf format, its arguments start at `first`. */
#define __printf(fmt, first) __attribute__((__format__(printf, fmt, first)))

/* --- memory access --- */

/* Keep the compiler from moving memory accesses across this point. */
#define barrier() __atomic_signal_fence(__ATOMIC_SEQ_CST)

/*
 * One access, done here and now, neither repeated nor left out: for words
 * that an interrupt handler changes. They order nothing between CPUs.
 */
#define READ_ONCE(x) (*(const volatile __typeof__(x) *)&(x))
#define WRITE_ONCE(x, value)                                                   \
	do {                                                                   \
		*(volatile __typeof__(x) *)&(x) = (value);                     \
	} while (0)

/* --- structures and arrays --- */

#ifndef offsetof
#define offsetof(type, member) __builtin_offsetof(type, member)
#endif

/* Stop the build when `condition` holds. A statement, not an expression. */
#define BUILD_BUG_ON(condition)                                                \
	_Static_assert(!(condition), "BUILD_BUG_ON: " #condition)

/*
 * The structure of `type` whose `member` lies at `ptr`, a pointer of the
 * member's type.
 */
#define container_of(ptr, type, member)                                        \
	({                                                                     \
		BUILD_BUG_ON(!__builtin_types_compatible_p(                    \
			__typeof__(*(ptr)), __typeof__(((type *)0)->member))); \
		(type *)((char *)(ptr)-offsetof(type, member));                \
	})

/* An array has a type of its own, a pointer the type of &p[0]. */
#define IS_POINTER(a)                                                          \
	__builtin_types_compatible_p(__typeof__(a), __typeof__(&(a)[0]))

/*
 * 0 for an array; for a pointer, an error at build time (an array of negative
 * size). A constant expression.
 */
#define MUST_BE_ARRAY(a) (0 * sizeof(char[1 - 2 * IS_POINTER(a)]))

/* Number of elements of an array. A constant expression. */
#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]) + MUST_BE_ARRAY(a))

/* --- arithmetic --- */

/* Both arguments must have one type: mixing signs is a warning. */
#define min(a, b)                                                              \
	({                                                                     \
		__typeof__(a) _min_a = (a);                                    \
		__typeof__(b) _min_b = (b);                                    \
		(void)(&_min_a == &_min_b);                                    \
		_min_a < _min_b ? _min_a : _min_b;                             \
	})
#define max(a, b)                                                              \
	({                                                                     \
		__typeof__(a) _max_a = (a);                                    \
		__typeof__(b) _max_b = (b);                                    \
		(void)(&_max_a == &_max_b);                                    \
		_max_a > _max_b ? _max_a : _max_b;                             \
	})

/* The same, with both arguments converted to `type` first. */
#define min_t(type, a, b)                                                      \
	({                                                                     \
		type _mint_a = (a);                                            \
		type _mint_b = (b);                                            \
		_mint_a < _mint_b ? _mint_a : _mint_b;                         \
	})
#define max_t(type, a, b)                                                      \
	({                                                                     \
		type _maxt_a = (a);                                            \
		type _maxt_b = (b);                                            \
		_maxt_a > _maxt_b ? _maxt_a : _maxt_b;                         \
	})

/* `value`, or the bound that it passes; low <= high. */
#define clamp(value, low, high)                                                \
	({                                                                     \
		__typeof__(value) _clamped = (value);                          \
		_clamped = max_t(__typeof__(value), _clamped, low);            \
		min_t(__typeof__(value), _clamped, high);                      \
	})

#define swap(a, b)                                                             \
	do {                                                                   \
		__typeof__(a) _swap = (a);                                     \
		(a) = (b);                                                     \
		(b) = _swap;                                                   \
	} while (0)

/*
 * Round up or down to a multiple of `a`, a power of two; the result has x's
 * type, and ALIGN wraps to 0 past the largest multiple. Constant expressions
 * for constant arguments.
 */
#define ALIGN_MASK(x, a) ((__typeof__(x))(a)-1)
#define ALIGN(x, a)	 (((x) + ALIGN_MASK(x, a)) & ~ALIGN_MASK(x, a))
#define ALIGN_DOWN(x, a) ((x) & ~ALIGN_MASK(x, a))
#define IS_ALIGNED(x, a) (((x)&ALIGN_MASK(x, a)) == 0)

/* Quotient rounded up; n + d - 1 must not overflow. A constant expression. */
#define DIV_ROUND_UP(n, d) (((n) + (d)-1) / (d))

#endif
