; SPDX-License-Identifier: GPL-2.0
;
; Into the kernel and out of it.
;
; Every way in builds the same frame, struct pt_regs, on the task's kernel stack
; (offsets come from asm-offsets.inc, generated out of the C structure):
;
;	high	xss, esp	pushed by the CPU, only when it came from user mode
;		eflags, xcs, eip	pushed by the CPU
;		orig_eax	system call number; -1 for a trap; ~vector for an
;				interrupt
;		xes, xds
;		eax, ebp, edi, esi, edx, ecx, ebx
;	low	<- esp, handed to C as struct pt_regs *
;
; Gates: int 0x80 is a trap gate (interrupts stay on); all others are interrupt
; gates (off). Exceptions turn them on again if they were on where it happened.
;
; The last step out may fault, if user space prepared a segment or a flag that
; the CPU refuses to load: these instructions are in the exception table, and
; the task gets SIGILL.
;
; C is compiled with regparm(3): arguments in eax, edx, ecx, then the stack.

%include "asm-offsets.inc"
%include "lectern/i386/ex_table.inc"

extern sys_call_table
extern do_trap
extern do_page_fault
extern do_nmi
extern do_IRQ
extern do_work
extern iret_failed
extern mend_user_flags
extern sys_ni_syscall
extern schedule_tail
extern kernel_thread_start
extern __switch_to

; orig_eax has been pushed. %1: a register that may be changed.
%macro SAVE_ALL 1
	cld
	push es
	push ds
	push eax
	push ebp
	push edi
	push esi
	push edx
	push ecx
	push ebx
	mov %1, USER_DATA_SEG		; flat, good for the kernel too
	mov ds, %1
	mov es, %1
%endmacro

; current, in the register
%macro GET_CURRENT 1
	mov %1, -STACK_SIZE
	and %1, esp
%endmacro

section .init.data progbits alloc noexec write align=4
global trap_entries
global trap_entries_end
trap_entries:

section .entry.text progbits alloc exec nowrite align=16

; ---------------------------------------------------------------- system calls

global system_call
system_call:
	push eax
	SAVE_ALL ebp			; edx is an argument
	test dword [esp + PT_EFLAGS], FLAG_VM
	jnz .virtual_8086
	cmp eax, SYSCALL_COUNT
	jae .unknown
	push dword [esp + PT_EBP]	; arguments 4 to 6: esi, edi, ebp
	push edi
	push esi
	xchg ecx, edx			; 1 to 3: eax, edx, ecx
	xchg eax, ebx
	call [sys_call_table + ebx * 4]
	add esp, 12
.done:
	mov [esp + PT_EAX], eax

; Interrupts are turned off before the last look at the task's work, so that none
; can add to it afterwards.
ret_to_user:
	cli
	GET_CURRENT ecx
	test dword [ecx + TASK_WORK], WORK_MASK
	jnz .work
restore_all:
	pop ebx
	pop ecx
	pop edx
	pop esi
	pop edi
	pop ebp
	pop eax
.pop_ds:
	pop ds
.pop_es:
	pop es
	add esp, 4			; orig_eax
.iret:
	iret
.null_ds:
	mov dword [esp], 0
	jmp .pop_ds
.null_es:
	mov dword [esp], 0
	jmp .pop_es
EX_TABLE .pop_ds, .null_ds
EX_TABLE .pop_es, .null_es
EX_TABLE .iret, iret_fixup
ret_to_user.work:
	mov eax, esp
	call do_work			; returns with interrupts off
	jmp restore_all

system_call.virtual_8086:
	mov eax, esp
	call mend_user_flags
	jmp ret_to_user

system_call.unknown:
	call sys_ni_syscall
	jmp system_call.done

; The frame for iret is still on the stack: make pt_regs of it again.
iret_fixup:
	push dword -1
	SAVE_ALL edx
	mov eax, esp
	call iret_failed
	jmp ret_to_user

; ------------------------------------------------------------------ exceptions

; %1 enters at %2: a row of the table that idt.c reads.
%macro TRAP_ENTRY 2
	[section .init.data]
	dd %1, %2
	__SECT__
%2:
%endmacro

