// SPDX-License-Identifier: GPL-2.0
/* A module with a list of strings. */
#include <lectern/module.h>

static char *words[] = { "these", "are", "built in" };
module_param_array(words, charp, NULL, 0644);

static int __init words_init(void)
{
	return 0;
}

static void __exit words_exit(void)
{
}

module_init(words_init);
module_exit(words_exit);

MODULE_LICENSE("GPL");
