// SPDX-License-Identifier: GPL-2.0
/* A module under other terms than the kernel's. */
#include <lectern/module.h>

MODULE_LICENSE("Proprietary");
