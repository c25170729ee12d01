/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The only way to user memory.
 *
 * Each function checks that the range lies below TASK_SIZE, then touches it
 * with an instruction that has an entry in the exception table: a fault there
 * that do_page_fault cannot mend jumps to the entry's fixup instead of killing
 * the kernel. So no user pointer, however bad, gives more than -EFAULT.
 *
 * Context: process context; may sleep (the access can fault a page in), so no
 * spinlock may be held. mmap_sem must not be held.
 */
#ifndef LECTERN_I386_UACCESS_H
#define LECTERN_I386_UACCESS_H

#include <lectern/compiler.h>
#include <lectern/i386/page.h>
#include <lectern/types.h>
#include <uapi/errno.h>

#define __user

/* May [addr, addr + size) be user memory? Says nothing of what is mapped. */
static inline bool access_ok(const void __user *addr, unsigned long size)
{
	return size <= TASK_SIZE && (unsigned long)addr <= TASK_SIZE - size;
}

/*
 * copy_to_user, copy_from_user: copy n bytes. Return the number of bytes that
 * could NOT be copied: 0 is success. copy_from_user zeroes the rest of the
 * destination, so that stale kernel memory never passes for user data.
 */
unsigned long __must_check copy_to_user(void __user *to, const void *from,
					unsigned long n);
unsigned long __must_check copy_from_user(void *to, const void __user *from,
					  unsigned long n);

/* Zero n bytes; returns how many could not be zeroed. */
unsigned long __must_check clear_user(void __user *to, unsigned long n);

/*
 * Copy a string of at most count bytes with its NUL. Returns its length
 * without the NUL, count if there was no NUL within count bytes (the copy is
 * then not terminated), or -EFAULT.
 */
long __must_check strncpy_from_user(char *dst, const char __user *src,
				    long count);

/*
 * Length of a user string with its NUL, a number above max if it is longer
 * than max bytes, 0 if it cannot be read.
 */
long strnlen_user(const char __user *s, long max);

/* One 1, 2 or 4-byte value without a range check; for the macros below. */
int __get_user_1(u8 *dst, const void __user *src);
int __get_user_2(u16 *dst, const void __user *src);
int __get_user_4(u32 *dst, const void __user *src);
int __put_user_1(u8 value, void __user *dst);
int __put_user_2(u16 value, void __user *dst);
int __put_user_4(u32 value, void __user *dst);

/*
 * get_user(x, ptr): x = *ptr. put_user(x, ptr): *ptr = x. For 1, 2, 4 bytes
 * (and 8, as two halves, for put_user). Return 0 or -EFAULT; x is 0 then.
 */
#define get_user(x, ptr)                                                       \
	({                                                                     \
		__typeof__(ptr) __gu_ptr = (ptr);                              \
		u32 __gu_val = 0;                                              \
		int __gu_err = -EFAULT;                                        \
		BUILD_BUG_ON(sizeof(*(ptr)) > sizeof(__gu_val));               \
		if (access_ok(__gu_ptr, sizeof(*(ptr))))                       \
			__gu_err =                                             \
				sizeof(*(ptr)) == 1                            \
					? __get_user_1((void *)&__gu_val,      \
						       __gu_ptr)               \
				: sizeof(*(ptr)) == 2                          \
					? __get_user_2((void *)&__gu_val,      \
						       __gu_ptr)               \
					: __get_user_4(&__gu_val, __gu_ptr);   \
		(x) = (__typeof__(*(ptr)))__gu_val;                            \
		__gu_err;                                                      \
	})

#define put_user(x, ptr)                                                       \
	({                                                                     \
		__typeof__(ptr) __pu_ptr = (ptr);                              \
		__typeof__(*(ptr)) __pu_val = (x);                             \
		int __pu_err = -EFAULT;                                        \
		if (sizeof(*(ptr)) == 8)                                       \
			__pu_err = copy_to_user(__pu_ptr, &__pu_val,           \
						sizeof(__pu_val))              \
					   ? -EFAULT                           \
					   : 0;                                \
		else if (access_ok(__pu_ptr, sizeof(*(ptr))))                  \
			__pu_err = sizeof(*(ptr)) == 1                         \
					   ? __put_user_1(*(u8 *)&__pu_val,    \
							  __pu_ptr)            \
				   : sizeof(*(ptr)) == 2                       \
					   ? __put_user_2(*(u16 *)&__pu_val,   \
							  __pu_ptr)            \
					   : __put_user_4(*(u32 *)&__pu_val,   \
							  __pu_ptr);           \
		__pu_err;                                                      \
	})

/*
 * unsafe_put_user(x, ptr, label): *ptr = x in the middle of a loop, where the range
 * has been checked before; what cannot be written jumps to the label. Not for
 * modules: they have no exception table.
 */
#define unsafe_put_user(x, ptr, label)                                         \
	asm goto("1:	mov%z1 %0, %1\n"                                          \
		 ".pushsection __ex_table, \"a\"\n"                            \
		 ".long 1b, %l2\n"                                             \
		 ".popsection"                                                 \
		 :                                                             \
		 : "r"((__typeof__(*(ptr)))(x)), "m"(*(ptr))                   \
		 : "memory"                                                    \
		 : label)

/* A place that may fault and where to go on then; .asm files add theirs. */
struct exception_table_entry {
	unsigned long insn;
	unsigned long fixup;
};

/* The fixup address for a faulting eip, or 0. Any context. */
unsigned long search_exception_table(unsigned long eip);

#endif
