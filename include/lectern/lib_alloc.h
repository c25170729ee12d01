/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The two functions that lib/ asks of whoever uses it: the kernel answers with
 * kmalloc and kfree, the unit tests with malloc and failures at will.
 */
#ifndef LECTERN_LIB_ALLOC_H
#define LECTERN_LIB_ALLOC_H

#include <lectern/compiler.h>
#include <lectern/types.h>

/**
 * lib_alloc - allocate memory, contents undefined
 * @size: bytes, not 0; the memory is aligned for any type
 * @gfp: says whether the call may sleep
 *
 * Returns NULL when there is none.
 */
void *__must_check lib_alloc(size_t size, gfp_t gfp);

/**
 * lib_free - give back what lib_alloc() returned; NULL is ignored
 *
 * Never sleeps.
 */
void lib_free(void *ptr);

#endif
