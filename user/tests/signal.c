// SPDX-License-Identifier: GPL-2.0
/* sigaction(2), sigprocmask(2), sigpending(2), signal(7): handlers and masks. */
#include <errno.h>
#include <string.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

#include <helpers.h>
#include <raw.h>
#include <tap.h>

static volatile sig_atomic_t calls, last, depth, deepest;
static volatile int order[8];
static siginfo_t given;

static void count(int sig)
{
	if (calls < 8)
		order[calls] = sig;
	calls++;
	last = sig;
}

static void count_info(int sig, siginfo_t *info, void *context)
{
	(void)context;
	given = *info;
	count(sig);
}

static void mask(int how, int sig)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, sig);
	CHECK_OK(sigprocmask(how, &set, NULL));
}

static bool is_blocked(int sig)
{
	sigset_t set;

	CHECK_OK(sigprocmask(SIG_SETMASK, NULL, &set));
	return sigismember(&set, sig);
}

static bool is_pending(int sig)
{
	sigset_t set;

	CHECK_OK(sigpending(&set));
	return sigismember(&set, sig);
}

TEST(called,
     "a handler is called with the signal's number, before kill returns")
{
	handle(SIGUSR1, count, 0);
	CHECK_OK(kill(getpid(), SIGUSR1));
	CHECK_EQ(calls, 1);
	CHECK_EQ(last, SIGUSR1);
}

TEST(info, "with SA_SIGINFO it is told the sender: si_code, si_pid, si_uid")
{
	handle_info(SIGUSR1, count_info, 0);
	CHECK_OK(kill(getpid(), SIGUSR1));
	CHECK_EQ(given.si_signo, SIGUSR1);
	CHECK_EQ(given.si_code, SI_USER);
	CHECK_EQ(given.si_pid, getpid());
	CHECK_EQ(given.si_uid, getuid());
}

TEST(old_action, "sigaction gives back what was there before")
{
	struct sigaction old;

	CHECK_OK(sigaction(SIGUSR1, NULL, &old));
	CHECK(old.sa_handler == SIG_DFL);
	handle(SIGUSR1, count, SA_RESTART | SA_NODEFER);
	CHECK_OK(sigaction(SIGUSR1, NULL, &old));
	CHECK(old.sa_handler == count);
	CHECK_EQ(old.sa_flags & (SA_RESTART | SA_NODEFER | SA_SIGINFO),
		 SA_RESTART | SA_NODEFER);
}

TEST(bad_number, "signal 0, 65 and -1 are EINVAL")
{
	struct kernel_sigaction action;

	memset(&action, 0, sizeof(action));
	CHECK_EQ(raw(SYS_rt_sigaction, 0, &action, 0, 8), -EINVAL);
	CHECK_EQ(raw(SYS_rt_sigaction, 65, &action, 0, 8), -EINVAL);
	CHECK_EQ(raw(SYS_rt_sigaction, -1, &action, 0, 8), -EINVAL);
}

TEST(bad_size, "a set whose size is not 8 is EINVAL")
{
	sigset_t set;

	CHECK_EQ(raw(SYS_rt_sigaction, SIGUSR1, 0, 0, 4), -EINVAL);
	CHECK_EQ(raw(SYS_rt_sigprocmask, 0, 0, &set, 16), -EINVAL);
}

TEST(kill_stop, "SIGKILL and SIGSTOP cannot be caught or ignored: EINVAL")
{
	struct kernel_sigaction action = { .handler = (void *)SIG_IGN };

	CHECK_EQ(raw(SYS_rt_sigaction, SIGKILL, &action, 0, 8), -EINVAL);
	CHECK_EQ(raw(SYS_rt_sigaction, SIGSTOP, &action, 0, 8), -EINVAL);
	/* Asking is allowed. */
	CHECK_EQ(raw(SYS_rt_sigaction, SIGKILL, 0, &action, 8), 0);
}

TEST(kill_stop_mask,
     "SIGKILL and SIGSTOP cannot be blocked: no error, no effect")
{
	sigset_t set;

	sigfillset(&set);
	CHECK_OK(sigprocmask(SIG_SETMASK, &set, NULL));
	CHECK(!is_blocked(SIGKILL));
	CHECK(!is_blocked(SIGSTOP));
	CHECK(is_blocked(SIGTERM));
}