; vector, name, and whether the CPU pushes an error code
%macro TRAP 3
TRAP_ENTRY %1, %2
%if %3 = 0
	push dword 0
%endif
	SAVE_ALL edx
	mov edx, %1
	jmp trap_common
%endmacro

TRAP 0,  divide_error,		0
TRAP 1,  debug_trap,		0
TRAP 3,  breakpoint,		0
TRAP 4,  overflow,		0
TRAP 5,  bounds,		0
TRAP 6,  invalid_op,		0
TRAP 7,  device_not_available,	0
TRAP 9,  coprocessor_overrun,	0
TRAP 10, invalid_tss,		1
TRAP 11, segment_not_present,	1
TRAP 12, stack_segment,		1
TRAP 13, general_protection,	1
TRAP 15, reserved_trap,		0
TRAP 16, coprocessor_error,	0
TRAP 17, alignment_check,	1
TRAP 18, machine_check,		0
TRAP 19, simd_error,		0

; edx: vector
trap_common:
	mov ecx, [esp + PT_ORIG_EAX]	; the error code
	mov dword [esp + PT_ORIG_EAX], -1
	mov eax, esp
	call do_trap
	jmp ret_from_trap

TRAP_ENTRY 14, page_fault
	SAVE_ALL edx
	mov ecx, cr2			; before another fault can change it
	mov edx, [esp + PT_ORIG_EAX]
	mov dword [esp + PT_ORIG_EAX], -1
	mov eax, esp
	mov ebx, [esp + PT_EFLAGS]
	and ebx, USER_FLAGS
	cmp ebx, FLAG_IF
	jne .other_flags		; than those of a program
.on:
	sti
.off:
	call do_page_fault
ret_from_trap:				; user_mode(), in assembly
	test dword [esp + PT_CS], RPL_MASK
	jnz ret_to_user
	test dword [esp + PT_EFLAGS], FLAG_VM
	jnz ret_to_user
	cli
	jmp restore_all

page_fault.other_flags:
	push ecx
	push edx
	call mend_user_flags
	pop edx
	pop ecx
	mov eax, esp
	test ebx, FLAG_IF		; the kernel's interrupts may be off
	jnz page_fault.on
	jmp page_fault.off

; ------------------------------------------------------------------ interrupts

; Sixteen bytes for each vector from VECTOR_IRQ_BASE to 0xFF.
global irq_entries
align 16
irq_entries:
%assign vector VECTOR_IRQ_BASE
%rep 256 - VECTOR_IRQ_BASE
	align 16
	push dword ~vector
	jmp irq_common
%assign vector vector + 1
%endrep

align 16
irq_common:
	SAVE_ALL edx
	mov eax, esp
	call do_IRQ
	jmp ret_from_trap

; An NMI may strike anywhere, also between two instructions of this file: it
; saves, looks and restores, and never schedules or delivers signals.
TRAP_ENTRY 2, nmi
	push dword -1
	SAVE_ALL edx
	mov eax, esp
	call do_nmi
	jmp restore_all

; ----------------------------------------------------------- switching tasks

; struct task_struct *switch_to(prev: eax, next: edx)
;
; Leaves prev's registers on its stack, and comes back on next's:
;
;	return address
;	ebp, ebx, esi, edi	<- thread.esp
;
; __switch_to (C) finishes the job and returns prev, to next's return address.
global switch_to
switch_to:
	push ebp
	push ebx
	push esi
	push edi
	mov [eax + TASK_THREAD_ESP], esp
	mov esp, [edx + TASK_THREAD_ESP]
	pop edi
	pop esi
	pop ebx
	pop ebp
	jmp __switch_to

; A child's first step: copy_thread made the stack above return here. eax is the
; task that ran before; the child's pt_regs are on top of the stack.
global ret_from_fork
ret_from_fork:
	call schedule_tail
	jmp ret_to_user

; The same for a kernel thread: ebx is its function and esi the argument. It
; returns only if it has become a user program by execve.
global ret_from_kernel_thread
ret_from_kernel_thread:
	call schedule_tail
	mov eax, ebx
	mov edx, esi
	call kernel_thread_start
	jmp ret_to_user

section .init.data
trap_entries_end:
