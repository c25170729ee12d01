; SPDX-License-Identifier: GPL-2.0
;
; The vDSO: a shared library that the kernel maps into every program. Three entry
; points, and what an unwinder (gdb, libgcc) needs to get through them.
;
; It is not part of the kernel: linked by itself as vdso.lds says, the result goes
; into the kernel as an image (vdso_image.asm), and vdso.c maps it.
;
; Unwinding, in DWARF's terms: a rule for each register says where the caller's
; value is. For a signal's frame the "caller" is the code that was interrupted,
; and all of its registers are in the sigcontext, which lies at a fixed distance
; above esp. The canonical frame address (CFA) is by convention the caller's esp.
;
;	| sigcontext  | <- esp + SIGFRAME_SC - 4 at __kernel_sigreturn,
;	| sig         | <- esp                    4 less behind the pop
;	| (pretcode)  |    the handler's return has taken it
;
; Source: DWARF 5, 6.4; Linux Standard Base, "Exception Frames"; i386 ABI supplement.

%include "asm-offsets.inc"

; -- code ----------------------------------------------------------------------

section .text progbits alloc exec nowrite align=16

; What glibc calls by %gs:0x10 (AT_SYSINFO). There is no quicker way in here.
global __kernel_vsyscall:function (vsyscall_end - __kernel_vsyscall)
__kernel_vsyscall:
	int 0x80
	ret
vsyscall_end:

; The handler has returned to here. An unwinder that takes this for a return
; address looks for the call one byte before it, hence the nop.
	align 16
sigreturn_begin:
	nop
global __kernel_sigreturn:function (sigreturn_end - __kernel_sigreturn)
__kernel_sigreturn:
	pop eax
.popped:
	mov eax, NR_SIGRETURN
	int 0x80
sigreturn_end:

	align 16
rt_sigreturn_begin:
	nop
global __kernel_rt_sigreturn:function (rt_sigreturn_end - __kernel_rt_sigreturn)
__kernel_rt_sigreturn:
	mov eax, NR_RT_SIGRETURN
	int 0x80
rt_sigreturn_end:

; -- unwinding -----------------------------------------------------------------

; Registers, by their numbers in DWARF for the i386.
%define EAX 0
%define ECX 1
%define EDX 2
%define EBX 3
%define ESP 4
%define EBP 5
%define ESI 6
%define EDI 7
%define EIP 8

%define DW_EH_PE_pcrel_sdata4	  0x1B
%define DW_CFA_advance_loc	  0x40	; + bytes of code
%define DW_CFA_offset		  0x80	; + register
%define DW_CFA_nop		  0x00
%define DW_CFA_def_cfa		  0x0C
%define DW_CFA_def_cfa_expression 0x0F
%define DW_CFA_expression	  0x10
%define DW_OP_deref		  0x06
%define DW_OP_breg_esp		  (0x70 + ESP)

; A number below 8192 as LEB128, in two bytes.
%define LEB(n) ((n) & 0x7F) | 0x80, (n) >> 7

; The register lies %2 bytes above esp.
%macro SAVED 2
	db DW_CFA_expression, %1, 3, DW_OP_breg_esp, LEB(%2)
%endmacro

; All of them do, in a sigcontext %1 bytes above esp.
%macro SAVED_IN_SIGCONTEXT 1
	db DW_CFA_def_cfa_expression, 4, DW_OP_breg_esp, LEB(%1 + SC_ESP)
	db DW_OP_deref
	SAVED EAX, %1 + SC_EAX
	SAVED ECX, %1 + SC_ECX
	SAVED EDX, %1 + SC_EDX
	SAVED EBX, %1 + SC_EBX
	SAVED EBP, %1 + SC_EBP
	SAVED ESI, %1 + SC_ESI
	SAVED EDI, %1 + SC_EDI
	SAVED EIP, %1 + SC_EIP
%endmacro

; What the FDEs below have in common. %1: augmentation: z, its length follows; R,
; how addresses are given; S, these are signal frames, and the address in the frame
; above is the interrupted instruction's own.
%macro CIE 1
	dd %%end - %%begin
%%begin:
	dd 0			; this is a CIE
	db 1			; version
	db %1, 0
	db 1, 0x7C		; units: code 1 byte, data -4
	db EIP			; the return address's register
	db 1, DW_EH_PE_pcrel_sdata4
	db DW_CFA_def_cfa, ESP, 4, DW_CFA_offset + EIP, 1
	align 4, db DW_CFA_nop
%%end:
%endmacro

; Rules for the code from %2 to %3; they follow, up to FDE_END.
%macro FDE 3
%push fde
	dd %$end - %$begin
%$begin:
	dd %$begin - %1
	dd %2 - $, %3 - %2
	db 0			; no more augmentation
%endmacro

%macro FDE_END 0
	align 4, db DW_CFA_nop
%$end:
%pop
%endmacro

section .eh_frame progbits alloc noexec nowrite align=4

cie:
	CIE "zR"
	FDE cie, __kernel_vsyscall, vsyscall_end
	FDE_END

signal_cie:
	CIE "zRS"
	FDE signal_cie, sigreturn_begin, sigreturn_end
	SAVED_IN_SIGCONTEXT SIGFRAME_SC - 4
	db DW_CFA_advance_loc + __kernel_sigreturn.popped - sigreturn_begin
	SAVED_IN_SIGCONTEXT SIGFRAME_SC - 8
	FDE_END
	FDE signal_cie, rt_sigreturn_begin, rt_sigreturn_end
	SAVED_IN_SIGCONTEXT RT_SIGFRAME_SC - 4
	FDE_END
	dd 0			; the end