TEST(blocked, "a blocked signal waits until it is unblocked")
{
	handle(SIGUSR1, count, 0);
	mask(SIG_BLOCK, SIGUSR1);
	CHECK_OK(kill(getpid(), SIGUSR1));
	CHECK_EQ(calls, 0);
	CHECK(is_pending(SIGUSR1));
	mask(SIG_UNBLOCK, SIGUSR1);
	CHECK_EQ(calls, 1);
	CHECK(!is_pending(SIGUSR1));
}

TEST(once, "a standard signal sent three times while blocked comes once")
{
	handle(SIGUSR1, count, 0);
	mask(SIG_BLOCK, SIGUSR1);
	kill(getpid(), SIGUSR1);
	kill(getpid(), SIGUSR1);
	kill(getpid(), SIGUSR1);
	mask(SIG_UNBLOCK, SIGUSR1);
	CHECK_EQ(calls, 1);
}

TEST(masks, "SIG_BLOCK adds, SIG_UNBLOCK removes, SIG_SETMASK replaces")
{
	mask(SIG_BLOCK, SIGUSR1);
	mask(SIG_BLOCK, SIGUSR2);
	CHECK(is_blocked(SIGUSR1) && is_blocked(SIGUSR2));
	mask(SIG_UNBLOCK, SIGUSR1);
	CHECK(!is_blocked(SIGUSR1) && is_blocked(SIGUSR2));
	mask(SIG_SETMASK, SIGTERM);
	CHECK(!is_blocked(SIGUSR2) && is_blocked(SIGTERM));
}

TEST(bad_how,
     "sigprocmask with another `how` is EINVAL, unless there is no set")
{
	sigset_t set;

	sigemptyset(&set);
	CHECK_EQ(raw(SYS_rt_sigprocmask, 77, &set, 0, 8), -EINVAL);
	CHECK_EQ(raw(SYS_rt_sigprocmask, 77, 0, &set, 8), 0);
}

TEST(old_call, "call 126 changes the first 32 signals, and leaves the others")
{
	unsigned long set = 1UL << (SIGUSR1 - 1), old = 0;

	mask(SIG_BLOCK, SIGRTMAX);
	CHECK_EQ(raw(SYS_sigprocmask, SIG_SETMASK, &set, 0), 0);
	CHECK(is_blocked(SIGUSR1) && is_blocked(SIGRTMAX));
	CHECK_EQ(raw(SYS_sigprocmask, SIG_UNBLOCK, &set, &old), 0);
	CHECK_EQ(old, set);
	CHECK(!is_blocked(SIGUSR1) && is_blocked(SIGRTMAX));
	CHECK_EQ(raw(SYS_sigprocmask, 77, &set, 0), -EINVAL);
	CHECK_EQ(raw(SYS_sigprocmask, SIG_BLOCK, unmapped(PAGE_SIZE), 0),
		 -EFAULT);
}

static void nest(int sig)
{
	depth++;
	if (depth > deepest)
		deepest = depth;
	if (calls++ == 0)
		kill(getpid(), sig);
	depth--;
}

TEST(own_blocked, "in its handler a signal is blocked; it comes afterwards")
{
	handle(SIGUSR1, nest, 0);
	kill(getpid(), SIGUSR1);
	CHECK_EQ(calls, 2);
	CHECK_EQ(deepest, 1);
	CHECK(!is_blocked(SIGUSR1));
}

TEST(nodefer, "with SA_NODEFER it comes at once, within the handler")
{
	handle(SIGUSR1, nest, SA_NODEFER);
	kill(getpid(), SIGUSR1);
	CHECK_EQ(calls, 2);
	CHECK_EQ(deepest, 2);
}

static void send_other(int sig)
{
	order[calls++] = sig;
	if (sig == SIGUSR1) {
		kill(getpid(), SIGUSR2);
		order[calls++] = -sig;
	}
}

TEST(nested, "another signal's handler runs within the first")
{
	handle(SIGUSR1, send_other, 0);
	handle(SIGUSR2, send_other, 0);
	kill(getpid(), SIGUSR1);
	CHECK_EQ(order[0], SIGUSR1);
	CHECK_EQ(order[1], SIGUSR2);
	CHECK_EQ(order[2], -SIGUSR1);
}

