/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Flags of finit_module; delete_module takes O_NONBLOCK and O_TRUNC.
 * Source: init_module(2), delete_module(2).
 */
#ifndef LECTERN_UAPI_MODULE_H
#define LECTERN_UAPI_MODULE_H

#define MODULE_INIT_IGNORE_MODVERSIONS 1
#define MODULE_INIT_IGNORE_VERMAGIC    2
#define MODULE_INIT_COMPRESSED_FILE    4

#endif /* LECTERN_UAPI_MODULE_H */
