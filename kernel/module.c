// SPDX-License-Identifier: GPL-2.0
/*
 * The modules that are loaded: the list of them, who holds whom, and how they
 * go. module_load.c is how they come.
 *
 *            init_module(2)                           delete_module(2)
 *   UNFORMED -------------> COMING --------> LIVE -------------------> GOING
 *   a name, taken           init runs;         |  refcount 0, nobody    exit runs
 *        |                  symbols are there  |  uses it                  |
 *        |                     | init failed   |                           |
 *        |                     `---> GOING     | it oopsed: one hold       |
 *        v                            |        v that nobody returns       v
 *      freed                        freed    stays                       freed,
 *                                                  or stays, if it left a pointer
 *                                                  to itself behind
 *
 * Use counts: an open file holds the module that its operations are in
 * (file_operations.owner), a module the ones whose symbols it uses, and the code
 * of a module itself by __module_get. In state GOING try_module_get fails, and
 * that state is only entered with a count of 0: so nobody can be inside a
 * module while it is taken out, except through pointers that it forgot. Those
 * are looked for once exit has run, or an init that failed; a module that left some
 * is never freed.
 *
 * What cannot be undone: exit has run. Up to there delete_module may refuse;
 * from there on the module goes.
 *
 * Locks: module_mutex guards the list, all states and who uses whom; ref_lock,
 * with interrupts off, counts and the step to GOING. module_mutex is not held
 * while code of a module runs. Backtraces walk the list without a lock.
 */
#include <lectern/bug.h>
#include <lectern/i386/uaccess.h>
#include <lectern/module.h>
#include <lectern/mutex.h>
#include <lectern/printf.h>
#include <lectern/printk.h>
#include <lectern/sched.h>
#include <lectern/slab.h>
#include <lectern/string.h>
#include <lectern/syscalls.h>
#include <lectern/vmalloc.h>
#include <uapi/capability.h>
#include <uapi/fcntl.h>

LIST_HEAD(modules);
DEFINE_MUTEX(module_mutex);
DECLARE_WAIT_QUEUE_HEAD(module_wq);
static DEFINE_SPINLOCK(ref_lock);

unsigned int tainted;
int modules_disabled;
const struct module_watcher *module_watcher;

/* The linker makes these for the section of that name. */
extern const leftover_fn __leftovers_start[], __leftovers_end[];

/* -- taints ---------------------------------------------------------------- */

void add_taint(struct module *mod, unsigned int flag)
{
	tainted |= 1u << flag;
	if (mod)
		mod->taints |= 1u << flag;
}

const char *module_taints(const struct module *mod, char *buf)
{
	static const struct {
		unsigned int flag;
		char letter;
	} letters[] = { { TAINT_PROPRIETARY, 'P' },
			{ TAINT_OOT_MODULE, 'O' },
			{ TAINT_FORCED_MODULE, 'F' } };
	char *end = buf;

	for (size_t i = 0; i < ARRAY_SIZE(letters); i++)
		if (mod->taints >> letters[i].flag & 1)
			*end++ = letters[i].letter;
	*end = '\0';
	return buf;
}

/* -- use counts ------------------------------------------------------------ */

bool try_module_get(struct module *mod)
{
	unsigned long flags;
	bool there;

	if (!mod)
		return true;
	spin_lock_irqsave(&ref_lock, flags);
	there = mod->state != MODULE_STATE_GOING;
	mod->refcount += there;
	spin_unlock_irqrestore(&ref_lock, flags);
	return there;
}

void __module_get(struct module *mod)
{
	unsigned long flags;

	if (!mod)
		return;
	spin_lock_irqsave(&ref_lock, flags);
	mod->refcount++;
	spin_unlock_irqrestore(&ref_lock, flags);
}

/* Once the lock is released the module may go, unless its count was not the
 * last or it is going already and waits. */
void module_put(struct module *mod)
{
	unsigned long flags;
	bool waited_for;

	if (!mod)
		return;
	spin_lock_irqsave(&ref_lock, flags);
	assert(mod->refcount > 0);
	waited_for = !--mod->refcount && mod->state == MODULE_STATE_GOING;
	spin_unlock_irqrestore(&ref_lock, flags);
	if (waited_for)
		wake_up_all(&module_wq);
}

void module_set_state(struct module *mod, enum module_state state)
{
	mutex_lock(&module_mutex);
	spin_lock_irq(&ref_lock);
	mod->state = state;
	spin_unlock_irq(&ref_lock);
	mutex_unlock(&module_mutex);
	wake_up_all(&module_wq);
}

/* -- who is there, and who uses whom --------------------------------------- */

struct module *find_module(const char *name)
{
	struct module *mod;

	list_for_each_entry(mod, &modules, list)
		if (!strcmp(mod->name, name))
			return mod;
	return NULL;
}

