; SPDX-License-Identifier: GPL-2.0
;
; Touching user memory.
;
; Each instruction that touches user memory has an entry in the exception table;
; the fixup says what could not be done. Interfaces: include/lectern/i386/
; uaccess.h. The range checks are done here, so no caller can forget them.
; regparm(3): arguments in eax, edx, ecx.

%include "asm-offsets.inc"
%include "lectern/i386/ex_table.inc"

section .text

; Copies ecx bytes from esi to edi by words, then the rest; if it faults, ecx
; counts the bytes that were left: the word that faulted is tried byte by byte,
; as its first bytes may lie in the page before. Clobbers eax.
%macro COPY_BYTES 0
	mov eax, ecx
	shr ecx, 2
	and eax, 3
%%words:
	rep movsd
	mov ecx, eax
	jmp %%rest
%%words_failed:
	lea ecx, [eax + ecx * 4]
%%rest:
	rep movsb
%%done:
EX_TABLE %%words, %%words_failed
EX_TABLE %%rest, %%done
%endmacro

; Fails (to .refused) unless [%1, %1 + ecx) lies below TASK_SIZE. %2: scratch
%macro CHECK_RANGE 2
	mov %2, %1
	add %2, ecx
	jc .refused
	cmp %2, USER_END
	ja .refused
%endmacro

; unsigned long copy_to_user(to: eax, from: edx, n: ecx)
global copy_to_user
copy_to_user:
	push esi
	push edi
	mov edi, eax
	mov esi, edx
	CHECK_RANGE edi, eax
	COPY_BYTES
.refused:
	mov eax, ecx
	pop edi
	pop esi
	ret

; unsigned long copy_from_user(to: eax, from: edx, n: ecx): what was not
; copied is zeroed.
global copy_from_user
copy_from_user:
	push esi
	push edi
	mov edi, eax
	mov esi, edx
	CHECK_RANGE esi, eax
	COPY_BYTES
.refused:
	mov edx, ecx
	xor eax, eax
	rep stosb
	mov eax, edx
	pop edi
	pop esi
	ret

; unsigned long clear_user(to: eax, n: edx)
global clear_user
clear_user:
	push edi
	mov edi, eax
	mov ecx, edx
	CHECK_RANGE edi, eax
	mov edx, ecx
	and edx, 3
	shr ecx, 2
	xor eax, eax
.words:
	rep stosd
	mov ecx, edx
.rest:
	rep stosb
	jmp .refused
.words_failed:
	lea ecx, [edx + ecx * 4]
.refused:
	mov eax, ecx
	pop edi
	ret
EX_TABLE .words, .words_failed
EX_TABLE .rest, .refused

; long strncpy_from_user(dst: eax, src: edx, count: ecx)
global strncpy_from_user
strncpy_from_user:
	push esi
	push edi
	mov edi, eax
	mov esi, edx
	mov edx, ecx
	jecxz .end
.next:
	cmp esi, USER_END
	jae .fault
.load:
	mov al, [esi]
	mov [edi], al
	test al, al
	jz .end
	inc esi
	inc edi
	dec ecx
	jnz .next
.end:
	mov eax, edx
	sub eax, ecx
.out:
	pop edi
	pop esi
	ret
.fault:
	mov eax, MINUS_EFAULT
	jmp .out
EX_TABLE .load, .fault

; long strnlen_user(s: eax, max: edx)
global strnlen_user
strnlen_user:
	push ebx
	xor ecx, ecx
.next:
	cmp ecx, edx
	ja .end
	lea ebx, [eax + ecx]
	cmp ebx, USER_END
	jae .fault
.load:
	mov bl, [ebx]
	inc ecx
	test bl, bl
	jnz .next
	jmp .end
.fault:
	xor ecx, ecx
.end:
	mov eax, ecx
	pop ebx
	ret
EX_TABLE .load, .fault

; int __get_user_N(dst: eax, src: edx). The caller has checked the range.
%macro GET_USER 2
global %1
%1:
%%load:
	mov %2, [edx]
	mov [eax], %2
	xor eax, eax
	ret
EX_TABLE %%load, user_fault
%endmacro

GET_USER __get_user_1, cl
GET_USER __get_user_2, cx
GET_USER __get_user_4, ecx

; int __put_user_N(value: eax, dst: edx)
%macro PUT_USER 2
global %1
%1:
%%store:
	mov [edx], %2
	xor eax, eax
	ret
EX_TABLE %%store, user_fault
%endmacro

PUT_USER __put_user_1, al
PUT_USER __put_user_2, ax
PUT_USER __put_user_4, eax

user_fault:
	mov eax, MINUS_EFAULT
	ret

; int load_fs(selector: eax), int load_gs(selector: eax): 0, or -EFAULT for a
; selector that the CPU refuses; the register is null then.
%macro LOAD_SEGMENT 2
global %1
%1:
%%load:
	mov %2, eax
	xor eax, eax
	ret
%%refused:
	xor eax, eax
	mov %2, eax
	mov eax, MINUS_EFAULT
	ret
EX_TABLE %%load, %%refused
%endmacro

LOAD_SEGMENT load_fs, fs
LOAD_SEGMENT load_gs, gs

; int NAME(address: eax): an FPU instruction upon user memory; -EFAULT when it cannot be
; touched, or the CPU refuses what it holds. %3: bytes
%macro FPU_USER 3
global %1
%1:
	cmp eax, USER_END - %3
	ja user_fault
%%touch:
	%2 [eax]
	xor eax, eax
	ret
EX_TABLE %%touch, user_fault
%endmacro

FPU_USER fxsave_user, fxsave, 512
FPU_USER fxrstor_user, fxrstor, 512
FPU_USER fnsave_user, fnsave, 108
FPU_USER frstor_user, frstor, 108
