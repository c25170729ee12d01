// SPDX-License-Identifier: GPL-2.0
/*
 * The x87 and SSE registers belong to the process: they survive system calls,
 * switches to other processes that use them, fork and signal handlers, and a
 * new program starts with clean ones.
 */
#include <errno.h>
#include <fenv.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

#include <helpers.h>
#include <raw.h>
#include <tap.h>

/* What a new program finds: all exceptions masked, round to nearest. */
#define CLEAN_CONTROL 0x37f
#define CLEAN_MXCSR   0x1f80

/* Where the 8 XMM registers lie in the FXSAVE image. */
#define FXSAVE_MXCSR 24
#define FXSAVE_ST    32
#define FXSAVE_XMM   160
#define XMM_BYTES    128

/* In a signal frame FXSAVE's image follows FSAVE's and two words. */
#define FRAME_FXSAVE 112

static unsigned char image[512] __attribute__((aligned(16)));
static unsigned char pattern[XMM_BYTES] __attribute__((aligned(16)));

static void load_xmm(unsigned seed)
{
	unsigned i;

	for (i = 0; i < XMM_BYTES; i++)
		pattern[i] = (unsigned char)(seed * 31 + i);
	__asm__ volatile("movaps (%0), %%xmm0\n\t"
			 "movaps 16(%0), %%xmm1\n\t"
			 "movaps 32(%0), %%xmm2\n\t"
			 "movaps 48(%0), %%xmm3\n\t"
			 "movaps 64(%0), %%xmm4\n\t"
			 "movaps 80(%0), %%xmm5\n\t"
			 "movaps 96(%0), %%xmm6\n\t"
			 "movaps 112(%0), %%xmm7"
			 :
			 : "r"(pattern)
			 : "memory");
}

static void save_all(void)
{
	__asm__ volatile("fxsave (%0)" : : "r"(image) : "memory");
}

static bool xmm_intact(void)
{
	save_all();
	return !memcmp(image + FXSAVE_XMM, pattern, XMM_BYTES);
}

/* Eight values on the x87 stack: SEED + 0.0 to SEED + 7.0. */
static void load_x87(int seed)
{
	int i;

	__asm__ volatile("fninit");
	for (i = 7; i >= 0; i--) {
		int value = seed + i;

		__asm__ volatile("fildl %0" : : "m"(value));
	}
}

static bool x87_intact(int seed)
{
	bool intact = true;
	int i;

	for (i = 0; i < 8; i++) {
		int value;

		__asm__ volatile("fistpl %0" : "=m"(value));
		intact &= value == seed + i;
	}
	return intact;
}

static unsigned short get_control(void)
{
	unsigned short control;

	__asm__ volatile("fnstcw %0" : "=m"(control));
	return control;
}

static void set_control(unsigned short control)
{
	__asm__ volatile("fldcw %0" : : "m"(control));
}

static unsigned get_mxcsr(void)
{
	unsigned mxcsr;

	__asm__ volatile("stmxcsr %0" : "=m"(mxcsr));
	return mxcsr;
}

static void set_mxcsr(unsigned mxcsr)
{
	__asm__ volatile("ldmxcsr %0" : : "m"(mxcsr));
}

/* As `fpu --clean`, look at what a new program is given. */
int tap_alternate_main(int argc, char **argv)
{
	static const unsigned char zero[XMM_BYTES];

	if (argc < 2 || strcmp(argv[1], "--clean"))
		return -1;
	save_all();
	if (get_control() != CLEAN_CONTROL)
		return 1;
	if (get_mxcsr() != CLEAN_MXCSR)
		return 2;
	/* The abridged tag byte: no register in use. */
	if (image[4] != 0)
		return 3;
	return memcmp(image + FXSAVE_XMM, zero, XMM_BYTES) ? 4 : 0;
}

TEST(system_call, "system calls leave the registers alone")
{
	load_xmm(1);
	raw(SYS_getpid);
	raw(SYS_sched_yield);
	CHECK(xmm_intact());
	load_x87(10);
	raw(SYS_getpid);
	raw(SYS_sched_yield);
	CHECK(x87_intact(10));
}

TEST(fork_xmm, "a forked child starts with the parent's XMM registers")
{
	pid_t pid;

	load_xmm(2);
	pid = (pid_t)raw(SYS_fork);
	if (pid == 0)
		raw(SYS_exit, !xmm_intact());
	CHECK(xmm_intact());
	reap_ok(pid);
}

