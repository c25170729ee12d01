// SPDX-License-Identifier: GPL-2.0
/*
 * Eight processes that signal one another, on alternate stacks, handlers within
 * handlers, while they compute: every real-time signal that was queued arrives, in
 * order and with its value, and no register is other than it was.  `sigstorm
 * --signals N` sends as many in all.
 */
#include <errno.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <helpers.h>
#include <raw.h>
#include <tap.h>

#define PROCESSES 8
#define SIGNALS	  20000
#define KINDS	  4 /* SIGRTMIN + 3 and the three behind it: musl has the first */
#define FIRST	  (32 + 3)

/* As a sender: the receiver's own handlers. */
#define HANDLER PROCESSES
#define SENDERS (PROCESSES + 1)

/* What all see: counts by receiver, sender and kind, each written by one process. */
struct shared {
	volatile unsigned sent[PROCESSES][SENDERS][KINDS];
	volatile unsigned got[PROCESSES][SENDERS][KINDS];
	volatile int ready, finished;
	volatile unsigned full, deepest;
};

static struct shared *all;
static volatile pid_t *pids;
static int me;
static volatile int depth;

/* A value carries who sent it and how many of the kind it sent before, modulo 2^24. */
static int value_of(int sender, unsigned count)
{
	return (int)((unsigned)sender << 24 | (count & 0xffffff));
}

static void spoil_registers(void)
{
	static const char ones[16]
		__attribute__((aligned(16))) = { 1, 1, 1, 1, 1, 1, 1, 1,
						 1, 1, 1, 1, 1, 1, 1, 1 };

	__asm__ volatile("movaps %0, %%xmm0\n\t"
			 "movaps %0, %%xmm3\n\t"
			 "movaps %0, %%xmm7\n\t"
			 "fninit\n\t"
			 "fldpi\n\t"
			 "fld1"
			 :
			 : "m"(ones));
}

/* Every fourth time a handler sends its process the next kind, which nests in it. */
static void send_next(int kind)
{
	volatile unsigned *sent = &all->sent[me][HANDLER][kind];
	siginfo_t info = { .si_code = SI_QUEUE };

	info.si_pid = pids[me];
	info.si_value.sival_int = value_of(HANDLER, (*sent)++);
	if (raw(SYS_rt_sigqueueinfo, pids[me], FIRST + kind, &info))
		(*sent)--;
}

/* Each kind blocks itself only: the others nest in it. */
static void on_signal(int sig, siginfo_t *info, void *context)
{
	int kind = sig - FIRST, value = info->si_value.sival_int;
	int sender = (int)((unsigned)value >> 24) % SENDERS;
	volatile unsigned *got = &all->got[me][sender][kind];

	(void)context;
	if (++depth > (int)all->deepest)
		all->deepest = (unsigned)depth;
	if (info->si_code != SI_QUEUE || value != value_of(sender, *got) ||
	    info->si_pid != pids[sender == HANDLER ? me : sender]) {
		printf("# %d got %d of %u from %d: value %#x, code %d\n", me,
		       sig, *got, sender, (unsigned)value, info->si_code);
		_exit(TAP_FAILED);
	}
	(*got)++;
	if (kind + 1 < KINDS && *got % 4 == 0)
		send_next(kind + 1);
	spoil_registers();
	depth--;
}

static void install(void)
{
	stack_t altstack = { .ss_sp = map(8 * PAGE_SIZE),
			     .ss_size = 8 * PAGE_SIZE };
	struct kernel_sigaction action = {
		.handler = on_signal,
		.flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART,
	};
	int i;

	if (booted_with("sigtramp=stack")) {
		action.flags |= SA_RESTORER;
		action.restorer = raw_rt_sigreturn;
	}
	CHECK_OK(sigaltstack(&altstack, NULL));
	for (i = 0; i < KINDS; i++)
		CHECK_EQ(raw(SYS_rt_sigaction, FIRST + i, &action, 0, 8), 0);
}

/* -- computing ------------------------------------------------------------- */

/*
 * sigqueue with values in all registers that a system call and a handler leave alone,
 * and a look at them afterwards. The x87 holds one number, the eight XMM registers
 * `pattern`. Returns the call's result; *spoilt is not 0 when something has changed.
 */
static uint32_t pattern[4] __attribute__((aligned(16)));
static double number;

