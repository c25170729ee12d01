// SPDX-License-Identifier: GPL-2.0
/*
 * A module that offers functions to others. It has no init: there is nothing to
 * do until somebody calls. While consumer.ko is there, it cannot be removed.
 */
#include <lectern/module.h>
#include <lectern/spinlock.h>

#include "provider.h"

static DEFINE_SPINLOCK(sum_lock);
static int sum;
module_param(sum, int, 0444);
MODULE_PARM_DESC(sum, "where the sum begins");

int provider_add(int n)
{
	int now;

	spin_lock(&sum_lock);
	now = sum += n;
	spin_unlock(&sum_lock);
	return now;
}
EXPORT_SYMBOL(provider_add);

const char *provider_name(void)
{
	return THIS_MODULE->name;
}
EXPORT_SYMBOL_GPL(provider_name);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("offers an addition to other modules");
