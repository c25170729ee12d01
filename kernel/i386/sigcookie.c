// SPDX-License-Identifier: GPL-2.0
/*
 * The cookie in a signal's frame, against SROP: sigreturn loads every register from
 * the stack, so an attacker who can write there and return to sigreturn once needs no
 * code of his own. A frame with eip at an `int 0x80` and eax = __NR_execve will do
 * (srop-demo shows it). Therefore sigreturn takes only frames that the kernel laid:
 *
 *	| FPU state            |  sc.fpstate points here
 *	| (gap)                |
 *	| cookie               |  behind the ABI's frame: no program knows of it
 *	| ABI: pretcode …      |
 *	|      retcode         |  uapi/sigcontext.h draws it
 *	| pretcode             |  <- frame, the handler's esp
 *
 *	cookie = upper half of (frame * key[0] + key[1]), in 64 bits; never 0
 *
 * The key is random, made by exec for each address space, and a fork's child has its
 * parent's: the frames on its copy of the stack stay good. Sums of this kind are
 * strongly universal: who knows the cookie for one address knows nothing about the
 * one for any other. So a frame that
 *
 *	was built by hand	has no cookie,
 *	was moved		has one for another address,
 *	was used		has none any more: sigreturn clears it,
 *
 * and the process is ended. What lies in the frame is not covered: handlers may edit
 * it, and do. Nor is an attacker kept out who reads the cookie of a frame that has not
 * returned and rewrites that frame in place, who learns several cookies and computes
 * the key, or who tries all 2^32 on the children of a server that only forks.
 *
 * sigcookie=off lets all frames pass.
 */
#include "signal_frame.h"

#include <lectern/init.h>
#include <lectern/printk.h>
#include <lectern/sched.h>

/* Whoever forges one frame may forge thousands. */
static DEFINE_RATELIMIT_STATE(forgeries, 5 * HZ, 10);

static bool sigcookie_off;

__setup_choice("sigcookie", "on", "off", sigcookie_off);

bool take_frame(const void __user *frame, u32 __user *where)
{
	u32 cookie;

	if (sigcookie_off)
		return true;
	if (!get_user(cookie, where) && cookie == frame_cookie(frame) &&
	    !put_user(0u, where))
		return true;
	if (__ratelimit(&forgeries))
		pr_warn("SROP: %s (pid %d) is ended: it called sigreturn with a frame at %08x that the kernel did not lay there (forged, moved, or used before). The handbook's chapter on signals says more; sigcookie=off lets such frames pass\n",
			current->comm, current->pid, (u32)frame);
	force_fatal_sig(SIGSEGV);
	return false;
}
