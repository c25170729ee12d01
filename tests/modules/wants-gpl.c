// SPDX-License-Identifier: GPL-2.0
/*
 * Under the GPL as far as the build can see; the tests change the word in the
 * file, and the loader must notice.
 */
#include <lectern/module.h>
#include <lectern/proc_fs.h>
#include <uapi/errno.h>

static int show(struct seq_buf *s, void *data)
{
	seq_printf(s, "yes\n");
	return 0;
}

static int __init wants_gpl_init(void)
{
	return sysfs_create("wants-gpl", 0444, show, NULL, NULL) ? 0 : -ENOMEM;
}
module_init(wants_gpl_init);

MODULE_LICENSE("GPL v2");
