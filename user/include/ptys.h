/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Pseudo-terminals for tests. A program that uses them has devpts mounted, for
 * as long as it runs if need be. What fails fails the test, as in helpers.h.
 */
#ifndef PTYS_H
#define PTYS_H

#include <stdbool.h>
#include <termios.h>

#define PTY_BUF 8192

/* The sides that make_pty opened, and what was read last. */
extern int master, slave;
extern char buf[PTY_BUF];

/* is_devpts - is there such a file system on /dev/pts? */
bool is_devpts(void);

/* open_master - a new pty's; its slave is locked. */
int open_master(void);

/* open_slave - that of this master, unlocked; no controlling terminal. */
int open_slave(int fd);

/* make_pty - open both sides of one. */
void make_pty(void);

/* make_raw - no echo, no conversions, no signals. */
void make_raw(int fd);

/* clear_lflag - set the modes without this flag. */
void clear_lflag(int fd, tcflag_t flag);

/* nonblock - make an open file O_NONBLOCK. */
void nonblock(int fd);

/* send_text - write all of it. */
void send_text(int fd, const char *text);

/* expect - the next characters that are read are these. */
void expect(int fd, const char *text);

/* events - what poll says of input and output at once. */
int events(int fd);

#endif
