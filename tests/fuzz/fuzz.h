/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the fuzzers share. libFuzzer calls LLVMFuzzerTestOneInput() with bytes
 * that it makes up, in a block of exactly their size, and watches which
 * branches they reach; AddressSanitizer and UBSan stop it at the first bad
 * access. What the code under test promises beyond that is checked with
 * assert().
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <lectern/bug.h>
#include <lectern/types.h>

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

#endif
