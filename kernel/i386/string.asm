; SPDX-License-Identifier: GPL-2.0
;
; Blocks of memory by string instructions. Integer registers only, so they are
; good in any context. Interfaces: include/lectern/string.h. regparm(3):
; arguments in eax, edx, ecx.

section .text

; void *memcpy(to: eax, from: edx, n: ecx)
global memcpy
memcpy:
	push esi
	push edi
	mov edi, eax
	mov esi, edx
	mov edx, ecx
	shr ecx, 2
	rep movsd
	mov ecx, edx
	and ecx, 3
	rep movsb
	pop edi
	pop esi
	ret

; void *memmove(to: eax, from: edx, n: ecx): backwards when the ranges overlap
; so that forwards would overwrite what is still to be read
global memmove
memmove:
	push ebx
	mov ebx, eax
	sub ebx, edx
	cmp ebx, ecx
	pop ebx
	jae memcpy
	push esi
	push edi
	lea edi, [eax + ecx - 1]
	lea esi, [edx + ecx - 1]
	std
	rep movsb
	cld
	pop edi
	pop esi
	ret

; void *memset(to: eax, byte: edx, n: ecx)
global memset
memset:
	push edi
	push eax
	mov edi, eax
	movzx eax, dl
	imul eax, eax, 0x01010101
	mov edx, ecx
	shr ecx, 2
	rep stosd
	mov ecx, edx
	and ecx, 3
	rep stosb
	pop eax
	pop edi
	ret
