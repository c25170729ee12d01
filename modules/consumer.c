// SPDX-License-Identifier: GPL-2.0
/*
 * A module that calls what another one exports. modprobe loads provider.ko
 * first, as modules.dep says; with insmod one has to do that oneself.
 */
#include <lectern/module.h>
#include <lectern/printk.h>

#include "provider.h"

static int amount = 1;
module_param(amount, int, 0444);
MODULE_PARM_DESC(amount, "what to add, and to take away at the end");

static int __init consumer_init(void)
{
	pr_info("consumer: %s says that the sum is now %d\n", provider_name(),
		provider_add(amount));
	return 0;
}

static void __exit consumer_exit(void)
{
	provider_add(-amount);
}

module_init(consumer_init);
module_exit(consumer_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("uses what the module provider offers");
