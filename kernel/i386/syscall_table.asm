; SPDX-License-Identifier: GPL-2.0
;
; The system-call table: entry.asm calls through it, by the number in eax. The
; numbers are the i386 ABI's (include/uapi/unistd.h).
;
;	CALL number, name	sys_name does it
;	NONE number, name	a call that Linux has and Lectern has not: ENOSYS
;
; Numbers that stand in no line were never given to a call: ENOSYS as well. Each
; line also adds the name to syscall_names, for panics and traces.

%include "asm-offsets.inc"

extern sys_ni_syscall

global sys_call_table
global syscall_names

%assign next_call 0

; %1: number, %2: name, %3: function
%macro CALL_LINE 3
	%if %1 < next_call
		%error the table is not in numerical order
	%endif
	[section .rodata.sys_names progbits alloc noexec nowrite align=1]
	%%name: db %2, 0
	[section .rodata.sys_name_table progbits alloc noexec nowrite align=4]
	times %1 - next_call dd 0
	dd %%name
	[section .rodata.sys_calls progbits alloc noexec nowrite align=4]
	times %1 - next_call dd sys_ni_syscall
	dd %3
	%assign next_call %1 + 1
%endmacro

%macro CALL 2
	%defstr name %2
	extern sys_%2
	CALL_LINE %1, name, sys_%2
%endmacro

%macro NONE 2
	%defstr name %2
	CALL_LINE %1, name, sys_ni_syscall
%endmacro

; Both tables have SYSCALL_COUNT entries.
%macro CALLS_END 0
	[section .rodata.sys_name_table]
	times SYSCALL_COUNT - next_call dd 0
	[section .rodata.sys_calls]
	times SYSCALL_COUNT - next_call dd sys_ni_syscall
%endmacro

