// SPDX-License-Identifier: GPL-2.0
/*
 * What modules may call of the kernel, as Linux 2.4's file of this name: on one
 * page, so that a change of this interface is a change here. A part that
 * stands higher exports what it offers itself.
 */
#include <lectern/bug.h>
#include <lectern/export.h>
#include <lectern/i386/uaccess.h>
#include <lectern/idr.h>
#include <lectern/interrupt.h>
#include <lectern/kstrto.h>
#include <lectern/kthread.h>
#include <lectern/math64.h>
#include <lectern/module.h>
#include <lectern/panic.h>
#include <lectern/printf.h>
#include <lectern/printk.h>
#include <lectern/random.h>
#include <lectern/rbtree.h>
#include <lectern/sched.h>
#include <lectern/slab.h>
#include <lectern/string.h>
#include <lectern/time.h>
#include <lectern/timer.h>
#include <lectern/vmalloc.h>
#include <lectern/watchdog.h>

/* Saying something, and giving up. */
EXPORT_SYMBOLS(printk, panic, assert_failed, warn_failed, touch_nmi_watchdog);
EXPORT_SYMBOL_GPL(show_backtrace);

/* Memory. */
EXPORT_SYMBOLS(kmalloc, kzalloc, kcalloc, kstrdup, kfree);
EXPORT_SYMBOLS(kmem_cache_create, kmem_cache_destroy, kmem_cache_alloc,
	       kmem_cache_zalloc, kmem_cache_free);
EXPORT_SYMBOLS(get_free_pages, free_pages, vmalloc, vzalloc, vfree);
EXPORT_SYMBOLS(ioremap, iounmap);

/* User memory. */
EXPORT_SYMBOLS(copy_to_user, copy_from_user, clear_user, strncpy_from_user,
	       strnlen_user);
EXPORT_SYMBOLS(__get_user_1, __get_user_2, __get_user_4);
EXPORT_SYMBOLS(__put_user_1, __put_user_2, __put_user_4);

/* lib/. */
EXPORT_SYMBOLS(memcpy, memmove, memset, memcmp);
EXPORT_SYMBOLS(strlen, strnlen, strscpy, strcmp, strncmp, strchr, strcspn,
	       strsep);
EXPORT_SYMBOLS(snprintf, scnprintf, kstrtouint, kstrtoint, mul_u64_u32_div);
EXPORT_SYMBOLS(idr_alloc, idr_find, idr_remove);
EXPORT_SYMBOLS(rb_insert_color, rb_erase, rb_first, rb_next);

/* Tasks. */
EXPORT_SYMBOLS(kthread_create, kthread_stop, kthread_should_stop,
	       wake_up_process);
EXPORT_SYMBOLS(schedule, schedule_timeout, __cond_resched, capable);

/* Sleeping, locks. */
EXPORT_SYMBOLS(prepare_to_wait, finish_wait, autoremove_wake_function,
	       __wake_up, complete, wait_for_completion);
EXPORT_SYMBOLS(__init_rwsem, down_read, up_read, down_write, up_write,
	       down_write_trylock, down_write_interruptible);
EXPORT_SYMBOLS(local_bh_disable, local_bh_enable);
#ifdef DEBUG
EXPORT_SYMBOLS(spin_lock_acquire, spin_lock_release, __might_sleep);
#endif

/* Time and interrupts. */
EXPORT_SYMBOLS(jiffies, add_timer, mod_timer, del_timer);
EXPORT_SYMBOLS(ktime_get_ns, ktime_get_real_ns, udelay, mdelay);
EXPORT_SYMBOLS(request_irq, free_irq, get_random_bytes);
EXPORT_SYMBOL_GPL(emergency_restart);

/* Modules themselves. */
EXPORT_SYMBOLS(try_module_get, __module_get, module_put, module_put_and_exit,
	       request_module);
