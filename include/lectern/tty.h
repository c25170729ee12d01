/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Terminals. A tty driver (serial, VGA console, ptys) moves characters; the line
 * discipline in drivers/tty/n_tty_*.c makes lines, echo and signals of them.
 */
#ifndef LECTERN_TTY_H
#define LECTERN_TTY_H

#include <lectern/fs.h>
#include <lectern/list.h>
#include <lectern/mutex.h>
#include <lectern/spinlock.h>
#include <lectern/types.h>
#include <lectern/workqueue.h>
#include <uapi/termios.h>

#define TTY_BUF_SIZE 4096 /* power of two; MAX_CANON is 4095 */

struct tty_struct;

/*
 * write and write_room are every driver's; NULL: there is nothing to do. write,
 * flush_buffer, throttle and stop are called with tty->lock held (but write of a
 * pty's master without: it takes the slave's).
 */
struct tty_operations {
	int (*open)(struct tty_struct *tty);
	void (*close)(struct tty_struct *tty);
	/* Take up to n characters (already processed); returns how many were
	 * taken. Any context. May take fewer, then calls tty_wakeup later. */
	size_t (*write)(struct tty_struct *tty, const u8 *buf, size_t n);
	size_t (*write_room)(struct tty_struct *tty);
	size_t (*chars_in_buffer)(struct tty_struct *tty);
	void (*flush_buffer)(struct tty_struct *tty);
	void (*set_termios)(struct tty_struct *tty, const struct termios *old);
	void (*throttle)(struct tty_struct *tty, bool stop);
	void (*stop)(struct tty_struct *tty, bool stop); /* ^S, ^Q */
	/* -ENOIOCTLCMD for the generic ones. */
	long (*ioctl)(struct tty_struct *tty, unsigned int cmd,
		      unsigned long arg);
};

#define ENOIOCTLCMD 515 /* inside the kernel only: not mine */

struct tty_driver {
	const char *name; /* "ttyS": /dev/ttyS0 … */
	unsigned int major, minor_start, num;
	unsigned int name_base;
	bool no_nodes; /* in /dev: they come and go elsewhere */
	struct termios init_termios;
	const struct tty_operations *ops;
	struct tty_struct **ttys; /* room for num; NULL: no such line */
	struct list_head list;
};

/* How much of a write(2) is processed at a time. */
#define TTY_WRITE_CHUNK 1024

/*
 * One terminal. It is made by tty_add_line and stays for good; but the two sides
 * of a pty go when neither has an open file.
 *
 * Locks: tty_mutex (drivers/tty) guards count, other_closed and who owns the
 * terminal; termios_sem keeps changes of termios apart, which are made with
 * lock held too, since interrupts read it. read_lock and write_lock keep a
 * read(2) and a write(2) in one piece. lock (spin, irqs off) guards the rest;
 * nobody sleeps with it. Order: tty_mutex, termios_sem, read_lock or write_lock,
 * lock (a pty's slave's before its master's), the driver's own.
 */
struct tty_struct {
	struct tty_driver *driver;
	unsigned int index;
	int count;	      /* opens */
	unsigned int hangups; /* an older open file is hung up */
	spinlock_t lock;
	struct termios termios;
	struct mutex termios_sem, read_lock, write_lock;
	struct winsize winsize;
	pid_t pgrp, session; /* foreground group, owner session */
	bool stopped;	     /* no output: ^S, or flow_stopped */
	bool flow_stopped;   /* by TCOOFF: ^Q does not restart */
	bool throttled;	     /* the driver was told to hold input */
	wait_queue_head_t read_wait, write_wait;

	/* The input ring: read_tail..read_head; canon_head: after the last
	 * complete line. All count characters, used modulo TTY_BUF_SIZE. */
	u8 read_buf[TTY_BUF_SIZE];
	unsigned long read_flags[TTY_BUF_SIZE / 32]; /* end-of-line marks */
	unsigned int read_head, read_tail, canon_head;
	unsigned int column, canon_column;
	bool lnext; /* ^V: the next one as it is */

	/* Signals of ISIG characters, which kworker sends. */
	u32 pending_signals;
	struct work_struct signal_work;

	u8 write_buf[TTY_WRITE_CHUNK]; /* [write_lock] */
	struct tty_struct *link;       /* a pty's other side */
	bool master;		       /* of a pty */
	bool locked;		       /* slave: not to be opened yet */
	bool other_closed;	       /* master: nothing more will come */
	void *driver_data;
};

/*
 * Make the nodes of the driver's lines in /dev. 0, or what making a node gave.
 * May sleep; boot.
 */
int tty_register_driver(struct tty_driver *driver);

/*
 * Make a line of a registered driver: until then its node gives ENXIO. It is
 * offered for /dev/console, which of several is the last that console= names, or
 * without any the first. The tty, or ERR_PTR(-ENOMEM). May sleep; boot.
 */
struct tty_struct *tty_add_line(struct tty_driver *driver, unsigned int index,
				void *driver_data);

/* A driver got characters: into the line discipline. Any context but an NMI. */
void tty_receive(struct tty_struct *tty, const u8 *buf, size_t n);

/* A driver can take more. Any context. */
void tty_wakeup(struct tty_struct *tty);

/*
 * exit of a session leader: hang up its terminal (unless it is a pty), and no
 * process of the session has it any more. Process context, may sleep.
 */
void disassociate_ctty(void);

extern const struct termios tty_std_termios;

#endif
