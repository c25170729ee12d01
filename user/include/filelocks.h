/* SPDX-License-Identifier: GPL-2.0 */
/* A file to be locked: fcntl(2), flock(2). */
#ifndef FILELOCKS_H
#define FILELOCKS_H

#include <fcntl.h>

/* The file, of SIZE bytes, once open_file has made it, as "file". */
#define SIZE 1000
extern int fd;
void open_file(void);

/* lock_on - fcntl with CMD; LEN bytes from START. lock - F_SETLK of fd. */
int lock_on(int on, int cmd, int type, off_t start, off_t len);
int lock(int type, off_t start, off_t len);

/* other_gets - may another process have that lock? 0 or its errno. */
int other_gets(int type, off_t start, off_t len);

#endif