TEST(fork_x87, "a forked child starts with the parent's x87 stack")
{
	pid_t pid;

	load_x87(20);
	pid = (pid_t)raw(SYS_fork);
	if (pid == 0)
		raw(SYS_exit, !x87_intact(20));
	CHECK(x87_intact(20));
	reap_ok(pid);
}

TEST(fork_control, "a forked child starts with the parent's control words")
{
	pid_t pid;

	set_control(0x0f7f);
	set_mxcsr(0x7f80);
	pid = fork();
	if (pid == 0)
		_exit(get_control() != 0x0f7f || get_mxcsr() != 0x7f80);
	reap_ok(pid);
	CHECK_EQ(get_control(), 0x0f7f);
	CHECK_EQ(get_mxcsr(), 0x7f80);
}

TEST(fork_separate, "what the child computes does not show in the parent")
{
	pid_t pid;

	load_xmm(3);
	pid = (pid_t)raw(SYS_fork);
	if (pid == 0) {
		load_xmm(99);
		raw(SYS_exit, 0);
	}
	raw(SYS_wait4, pid, 0, 0, 0);
	CHECK(xmm_intact());
}

TEST(exec_clean, "exec gives clean registers, whatever was in them")
{
	char *argv[] = { "fpu", "--clean", NULL };
	pid_t pid = fork();

	if (pid == 0) {
		set_control(0x0f7f);
		set_mxcsr(0x7f80);
		load_x87(30);
		load_xmm(4);
		execve("/proc/self/exe", argv, argv + 2);
		_exit(9);
	}
	reap_ok(pid);
}

/* Hold registers of one's own while others hold theirs. */
static void hold_registers(void *seed)
{
	long long end = now_ms() + 150;
	int s = (int)(long)seed, round = 0;

	while (now_ms() < end) {
		volatile int spin;

		load_xmm((unsigned)s);
		load_x87(s * 100);
		for (spin = 0; spin < 20000; spin++)
			;
		if (round++ % 2)
			raw(SYS_sched_yield);
		if (!x87_intact(s * 100))
			_exit(1);
		if (!xmm_intact())
			_exit(2);
	}
}

TEST(switches, "five processes that compute at once keep their registers")
{
	pid_t pids[5];
	long i;

	for (i = 0; i < 5; i++)
		pids[i] = start(hold_registers, (void *)(i + 1));
	for (i = 0; i < 5; i++)
		reap_ok(pids[i]);
}

/* A sum that goes wrong when a register is lost: 1/1 + 1/2 + ... */
static double harmonic(int n)
{
	double sum = 0;
	int i;

	for (i = 1; i <= n; i++)
		sum += 1.0 / i;
	return sum;
}

static void compute(void *result)
{
	int i;

	for (i = 0; i < 20; i++) {
		/* In memory: a register of the x87 holds more digits. */
		volatile double sum = harmonic(20000);

		if (sum != *(double *)result)
			_exit(1);
	}
}

TEST(sums, "four processes that sum get the result that one alone gets")
{
	double alone = harmonic(20000);
	pid_t pids[4];
	int i;

	for (i = 0; i < 4; i++)
		pids[i] = start(compute, &alone);
	for (i = 0; i < 4; i++)
		reap_ok(pids[i]);
	CHECK(alone > 10.48 && alone < 10.49);
}

static volatile unsigned short seen_control;
static volatile unsigned seen_mxcsr;

/* Uses all that there is; must not be compiled to rely on any of it. */
static void clobber(int sig)
{
	static unsigned char ones[16] __attribute__((aligned(16)));

	(void)sig;
	seen_control = get_control();
	seen_mxcsr = get_mxcsr();
	memset(ones, 0xff, sizeof(ones));
	__asm__ volatile("movaps (%0), %%xmm0\n\t"
			 "movaps (%0), %%xmm7\n\t"
			 "fninit\n\t"
			 "fldpi"
			 :
			 : "r"(ones));
	set_mxcsr(0x7f80);
}

TEST(handler_xmm, "a handler that uses XMM registers does not change ours")
{
	handle(SIGUSR1, clobber, 0);
	load_xmm(5);
	raw(SYS_kill, raw(SYS_getpid), SIGUSR1);
	CHECK(xmm_intact());
	CHECK_EQ(get_mxcsr(), CLEAN_MXCSR);
}

TEST(handler_x87, "nor does one that uses the x87")
{
	handle(SIGUSR1, clobber, 0);
	load_x87(40);
	raw(SYS_kill, raw(SYS_getpid), SIGUSR1);
	CHECK(x87_intact(40));
}

