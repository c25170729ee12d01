// SPDX-License-Identifier: GPL-2.0
/*
 * Parameters of modules, as lectern/moduleparam.h describes them: from a line of
 * text to variables, and back for /sys.
 *
 * All types are handled as arrays; most have one element. The text that was
 * given last is kept for charps, which point into it.
 *
 * Lock: param_mutex guards values while they are read or set from outside; the
 * module itself looks at its variables without.
 */
#include <lectern/cmdline.h>
#include <lectern/kstrto.h>
#include <lectern/module.h>
#include <lectern/mutex.h>
#include <lectern/printf.h>
#include <lectern/printk.h>
#include <lectern/slab.h>
#include <lectern/string.h>

#define MAX_KEY 64

static DEFINE_MUTEX(param_mutex);

/* -- one value ------------------------------------------------------------- */

static int parse_bool(const char *text, bool *value)
{
	bool letter = *text && !text[1];
	bool yes = (letter && strchr("yY1", *text)) || !strcmp(text, "on");
	bool no = (letter && strchr("nN0", *text)) || !strcmp(text, "off");

	if (yes || no)
		*value = yes;
	return yes || no ? 0 : -EINVAL;
}

/* Element i of the parameter. */
static int parse_value(const struct kernel_param *p, unsigned int i, char *text)
{
	switch (p->type) {
	case param_type_bool:
		return parse_bool(text, (bool *)p->arg + i);
	case param_type_int:
		return kstrtoint(text, 0, (int *)p->arg + i);
	case param_type_charp:
		((char **)p->arg)[i] = text;
		return 0;
	default: /* uint, and ulong, which is the same here */
		return kstrtouint(text, 0, (unsigned int *)p->arg + i);
	}
}

/* As snprintf. */
static size_t print_value(char *buf, size_t size, const struct kernel_param *p,
			  unsigned int i)
{
	switch (p->type) {
	case param_type_bool:
		return scnprintf(buf, size, "%c",
				 ((bool *)p->arg)[i] ? 'Y' : 'N');
	case param_type_int:
		return scnprintf(buf, size, "%d", ((int *)p->arg)[i]);
	case param_type_charp:
		return scnprintf(buf, size, "%s", ((char **)p->arg)[i] ?: "");
	default:
		return scnprintf(buf, size, "%u", ((unsigned int *)p->arg)[i]);
	}
}

/* -- a parameter ----------------------------------------------------------- */

static int parse_values(struct kernel_param *p, char *text)
{
	unsigned int n = 0;
	char *element;
	int err = 0;

	if (p->max == 1)
		return parse_value(p, 0, text);
	while (!err && (element = strsep(&text, ",")))
		err = n < p->max ? parse_value(p, n++, element) : -EINVAL;
	if (!err && p->num)
		*p->num = n;
	return err;
}

/* The former text goes: what is not given anew is empty. */
static void clear_charps(const struct kernel_param *p, char *empty)
{
	for (unsigned int i = 0; i < p->max; i++)
		((char **)p->arg)[i] = empty;
}

int param_set(struct kernel_param *p, const char *value)
{
	char *copy = kstrdup(value, GFP_KERNEL), *old;
	int err;

	if (!copy)
		return -ENOMEM;
	copy[strcspn(copy, "\n")] = '\0';
	mutex_lock(&param_mutex);
	old = p->copy;
	if (p->type == param_type_charp && old)
		clear_charps(p, copy + strlen(copy));
	err = parse_values(p, copy);
	/* Of a list of charps some may point into it already, also after an
	 * error; numbers never do. */
	if (p->type == param_type_charp)
		p->copy = copy;
	else
		old = copy;
	mutex_unlock(&param_mutex);
	kfree(old);
	return err;
}

size_t param_get(const struct kernel_param *p, char *buf, size_t size)
{
	unsigned int n = p->num ? min(*p->num, p->max) : p->max;
	size_t len = 0;

	mutex_lock(&param_mutex);
	for (unsigned int i = 0; i < n; i++) {
		if (i)
			len += scnprintf(buf + len, size - len, ",");
		len += print_value(buf + len, size - len, p, i);
	}
	mutex_unlock(&param_mutex);
	return len;
}

void param_free(struct module *mod)
{
	for (u32 i = 0; i < mod->nr_params; i++)
		kfree(mod->params[i].copy);
}

/* -- a line of them -------------------------------------------------------- */

static bool same_name(const char *a, const char *b)
{
	for (; *a || *b; a++, b++)
		if ((*a == '-' ? '_' : *a) != (*b == '-' ? '_' : *b))
			return false;
	return true;
}

static int set_by_name(struct module *mod, const char *key, const char *value,
		       bool has_value)
{
	struct kernel_param *p = mod->params;
	int err = -EINVAL;

	while (p < mod->params + mod->nr_params && !same_name(p->name, key))
		p++;
	if (p == mod->params + mod->nr_params) {
		pr_warn("%s: unknown parameter '%s' ignored\n", mod->name, key);
		return 0;
	}
	if (has_value)
		err = param_set(p, value);
	else if (p->type == param_type_bool)
		err = param_set(p, "y");
	if (err)
		pr_err("%s: '%s' is no value for the parameter %s\n", mod->name,
		       value, p->name);
	return err;
}

int parse_args(struct module *mod, const char *line)
{
	struct cmdline_iter iter;
	size_t size = strlen(line) + 1;
	char *value = kmalloc(size, GFP_KERNEL);
	char key[MAX_KEY];
	int err = 0;

	if (!value)
		return -ENOMEM;
	cmdline_start(&iter, line);
	while (!err && cmdline_next(&iter, key, sizeof(key), value, size))
		err = set_by_name(mod, key, value, iter.has_value);
	kfree(value);
	return err;
}
