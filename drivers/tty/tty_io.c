// SPDX-License-Identifier: GPL-2.0
/*
 * The tty core: drivers and their nodes in /dev, opening and closing, and the
 * file operations, which the line discipline (n_tty_*.c) does.
 *
 *	/dev/ttyS1   4,65     the line itself
 *	/dev/tty0    4,0      the screen (tty1)
 *	/dev/console 5,1      the line that is the console, see tty_add_line
 *	/dev/tty     5,0      the opener's controlling terminal
 *	/dev/ptmx    5,2      the master of a new pty, see pty.c
 *
 * A file that was open when its line was hung up reads end of file and cannot be
 * written any more; files of /dev/console are spared, for init's sake.
 *
 * Locks: tty_mutex guards tty->count and who owns a terminal. The list of drivers
 * only grows, at boot.
 */
#include <lectern/err.h>
#include <lectern/init.h>
#include <lectern/printf.h>
#include <lectern/printk.h>
#include <lectern/sched.h>
#include <lectern/slab.h>
#include <lectern/string.h>
#include <uapi/errno.h>
#include <uapi/major.h>
#include <uapi/poll.h>

#include "tty_internal.h"

#define NAME_SIZE 16
#define TTY_MODE  0620

#define DRAIN_TICKS 1 /* between looks whether the last bits are out */

DEFINE_MUTEX(tty_mutex);

static LIST_HEAD(tty_drivers);
static struct tty_struct *console_tty;
static unsigned int console_tty_rank;

const struct termios tty_std_termios = {
	.c_iflag = ICRNL | IXON,
	.c_oflag = OPOST | ONLCR,
	.c_cflag = B38400 | CS8 | CREAD | HUPCL,
	.c_lflag = ISIG | ICANON | ECHO | ECHOE | ECHOK | ECHOCTL | ECHOKE |
		   IEXTEN,
	.c_cc = {
		[VINTR] = 'C' - '@',	 [VQUIT] = '\\' - '@',
		[VERASE] = 0x7F,	 [VKILL] = 'U' - '@',
		[VEOF] = 'D' - '@',	 [VMIN] = 1,
		[VSTART] = 'Q' - '@',	 [VSTOP] = 'S' - '@',
		[VSUSP] = 'Z' - '@',	 [VREPRINT] = 'R' - '@',
		[VDISCARD] = 'O' - '@',	 [VWERASE] = 'W' - '@',
		[VLNEXT] = 'V' - '@',
	},
};

/* -- the console ------------------------------------------------------------------- */

/* A new line: is it the console, as far as we know now? */
static void offer_console(struct tty_struct *tty, const char *name)
{
	unsigned int rank = console_rank(name);

	if (!strcmp(name, "tty1"))
		rank = max(rank, console_rank("tty0"));
	if (console_tty && rank <= console_tty_rank)
		return;
	console_tty = tty;
	console_tty_rank = rank;
}

/* -- open and close ------------------------------------------------------------------- */

static struct tty_struct *find_line(dev_t dev)
{
	unsigned int major = MAJOR(dev), minor = MINOR(dev);
	struct tty_driver *d;

	list_for_each_entry(d, &tty_drivers, list)
		if (major == d->major && minor >= d->minor_start &&
		    minor < d->minor_start + d->num)
			return d->ttys[minor - d->minor_start];
	return NULL;
}

/*
 * The tty of a device number, NULL or ERR_PTR; *line says that it was named itself,
 * so that it may become the opener's controlling terminal. tty_mutex held.
 */
static struct tty_struct *find_tty(dev_t dev, bool *line)
{
	*line = false;
	if (dev == MKDEV(TTYAUX_MAJOR, TTY_MINOR))
		return current->signal->tty;
	if (dev == MKDEV(TTYAUX_MAJOR, CONSOLE_MINOR))
		return console_tty;
	if (dev == MKDEV(TTYAUX_MAJOR, PTMX_MINOR))
		return pty_make();
	if (dev == MKDEV(TTY_MAJOR, TTY0_MINOR))
		return find_line(MKDEV(TTY_MAJOR, TTY0_MINOR + 1));
	*line = true;
	return find_line(dev);
}

