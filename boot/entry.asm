; SPDX-License-Identifier: GPL-2.0
;
; From the boot loader to C.
;
; _start runs at its physical address with paging off. It refuses a CPU that the
; kernel cannot run on, with a word on the serial line and the screen, then
; builds the first page tables and jumps to the higher half:
;
;   virtual 0x00000000 + x  \
;                            >  physical x, for the first 896 MiB, 2 MiB pages
;   virtual 0xC0000000 + x  /
;
; One PMD serves both halves, as the first and as the fourth PDPT entry. The low
; half lasts until paging_init builds the real tables.

CR0_WP		equ 1 << 16
CR0_PG		equ 1 << 31
CR4_PAE		equ 1 << 5
EFLAGS_ID	equ 1 << 21
CPUID_PAE	equ 1 << 6
CPUID_CMOV	equ 1 << 15
CPUID_FXSR	equ 1 << 24
CPUID_NEEDED	equ CPUID_PAE | CPUID_CMOV | CPUID_FXSR
CPUID_EXT	equ 0x80000000
CPUID_EXT_NX	equ 1 << 20
MSR_EFER	equ 0xC0000080
EFER_NXE	equ 1 << 11

PDE_PRESENT_RW	equ 0x003
PDE_2M		equ 0x083
PDPTE_PRESENT	equ 0x001
LOWMEM_PDES	equ 448			; 896 MiB / 2 MiB

COM1		equ 0x3F8
COM_LSR		equ COM1 + 5
LSR_THRE	equ 0x20
VGA_TEXT	equ 0xB8000
VGA_WHITE_ON_RED equ 0x4F

extern higher_half

section .boot.text progbits alloc exec nowrite align=16
global _start
_start:
	cli
	cld
	mov esp, boot_stack_top
	mov ebp, eax			; the loader's magic
	mov edi, ebx			; and what it has to say
	call check_cpu
	call enable_nx
	call make_page_tables

	mov eax, boot_pdpt
	mov cr3, eax
	mov eax, cr4
	or eax, CR4_PAE
	mov cr4, eax
	mov eax, cr0
	or eax, CR0_PG | CR0_WP
	mov cr0, eax
	mov eax, higher_half
	jmp eax

; Stops here if the CPU lacks something. Clobbers eax, ebx, ecx, edx.
check_cpu:
	mov esi, no_cpuid
	pushfd				; CPUID is there if EFLAGS.ID can change
	pop eax
	mov ecx, eax
	xor eax, EFLAGS_ID
	push eax
	popfd
	pushfd
	pop eax
	xor eax, ecx
	test eax, EFLAGS_ID
	jz refuse
	mov esi, no_features
	mov eax, 1
	cpuid
	and edx, CPUID_NEEDED
	cmp edx, CPUID_NEEDED
	jne refuse
	ret

; Let page-table entries carry the NX bit, where the CPU knows it.
enable_nx:
	mov eax, CPUID_EXT
	cpuid
	cmp eax, CPUID_EXT + 1
	jb .done
	mov eax, CPUID_EXT + 1
	cpuid
	test edx, CPUID_EXT_NX
	jz .done
	mov ecx, MSR_EFER
	rdmsr
	or eax, EFER_NXE
	wrmsr
.done:
	ret

make_page_tables:
	mov eax, PDE_2M
	xor ecx, ecx
.next:
	mov [boot_pmd + ecx * 8], eax
	add eax, 0x200000
	inc ecx
	cmp ecx, LOWMEM_PDES
	jb .next
	mov eax, boot_pmd
	or eax, PDPTE_PRESENT
	mov [boot_pdpt], eax
	mov [boot_pdpt + 3 * 8], eax
	ret

; Say the text at esi on the serial line and on the screen, and stop.
refuse:
	mov dx, COM1 + 3		; 8 bits, no parity, 115200 baud
	mov al, 0x80
	out dx, al
	mov dx, COM1
	mov al, 1
	out dx, al
	mov dx, COM1 + 1
	mov al, 0
	out dx, al
	mov dx, COM1 + 3
	mov al, 3
	out dx, al
	mov edi, VGA_TEXT
.next:
	lodsb
	test al, al
	jz .stop
	mov ah, VGA_WHITE_ON_RED
	cmp al, ' '
	jb .serial			; line ends are for the serial line
	stosw
.serial:
	mov bl, al
	mov ecx, 1 << 20		; a dead port must not hold us
.busy:
	mov dx, COM_LSR
	in al, dx
	test al, LSR_THRE
	loopz .busy
	mov dx, COM1
	mov al, bl
	out dx, al
	jmp .next
.stop:
	hlt
	jmp .stop

section .boot.data progbits alloc noexec write align=4
no_cpuid:
	db "Lectern cannot start: this CPU is older than CPUID. Use a Pentium "
	db "Pro or later (QEMU: -cpu qemu32,+nx).", 13, 10, 0
no_features:
	db "Lectern cannot start: this CPU lacks PAE, CMOV or FXSR. Use a "
	db "Pentium II or later (QEMU: -cpu qemu32,+nx).", 13, 10, 0

section .boot.bss nobits alloc noexec write align=4096
boot_pmd:	resb 4096
boot_pdpt:	resb 32
		resb 992
boot_stack_top:
