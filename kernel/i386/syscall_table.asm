; SPDX-License-Identifier: GPL-2.0
;
; The system-call table: entry.asm calls through it, by the number in eax. The
; numbers are the i386 ABI's (include/uapi/unistd.h).
;
;	CALLS number, name, name …	sys_name does call `number`, the next
;					name the next one, and so on
;
; All others are sys_ni_syscall: ENOSYS. Each name also goes into syscall_names,
; for panics and traces.

%include "asm-offsets.inc"

extern sys_ni_syscall

global sys_call_table
global syscall_names

%assign next_call 0

; Up to the number %1 there is nothing.
%macro NO_CALLS_BELOW 1
	%if %1 < next_call
		%error the table is not in numerical order
	%endif
	[section .rodata.sys_names progbits alloc noexec nowrite align=4]
	times %1 - next_call dd 0
	[section .rodata.sys_calls progbits alloc noexec nowrite align=4]
	times %1 - next_call dd sys_ni_syscall
	%assign next_call %1
%endmacro

%macro CALLS 2-*
	NO_CALLS_BELOW %1
	%rep %0 - 1
		%rotate 1
		%defstr name %1
		extern sys_%1
		[section .rodata.str progbits alloc noexec nowrite align=1]
		%%text_%1: db name, 0
		[section .rodata.sys_names]
		dd %%text_%1
		[section .rodata.sys_calls]
		dd sys_%1
		%assign next_call next_call + 1
	%endrep
%endmacro

; Both tables have SYSCALL_COUNT entries.
%macro CALLS_END 0
	NO_CALLS_BELOW SYSCALL_COUNT
%endmacro

[section .rodata.sys_names progbits alloc noexec nowrite align=4]
syscall_names:
[section .rodata.sys_calls progbits alloc noexec nowrite align=4]
sys_call_table:

	CALLS 0, restart_syscall, exit, fork, read, write, open, close, waitpid
	CALLS 8, creat, link, unlink, execve, chdir, time, mknod, chmod
	CALLS 19, lseek, getpid, mount, umount
	CALLS 27, alarm
	CALLS 29, pause
	CALLS 33, access, nice
	CALLS 36, sync, kill, rename, mkdir, rmdir, dup, pipe, times
	CALLS 45, brk
	CALLS 52, umount2
	CALLS 54, ioctl, fcntl
	CALLS 57, setpgid
	CALLS 60, umask, chroot
	CALLS 63, dup2, getppid, getpgrp, setsid
	CALLS 74, sethostname
	CALLS 75, setrlimit, getrlimit, getrusage, gettimeofday
	CALLS 83, symlink
	CALLS 85, readlink
	CALLS 88, reboot
	CALLS 90, mmap, munmap, truncate, ftruncate, fchmod
	CALLS 96, getpriority, setpriority
	CALLS 103, syslog, setitimer, getitimer
	CALLS 114, wait4
	CALLS 116, sysinfo, ipc, fsync, sigreturn, clone, setdomainname, uname
	CALLS 125, mprotect, sigprocmask
	CALLS 128, init_module, delete_module
	CALLS 132, getpgid, fchdir
	CALLS 136, personality
	CALLS 140, _llseek
	CALLS 142, _newselect, flock
	CALLS 144, msync, readv, writev, getsid, fdatasync
	CALLS 150, mlock, munlock, mlockall, munlockall, sched_setparam
	CALLS 155, sched_getparam, sched_setscheduler, sched_getscheduler
	CALLS 158, sched_yield, sched_get_priority_max, sched_get_priority_min
	CALLS 161, sched_rr_get_interval, nanosleep, mremap
	CALLS 168, poll
	CALLS 172, prctl, rt_sigreturn, rt_sigaction, rt_sigprocmask
	CALLS 176, rt_sigpending, rt_sigtimedwait, rt_sigqueueinfo
	CALLS 179, rt_sigsuspend, pread64, pwrite64
	CALLS 183, getcwd, capget, capset, sigaltstack
	CALLS 190, vfork, ugetrlimit, mmap2, truncate64, ftruncate64, stat64
	CALLS 196, lstat64, fstat64, lchown32, getuid32, getgid32, geteuid32
	CALLS 202, getegid32, setreuid32, setregid32, getgroups32, setgroups32
	CALLS 207, fchown32, setresuid32, getresuid32, setresgid32, getresgid32
	CALLS 212, chown32, setuid32, setgid32, setfsuid32, setfsgid32
	CALLS 218, mincore, madvise, getdents64, fcntl64
	CALLS 224, gettid
	CALLS 238, tkill
	CALLS 240, futex, sched_setaffinity, sched_getaffinity, set_thread_area
	CALLS 244, get_thread_area
	CALLS 252, exit_group
	CALLS 258, set_tid_address
	CALLS 259, timer_create, timer_settime, timer_gettime
	CALLS 262, timer_getoverrun, timer_delete
	CALLS 264, clock_settime, clock_gettime, clock_getres, clock_nanosleep
	CALLS 268, statfs64, fstatfs64, tgkill
	CALLS 272, fadvise64_64
	CALLS 284, waitid
	CALLS 295, openat, mkdirat, mknodat, fchownat
	CALLS 300, fstatat64, unlinkat, renameat, linkat, symlinkat, readlinkat
	CALLS 306, fchmodat, faccessat, pselect6, ppoll
	CALLS 311, set_robust_list, get_robust_list
	CALLS 320, utimensat
	CALLS 330, dup3, pipe2
	CALLS 335, rt_tgsigqueueinfo
	CALLS 340, prlimit64
	CALLS 350, finit_module
	CALLS 353, renameat2
	CALLS 355, getrandom
	CALLS 376, mlock2
	CALLS 393, semget, semctl, shmget, shmctl, shmat, shmdt
	CALLS 403, clock_gettime64
	CALLS 439, faccessat2
	CALLS_END
