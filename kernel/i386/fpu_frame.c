// SPDX-License-Identifier: GPL-2.0
/*
 * FPU state in a signal frame. The ABI wants the old FSAVE image first and the
 * FXSAVE image behind it; the CPU only saves the latter, so the former is made
 * of it on the way out and merged into it on the way back (a handler may have
 * edited either: the FSAVE words count for the x87, the FXSAVE ones for SSE).
 *
 * Tag word: FSAVE has two bits a register (0 valid, 1 zero, 2 special, 3 empty),
 * FXSAVE one (1: not empty), by register number, not by place on the stack.
 *
 * Source: Intel SDM volume 1, 8.1.10 and 10.5.1.
 */
#include "signal_frame.h"

#include <lectern/i386/fpu.h>
#include <lectern/i386/uaccess.h>
#include <lectern/sched.h>
#include <lectern/string.h>

#define TAG_VALID     0u
#define TAG_ZERO      1u
#define TAG_SPECIAL   2u
#define TAG_EMPTY     3u
#define EXPONENT_MASK 0x7FFFu
#define INTEGER_BIT   0x8000u

/* The head of the FXSAVE image. */
struct fxsave_env {
	u16 cw, sw;
	u8 tag, reserved;
	u16 opcode;
	u32 ipoff, cssel, dataoff, datasel;
	u32 mxcsr, mxcsr_mask;
};

static unsigned int tag_of(const struct _fpxreg *st)
{
	const u16 *s = st->significand;
	unsigned int exponent = st->exponent & EXPONENT_MASK;

	if (exponent == EXPONENT_MASK)
		return TAG_SPECIAL;
	if (!exponent)
		return s[0] | s[1] | s[2] | s[3] ? TAG_SPECIAL : TAG_ZERO;
	return s[3] & INTEGER_BIT ? TAG_VALID : TAG_SPECIAL;
}

static u32 expand_tags(const struct fxsave_env *env, const struct _fpxreg *st)
{
	unsigned int top = env->sw >> 11 & 7;
	u32 tags = 0;

	for (unsigned int reg = 0; reg < 8; reg++) {
		unsigned int tag = TAG_EMPTY;

		if (env->tag >> reg & 1)
			tag = tag_of(&st[(reg - top) & 7]);
		tags |= tag << (2 * reg);
	}
	return tags;
}

static u8 shrink_tags(u32 tags)
{
	u8 used = 0;

	for (unsigned int reg = 0; reg < 8; reg++)
		if ((tags >> (2 * reg) & 3) != TAG_EMPTY)
			used |= (u8)(1u << reg);
	return used;
}

void fpu_to_frame(struct _fpstate *fp)
{
	const struct fpu_state *state = &current->thread.fpu;
	const struct fxsave_env *env = (const void *)state;

	fpu_save(current);
	memcpy(fp->_fxsr_env, state, FXSAVE_SIZE);
	memset(fp->sw_reserved, 0, sizeof(fp->sw_reserved));
	fp->cw = env->cw | 0xFFFF0000u;
	fp->sw = env->sw | 0xFFFF0000u;
	fp->tag = expand_tags(env, fp->_fxsr_st) | 0xFFFF0000u;
	fp->ipoff = env->ipoff;
	fp->cssel = (env->cssel & 0xFFFF) | (u32)env->opcode << 16;
	fp->dataoff = env->dataoff;
	fp->datasel = env->datasel;
	for (int i = 0; i < 8; i++)
		memcpy(&fp->_st[i], &fp->_fxsr_st[i], sizeof(fp->_st[i]));
	fp->status = env->sw;
	fp->magic = X86_FXSR_MAGIC;
}

void fpu_from_frame(struct _fpstate *fp)
{
	struct fpu_state *state = &current->thread.fpu;
	struct fxsave_env *env = (void *)state;

	fpu_reset(current);
	if (fp->magic == X86_FXSR_MAGIC) {
		memcpy(state, fp->_fxsr_env, FXSAVE_SIZE);
	} else {
		memset(state, 0, sizeof(*state));
		env->mxcsr = MXCSR_DEFAULT;
	}
	env->cw = (u16)fp->cw;
	env->sw = (u16)fp->sw;
	env->tag = shrink_tags(fp->tag);
	env->opcode = (u16)(fp->cssel >> 16);
	env->ipoff = fp->ipoff;
	env->cssel = fp->cssel & 0xFFFF;
	env->dataoff = fp->dataoff;
	env->datasel = fp->datasel;
	env->mxcsr &= mxcsr_mask;
	for (int i = 0; i < 8; i++)
		memcpy((u8 *)state + 32 + 16 * i, &fp->_st[i],
		       sizeof(fp->_st[i]));
	current->thread.fpu_used = true;
}
