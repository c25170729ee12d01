// SPDX-License-Identifier: GPL-2.0
/*
 * Signal frames with random contents, each returned from by a child: no frame may give
 * more than a user's rights, and it is the child alone that dies.  Half of the frames
 * are built by hand; the others are the kernel's own, which a handler scribbles over, so
 * that they get past the cookie.  `sigforge --frames N` tries as many of each kind.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

#include <helpers.h>
#include <raw.h>
#include <tap.h>

#define FRAMES 600

#define OLD_SIGCONTEXT 8
#define RT_UCONTEXT    144
#define RT_SIGCONTEXT  (RT_UCONTEXT + 20)
#define FPSTATE_AT     19 /* in words of the sigcontext */
#define FRAME_SIZE     1024
#define FPSTATE_SIZE   624

/* How a child ends that got its registers: with a user's rights, or with others. */
#define USERS_RIGHTS 40
#define MORE_RIGHTS  41

/* A frame of the kernel's ends here, if it is good for anything. */
void probe(void);
__asm__(".text\n"
	"probe:\n"
	"	mov $41, %ebx\n"
	"	pushf\n"
	"	pop %eax\n"
	"	test $0x23000, %eax\n" /* VM, IOPL */
	"	jnz 1f\n"
	"	test $0x200, %eax\n" /* IF */
	"	jz 1f\n"
	"	mov %cs, %eax\n"
	"	mov %ss, %ecx\n"
	"	and %ecx, %eax\n"
	"	and $3, %eax\n"
	"	cmp $3, %eax\n"
	"	jne 1f\n"
	"	mov $40, %ebx\n"
	"1:	mov $252, %eax\n" /* exit_group */
	"	int $0x80\n");

static uint32_t state = 2463534242;

static uint32_t any(void)
{
	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state;
}

static void fill(void *to, size_t size)
{
	uint32_t *word = to;

	for (; size >= 4; size -= 4)
		*word++ = any();
}

static char frame[FRAME_SIZE] __attribute__((aligned(16)));
static char fpstate[FPSTATE_SIZE] __attribute__((aligned(16)));
static char stack[4 * PAGE_SIZE] __attribute__((aligned(16)));

/* What a frame is like; each kind lets the CPU come further than the one before. */
enum kind {
	NOISE,
	SELECTORS,
	KERNEL,
	FLAGS,
	FPU,
	KINDS
};

/* The registers of a frame, of which all bytes are random already. */
static void shape(unsigned *gregs, enum kind kind)
{
	static const unsigned kernels[] = { 0x60, 0x61, 0x68, 0x6b, 0x80 };

	if (kind == NOISE)
		return;
	gregs[REG_EIP] = (unsigned)probe;
	gregs[REG_ESP] = (unsigned)(stack + sizeof(stack) / 2);
	gregs[FPSTATE_AT] = kind == FPU ? (unsigned)fpstate : 0;
	fill(fpstate, sizeof(fpstate));
	if (any() & 1) /* there is an FXSAVE image */
		fpstate[110] = fpstate[111] = 0;
	if (kind == SELECTORS)
		return;
	gregs[REG_CS] = 0x73;
	gregs[REG_SS] = gregs[REG_DS] = gregs[REG_ES] = 0x7b;
	gregs[REG_FS] = gregs[REG_GS] = 0;
	if (kind == KERNEL) {
		gregs[REG_CS] = kernels[any() % 5];
		gregs[REG_SS] = kernels[any() % 5];
		gregs[REG_EIP] = any() & 1 ? (unsigned)probe
					   : any() | KERNEL_BASE;
	}
}

static void return_from(long nr, const void *esp)
{
	__asm__ volatile("mov %0, %%esp\n\tint $0x80\n\thlt"
			 :
			 : "r"(esp), "a"(nr));
	__builtin_unreachable();
}

static void by_hand(enum kind kind)
{
	bool old = any() & 1;

	fill(frame, sizeof(frame));
	shape((unsigned *)(frame + (old ? OLD_SIGCONTEXT : RT_SIGCONTEXT)),
	      kind);
	if (old)
		return_from(SYS_sigreturn, frame + 8);
	return_from(SYS_rt_sigreturn, frame + 4);
}

static enum kind in_place;

static void scribble(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)info;
	fill(context, 116);
	shape((unsigned *)((char *)context + 20), in_place);
}

static void by_handler(enum kind kind)
{
	struct kernel_sigaction action = {
		.handler = scribble,
		.flags = SA_SIGINFO | SA_RESTORER,
		.restorer = raw_rt_sigreturn,
	};

	in_place = kind;
	raw(SYS_rt_sigaction, SIGUSR1, &action, 0, 8);
	raw(SYS_kill, raw(SYS_getpid), SIGUSR1);
}

/* A child that goes wild is ended after a second. */
static int try(void (*attempt)(enum kind), enum kind kind)
{
	const struct rlimit second = { 1, 1 };
	pid_t pid = fork();
	int status;

	any(); /* the child's numbers are not its brother's */
	if (pid == 0) {
		setrlimit(RLIMIT_CPU, &second);
		attempt(kind);
		_exit(0);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return -1;
	return status;
}

/* Of so many children: how many died, how many came to the probe. */
struct score {
	int died, arrived;
};

static struct score try_many(void (*attempt)(enum kind), enum kind kind,
			     int frames)
{
	struct score score = { 0, 0 };
	int status;

	while (frames--) {
		status = try(attempt, kind);
		if (WIFSIGNALED(status)) {
			score.died++;
			continue;
		}
		if (!WIFEXITED(status) || WEXITSTATUS(status) != USERS_RIGHTS)
			FAIL("a frame of kind %d: status %#x, numbers from %u",
			     kind, (unsigned)status, state);
		score.arrived++;
	}
	return score;
}

static bool cookies_on(void)
{
	return on_lectern() && !booted_with("sigcookie=off");
}

struct trial {
	const char *claim;
	enum kind kind;
	bool some_arrive; /* in place, or where there are no cookies */
};

static const struct trial trials[] = {
	{ "frames of random bytes", NOISE, false },
	{ "frames with random segments", SELECTORS, false },
	{ "frames with the kernel's segments", KERNEL, false },
	{ "frames with random flags", FLAGS, true },
	{ "frames with random FPU registers", FPU, true },
};

static void run_trial(const struct trial *trial, int frames)
{
	struct score score = try_many(by_hand, trial->kind, frames);

	tap_note("by hand: %d died, %d came to a user's rights", score.died,
		 score.arrived);
	if (cookies_on())
		CHECK_EQ(score.arrived, 0);
	else if (trial->some_arrive)
		CHECK(score.arrived > 0);
	score = try_many(by_handler, trial->kind, frames);
	tap_note("in place: %d died, %d came to a user's rights", score.died,
		 score.arrived);
	if (trial->some_arrive)
		CHECK(score.arrived > 0);
}

TEST_TABLE(forged, trials)
{
	run_trial(element, FRAMES);
}

int tap_alternate_main(int argc, char **argv)
{
	size_t i;

	if (argc < 3 || strcmp(argv[1], "--frames"))
		return -1;
	for (i = 0; i < KINDS; i++) {
		printf("%s, %s of each\n", trials[i].claim, argv[2]);
		run_trial(&trials[i], atoi(argv[2]));
	}
	return 0;
}