TEST(sa_mask, "signals in sa_mask wait until the handler is done")
{
	struct sigaction action = { .sa_handler = send_other };

	sigaddset(&action.sa_mask, SIGUSR2);
	CHECK_OK(sigaction(SIGUSR1, &action, NULL));
	handle(SIGUSR2, send_other, 0);
	kill(getpid(), SIGUSR1);
	CHECK_EQ(order[0], SIGUSR1);
	CHECK_EQ(order[1], -SIGUSR1);
	CHECK_EQ(order[2], SIGUSR2);
	CHECK(!is_blocked(SIGUSR2));
}

TEST(resethand, "with SA_RESETHAND the action is the default again afterwards")
{
	struct sigaction old;

	handle(SIGUSR1, count, SA_RESETHAND);
	kill(getpid(), SIGUSR1);
	CHECK_EQ(calls, 1);
	CHECK_OK(sigaction(SIGUSR1, NULL, &old));
	CHECK(old.sa_handler == SIG_DFL);
}

TEST(ignored, "an ignored signal does nothing")
{
	signal(SIGTERM, SIG_IGN);
	CHECK_OK(kill(getpid(), SIGTERM));
	CHECK(!is_pending(SIGTERM));
}

TEST(ignored_drops, "ignoring a signal discards one that is pending")
{
	mask(SIG_BLOCK, SIGUSR1);
	kill(getpid(), SIGUSR1);
	CHECK(is_pending(SIGUSR1));
	signal(SIGUSR1, SIG_IGN);
	CHECK(!is_pending(SIGUSR1));
	signal(SIGUSR1, SIG_DFL);
	mask(SIG_UNBLOCK, SIGUSR1);
}

TEST(each_number, "every catchable signal from 1 to 31 can be caught")
{
	int sig;

	for (sig = 1; sig <= 31; sig++) {
		if (sig == SIGKILL || sig == SIGSTOP)
			continue;
		handle(sig, count, 0);
		last = 0;
		CHECK_OK(kill(getpid(), sig));
		CHECK_EQ(last, sig);
	}
}

TEST(real_time, "real-time signals queue: three sent, three come")
{
	int sig = 40;

	handle(sig, count, 0);
	mask(SIG_BLOCK, sig);
	CHECK_OK(kill(getpid(), sig));
	CHECK_OK(kill(getpid(), sig));
	CHECK_OK(kill(getpid(), sig));
	mask(SIG_UNBLOCK, sig);
	CHECK_EQ(calls, 3);
}

static void on_child(void)
{
	_exit(5);
}

TEST(sigchld, "SIGCHLD comes when a child ends")
{
	pid_t pid;

	handle_info(SIGCHLD, count_info, SA_RESTART);
	pid = start((void (*)(void *))on_child, NULL);
	reap_exit(pid, 5);
	CHECK_EQ(calls, 1);
	CHECK_EQ(given.si_pid, pid);
	CHECK_EQ(given.si_status, 5);
}

TEST(nocldstop, "with SA_NOCLDSTOP a child that stops sends no SIGCHLD")
{
	pid_t pid;
	int status;

	handle(SIGCHLD, count, SA_NOCLDSTOP | SA_RESTART);
	pid = fork();
	if (pid == 0)
		for (;;)
			pause();
	kill(pid, SIGSTOP);
	CHECK_EQ(waitpid(pid, &status, WUNTRACED), pid);
	CHECK_EQ(calls, 0);
	kill(pid, SIGKILL);
	reap_signal(pid, SIGKILL);
	CHECK_EQ(calls, 1);
}

TEST(from_child, "a signal from another process tells its pid")
{
	pid_t me = getpid(), pid;

	handle_info(SIGUSR1, count_info, SA_RESTART);
	pid = fork();
	if (pid == 0)
		_exit(kill(me, SIGUSR1) != 0);
	reap_ok(pid);
	CHECK_EQ(calls, 1);
	CHECK_EQ(given.si_pid, pid);
}

TEST(suspend, "sigsuspend waits with its mask and gives the old one back")
{
	sigset_t none;

	sigemptyset(&none);
	handle(SIGUSR1, count, 0);
	mask(SIG_BLOCK, SIGUSR1);
	kill(getpid(), SIGUSR1);
	CHECK_ERR(sigsuspend(&none), EINTR);
	CHECK_EQ(calls, 1);
	CHECK(is_blocked(SIGUSR1));
}

TEST(timedwait, "sigtimedwait takes a blocked signal, EAGAIN when none comes")
{
	struct timespec soon = { 0, 10000000 };
	siginfo_t info;
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	mask(SIG_BLOCK, SIGUSR1);
	CHECK_ERR(sigtimedwait(&set, &info, &soon), EAGAIN);
	kill(getpid(), SIGUSR1);
	CHECK_EQ(sigtimedwait(&set, &info, &soon), SIGUSR1);
	CHECK_EQ(info.si_pid, getpid());
	CHECK(!is_pending(SIGUSR1));
}