static bool uses_already(const struct module *mod, const struct module *owner)
{
	const struct module_use *use;

	list_for_each_entry(use, &mod->uses, user_link)
		if (use->owner == owner)
			return true;
	return false;
}

int use_module(struct module *mod, struct module *owner)
{
	struct module_use *use;

	if (uses_already(mod, owner))
		return 0;
	use = kmalloc(sizeof(*use), GFP_KERNEL);
	if (!use)
		return -ENOMEM;
	use->user = mod;
	use->owner = owner;
	use->link = NULL;
	list_add(&use->user_link, &mod->uses);
	list_add(&use->owner_link, &owner->users);
	__module_get(owner);
	return 0;
}

static void unuse_all(struct module *mod)
{
	struct module_use *use, *next;

	list_for_each_entry_safe(use, next, &mod->uses, user_link) {
		list_del(&use->user_link);
		list_del(&use->owner_link);
		module_put(use->owner);
		kfree(use);
	}
}

/* -- what a module forgot -------------------------------------------------- */

void module_left(struct module *mod, const char *fmt, ...)
{
	char what[64];
	va_list args;

	va_start(args, fmt);
	vsnprintf(what, sizeof(what), fmt, args);
	va_end(args);
	pr_err("%s: left behind: %s\n", mod->name, what);
	mod->broken = true;
}

static void look_for_leftovers(struct module *mod)
{
	const leftover_fn *fn;

	for (fn = __leftovers_start; fn < __leftovers_end; fn++)
		(*fn)(mod);
	if (mod->broken)
		pr_err("%s: its memory stays, since the kernel still points to it; mend its exit function, or init where it fails\n",
		       mod->name);
}

/* -- the end --------------------------------------------------------------- */

void module_unlink(struct module *mod)
{
	mutex_lock(&module_mutex);
	unuse_all(mod);
	list_del(&mod->list);
	mutex_unlock(&module_mutex);
	wake_up_all(&module_wq);
}

/* The structure lies in the module's own data: that goes last. */
void module_free(struct module *mod)
{
	param_free(mod);
	vfree(mod->symbols);
	vfree(mod->regions[MODULE_INIT].mem);
	vfree(mod->regions[MODULE_CORE].mem);
}

/* May it go? If so, nobody can hold it any more. module_mutex held. */
static int begin_going(struct module *mod, unsigned int flags)
{
	bool force = flags & O_TRUNC;
	int err = 0;

	if (!list_empty(&mod->users))
		return -EWOULDBLOCK;
	if (mod->state != MODULE_STATE_LIVE)
		return -EBUSY;
	if (mod->init && !mod->exit && !force)
		return -EBUSY;
	spin_lock_irq(&ref_lock);
	if (mod->refcount && !force)
		err = -EWOULDBLOCK;
	else
		mod->state = MODULE_STATE_GOING;
	spin_unlock_irq(&ref_lock);
	if (!err && (mod->refcount || (mod->init && !mod->exit))) {
		add_taint(mod, TAINT_FORCED_RMMOD);
		pr_warn("%s: removed by force while in use; what held it will crash\n",
			mod->name);
	}
	return err;
}

void module_finish(struct module *mod)
{
	module_watcher->gone(mod);
	look_for_leftovers(mod);
	if (mod->broken) {
		wake_up_all(&module_wq);
		return;
	}
	module_unlink(mod);
	module_free(mod);
}

/*
 * delete_module(2). It never waits for the module to fall free, whether or not
 * flags has O_NONBLOCK, as Linux does since 3.13.
 */
SYSCALL(delete_module, const char __user *user_name, unsigned int flags)
{
	char name[MODULE_NAME_LEN];
	struct module *mod;
	long len;
	int err = -ENOENT;

	if (!capable(CAP_SYS_MODULE) || modules_disabled)
		return -EPERM;
	len = strncpy_from_user(name, user_name, sizeof(name));
	if (len < 0)
		return len;
	if (len == sizeof(name))
		return -ENOENT;
	err = mutex_lock_interruptible(&module_mutex);
	if (err)
		return err;
	mod = find_module(name);
	err = mod ? begin_going(mod, flags) : -ENOENT;
	mutex_unlock(&module_mutex);
	if (err)
		return err;
	if (mod->exit)
		mod->exit();
	module_finish(mod);
	return 0;
}

/* Whatever locks the one who broke holds: this takes none. */
void module_pin(unsigned long address)
{
	struct module *mod = module_at(address);

	if (!mod || mod->taints >> TAINT_DIE & 1)
		return;
	mod->taints |= 1u << TAINT_DIE;
	mod->refcount++;
	mod->broken = mod->state != MODULE_STATE_LIVE;
	/* In the middle of a trace. */
	pr_emerg("    (%s stays loaded for ever, in the state that it is in)\n",
		 mod->name);
	wake_up_all(&module_wq);
}
