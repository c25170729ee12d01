/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A pointer or an error in one word.
 *
 * The last page of the address space is never mapped, so a pointer never has
 * a value from -MAX_ERRNO to -1 and these values can carry a negative errno.
 * NULL is neither an error nor a good pointer: a function that returns
 * ERR_PTR says whether it can return NULL.
 *
 * Pure arithmetic, any context, no locks.
 */
#ifndef LECTERN_ERR_H
#define LECTERN_ERR_H

#include <lectern/compiler.h>
#include <lectern/types.h>

/* Largest errno that a pointer can carry. */
#define MAX_ERRNO 4095

/* Does this word, seen as unsigned, lie in the range of the errors? */
#define IS_ERR_VALUE(x) unlikely((uintptr_t)(x) >= (uintptr_t)-MAX_ERRNO)

/**
 * ERR_PTR - wrap a negative errno (-1 … -MAX_ERRNO) as a pointer
 */
static inline void *ERR_PTR(long error)
{
	return (void *)(uintptr_t)error;
}

/**
 * PTR_ERR - the negative errno in @ptr; meaningless unless IS_ERR(@ptr)
 */
static inline long PTR_ERR(const void *ptr)
{
	return (long)(uintptr_t)ptr;
}

/**
 * IS_ERR - whether @ptr carries an error; false for NULL
 */
static inline bool __must_check IS_ERR(const void *ptr)
{
	return IS_ERR_VALUE(ptr);
}

/**
 * IS_ERR_OR_NULL - whether @ptr carries an error or is NULL
 */
static inline bool __must_check IS_ERR_OR_NULL(const void *ptr)
{
	return !ptr || IS_ERR_VALUE(ptr);
}

/**
 * ERR_CAST - hand on the error in @ptr as a pointer of another type
 */
static inline void *ERR_CAST(const void *ptr)
{
	return (void *)ptr;
}

/**
 * PTR_ERR_OR_ZERO - the negative errno in @ptr, or 0 for a good pointer
 */
static inline int __must_check PTR_ERR_OR_ZERO(const void *ptr)
{
	return IS_ERR(ptr) ? (int)PTR_ERR(ptr) : 0;
}

#endif
