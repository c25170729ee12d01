/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a person at the console can ask of a kernel that does not answer any
 * more: Alt+SysRq+key, or on a serial line a break and then the key.
 */
#ifndef LECTERN_SYSRQ_H
#define LECTERN_SYSRQ_H

/*
 * Do what key stands for, or print the list of keys. Any context but an NMI: the
 * handlers take no lock that interrupts may not take, and do not allocate.
 */
void handle_sysrq(char key);

#endif
