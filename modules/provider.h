/* SPDX-License-Identifier: GPL-2.0 */
/* What provider.ko offers to other modules. */
#ifndef MODULES_PROVIDER_H
#define MODULES_PROVIDER_H

/* Add to the sum; returns the new sum. Any context. */
int provider_add(int n);
/* Who provides: for modules under the GPL. */
const char *provider_name(void);

#endif
