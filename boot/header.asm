; SPDX-License-Identifier: GPL-2.0
;
; Two ways in, one kernel.
;
;   GRUB       reads the multiboot2 header: eax = MULTIBOOT2_MAGIC, ebx = the
;              boot information (physical address)
;   QEMU       (-kernel) reads the PVH note: ebx = struct hvm_start_info
;
; Both jump in 32-bit protected mode with flat segments, paging and interrupts
; off, A20 on. Everything in the .boot sections runs at its physical address.
;
; Sources: Multiboot2 specification 2.0, 3.1; Xen's "PVH boot ABI".

MULTIBOOT2_HEADER_MAGIC	equ 0xE85250D6
ARCHITECTURE_I386	equ 0
TAG_END			equ 0
XEN_ELFNOTE_PHYS32_ENTRY equ 18

extern _start

section .boot.header progbits alloc noexec nowrite align=8
header:
	dd MULTIBOOT2_HEADER_MAGIC
	dd ARCHITECTURE_I386
	dd header_end - header
	dd -(MULTIBOOT2_HEADER_MAGIC + ARCHITECTURE_I386 + (header_end - header)) \
	   & 0xFFFFFFFF
	dw TAG_END, 0
	dd 8
header_end:

section .note.Xen note alloc noexec nowrite align=4
	dd 4, 4, XEN_ELFNOTE_PHYS32_ENTRY	; sizes of name and value
	db "Xen", 0
	dd _start
