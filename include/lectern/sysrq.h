/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a person at the console can ask of a kernel that does not answer any
 * more: Alt+SysRq+key, or on a serial line a break and then the key.
 */
#ifndef LECTERN_SYSRQ_H
#define LECTERN_SYSRQ_H

#include <lectern/list.h>

/*
 * handler is called in interrupt context, whatever locks the interrupted code
 * holds: it may take none, and may not allocate.
 */
struct sysrq_key {
	char key;
	const char *help; /* a word or two; the key is shown before it */
	void (*handler)(void);
	struct list_head list;
};

/* Add a key that is not taken yet; 0 or -EBUSY. Process context. */
int register_sysrq_key(struct sysrq_key *key);

/* Do what key stands for, or print the list of keys. Any context but an NMI. */
void handle_sysrq(char key);

/* Print every task in a line. Any context. */
void show_tasks(void);

#endif
