; SPDX-License-Identifier: GPL-2.0
;
; The vDSO as data of the kernel: its image, filled up to a page, and where its
; entry points are in it (vdso-offsets.inc, made by scripts/kernel.mk).

%include "vdso-offsets.inc"

PAGE_SIZE equ 4096

section .init.data progbits alloc noexec write align=4
global vdso_image
vdso_image:
	incbin "vdso.so"
	times PAGE_SIZE - ($ - vdso_image) db 0

section .rodata progbits alloc noexec nowrite align=4
global vdso_symbols
vdso_symbols:
	dd VDSO_vsyscall, VDSO_sigreturn, VDSO_rt_sigreturn
