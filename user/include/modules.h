/* SPDX-License-Identifier: GPL-2.0 */
/* Loadable modules, for the tests and the demonstration of them. */
#ifndef MODULES_H
#define MODULES_H

/* open_module - a bundled module's file, or -1 and errno. */
int open_module(const char *name);

/* no_modules - called when there is none, if it is set: tests skip then. */
extern void (*no_modules)(void);

/* load, unload - as insmod and rmmod; 0 or a negative errno. */
long load(const char *name, const char *args);
long unload(const char *name);

/* module_line - its line in /proc/modules, or NULL; valid until the next call. */
char *module_line(const char *name);

/* module_uses - its use count, or -1 when it is not there. */
int module_uses(const char *name);

#endif
