/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Segments that a program sets up: thread-local storage and the LDT.
 * Source: set_thread_area(2), modify_ldt(2), i386 ABI.
 */
#ifndef LECTERN_UAPI_LDT_H
#define LECTERN_UAPI_LDT_H

#include <lectern/types.h>

#define LDT_ENTRIES    8192
#define LDT_ENTRY_SIZE 8

/* 16 bytes */
struct user_desc {
	u32 entry_number; /* -1: choose one and write it back */
	u32 base_addr;
	u32 limit;
	u32 seg_32bit : 1;
	u32 contents : 2; /* MODIFY_LDT_CONTENTS_* */
	u32 read_exec_only : 1;
	u32 limit_in_pages : 1;
	u32 seg_not_present : 1;
	u32 useable : 1;
};

#define MODIFY_LDT_CONTENTS_DATA  0
#define MODIFY_LDT_CONTENTS_STACK 1 /* grows down */
#define MODIFY_LDT_CONTENTS_CODE  2

#endif /* LECTERN_UAPI_LDT_H */
