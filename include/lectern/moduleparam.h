/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Parameters of a module: variables that are set when it is loaded,
 *
 *	insmod hello.ko times=3 whom="all of you" primes=2,3,5
 *
 * and shown, or set again, in /sys/module/NAME/parameters. In the module:
 *
 *	static int times = 1;
 *	module_param(times, int, 0644);
 *	MODULE_PARM_DESC(times, "how often to greet");
 *
 * The types are bool, int, uint, ulong and charp (a char *). The permissions
 * are those of the file in /sys, 0 for none. Numbers are as in C (0x, 0). A
 * bool is y, Y, 1, on or n, N, 0, off, and the bare name means yes. In names,
 * - and _ are the same.
 *
 * A value may change under the module at any time when its file can be written;
 * who keeps a charp copies it.
 */
#ifndef LECTERN_MODULEPARAM_H
#define LECTERN_MODULEPARAM_H

#include <lectern/compiler.h>
#include <lectern/types.h>

struct module;

enum param_type {
	param_type_bool,
	param_type_int,
	param_type_uint,
	param_type_ulong,
	param_type_charp
};

/* One parameter; the loader finds them in section __param. */
struct kernel_param {
	const char *name;
	u16 perm;
	u16 type; /* enum param_type */
	void *arg;
	unsigned int max;  /* elements at arg; 1 unless it is an array */
	unsigned int *num; /* receives how many were given, or NULL */
	char *copy;	   /* of the text, which charps point into */
};

#define __param_ctype_bool  bool
#define __param_ctype_int   int
#define __param_ctype_uint  unsigned int
#define __param_ctype_ulong unsigned long
#define __param_ctype_charp char *

/* bool is a macro, so types are pasted where they are given. */
#define __module_param(name_, type_, ctype, perm_, arg_, max_, num_, text)     \
	_Static_assert(                                                        \
		__builtin_types_compatible_p(__typeof__(*(arg_)), ctype),      \
		#name_ " is not of the type that its module_param says");      \
	static struct kernel_param __param_##name_ __used __section(           \
		"__param") = {                                                 \
		.name = #name_,                                                \
		.perm = (perm_),                                               \
		.type = (type_),                                               \
		.arg = (arg_),                                                 \
		.max = (max_),                                                 \
		.num = (num_),                                                 \
	};                                                                     \
	MODULE_INFO(parmtype, #name_ ":" text)

#define module_param(name, type, perm)                                         \
	__module_param(name, param_type_##type, __param_ctype_##type, perm,    \
		       &(name), 1, NULL, #type)

/* The variable `value` as the parameter `name`. */
#define module_param_named(name, value, type, perm)                            \
	__module_param(name, param_type_##type, __param_ctype_##type, perm,    \
		       &(value), 1, NULL, #type)

/* An array, given as a list with commas; nump: NULL, or an unsigned int that
 * receives how many there were. More than fit are an error. */
#define module_param_array(name, type, nump, perm)                             \
	__module_param(name, param_type_##type, __param_ctype_##type, perm,    \
		       name, ARRAY_SIZE(name), nump, "array of " #type)

#define MODULE_PARM_DESC(name, text) MODULE_INFO(parm, #name ":" text)

/*
 * Set the module's parameters from a line of them. An unknown one is named in a
 * warning. 0, or the error of the first bad one: -EINVAL, -ERANGE, -ENOMEM.
 */
int parse_args(struct module *mod, const char *line);

/*
 * One parameter: its value as text, cut to size bytes with the NUL (returns the
 * length); set it from one, 0 or the errors above. May sleep.
 */
size_t param_get(const struct kernel_param *p, char *buf, size_t size);
int param_set(struct kernel_param *p, const char *value);

/* Before the module goes: the texts of its charps. */
void param_free(struct module *mod);

#endif
