; SPDX-License-Identifier: GPL-2.0
;
; The first instructions at the kernel's own addresses: a stack, memory that is
; zero where C takes it to be, and into C. In ebp and edi is what the loader left.
;
; A file of its own because NASM's debug information knows one section per file.

THREAD_SIZE	equ 8192

extern boot_main
extern init_task_union
extern __bss_start
extern __bss_stop

section .text
global higher_half
higher_half:
	mov esp, init_task_union + THREAD_SIZE
	mov esi, edi
	mov edi, __bss_start		; QEMU's loader, after a reset, restores
	mov ecx, __bss_stop		; what is in the file and nothing else
	sub ecx, edi
	shr ecx, 2
	xor eax, eax
	rep stosd
	mov eax, ebp			; regparm(3): magic, info
	mov edx, esi
	xor ebp, ebp			; backtraces end here
	call boot_main