TEST(handler_clean, "a handler starts with clean control words")
{
	handle(SIGUSR1, clobber, 0);
	set_control(0x0f7f);
	set_mxcsr(0x7fc0);
	raw(SYS_kill, raw(SYS_getpid), SIGUSR1);
	CHECK_EQ(seen_control, CLEAN_CONTROL);
	CHECK_EQ(seen_mxcsr, CLEAN_MXCSR);
	CHECK_EQ(get_control(), 0x0f7f);
	CHECK_EQ(get_mxcsr(), 0x7fc0);
}

TEST(handler_late, "signals while computing, 100 a second, do no harm")
{
	struct itimerval often = { { 0, 10000 }, { 0, 10000 } };
	long long end = now_ms() + 200;

	handle(SIGALRM, clobber, SA_RESTART);
	CHECK_OK(setitimer(ITIMER_REAL, &often, NULL));
	while (now_ms() < end) {
		volatile int spin;

		load_xmm(6);
		load_x87(60);
		for (spin = 0; spin < 20000; spin++)
			;
		CHECK(x87_intact(60));
		CHECK(xmm_intact());
	}
}

static unsigned char *frame_fxsave(void *context)
{
	ucontext_t *uc = context;

	return (unsigned char *)uc->uc_mcontext.fpregs + FRAME_FXSAVE;
}

static void look_in_frame(int sig, siginfo_t *info, void *context)
{
	unsigned char *saved = frame_fxsave(context);

	(void)sig;
	(void)info;
	memcpy(image, saved, sizeof(image));
	memset(saved + FXSAVE_XMM, 0xa5, 16);
}

TEST(frame,
     "the signal frame holds the registers, and they can be changed there")
{
	unsigned char got[16];

	handle_info(SIGUSR1, look_in_frame, 0);
	load_xmm(7);
	raw(SYS_kill, raw(SYS_getpid), SIGUSR1);
	__asm__ volatile("movups %%xmm0, %0" : "=m"(got));
	CHECK(!memcmp(image + FXSAVE_XMM, pattern, XMM_BYTES));
	CHECK_EQ(got[0], 0xa5);
	CHECK_EQ(got[15], 0xa5);
}

static void spoil_frame(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)info;
	memset(frame_fxsave(context) + FXSAVE_MXCSR, 0xff, 8);
}

static void take_spoilt_frame(void *arg)
{
	(void)arg;
	handle_info(SIGUSR1, spoil_frame, 0);
	load_xmm(8);
	raw(SYS_kill, raw(SYS_getpid), SIGUSR1);
}

TEST(spoilt_frame,
     "a frame with reserved MXCSR bits set harms the process alone")
{
	int status = reap(start(take_spoilt_frame, NULL));

	if (WIFSIGNALED(status))
		CHECK_EQ(WTERMSIG(status), SIGSEGV);
}

static volatile int code;

static void on_fpe(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)context;
	code = info->si_code;
	_exit(code);
}

static void divide_integers(void *arg)
{
	(void)arg;
	handle_info(SIGFPE, on_fpe, 0);
	__asm__ volatile("xor %%edx, %%edx; xor %%ecx, %%ecx; div %%ecx"
			 :
			 : "a"(1)
			 : "ecx", "edx");
}

TEST(int_divide, "dividing an integer by zero is SIGFPE with FPE_INTDIV")
{
	reap_exit(start(divide_integers, NULL), FPE_INTDIV);
}

static void divide_x87(void *arg)
{
	(void)arg;
	handle_info(SIGFPE, on_fpe, 0);
	set_control(CLEAN_CONTROL & ~4);
	__asm__ volatile("fld1; fldz; fdivrp; fwait; fstp %st(0)");
}

TEST(x87_divide, "an unmasked x87 division by zero is SIGFPE with FPE_FLTDIV")
{
	reap_exit(start(divide_x87, NULL), FPE_FLTDIV);
}

static volatile int fpes;

static void mask_the_third(int sig, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;

	(void)sig;
	(void)info;
	if (++fpes < 3)
		return;
	uc->uc_mcontext.fpregs->cw |= 0x3f;
	uc->uc_mcontext.fpregs->sw &= ~0x80ff;
}

TEST(x87_again, "the exception is still there when the handler returns")
{
	const unsigned short zero_divide_unmasked = 0x037b;

	handle_info(SIGFPE, mask_the_third, 0);
	__asm__ volatile("fldcw %0\n\t"
			 "fldz\n\t"
			 "fld1\n\t"
			 "fdivp\n\t"
			 "fwait\n\t"
			 "fstp %%st(0)"
			 :
			 : "m"(zero_divide_unmasked));
	CHECK_EQ(fpes, 3);
}
