/* SPDX-License-Identifier: GPL-2.0 */
/*
 * lib/ defines functions that the host's C library has as well. Put in front of
 * every file of a host build (-include), this gives ours other names, so that
 * both can live in one program: the test calls ours, and the sanitizers,
 * cmocka and printf() go on with their own.
 *
 * A host header that declares one of these declares ours by that; the
 * prototypes agree. What is an inline function in our headers needs no entry.
 */
#ifndef UNIT_RENAME_H
#define UNIT_RENAME_H

#define memcmp	  lec_memcmp
#define memchr	  lec_memchr
#define strlen	  lec_strlen
#define strnlen	  lec_strnlen
#define strcmp	  lec_strcmp
#define strncmp	  lec_strncmp
#define strchr	  lec_strchr
#define strrchr	  lec_strrchr
#define strspn	  lec_strspn
#define strcspn	  lec_strcspn
#define strsep	  lec_strsep
#define vsnprintf lec_vsnprintf
#define snprintf  lec_snprintf
#define bsearch	  lec_bsearch

#endif
