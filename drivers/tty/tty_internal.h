/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Between the files of the tty core and of its line discipline.
 */
#ifndef DRIVERS_TTY_TTY_INTERNAL_H
#define DRIVERS_TTY_TTY_INTERNAL_H

#include <lectern/tty.h>
#include <uapi/errno.h>

#define TAB_WIDTH 8 /* columns */

/* Of the input ring, and what stands in it for ^D (see n_tty_input.c). */
#define RING_MASK (TTY_BUF_SIZE - 1)
#define EOF_MARK  '\0'

/* An open file of a tty; file->private_data. Constant. */
struct tty_file {
	struct tty_struct *tty;
	unsigned int hangups; /* of the tty, when it was opened */
	bool console;	      /* opened as /dev/console: never hung up */
};

static inline struct tty_struct *file_tty(const struct file *file)
{
	return ((struct tty_file *)file->private_data)->tty;
}

/* The line went away since the file was opened. */
static inline bool tty_hung_up(const struct file *file)
{
	const struct tty_file *tf = file->private_data;

	return tf->hangups != tf->tty->hangups && !tf->console;
}

/* Nothing more will come, once what is there has been read. */
static inline bool tty_ended(const struct file *file)
{
	return tty_hung_up(file) || file_tty(file)->other_closed;
}

/* The side of a pty that is a terminal: modes, size and owner are the slave's. */
static inline struct tty_struct *tty_real(struct tty_struct *tty)
{
	return tty->master ? tty->link : tty;
}

/* Take a lock on which others may wait for long: 0, -ERESTARTSYS or, if the file
 * does not want to wait, -EAGAIN. */
static inline int lock_for_file(struct mutex *lock, const struct file *file)
{
	if (file->f_flags & O_NONBLOCK)
		return mutex_trylock(lock) ? 0 : -EAGAIN;
	return mutex_lock_interruptible(lock);
}

/* Opens, closes, and who has which controlling terminal. */
extern struct mutex tty_mutex;

/* What waits in the driver to be sent, in characters. */
static inline size_t tty_chars_in_buffer(struct tty_struct *tty)
{
	const struct tty_operations *ops = tty->driver->ops;

	return ops->chars_in_buffer ? ops->chars_in_buffer(tty) : 0;
}

/* Forget it. */
static inline void tty_flush_buffer(struct tty_struct *tty)
{
	if (tty->driver->ops->flush_buffer)
		tty->driver->ops->flush_buffer(tty);
}

/* A tty that nobody has open and nobody can find. NULL without memory. */
struct tty_struct *alloc_tty(struct tty_driver *driver, unsigned int index);

/* -- pty.c --------------------------------------------------------------------- */

/*
 * A new pty, its slave locked: the master, to be opened at once. ERR_PTR(-ENOSPC)
 * when there are too many, -ENOMEM. tty_mutex held.
 */
struct tty_struct *pty_make(void);

/* -- tty_ioctl.c -------------------------------------------------------------- */

long tty_ioctl(struct file *file, unsigned int cmd, unsigned long arg);

/*
 * Sleep until all output has left the machine: 0, -ERESTARTSYS, or -EIO when
 * the file is hung up meanwhile.
 */
int tty_wait_until_sent(struct tty_struct *tty, struct file *file);

/* -- tty_jobctrl.c ----------------------------------------------------------- */

/*
 * May the current process change the terminal (sig is SIGTTOU), or read from it
 * (SIGTTIN)? In the background it gets sig and -ERESTARTSYS, or -EIO when nobody
 * could continue it. When it ignores or blocks sig it may change, but not read:
 * -EIO.
 */
int tty_check_change(struct tty_struct *tty, int sig);

/* Opened without O_NOCTTY: a session leader without terminal gets it.
 * tty_mutex held. */
void tty_open_ctty(struct tty_struct *tty);

/*
 * All open files but the console's read end of file from now on, and write
 * -EIO; the foreground group and the owner get SIGHUP. tty_mutex held.
 */
void tty_hangup(struct tty_struct *tty);

/* The job-control ioctls; -ENOIOCTLCMD for others. */
long tty_jobctrl_ioctl(struct file *file, unsigned int cmd, unsigned long arg);

/* Send sig to the foreground group, soon, by kworker. tty->lock held. Who frees
 * the tty flushes signal_work before. */
void tty_queue_signal(struct tty_struct *tty, int sig);
void tty_init_signals(struct tty_struct *tty);

/* -- n_tty_output.c ----------------------------------------------------------- */

static inline bool is_special(const struct tty_struct *tty, int which, u8 c)
{
	return c == tty->termios.c_cc[which] && c != _POSIX_VDISABLE;
}

/* A byte of a UTF-8 sequence that is not its first. */
static inline bool is_continuation(const struct tty_struct *tty, u8 c)
{
	return (tty->termios.c_iflag & IUTF8) && (c & 0xC0) == 0x80;
}

/*
 * One character with c_oflag's conversions; false when the driver has no room.
 * tty_echo_char shows a control character as ^X if ECHOCTL says so. tty->lock
 * held.
 */
bool tty_put_char(struct tty_struct *tty, u8 c);
void tty_echo_char(struct tty_struct *tty, u8 c);

/* Hold or release output (^S, TCOOFF …). tty->lock held. */
void tty_set_stopped(struct tty_struct *tty, bool stopped);

/* Send c past everything, unprocessed: ^S and ^Q. tty->lock held. */
void tty_send_xchar(struct tty_struct *tty, u8 c);

/* Would a write find room for any character, however expanded? Any context. */
bool n_tty_writable(struct tty_struct *tty);

/* write(2): bytes taken or -errno. May sleep. */
ssize_t n_tty_write(struct tty_struct *tty, struct file *file,
		    const char __user *buf, size_t n);

/* -- n_tty_input.c ------------------------------------------------------------ */

static inline unsigned int n_tty_used(const struct tty_struct *tty)
{
	return tty->read_head - tty->read_tail;
}

/* Could a read take something now: a line, or min characters? Any context. */
bool n_tty_readable(const struct tty_struct *tty, unsigned int min);

/* Forget what was typed. tty->lock held. */
void n_tty_flush_input(struct tty_struct *tty);

/* termios changed from *old. tty->lock held. */
void n_tty_termios_changed(struct tty_struct *tty, const struct termios *old);

/* There is room again after a read. tty->lock held. */
void n_tty_unthrottle(struct tty_struct *tty);

/* -- n_tty_read.c --------------------------------------------------------------- */

/* read(2): bytes read, 0 at an end of file, or -errno. May sleep. */
ssize_t n_tty_read(struct tty_struct *tty, struct file *file, char __user *buf,
		   size_t n);

/* How much FIONREAD tells of. Any context. */
unsigned int n_tty_chars_readable(struct tty_struct *tty);

#endif