/*
 * One more open; the first one wakes the hardware. A pty has none, and what its
 * master has written waits for the slave to be opened. tty_mutex held.
 */
static int start_tty(struct tty_struct *tty)
{
	const struct tty_operations *ops = tty->driver->ops;
	unsigned long flags;
	int error;

	if (tty->locked)
		return -EIO;
	if (tty->link) {
		tty->link->other_closed = false;
	} else if (!tty->count) {
		error = ops->open ? ops->open(tty) : 0;
		if (error)
			return error;
		spin_lock_irqsave(&tty->lock, flags);
		tty->throttled = false;
		tty->stopped = tty->flow_stopped = false;
		n_tty_flush_input(tty);
		spin_unlock_irqrestore(&tty->lock, flags);
	}
	tty->count++;
	return 0;
}

static int tty_open(struct inode *inode, struct file *file)
{
	struct tty_file *tf = kmalloc(sizeof(*tf), GFP_KERNEL);
	struct tty_struct *tty;
	bool line;
	int error;

	if (!tf)
		return -ENOMEM;
	mutex_lock(&tty_mutex);
	tty = find_tty(inode->i_rdev, &line);
	error = IS_ERR(tty) ? PTR_ERR(tty) : tty ? start_tty(tty) : -ENXIO;
	if (error)
		goto free_file;
	tf->tty = tty;
	tf->hangups = tty->hangups;
	tf->console = inode->i_rdev == MKDEV(TTYAUX_MAJOR, CONSOLE_MINOR);
	file->private_data = tf;
	if (line && !(file->f_flags & O_NOCTTY))
		tty_open_ctty(tty);
	mutex_unlock(&tty_mutex);
	return 0;

free_file:
	mutex_unlock(&tty_mutex);
	kfree(tf);
	return error;
}

static void tty_release(struct inode *inode, struct file *file)
{
	struct tty_struct *tty = file_tty(file);
	const struct tty_operations *ops = tty->driver->ops;

	mutex_lock(&tty_mutex);
	if (!--tty->count && ops->close)
		ops->close(tty);
	mutex_unlock(&tty_mutex);
	kfree(file->private_data);
}

/* -- the other file operations ---------------------------------------------------------- */

static ssize_t tty_read(struct file *file, char __user *buf, size_t n,
			loff_t *pos)
{
	if (tty_hung_up(file) || !n)
		return 0;
	return n_tty_read(file_tty(file), file, buf, n);
}

static ssize_t tty_write(struct file *file, const char __user *buf, size_t n,
			 loff_t *pos)
{
	if (tty_hung_up(file))
		return -EIO;
	return n_tty_write(file_tty(file), file, buf, n);
}

/* As many characters as a raw read would wait for, if it has no timer. */
static unsigned int poll_min(const struct tty_struct *tty)
{
	const u8 *cc = tty->termios.c_cc;

	return cc[VTIME] || !cc[VMIN] ? 1 : cc[VMIN];
}

static unsigned int tty_poll(struct file *file, struct poll_table *wait)
{
	struct tty_struct *tty = file_tty(file);
	unsigned int mask = 0;

	poll_wait(file, &tty->read_wait, wait);
	poll_wait(file, &tty->write_wait, wait);
	if (tty_hung_up(file))
		return POLLIN | POLLRDNORM | POLLOUT | POLLWRNORM | POLLHUP |
		       POLLERR;
	if (tty->other_closed)
		mask |= POLLHUP;
	if (n_tty_readable(tty, poll_min(tty)))
		mask |= POLLIN | POLLRDNORM;
	if (n_tty_writable(tty))
		mask |= POLLOUT | POLLWRNORM;
	return mask;
}

