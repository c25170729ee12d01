// SPDX-License-Identifier: GPL-2.0
/*
 * The sizes and offsets that the i386 ABI demands of include/uapi. Nothing
 * here runs: compiling is the test. A layout is right only on the target, so
 * it needs the cross compiler:
 *
 *   i686-linux-gnu-gcc -std=gnu11 -m32 -ffreestanding -Iinclude -fsyntax-only
 *
 * The numbers were taken from a Debian 12 i386 system's headers, and stand
 * here as numbers so that the two descriptions stay independent.
 */

#include <lectern/types.h>
#include <uapi/auxvec.h>
#include <uapi/capability.h>
#include <uapi/dirent.h>
#include <uapi/errno.h>
#include <uapi/fcntl.h>
#include <uapi/futex.h>
#include <uapi/ioctl.h>
#include <uapi/ipc.h>
#include <uapi/kdev_t.h>
#include <uapi/ldt.h>
#include <uapi/limits.h>
#include <uapi/major.h>
#include <uapi/mman.h>
#include <uapi/module.h>
#include <uapi/mount.h>
#include <uapi/personality.h>
#include <uapi/poll.h>
#include <uapi/prctl.h>
#include <uapi/ptrace.h>
#include <uapi/random.h>
#include <uapi/reboot.h>
#include <uapi/resource.h>
#include <uapi/sched.h>
#include <uapi/select.h>
#include <uapi/sem.h>
#include <uapi/shm.h>
#include <uapi/sigcontext.h>
#include <uapi/signal.h>
#include <uapi/stat.h>
#include <uapi/statfs.h>
#include <uapi/sysinfo.h>
#include <uapi/syslog.h>
#include <uapi/termios.h>
#include <uapi/time.h>
#include <uapi/uio.h>
#include <uapi/unistd.h>
#include <uapi/utsname.h>
#include <uapi/wait.h>
#include <uapi/watchdog.h>

