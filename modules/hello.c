// SPDX-License-Identifier: GPL-2.0
/*
 * The smallest module that does something: it greets when it comes and when it
 * goes, as its parameters say.
 *
 *	insmod hello.ko whom=students times=3
 *	cat /sys/module/hello/parameters/whom
 */
#include <lectern/module.h>
#include <lectern/printk.h>
#include <uapi/errno.h>

static char *whom = "world";
module_param(whom, charp, 0644);
MODULE_PARM_DESC(whom, "whom to greet");

static int times = 1;
module_param(times, int, 0444);
MODULE_PARM_DESC(times, "how often, from 0 to 10");

static bool polite = true;
module_param(polite, bool, 0644);
MODULE_PARM_DESC(polite, "whether to say goodbye, too");

static unsigned int primes[4];
static unsigned int nr_primes;
module_param_array(primes, uint, &nr_primes, 0444);
MODULE_PARM_DESC(primes, "up to four numbers to be added up");

static int __init hello_init(void)
{
	unsigned int sum = 0;

	if (times < 0 || times > 10)
		return -EINVAL;
	for (int i = 0; i < times; i++)
		pr_info("hello: Hello, %s!\n", whom);
	for (unsigned int i = 0; i < nr_primes; i++)
		sum += primes[i];
	if (nr_primes)
		pr_info("hello: the %u numbers make %u\n", nr_primes, sum);
	return 0;
}

static void __exit hello_exit(void)
{
	if (polite)
		pr_info("hello: Goodbye, %s!\n", whom);
}

module_init(hello_init);
module_exit(hello_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("greets, as its parameters say");
MODULE_AUTHOR("Lectern");
MODULE_VERSION("1.0");
