/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The plain types of the kernel.
 *
 * Fixed widths have Linux's short names (u8 … s64). The POSIX names are
 * defined here for the kernel, which is freestanding; a build for the host
 * (unit tests, fuzzers) takes the host's own so that both header families
 * can be included together. Their widths may differ there (dev_t has 64 bits),
 * so a structure that someone outside the kernel sees uses u32 and friends.
 *
 * Relies on the compiler's freestanding headers only; no locks.
 */
#ifndef LECTERN_TYPES_H
#define LECTERN_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;

typedef signed char s8;
typedef short s16;
typedef int s32;
typedef long long s64;

/* File mode as the VFS carries it: S_IFMT type bits and permission bits. */
typedef u32 umode_t;

/* How an allocation may behave (GFP_KERNEL, GFP_ATOMIC, …; gfp.h). */
typedef unsigned int gfp_t;

#if __STDC_HOSTED__
#include <sys/types.h>
#else
typedef ptrdiff_t ssize_t; /* size_t's width, signed */
typedef s64 loff_t;	   /* position in a file, bytes */
typedef s32 pid_t;
typedef u32 uid_t;
typedef u32 gid_t;
typedef u32 mode_t;
typedef u32 dev_t; /* kernel's encoding, not the ABI's */
#endif

#endif
