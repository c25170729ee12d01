/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Starting up: what is thrown away afterwards, and how rooms higher up start
 * themselves without anybody below naming them.
 */
#ifndef LECTERN_INIT_H
#define LECTERN_INIT_H

#include <lectern/compiler.h>
#include <lectern/types.h>

#define __init	   __section(".init.text") noinline
#define __initdata __section(".init.data")

typedef int (*initcall_t)(void);

/*
 * initcalls run in this order, in the context of pid 1, with everything of the
 * core working. A negative return is logged and otherwise ignored.
 */
#define __initcall_at(fn, level)                                               \
	static const initcall_t __initcall_##fn                                \
		__attribute__((used, section(".initcall" #level))) = (fn)

/*
 * Consoles register themselves before anything else, when there is neither an
 * allocator nor a tick.
 */
#define console_initcall(fn) __initcall_at(fn, 0)

#define core_initcall(fn)   __initcall_at(fn, 1)
#define fs_initcall(fn)	    __initcall_at(fn, 3) /* file systems */
#define device_initcall(fn) __initcall_at(fn, 5) /* drivers */
#define late_initcall(fn)   __initcall_at(fn, 7)

/*
 * A kernel option: __setup("oom", fn) has fn called early in start_kernel with
 * the text after "oom=" ("" for a bare word). It returns 0, or -EINVAL for a
 * value that it does not know, which is then named in a warning. No allocator
 * and no locks are there yet.
 */
struct kernel_option {
	const char *name;
	int (*setup)(char *value); /* or, of a choice: */
	const char *words[2];
	bool *second;
};

#define __kernel_option(id, ...)                                               \
	static const struct kernel_option __option_##id __attribute__((        \
		used, section(".init.options"))) = { __VA_ARGS__ }

#define __setup(name_, fn) __kernel_option(fn, .name = (name_), .setup = (fn))

/* An option with a choice of two: var says whether it is the second. */
#define __setup_choice(name_, word, other, var)                                \
	__kernel_option(var, .name = (name_), .words = { word, other },        \
			.second = &(var))

/* C's first function, called by boot/ with paging on; never returns. */
void __noreturn start_kernel(void);

#endif
