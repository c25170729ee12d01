/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Strings to numbers, strictly: the whole string is the number, but for one
 * newline at its end (as `echo 5 >/proc/…` writes it). No leading space. A
 * plus sign is allowed, a minus only in kstrtoint().
 *
 * @base is 2 … 16, or 0: "0x" means 16, another leading "0" 8, else 10. Base
 * 16 also takes a "0x".
 *
 * Each returns 0 and stores the number, or leaves *@res alone and returns
 * -EINVAL (not a number) or -ERANGE (does not fit the type). Pure, any context.
 * Semantics follow Linux's functions of the same names.
 */
#ifndef LECTERN_KSTRTO_H
#define LECTERN_KSTRTO_H

#include <lectern/compiler.h>
#include <lectern/types.h>

int __must_check kstrtoull(const char *s, unsigned int base, u64 *res);
int __must_check kstrtouint(const char *s, unsigned int base,
			    unsigned int *res);
int __must_check kstrtoint(const char *s, unsigned int base, int *res);

#endif