static char *handler_at;

static void note_place(int sig)
{
	(void)sig;
	handler_at = __builtin_frame_address(0);
}

TEST(altstack, "with SA_ONSTACK the handler runs on the alternate stack")
{
	stack_t stack = { .ss_sp = map(16 * PAGE_SIZE),
			  .ss_size = 16 * PAGE_SIZE };

	CHECK_OK(sigaltstack(&stack, NULL));
	handle(SIGUSR1, note_place, SA_ONSTACK);
	kill(getpid(), SIGUSR1);
	CHECK(handler_at >= (char *)stack.ss_sp);
	CHECK(handler_at < (char *)stack.ss_sp + stack.ss_size);
}

/* Two levels of one handler, each at the top of the stack that it sets again. */
static char disarmed[2][32768];

static void arm(char *memory)
{
	const stack_t stack = {
		.ss_sp = memory,
		.ss_size = sizeof(disarmed[0]),
		.ss_flags = (int)SS_AUTODISARM,
	};

	CHECK_OK(sigaltstack(&stack, NULL));
}

static void *at[2];

static void set_again(int sig, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;
	stack_t now;

	(void)info;
	at[calls] = &now;
	CHECK_OK(sigaltstack(NULL, &now));
	CHECK_EQ(now.ss_flags, SS_DISABLE);
	CHECK_EQ((unsigned)uc->uc_stack.ss_flags, SS_AUTODISARM);
	CHECK_EQ((unsigned long)uc->uc_stack.ss_sp,
		 (unsigned long)disarmed[calls]);
	if (calls++)
		return;
	arm(disarmed[1]);
	raise(sig);
}

TEST(altstack_autodisarm,
     "with SS_AUTODISARM a handler may set another stack and nest on it")
{
	stack_t after;

	arm(disarmed[0]);
	handle_info(SIGUSR1, set_again, SA_ONSTACK | SA_NODEFER);
	raise(SIGUSR1);
	CHECK_EQ(calls, 2);
	CHECK((char *)at[0] > disarmed[0] && (char *)at[0] < disarmed[1]);
	CHECK((char *)at[1] > disarmed[1] &&
	      (char *)at[1] < disarmed[1] + sizeof(disarmed[1]));
	CHECK_OK(sigaltstack(NULL, &after));
	CHECK_EQ((unsigned long)after.ss_sp, (unsigned long)disarmed[0]);
	CHECK_EQ((unsigned)after.ss_flags, SS_AUTODISARM);
}

static char *plain_at[2];
static int plain_flags[2];

static void nest_plainly(int sig)
{
	stack_t now;

	plain_at[calls] = (char *)&now;
	CHECK_OK(sigaltstack(NULL, &now));
	plain_flags[calls] = now.ss_flags;
	if (!calls++)
		raise(sig);
}

/* Nothing in its frame could give the stack back. */
TEST(altstack_autodisarm_plain,
     "a handler without SA_SIGINFO, too, has no stack then, and it stays so")
{
	stack_t after;

	arm(disarmed[0]);
	handle(SIGUSR1, nest_plainly, SA_ONSTACK | SA_NODEFER);
	raise(SIGUSR1);
	CHECK_EQ(calls, 2);
	CHECK(plain_at[0] > disarmed[0] && plain_at[0] < disarmed[1]);
	CHECK(plain_at[1] > disarmed[0] && plain_at[1] < plain_at[0]);
	CHECK_EQ(plain_flags[0], SS_DISABLE);
	CHECK_EQ(plain_flags[1], SS_DISABLE);
	CHECK_OK(sigaltstack(NULL, &after));
	CHECK_EQ(after.ss_flags, SS_DISABLE);
}

TEST(altstack_errors, "a stack that is too small is ENOMEM, bad flags EINVAL")
{
	stack_t stack = { .ss_sp = map(PAGE_SIZE), .ss_size = 100 };

	CHECK_ERR(sigaltstack(&stack, NULL), ENOMEM);
	stack.ss_size = SIGSTKSZ;
	stack.ss_flags = 0x1234;
	CHECK_EQ(raw(SYS_sigaltstack, &stack, 0), -EINVAL);
}
