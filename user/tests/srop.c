// SPDX-License-Identifier: GPL-2.0
/*
 * Frames that sigreturn(2) is given without a signal: built by hand, moved, or used
 * twice.  Lectern ends a process that tries (sigcookie=on); with sigcookie=off, and on
 * Linux, every frame is as good as another, which shows that the frames here are
 * made well.  What honest programs do with frames works everywhere.
 */
#include <pthread.h>
#include <setjmp.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

#include <helpers.h>
#include <raw.h>
#include <tap.h>

#define ARRIVED	    42 /* exit status: a frame was taken */
#define CAUGHT	    43 /* a handler for SIGSEGV has run */
#define FRAME_SIZE  1024
#define USER_CS	    0x73
#define USER_DS	    0x7b
#define STACK_BYTES (8 * PAGE_SIZE)

/* Where the parts of the two frames lie; the kernel draws them in uapi/sigcontext.h. */
#define OLD_SIGCONTEXT 8
#define RT_UCONTEXT    144
#define RT_SIGCONTEXT  (RT_UCONTEXT + 20)
#define UCONTEXT_SIZE  (20 + 88 + 8)

/* In words of a sigcontext, as ucontext.h numbers them. */
static void fill_sigcontext(void *sigcontext, void (*eip)(void), char *esp)
{
	unsigned *gregs = sigcontext;

	__asm__("mov %%gs, %0" : "=r"(gregs[REG_GS]));
	gregs[REG_DS] = gregs[REG_ES] = gregs[REG_SS] = USER_DS;
	gregs[REG_CS] = USER_CS;
	gregs[REG_EIP] = (unsigned)eip;
	gregs[REG_ESP] = (unsigned)esp;
	gregs[REG_EFL] = 0x202;
}

static bool cookies_on(void)
{
	return on_lectern() && !booted_with("sigcookie=off");
}

static char frame[FRAME_SIZE + STACK_BYTES] __attribute__((aligned(16)));
static char stack[STACK_BYTES] __attribute__((aligned(16)));

static void arrive(void)
{
	raw(SYS_exit_group, ARRIVED);
}

/* Call sigreturn by this number with esp there. */
static void return_from(long nr, const void *esp)
{
	__asm__ volatile("mov %0, %%esp\n\tint $0x80\n\thlt"
			 :
			 : "r"(esp), "a"(nr));
	__builtin_unreachable();
}

static void catch (int sig)
{
	(void)sig;
	raw(SYS_exit, CAUGHT);
}

/* A handler for SIGSEGV with a stack of its own. */
static void be_ready(void)
{
	static char memory[STACK_BYTES];
	stack_t altstack = { .ss_sp = memory, .ss_size = sizeof(memory) };

	CHECK_OK(sigaltstack(&altstack, NULL));
	handle(SIGSEGV, catch, SA_ONSTACK);
}

/* A child that tries it arrives, or is ended, and cannot catch that. */
static void check_refused(void (*attempt)(void *), void *arg)
{
	pid_t pid = start(attempt, arg);

	if (cookies_on())
		reap_signal(pid, SIGSEGV);
	else
		reap_exit(pid, ARRIVED);
}

/* -- built by hand --------------------------------------------------------- */

static void use_rt_frame(void *arg)
{
	(void)arg;
	be_ready();
	memset(frame, 0, FRAME_SIZE);
	fill_sigcontext(frame + RT_SIGCONTEXT, arrive, stack + STACK_BYTES / 2);
	return_from(SYS_rt_sigreturn, frame + 4);
}

TEST(rt_by_hand, "rt_sigreturn with a frame built by hand is not survived")
{
	check_refused(use_rt_frame, NULL);
}

static void use_old_frame(void *arg)
{
	(void)arg;
	be_ready();
	memset(frame, 0, FRAME_SIZE);
	fill_sigcontext(frame + OLD_SIGCONTEXT, arrive,
			stack + STACK_BYTES / 2);
	return_from(SYS_sigreturn, frame + 8);
}

TEST(old_by_hand, "nor is sigreturn")
{
	check_refused(use_old_frame, NULL);
}

static void block_and_use(void *arg)
{
	sigset_t all;

	sigfillset(&all);
	CHECK_OK(sigprocmask(SIG_SETMASK, &all, NULL));
	use_rt_frame(arg);
}

TEST(blocked, "not with SIGSEGV blocked either")
{
	check_refused(block_and_use, NULL);
}

static void ignore_and_use(void *arg)
{
	CHECK(signal(SIGSEGV, SIG_IGN) != SIG_ERR);
	(void)arg;
	memset(frame, 0, FRAME_SIZE);
	fill_sigcontext(frame + RT_SIGCONTEXT, arrive, stack + STACK_BYTES / 2);
	return_from(SYS_rt_sigreturn, frame + 4);
}

