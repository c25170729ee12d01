// SPDX-License-Identifier: GPL-2.0
/*
 * What modules may call of the kernel, as Linux 2.4's file of this name: on one
 * page, so that a change of this interface is a change here. A part that
 * stands higher exports what it offers itself.
 */
#include <lectern/bug.h>
#include <lectern/export.h>
#include <lectern/fs.h>
#include <lectern/idr.h>
#include <lectern/interrupt.h>
#include <lectern/kstrto.h>
#include <lectern/kthread.h>
#include <lectern/math64.h>
#include <lectern/module.h>
#include <lectern/panic.h>
#include <lectern/printf.h>
#include <lectern/printk.h>
#include <lectern/proc_fs.h>
#include <lectern/random.h>
#include <lectern/rbtree.h>
#include <lectern/sched.h>
#include <lectern/slab.h>
#include <lectern/string.h>
#include <lectern/time.h>
#include <lectern/timer.h>
#include <lectern/vmalloc.h>

/* Saying something, and giving up. */
EXPORT_SYMBOL(printk);
EXPORT_SYMBOL(panic);
EXPORT_SYMBOL(assert_failed);
EXPORT_SYMBOL(warn_failed);
EXPORT_SYMBOL_GPL(show_backtrace);

/* Memory. */
EXPORT_SYMBOL(kmalloc);
EXPORT_SYMBOL(kzalloc);
EXPORT_SYMBOL(kcalloc);
EXPORT_SYMBOL(kstrdup);
EXPORT_SYMBOL(kfree);
EXPORT_SYMBOL(kmem_cache_create);
EXPORT_SYMBOL(kmem_cache_destroy);
EXPORT_SYMBOL(kmem_cache_alloc);
EXPORT_SYMBOL(kmem_cache_zalloc);
EXPORT_SYMBOL(kmem_cache_free);
EXPORT_SYMBOL(get_free_pages);
EXPORT_SYMBOL(free_pages);
EXPORT_SYMBOL(vmalloc);
EXPORT_SYMBOL(vzalloc);
EXPORT_SYMBOL(vfree);
EXPORT_SYMBOL(ioremap);
EXPORT_SYMBOL(iounmap);

/* User memory. */
EXPORT_SYMBOL(copy_to_user);
EXPORT_SYMBOL(copy_from_user);
EXPORT_SYMBOL(clear_user);
EXPORT_SYMBOL(strncpy_from_user);
EXPORT_SYMBOL(strnlen_user);
EXPORT_SYMBOL(__get_user_1);
EXPORT_SYMBOL(__get_user_2);
EXPORT_SYMBOL(__get_user_4);
EXPORT_SYMBOL(__put_user_1);
EXPORT_SYMBOL(__put_user_2);
EXPORT_SYMBOL(__put_user_4);

/* lib/. */
EXPORT_SYMBOL(memcpy);
EXPORT_SYMBOL(memmove);
EXPORT_SYMBOL(memset);
EXPORT_SYMBOL(memcmp);
EXPORT_SYMBOL(strlen);
EXPORT_SYMBOL(strnlen);
EXPORT_SYMBOL(strscpy);
EXPORT_SYMBOL(strcmp);
EXPORT_SYMBOL(strncmp);
EXPORT_SYMBOL(strchr);
EXPORT_SYMBOL(strcspn);
EXPORT_SYMBOL(strsep);
EXPORT_SYMBOL(snprintf);
EXPORT_SYMBOL(scnprintf);
EXPORT_SYMBOL(kstrtouint);
EXPORT_SYMBOL(kstrtoint);
EXPORT_SYMBOL(mul_u64_u32_div);
EXPORT_SYMBOL(idr_alloc);
EXPORT_SYMBOL(idr_find);
EXPORT_SYMBOL(idr_remove);
EXPORT_SYMBOL(rb_insert_color);
EXPORT_SYMBOL(rb_erase);
EXPORT_SYMBOL(rb_first);
EXPORT_SYMBOL(rb_next);

/* Tasks, sleeping, locks. */
EXPORT_SYMBOL(kthread_create);
EXPORT_SYMBOL(kthread_stop);
EXPORT_SYMBOL(kthread_should_stop);
EXPORT_SYMBOL(wake_up_process);
EXPORT_SYMBOL(schedule);
EXPORT_SYMBOL(schedule_timeout);
EXPORT_SYMBOL(__cond_resched);
EXPORT_SYMBOL(capable);
EXPORT_SYMBOL(prepare_to_wait);
EXPORT_SYMBOL(finish_wait);
EXPORT_SYMBOL(autoremove_wake_function);
EXPORT_SYMBOL(__wake_up);
EXPORT_SYMBOL(complete);
EXPORT_SYMBOL(wait_for_completion);
EXPORT_SYMBOL(__init_rwsem);
EXPORT_SYMBOL(down_read);
EXPORT_SYMBOL(up_read);
EXPORT_SYMBOL(down_write);
EXPORT_SYMBOL(down_write_trylock);
EXPORT_SYMBOL(down_write_interruptible);
EXPORT_SYMBOL(up_write);
EXPORT_SYMBOL(local_bh_disable);
EXPORT_SYMBOL(local_bh_enable);
#ifdef DEBUG
EXPORT_SYMBOL(spin_lock_acquire);
EXPORT_SYMBOL(spin_lock_release);
EXPORT_SYMBOL(__might_sleep);
#endif

/* Time and interrupts. */
EXPORT_SYMBOL(jiffies);
EXPORT_SYMBOL(add_timer);
EXPORT_SYMBOL(mod_timer);
EXPORT_SYMBOL(del_timer);
EXPORT_SYMBOL(ktime_get_ns);
EXPORT_SYMBOL(ktime_get_real_ns);
EXPORT_SYMBOL(udelay);
EXPORT_SYMBOL(mdelay);
EXPORT_SYMBOL(request_irq);
EXPORT_SYMBOL(free_irq);
EXPORT_SYMBOL(get_random_bytes);
EXPORT_SYMBOL_GPL(machine_restart);

/* Files and devices. */
EXPORT_SYMBOL(register_chrdev);
EXPORT_SYMBOL(unregister_chrdev);
EXPORT_SYMBOL(make_device);
EXPORT_SYMBOL(remove_device);
EXPORT_SYMBOL(generic_file_llseek);
EXPORT_SYMBOL(no_llseek);
EXPORT_SYMBOL(proc_create);
EXPORT_SYMBOL(proc_remove);
EXPORT_SYMBOL(seq_printf);
EXPORT_SYMBOL(seq_write);
EXPORT_SYMBOL_GPL(sysfs_create);

/* Modules themselves. */
EXPORT_SYMBOL(try_module_get);
EXPORT_SYMBOL(__module_get);
EXPORT_SYMBOL(module_put);
EXPORT_SYMBOL(request_module);
EXPORT_SYMBOL(module_put_and_exit);
