// SPDX-License-Identifier: GPL-2.0
/* Takes back at its end what it never registered. */
#include <lectern/chrdev.h>
#include <lectern/module.h>

static void __exit mistaken_exit(void)
{
	unregister_chrdev(241, 0);
}

module_exit(mistaken_exit);

MODULE_LICENSE("GPL");
