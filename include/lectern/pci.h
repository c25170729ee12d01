/* SPDX-License-Identifier: GPL-2.0 */
/*
 * PCI configuration space. Registers are byte offsets, aligned to the width that
 * is read or written. Process context; for modules too.
 */
#ifndef LECTERN_PCI_H
#define LECTERN_PCI_H

#include <lectern/types.h>

#define PCI_VENDOR_ID	       0x00
#define PCI_COMMAND	       0x04
#define PCI_COMMAND_MEMORY     0x02
#define PCI_HEADER_TYPE	       0x0E
#define PCI_HEADER_MULTI       0x80 /* has more functions than 0 */
#define PCI_BASE_ADDRESS(n)    (0x10 + 4 * (n))
#define PCI_BASE_ADDRESS_FLAGS 0x0FUL /* of a memory BAR */

struct pci_dev {
	u8 bus, devfn; /* devfn: device << 3 | function */
};

/* The first device with these numbers; false when there is none. */
bool pci_find_device(u16 vendor, u16 device, struct pci_dev *found);

u32 pci_read_config(const struct pci_dev *dev, u8 reg);
void pci_write_config_byte(const struct pci_dev *dev, u8 reg, u8 value);
void pci_write_config_word(const struct pci_dev *dev, u8 reg, u16 value);

/* The physical address in the n-th BAR, which is of memory; the device answers
 * there from now on. 0: the firmware has given it none. */
unsigned long pci_enable_memory(const struct pci_dev *dev, unsigned int n);

#endif