[section .rodata.sys_name_table progbits alloc noexec nowrite align=4]
syscall_names:
[section .rodata.sys_calls progbits alloc noexec nowrite align=4]
sys_call_table:

	CALL 0, restart_syscall
	CALL 1, exit
	CALL 2, fork
	CALL 3, read
	CALL 4, write
	CALL 5, open
	CALL 6, close
	CALL 7, waitpid
	CALL 8, creat
	CALL 9, link
	CALL 10, unlink
	CALL 11, execve
	CALL 12, chdir
	CALL 13, time
	CALL 14, mknod
	CALL 15, chmod
	NONE 16, lchown
	NONE 17, break
	NONE 18, oldstat
	CALL 19, lseek
	CALL 20, getpid
	CALL 21, mount
	CALL 22, umount
	CALL 23, setuid
	CALL 24, getuid
	CALL 25, stime
	NONE 26, ptrace
	CALL 27, alarm
	NONE 28, oldfstat
	CALL 29, pause
	CALL 30, utime
	NONE 31, stty
	NONE 32, gtty
	CALL 33, access
	CALL 34, nice
	NONE 35, ftime
	CALL 36, sync
	CALL 37, kill
	CALL 38, rename
	CALL 39, mkdir
	CALL 40, rmdir
	CALL 41, dup
	CALL 42, pipe
	CALL 43, times
	NONE 44, prof
	CALL 45, brk
	CALL 46, setgid
	CALL 47, getgid
	CALL 48, signal
	CALL 49, geteuid
	CALL 50, getegid
	NONE 51, acct
	CALL 52, umount2
	NONE 53, lock
	CALL 54, ioctl
	CALL 55, fcntl
	NONE 56, mpx
	CALL 57, setpgid
	NONE 58, ulimit
	CALL 59, oldolduname
	CALL 60, umask
	CALL 61, chroot
	NONE 62, ustat
	CALL 63, dup2
	CALL 64, getppid
	CALL 65, getpgrp
	CALL 66, setsid
	CALL 67, sigaction
	CALL 68, sgetmask
	CALL 69, ssetmask
	CALL 70, setreuid
	CALL 71, setregid
	CALL 72, sigsuspend
	CALL 73, sigpending
	CALL 74, sethostname
	CALL 75, setrlimit
	CALL 76, getrlimit
	CALL 77, getrusage
	CALL 78, gettimeofday
	CALL 79, settimeofday
	CALL 80, getgroups
	CALL 81, setgroups
	CALL 82, select
	CALL 83, symlink
	NONE 84, oldlstat
	CALL 85, readlink
	NONE 86, uselib
	NONE 87, swapon
	CALL 88, reboot
	NONE 89, readdir
	CALL 90, mmap
	CALL 91, munmap
	CALL 92, truncate
	CALL 93, ftruncate
	CALL 94, fchmod
	NONE 95, fchown
	CALL 96, getpriority
	CALL 97, setpriority
	NONE 98, profil
	CALL 99, statfs
	CALL 100, fstatfs
	NONE 101, ioperm
	NONE 102, socketcall
	CALL 103, syslog
	CALL 104, setitimer
	CALL 105, getitimer
	NONE 106, stat
	NONE 107, lstat
	NONE 108, fstat
	CALL 109, olduname
	NONE 110, iopl
	NONE 111, vhangup
	NONE 112, idle
	NONE 113, vm86old
	CALL 114, wait4
	NONE 115, swapoff
	CALL 116, sysinfo
	NONE 117, ipc
	CALL 118, fsync
	CALL 119, sigreturn
	CALL 120, clone
	CALL 121, setdomainname
	CALL 122, uname
	NONE 123, modify_ldt
	NONE 124, adjtimex
	CALL 125, mprotect
	CALL 126, sigprocmask
	NONE 127, create_module
	NONE 128, init_module
	NONE 129, delete_module
	NONE 130, get_kernel_syms
	NONE 131, quotactl
	CALL 132, getpgid
	CALL 133, fchdir
	NONE 134, bdflush
	NONE 135, sysfs
	CALL 136, personality
	NONE 137, afs_syscall
	CALL 138, setfsuid
	CALL 139, setfsgid
	CALL 140, _llseek
	CALL 141, getdents
	CALL 142, _newselect
	CALL 143, flock
	CALL 144, msync
	CALL 145, readv
	CALL 146, writev
	CALL 147, getsid
	CALL 148, fdatasync
	NONE 149, _sysctl
	CALL 150, mlock
	CALL 151, munlock
	CALL 152, mlockall
	CALL 153, munlockall
	CALL 154, sched_setparam
	CALL 155, sched_getparam
	CALL 156, sched_setscheduler
	CALL 157, sched_getscheduler
	CALL 158, sched_yield
	CALL 159, sched_get_priority_max
	CALL 160, sched_get_priority_min
	CALL 161, sched_rr_get_interval
	CALL 162, nanosleep
	CALL 163, mremap
	CALL 164, setresuid
	CALL 165, getresuid
	NONE 166, vm86
	NONE 167, query_module
	CALL 168, poll
	NONE 169, nfsservctl
	CALL 170, setresgid
	CALL 171, getresgid
	CALL 172, prctl
	CALL 173, rt_sigreturn
	CALL 174, rt_sigaction
	CALL 175, rt_sigprocmask
	CALL 176, rt_sigpending
	CALL 177, rt_sigtimedwait
	CALL 178, rt_sigqueueinfo
	CALL 179, rt_sigsuspend
	CALL 180, pread64
	CALL 181, pwrite64
	NONE 182, chown
	CALL 183, getcwd
	CALL 184, capget
	CALL 185, capset
	CALL 186, sigaltstack
	NONE 187, sendfile
	NONE 188, getpmsg
	NONE 189, putpmsg
	CALL 190, vfork
	CALL 191, ugetrlimit
	CALL 192, mmap2
	CALL 193, truncate64
	CALL 194, ftruncate64
	CALL 195, stat64
	CALL 196, lstat64
	CALL 197, fstat64
	CALL 198, lchown32
	CALL 199, getuid32
	CALL 200, getgid32
	CALL 201, geteuid32
	CALL 202, getegid32
	CALL 203, setreuid32
	CALL 204, setregid32
	CALL 205, getgroups32
	CALL 206, setgroups32
	CALL 207, fchown32
	CALL 208, setresuid32
	CALL 209, getresuid32
	CALL 210, setresgid32
	CALL 211, getresgid32
	CALL 212, chown32
	CALL 213, setuid32
	CALL 214, setgid32
	CALL 215, setfsuid32
	CALL 216, setfsgid32
	NONE 217, pivot_root
	CALL 218, mincore
	CALL 219, madvise
	CALL 220, getdents64
	CALL 221, fcntl64
	CALL 224, gettid
	NONE 225, readahead
	NONE 226, setxattr
	NONE 227, lsetxattr
	NONE 228, fsetxattr
	NONE 229, getxattr
	NONE 230, lgetxattr
	NONE 231, fgetxattr
	NONE 232, listxattr
	NONE 233, llistxattr
	NONE 234, flistxattr
	NONE 235, removexattr
	NONE 236, lremovexattr
	NONE 237, fremovexattr
	CALL 238, tkill
	NONE 239, sendfile64
	CALL 240, futex
	CALL 241, sched_setaffinity
	CALL 242, sched_getaffinity
	CALL 243, set_thread_area
	CALL 244, get_thread_area
	NONE 245, io_setup
	NONE 246, io_destroy
	NONE 247, io_getevents
	NONE 248, io_submit
	NONE 249, io_cancel
	NONE 250, fadvise64
	CALL 252, exit_group
	NONE 253, lookup_dcookie
	NONE 254, epoll_create
	NONE 255, epoll_ctl
	NONE 256, epoll_wait
	NONE 257, remap_file_pages
	CALL 258, set_tid_address
	NONE 259, timer_create
	NONE 260, timer_settime
	NONE 261, timer_gettime
	NONE 262, timer_getoverrun
	NONE 263, timer_delete
	CALL 264, clock_settime
	CALL 265, clock_gettime
	CALL 266, clock_getres
	CALL 267, clock_nanosleep
	CALL 268, statfs64
	CALL 269, fstatfs64
	CALL 270, tgkill
	CALL 271, utimes
	CALL 272, fadvise64_64
	NONE 273, vserver
	NONE 274, mbind
	NONE 275, get_mempolicy
	NONE 276, set_mempolicy
	NONE 277, mq_open
	NONE 278, mq_unlink
	NONE 279, mq_timedsend
	NONE 280, mq_timedreceive
	NONE 281, mq_notify
	NONE 282, mq_getsetattr
	NONE 283, kexec_load
	CALL 284, waitid
	NONE 286, add_key
	NONE 287, request_key
	NONE 288, keyctl
	NONE 289, ioprio_set
	NONE 290, ioprio_get
	NONE 291, inotify_init
	NONE 292, inotify_add_watch
	NONE 293, inotify_rm_watch
	NONE 294, migrate_pages
	CALL 295, openat
	CALL 296, mkdirat
	CALL 297, mknodat
	CALL 298, fchownat
	NONE 299, futimesat
	CALL 300, fstatat64
	CALL 301, unlinkat
	CALL 302, renameat
	CALL 303, linkat
	CALL 304, symlinkat
	CALL 305, readlinkat
	CALL 306, fchmodat
	CALL 307, faccessat
	CALL 308, pselect6
	CALL 309, ppoll
	NONE 310, unshare
	CALL 311, set_robust_list
	CALL 312, get_robust_list
	NONE 313, splice
	NONE 314, sync_file_range
	NONE 315, tee
	NONE 316, vmsplice
	NONE 317, move_pages
	CALL 318, getcpu
	NONE 319, epoll_pwait
	CALL 320, utimensat
	NONE 321, signalfd
	NONE 322, timerfd_create
	NONE 323, eventfd
	NONE 324, fallocate
	NONE 325, timerfd_settime
	NONE 326, timerfd_gettime
	NONE 327, signalfd4
	NONE 328, eventfd2
	NONE 329, epoll_create1
	CALL 330, dup3
	CALL 331, pipe2
	NONE 332, inotify_init1
	NONE 333, preadv
	NONE 334, pwritev
	CALL 335, rt_tgsigqueueinfo
	NONE 336, perf_event_open
	NONE 337, recvmmsg
	NONE 338, fanotify_init
	NONE 339, fanotify_mark
	CALL 340, prlimit64
	NONE 341, name_to_handle_at
	NONE 342, open_by_handle_at
	NONE 343, clock_adjtime
	NONE 344, syncfs
	NONE 345, sendmmsg
	NONE 346, setns
	NONE 347, process_vm_readv
	NONE 348, process_vm_writev
	NONE 349, kcmp
	NONE 350, finit_module
	NONE 351, sched_setattr
	NONE 352, sched_getattr
	CALL 353, renameat2
	NONE 354, seccomp
	CALL 355, getrandom
	NONE 356, memfd_create
	NONE 357, bpf
	NONE 358, execveat
	NONE 359, socket
	NONE 360, socketpair
	NONE 361, bind
	NONE 362, connect
	NONE 363, listen
	NONE 364, accept4
	NONE 365, getsockopt
	NONE 366, setsockopt
	NONE 367, getsockname
	NONE 368, getpeername
	NONE 369, sendto
	NONE 370, sendmsg
	NONE 371, recvfrom
	NONE 372, recvmsg
	NONE 373, shutdown
	NONE 374, userfaultfd
	NONE 375, membarrier
	CALL 376, mlock2
	NONE 377, copy_file_range
	NONE 378, preadv2
	NONE 379, pwritev2
	NONE 380, pkey_mprotect
	NONE 381, pkey_alloc
	NONE 382, pkey_free
	NONE 383, statx
	NONE 384, arch_prctl
	NONE 385, io_pgetevents
	NONE 386, rseq
	NONE 393, semget
	NONE 394, semctl
	NONE 395, shmget
	NONE 396, shmctl
	NONE 397, shmat
	NONE 398, shmdt
	NONE 399, msgget
	NONE 400, msgsnd
	NONE 401, msgrcv
	NONE 402, msgctl
	CALL 403, clock_gettime64
	CALL 404, clock_settime64
	NONE 405, clock_adjtime64
	CALL 406, clock_getres_time64
	CALL 407, clock_nanosleep_time64
	NONE 408, timer_gettime64
	NONE 409, timer_settime64
	NONE 410, timerfd_gettime64
	NONE 411, timerfd_settime64
	CALL 412, utimensat_time64
	NONE 413, pselect6_time64
	NONE 414, ppoll_time64
	NONE 416, io_pgetevents_time64
	NONE 417, recvmmsg_time64
	NONE 418, mq_timedsend_time64
	NONE 419, mq_timedreceive_time64
	NONE 420, semtimedop_time64
	CALL 421, rt_sigtimedwait_time64
	CALL 422, futex_time64
	NONE 423, sched_rr_get_interval_time64
	NONE 424, pidfd_send_signal
	NONE 425, io_uring_setup
	NONE 426, io_uring_enter
	NONE 427, io_uring_register
	NONE 428, open_tree
	NONE 429, move_mount
	NONE 430, fsopen
	NONE 431, fsconfig
	NONE 432, fsmount
	NONE 433, fspick
	NONE 434, pidfd_open
	NONE 435, clone3
	NONE 436, close_range
	NONE 437, openat2
	NONE 438, pidfd_getfd
	CALL 439, faccessat2
	NONE 440, process_madvise
	NONE 441, epoll_pwait2
	NONE 442, mount_setattr
	NONE 443, quotactl_fd
	NONE 444, landlock_create_ruleset
	NONE 445, landlock_add_rule
	NONE 446, landlock_restrict_self
	NONE 447, memfd_secret
	NONE 448, process_mrelease
	NONE 449, futex_waitv
	NONE 450, set_mempolicy_home_node
	CALLS_END
