// SPDX-License-Identifier: GPL-2.0
/*
 * PCI configuration space, by mechanism 1: the address is written to one port,
 * then the data goes through another. The firmware has found all devices and
 * given them addresses; here they are only looked up.
 *
 *	31 30     24 23    16 15     11 10  8 7        2 1 0
 *	|1|    0    |  bus   | device  | fn  | register |0 0|   -> 0xCF8
 *
 * Lock: pci_lock, interrupts off, from the address to the data.
 * Source: PCI Local Bus Specification 2.2, 3.2.2.3.2 and 6.1.
 */
#include <lectern/export.h>
#include <lectern/i386/io.h>
#include <lectern/pci.h>
#include <lectern/spinlock.h>

#define CONFIG_ADDRESS	0xCF8
#define CONFIG_DATA	0xCFC
#define CONFIG_ENABLE	0x80000000
#define BUSES		256
#define DEVFNS		256
#define FUNCTION(devfn) ((devfn)&7)

static DEFINE_SPINLOCK(pci_lock);

/* Returns the port at which this register's bytes begin. pci_lock held. */
static u16 select(const struct pci_dev *dev, u8 reg)
{
	outl(CONFIG_ENABLE | (u32)dev->bus << 16 | (u32)dev->devfn << 8 |
		     (reg & 0xFCu),
	     CONFIG_ADDRESS);
	return CONFIG_DATA + (reg & 3);
}

u32 pci_read_config(const struct pci_dev *dev, u8 reg)
{
	unsigned long flags;
	u32 value;

	spin_lock_irqsave(&pci_lock, flags);
	value = inl(select(dev, reg));
	spin_unlock_irqrestore(&pci_lock, flags);
	return value;
}

void pci_write_config_byte(const struct pci_dev *dev, u8 reg, u8 value)
{
	unsigned long flags;

	spin_lock_irqsave(&pci_lock, flags);
	outb(value, select(dev, reg));
	spin_unlock_irqrestore(&pci_lock, flags);
}

void pci_write_config_word(const struct pci_dev *dev, u8 reg, u16 value)
{
	unsigned long flags;

	spin_lock_irqsave(&pci_lock, flags);
	outw(value, select(dev, reg));
	spin_unlock_irqrestore(&pci_lock, flags);
}

/* A device without the flag answers for its function 0 under each number. */
static bool has_functions(const struct pci_dev *dev)
{
	struct pci_dev first = { dev->bus, dev->devfn & ~7 };
	u32 header = pci_read_config(&first, PCI_HEADER_TYPE & ~3);

	return header >> 16 & PCI_HEADER_MULTI;
}

bool pci_find_device(u16 vendor, u16 device, struct pci_dev *found)
{
	u32 id = (u32)device << 16 | vendor;

	for (unsigned int n = 0; n < BUSES * DEVFNS; n++) {
		*found = (struct pci_dev){ (u8)(n / DEVFNS), (u8)n };
		if (pci_read_config(found, PCI_VENDOR_ID) == id &&
		    (!FUNCTION(n) || has_functions(found)))
			return true;
	}
	return false;
}

unsigned long pci_enable_memory(const struct pci_dev *dev, unsigned int n)
{
	u16 command = (u16)pci_read_config(dev, PCI_COMMAND);

	pci_write_config_word(dev, PCI_COMMAND, command | PCI_COMMAND_MEMORY);
	return pci_read_config(dev, (u8)PCI_BASE_ADDRESS(n)) &
	       ~PCI_BASE_ADDRESS_FLAGS;
}

EXPORT_SYMBOLS(pci_find_device, pci_read_config, pci_write_config_byte,
	       pci_write_config_word, pci_enable_memory);
