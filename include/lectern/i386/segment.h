/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The global descriptor table's layout. The numbers are Linux's for the i386,
 * as user space sees some of them (%cs is 0x73, the first TLS slot is 6).
 */
#ifndef LECTERN_I386_SEGMENT_H
#define LECTERN_I386_SEGMENT_H

#define GDT_ENTRY_TLS_MIN     6
#define GDT_ENTRY_TLS_ENTRIES 3
#define GDT_ENTRY_TLS_MAX     (GDT_ENTRY_TLS_MIN + GDT_ENTRY_TLS_ENTRIES - 1)
#define GDT_ENTRY_KERNEL_CS   12
#define GDT_ENTRY_KERNEL_DS   13
#define GDT_ENTRY_USER_CS     14
#define GDT_ENTRY_USER_DS     15
#define GDT_ENTRY_TSS	      16
#define GDT_ENTRY_DF_TSS      31
#define GDT_ENTRIES	      32

#define KERNEL_CS (GDT_ENTRY_KERNEL_CS * 8)
#define KERNEL_DS (GDT_ENTRY_KERNEL_DS * 8)
#define USER_CS	  (GDT_ENTRY_USER_CS * 8 + 3)
#define USER_DS	  (GDT_ENTRY_USER_DS * 8 + 3)

#define SEGMENT_RPL_MASK 3
#define USER_RPL	 3

#endif