#define SIZE(type, bytes)                                                      \
	_Static_assert(sizeof(type) == (bytes), "the size of " #type)
#define AT(type, field, byte)                                                  \
	_Static_assert(offsetof(type, field) == (byte),                        \
		       "the place of " #field " in " #type)
#define SAME(a, b) _Static_assert((a) == (b), #a " is not " #b)

/* files */
SIZE(struct flock, 16);
SIZE(struct flock64, 24);
AT(struct flock64, l_start, 4);
AT(struct flock64, l_pid, 20);
SIZE(struct __old_kernel_stat, 32);
AT(struct __old_kernel_stat, st_size, 16);
SIZE(struct stat, 64);
AT(struct stat, st_rdev, 16);
AT(struct stat, st_atime, 32);
SIZE(struct stat64, 96);
AT(struct stat64, __st_ino, 12);
AT(struct stat64, st_mode, 16);
AT(struct stat64, st_rdev, 32);
AT(struct stat64, st_size, 44);
AT(struct stat64, st_blksize, 52);
AT(struct stat64, st_blocks, 56);
AT(struct stat64, st_atime, 64);
AT(struct stat64, st_ino, 88);
SIZE(struct statx, 256);
AT(struct statx, stx_ino, 0x20);
AT(struct statx, stx_atime, 0x40);
AT(struct statx, stx_mtime, 0x70);
AT(struct statx, stx_rdev_major, 0x80);
AT(struct statx, stx_mnt_id, 0x90);
SIZE(struct statfs, 64);
AT(struct statfs, f_fsid, 28);
SIZE(struct statfs64, 84);
AT(struct statfs64, f_blocks, 8);
AT(struct statfs64, f_fsid, 48);
AT(struct statfs64, f_flags, 64);
AT(struct linux_dirent, d_name, 10);
AT(struct linux_dirent64, d_type, 18);
AT(struct linux_dirent64, d_name, 19);
SIZE(struct iovec, 8);
SIZE(struct pollfd, 8);
AT(struct pollfd, revents, 6);
SIZE(fd_set, 128);
SIZE(struct sel_arg_struct, 20);
SIZE(struct mmap_arg_struct, 24);

/* signals */
SIZE(sigset_t, 8);
SIZE(struct sigaction, 20);
AT(struct sigaction, sa_flags, 4);
AT(struct sigaction, sa_restorer, 8);
AT(struct sigaction, sa_mask, 12);
SIZE(stack_t, 12);
AT(stack_t, ss_flags, 4);
SIZE(siginfo_t, 128);
AT(siginfo_t, si_errno, 4);
AT(siginfo_t, si_code, 8);
AT(siginfo_t, si_pid, 12);
AT(siginfo_t, si_uid, 16);
AT(siginfo_t, si_tid, 12);
AT(siginfo_t, si_overrun, 16);
AT(siginfo_t, si_value, 20);
AT(siginfo_t, si_status, 20);
AT(siginfo_t, si_utime, 24);
AT(siginfo_t, si_stime, 28);
AT(siginfo_t, si_addr, 12);
AT(siginfo_t, si_addr_lsb, 16);
AT(siginfo_t, si_band, 12);
AT(siginfo_t, si_fd, 16);
AT(siginfo_t, si_syscall, 16);
AT(siginfo_t, si_arch, 20);
SIZE(struct sigevent, 64);
AT(struct sigevent, sigev_notify_thread_id, 12);
SIZE(struct _fpstate, 624);
AT(struct _fpstate, _st, 28);
AT(struct _fpstate, magic, 110);
AT(struct _fpstate, _fxsr_env, FPSTATE_LEGACY_SIZE);
AT(struct _fpstate, mxcsr, FPSTATE_LEGACY_SIZE + 24);
AT(struct _fpstate, _fxsr_st, FPSTATE_LEGACY_SIZE + 32);
AT(struct _fpstate, _xmm, FPSTATE_LEGACY_SIZE + 160);
AT(struct _fpstate, sw_reserved, FPSTATE_LEGACY_SIZE + 464);
SIZE(struct sigcontext, 88);
AT(struct sigcontext, edi, 16);
AT(struct sigcontext, eax, 44);
AT(struct sigcontext, trapno, 48);
AT(struct sigcontext, eip, 56);
AT(struct sigcontext, eflags, 64);
AT(struct sigcontext, ss, 72);
AT(struct sigcontext, fpstate, 76);
AT(struct sigcontext, cr2, 84);
SIZE(struct ucontext, 116);
AT(struct ucontext, uc_mcontext, 20);
AT(struct ucontext, uc_sigmask, 108);
SIZE(struct sigframe, 732);
AT(struct sigframe, sc, 8);
AT(struct sigframe, extramask, 720);
AT(struct sigframe, retcode, 724);
SIZE(struct rt_sigframe, 268);
AT(struct rt_sigframe, info, 16);
AT(struct rt_sigframe, uc, 144);
AT(struct rt_sigframe, retcode, 260);

/* tasks */
SIZE(struct clone_args, CLONE_ARGS_SIZE_VER2);
AT(struct clone_args, set_tid, CLONE_ARGS_SIZE_VER0);
AT(struct clone_args, cgroup, CLONE_ARGS_SIZE_VER1);
SIZE(struct sched_param, 4);
SIZE(struct sched_attr, SCHED_ATTR_SIZE_VER0);
AT(struct sched_attr, sched_nice, 16);
AT(struct sched_attr, sched_runtime, 24);
SIZE(struct rlimit, 8);
SIZE(struct rlimit64, 16);
SIZE(struct rusage, 72);
AT(struct rusage, ru_maxrss, 16);
AT(struct rusage, ru_nivcsw, 68);
SIZE(struct user_desc, 16);
SIZE(struct robust_list_head, 12);
SIZE(struct user_regs_struct, PT_NREGS * 4);
AT(struct user_regs_struct, eax, PT_EAX * 4);
AT(struct user_regs_struct, ds, PT_DS * 4);
AT(struct user_regs_struct, orig_eax, PT_ORIG_EAX * 4);
AT(struct user_regs_struct, eip, PT_EIP * 4);
AT(struct user_regs_struct, esp, PT_UESP * 4);
AT(struct user_regs_struct, ss, PT_SS * 4);
SIZE(struct __user_cap_header_struct, 8);
SIZE(struct __user_cap_data_struct, 12);

/* the system */
SIZE(struct timespec, 8);
SIZE(struct timeval, 8);
SIZE(struct itimerspec, 16);
SIZE(struct itimerval, 16);
SIZE(struct __kernel_timespec, 16);
SIZE(struct __kernel_itimerspec, 32);
SIZE(struct timezone, 8);
SIZE(struct tms, 16);
SIZE(struct utimbuf, 8);
SIZE(struct timex, 128);
AT(struct timex, time, 36);
AT(struct timex, tai, 80);
SIZE(struct new_utsname, 390);
SIZE(struct sysinfo, 64);
AT(struct sysinfo, procs, 40);
AT(struct sysinfo, mem_unit, 52);

/* System V IPC */
SIZE(struct ipc64_perm, 36);
AT(struct ipc64_perm, mode, 20);
AT(struct ipc64_perm, seq, 24);
SIZE(struct sembuf, 6);
SIZE(union semun, 4);
SIZE(struct semid64_ds, 64);
AT(struct semid64_ds, sem_nsems, 52);
SIZE(struct seminfo, 40);
SIZE(struct shmid64_ds, 84);
AT(struct shmid64_ds, shm_cpid, 64);
AT(struct shmid64_ds, shm_nattch, 72);
SIZE(struct shminfo, 20);
SIZE(struct shminfo64, 36);
SIZE(struct shm_info, 24);

/* devices */
SIZE(struct termios, 36);
AT(struct termios, c_line, 16);
AT(struct termios, c_cc, 17);
SIZE(struct termios2, 44);
AT(struct termios2, c_ispeed, 36);
SIZE(struct termio, 18);
SIZE(struct winsize, 8);
SIZE(struct watchdog_info, 40);
SAME(TIOCGPTN, 0x80045430);
SAME(TCSETS2, 0x402c542b);
SAME(WDIOC_GETSUPPORT, 0x80285700);
SAME(WDIOC_SETTIMEOUT, 0xc0045706);
SAME(_IOC_SIZE(WDIOC_GETSUPPORT), sizeof(struct watchdog_info));

/* device numbers: there and back, in each form */
#define BIG MKDEV(0xabc, 0xdef12)
SAME(MAJOR(BIG), 0xabc);
SAME(MINOR(BIG), 0xdef12);
SAME(new_encode_dev(BIG), 0xdefabc12);
SAME(new_decode_dev(0xdefabc12), BIG);
SAME(huge_encode_dev(BIG), 0xdefabc12ULL);
SAME(huge_decode_dev(0xdefabc12ULL), BIG);
SAME(old_valid_dev(BIG), 0);
SAME(old_valid_dev(MKDEV(4, 64)), 1);
SAME(old_encode_dev(MKDEV(4, 64)), 0x0440);
SAME(old_decode_dev(0x0440), MKDEV(4, 64));

/* values that are made from others */
SAME(O_SYNC, 04010000);
SAME(O_TMPFILE, 020200000);
SAME(W_EXITCODE(3, 0), 0x0300);
SAME(W_EXITCODE(0, SIGSEGV | WCOREFLAG), 0x008b);
SAME(W_STOPCODE(SIGSTOP), 0x137f);
SAME(CAP_TO_INDEX(CAP_SYSLOG), 1);
SAME(CAP_TO_MASK(CAP_SYSLOG), 4);
SAME(FDS_BYTES(33), 8);