TEST(ignored, "nor with SIGSEGV ignored")
{
	check_refused(ignore_and_use, NULL);
}

static void *use_in_thread(void *arg)
{
	use_rt_frame(arg);
	return NULL;
}

static void thread_and_use(void *arg)
{
	pthread_t thread;

	CHECK_EQ(pthread_create(&thread, NULL, use_in_thread, arg), 0);
	pthread_join(thread, NULL);
}

TEST(threads, "the whole process is ended when a thread tries")
{
	check_refused(thread_and_use, NULL);
}

/* -- moved, used twice ----------------------------------------------------- */

/* The handler moves its own frame, with what lies behind it, and returns from there. */
static void return_moved(int sig, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;

	(void)sig;
	(void)info;
	uc->uc_mcontext.gregs[REG_EIP] = (greg_t)arrive;
	memcpy(frame, (char *)context - RT_UCONTEXT, FRAME_SIZE);
	return_from(SYS_rt_sigreturn, frame + 4);
}

static void move_rt_frame(void *arg)
{
	(void)arg;
	be_ready();
	handle_info(SIGUSR1, return_moved, 0);
	raise(SIGUSR1);
}

TEST(moved, "a frame of the kernel's is good only where the kernel laid it")
{
	check_refused(move_rt_frame, NULL);
}

static char *used;

static void note_frame(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)info;
	used = (char *)context - RT_UCONTEXT;
}

/* The frame is on a stack that nothing else writes to. */
static void use_twice(void *arg)
{
	stack_t altstack = { .ss_sp = stack, .ss_size = sizeof(stack) };

	(void)arg;
	CHECK_OK(sigaltstack(&altstack, NULL));
	handle(SIGSEGV, catch, 0);
	handle_info(SIGUSR1, note_frame, SA_ONSTACK);
	raise(SIGUSR1);
	CHECK(used > stack && used < stack + sizeof(stack));
	fill_sigcontext(used + RT_SIGCONTEXT, arrive, stack + STACK_BYTES / 2);
	return_from(SYS_rt_sigreturn, used + 4);
}

TEST(used_twice, "and only once")
{
	check_refused(use_twice, NULL);
}

static void use_at_the_end(void *arg)
{
	char *page = map(2 * PAGE_SIZE), *end = page + PAGE_SIZE;
	char *uc = end - UCONTEXT_SIZE;

	(void)arg;
	be_ready();
	CHECK_OK(munmap(end, PAGE_SIZE));
	fill_sigcontext(uc + RT_SIGCONTEXT - RT_UCONTEXT, arrive,
			stack + STACK_BYTES / 2);
	return_from(SYS_rt_sigreturn, uc - RT_UCONTEXT + 4);
}

TEST(at_the_end, "nor where no memory is behind a frame built by hand")
{
	check_refused(use_at_the_end, NULL);
}

/* -- what programs do ------------------------------------------------------ */

static volatile int calls;

static void count(int sig)
{
	calls++;
	if (sig == SIGUSR1 && calls < 20)
		raise(SIGUSR1);
}

TEST(nested, "handlers that nest return, each by its own frame")
{
	handle(SIGUSR1, count, SA_NODEFER);
	raise(SIGUSR1);
	CHECK_EQ(calls, 20);
}

static void fork_in_handler(int sig)
{
	(void)sig;
	calls = fork();
}

TEST(fork_inside, "a fork in a handler: parent and child both return from it")
{
	handle(SIGUSR1, fork_in_handler, 0);
	raise(SIGUSR1);
	if (calls == 0)
		_exit(ARRIVED);
	reap_exit(calls, ARRIVED);
}

static sigjmp_buf out;

static void jump_out(int sig)
{
	(void)sig;
	siglongjmp(out, 1);
}

TEST(jump,
     "a handler may leave by siglongjmp, and the next signal is like the first")
{
	int i;

	handle(SIGUSR1, jump_out, 0);
	for (i = 0; i < 100; i++)
		if (sigsetjmp(out, 1) == 0) {
			raise(SIGUSR1);
			FAIL("the handler has returned");
		}
	handle(SIGUSR1, count, SA_NODEFER);
	raise(SIGUSR1);
	CHECK_EQ(calls, 20);
}

static void edit(int sig, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;
	unsigned *words = context;
	size_t i;

	(void)sig;
	(void)info;
	/* siginfo and the arguments, which nobody reads any more. */
	for (i = 1; i <= 128 / 4; i++)
		words[-(long)i] = 0xdeadbeef;
	uc->uc_mcontext.gregs[REG_EAX] = 77;
}

TEST(edited, "a handler may edit all that it is shown of the frame")
{
	long ret;

	handle_info(SIGUSR1, edit, 0);
	ret = raw(SYS_kill, raw(SYS_getpid), SIGUSR1);
	CHECK_EQ(ret, 77);
}