int tty_wait_until_sent(struct tty_struct *tty, struct file *file)
{
	long left;

	do {
		if (tty_hung_up(file))
			return -EIO;
		left = wait_event_interruptible_timeout(
			tty->write_wait, !tty_chars_in_buffer(tty),
			DRAIN_TICKS);
	} while (!left);
	return left < 0 ? (int)left : 0;
}

void tty_wakeup(struct tty_struct *tty)
{
	if (waitqueue_active(&tty->write_wait))
		wake_up_poll(&tty->write_wait, POLLOUT | POLLWRNORM);
}

static const struct file_operations tty_fops = {
	.llseek = no_llseek,
	.read = tty_read,
	.write = tty_write,
	.poll = tty_poll,
	.ioctl = tty_ioctl,
	.open = tty_open,
	.release = tty_release,
};

/* -- drivers ------------------------------------------------------------------------------ */

struct tty_struct *alloc_tty(struct tty_driver *driver, unsigned int index)
{
	struct tty_struct *tty = kzalloc(sizeof(*tty), GFP_KERNEL);

	if (!tty)
		return NULL;
	tty->driver = driver;
	tty->index = index;
	tty->termios = driver->init_termios;
	spin_lock_init(&tty->lock);
	mutex_init(&tty->termios_sem);
	mutex_init(&tty->read_lock);
	mutex_init(&tty->write_lock);
	init_waitqueue_head(&tty->read_wait);
	init_waitqueue_head(&tty->write_wait);
	tty_init_signals(tty);
	return tty;
}

static void line_name(const struct tty_driver *driver, unsigned int index,
		      char *name)
{
	snprintf(name, NAME_SIZE, "%s%u", driver->name,
		 driver->name_base + index);
}

struct tty_struct *tty_add_line(struct tty_driver *driver, unsigned int index,
				void *driver_data)
{
	struct tty_struct *tty = alloc_tty(driver, index);
	char name[NAME_SIZE];

	if (!tty)
		return ERR_PTR(-ENOMEM);
	tty->driver_data = driver_data;
	driver->ttys[index] = tty;
	line_name(driver, index, name);
	offer_console(tty, name);
	return tty;
}

int tty_register_driver(struct tty_driver *driver)
{
	dev_t dev = MKDEV(driver->major, driver->minor_start);
	char name[NAME_SIZE];
	int error = register_chrdev(driver->major, driver->minor_start,
				    driver->num, driver->name, &tty_fops);

	for (unsigned int i = 0; !error && !driver->no_nodes && i < driver->num;
	     i++) {
		line_name(driver, i, name);
		error = make_device(name, TTY_MODE, dev + i);
	}
	if (!error)
		list_add_tail(&driver->list, &tty_drivers);
	return error;
}

/* What is no line, but stands for one. */
static const struct {
	dev_t dev;
	const char *name, *driver; /* in /dev and in /proc/devices */
	umode_t mode;
} aliases[] = {
	{ MKDEV(TTYAUX_MAJOR, TTY_MINOR), "tty", "/dev/tty", 0666 },
	{ MKDEV(TTYAUX_MAJOR, CONSOLE_MINOR), "console", "/dev/console", 0600 },
	{ MKDEV(TTYAUX_MAJOR, PTMX_MINOR), "ptmx", "/dev/ptmx", 0666 },
	{ MKDEV(TTY_MAJOR, TTY0_MINOR), "tty0", "/dev/vc/0", TTY_MODE },
};

static int __init tty_init(void)
{
	int error = 0;

	for (size_t i = 0; !error && i < ARRAY_SIZE(aliases); i++) {
		error = register_chrdev(MAJOR(aliases[i].dev),
					MINOR(aliases[i].dev), 1,
					aliases[i].driver, &tty_fops);
		if (!error)
			error = make_device(aliases[i].name, aliases[i].mode,
					    aliases[i].dev);
	}
	return error;
}
device_initcall(tty_init);
