// SPDX-License-Identifier: GPL-2.0
/* Exports what the kernel exports, too, under a name of its own here. */
#include <lectern/module.h>

#define printk printk_of_the_kernel
#include <lectern/printk.h>
#undef printk

void printk(void);
void printk(void)
{
}
EXPORT_SYMBOL(printk);

MODULE_LICENSE("GPL");