static long call_and_look(pid_t pid, int sig, siginfo_t *info, uint32_t *spoilt)
{
	uint32_t after[8][4] __attribute__((aligned(16)));
	register uint32_t esi __asm__("esi") = pattern[0];
	register uint32_t edi __asm__("edi") = pattern[1];
	double x87 = 0;
	long ret;
	int i;

	__asm__ volatile(
		"movaps %[in], %%xmm0; movaps %[in], %%xmm1; movaps %[in], %%xmm2\n\t"
		"movaps %[in], %%xmm3; movaps %[in], %%xmm4; movaps %[in], %%xmm5\n\t"
		"movaps %[in], %%xmm6; movaps %[in], %%xmm7\n\t"
		"fldl %[number]\n\t"
		"int $0x80\n\t"
		"movaps %%xmm0, (%[out]); movaps %%xmm1, 16(%[out])\n\t"
		"movaps %%xmm2, 32(%[out]); movaps %%xmm3, 48(%[out])\n\t"
		"movaps %%xmm4, 64(%[out]); movaps %%xmm5, 80(%[out])\n\t"
		"movaps %%xmm6, 96(%[out]); movaps %%xmm7, 112(%[out])\n\t"
		"fstpl %[x87]"
		: "=a"(ret), "+S"(esi), "+D"(edi), [x87] "=m"(x87), "=m"(after)
		: "0"(SYS_rt_sigqueueinfo), "b"(pid), "c"(sig), "d"(info),
		  [in] "m"(pattern), [number] "m"(number), [out] "r"(after)
		: "memory", "cc");
	*spoilt = (esi ^ pattern[0]) | (edi ^ pattern[1]);
	*spoilt |= (uint32_t)(memcmp(&x87, &number, sizeof(x87)) != 0);
	for (i = 0; i < 8; i++)
		*spoilt |= (uint32_t)(memcmp(after[i], pattern, 16) != 0);
	return ret;
}

/* One signal; false when the receiver's queue is full: it was not sent. */
static bool send_one(int to, int kind, unsigned n)
{
	volatile unsigned *sent = &all->sent[to][me][kind];
	siginfo_t info = { .si_code = SI_QUEUE };
	uint32_t spoilt;
	long ret;

	info.si_pid = pids[me];
	info.si_value.sival_int = value_of(me, *sent);
	pattern[0] = n * 2654435761u;
	pattern[1] = ~pattern[0];
	pattern[2] = (uint32_t)me;
	number = n + 0.5;
	ret = call_and_look(pids[to], FIRST + kind, &info, &spoilt);
	if (spoilt || (ret && ret != -EAGAIN)) {
		printf("# %d: rt_sigqueueinfo is %ld, registers %s\n", me, ret,
		       spoilt ? "spoilt" : "intact");
		_exit(TAP_FAILED);
	}
	if (ret == 0)
		(*sent)++;
	else
		all->full++;
	return ret == 0;
}

/* -- the eight ------------------------------------------------------------- */

static bool all_arrived(int who)
{
	int from, kind;

	for (from = 0; from < SENDERS; from++)
		for (kind = 0; kind < KINDS; kind++)
			if (all->got[who][from][kind] !=
			    all->sent[who][from][kind])
				return false;
	return true;
}

static void meet(volatile int *count)
{
	__atomic_add_fetch(count, 1, __ATOMIC_SEQ_CST);
	while (*count < PROCESSES)
		sched_yield();
}

static void be_one(unsigned signals)
{
	unsigned n;
	int i;

	install();
	pids[me] = getpid();
	meet(&all->ready);
	for (n = 0; n < signals; n++) {
		int to = (int)(n * 5 + (unsigned)me) % PROCESSES;

		while (!send_one(to, (int)(n / 3 % KINDS), n))
			sched_yield();
	}
	meet(&all->finished);
	for (i = 0; i < 5000 && !all_arrived(me); i++)
		nap(1);
	_exit(all_arrived(me) ? 0 : TAP_FAILED);
}

static void storm(unsigned signals)
{
	pid_t children[PROCESSES];

	all = map_shared(sizeof(*all));
	pids = map_shared(PROCESSES * sizeof(*pids));
	fflush(stdout);
	for (me = 0; me < PROCESSES; me++) {
		children[me] = CHECK_OK(fork());
		if (children[me] == 0)
			be_one(signals / PROCESSES);
	}
	for (me = 0; me < PROCESSES; me++)
		reap_ok(children[me]);
	tap_note("%u signals; queues full %u times; handlers %u deep", signals,
		 all->full, all->deepest);
	CHECK(all->deepest > 1);
}

TEST(storm,
     "eight processes: no signal lost, each in order, no register spoilt")
{
	storm(SIGNALS);
}

int tap_alternate_main(int argc, char **argv)
{
	if (argc < 3 || strcmp(argv[1], "--signals"))
		return -1;
	storm((unsigned)atoi(argv[2]));
	return 0;
}
