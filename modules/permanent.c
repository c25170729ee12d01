// SPDX-License-Identifier: GPL-2.0
/*
 * A module without an exit function: nobody could undo what its init did, so it
 * stays. lsmod says [permanent], and rmmod is refused.
 */
#include <lectern/module.h>
#include <lectern/printk.h>

static int __init permanent_init(void)
{
	pr_info("permanent: here to stay\n");
	return 0;
}

module_init(permanent_init);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("cannot be removed");
