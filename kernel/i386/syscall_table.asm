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

	NONE 0, restart_syscall
	NONE 1, exit
	NONE 2, fork
	NONE 3, read
	NONE 4, write
	NONE 5, open
	NONE 6, close
	NONE 7, waitpid
	NONE 8, creat
	CALL 9, link
	CALL 10, unlink
	NONE 11, execve
	NONE 12, chdir
	NONE 13, time
	CALL 14, mknod
	NONE 15, chmod
	NONE 16, lchown
	NONE 17, break
	NONE 18, oldstat
	NONE 19, lseek
	NONE 20, getpid
	NONE 21, mount
	NONE 22, umount
	NONE 23, setuid
	NONE 24, getuid
	NONE 25, stime
	NONE 26, ptrace
	NONE 27, alarm
	NONE 28, oldfstat
	NONE 29, pause
	NONE 30, utime
	NONE 31, stty
	NONE 32, gtty
	NONE 33, access
	NONE 34, nice
	NONE 35, ftime
	NONE 36, sync
	NONE 37, kill
	CALL 38, rename
	CALL 39, mkdir
	CALL 40, rmdir
	NONE 41, dup
	NONE 42, pipe
	NONE 43, times
	NONE 44, prof
	NONE 45, brk
	NONE 46, setgid
	NONE 47, getgid
	NONE 48, signal
	NONE 49, geteuid
	NONE 50, getegid
	NONE 51, acct
	NONE 52, umount2
	NONE 53, lock
	NONE 54, ioctl
	NONE 55, fcntl
	NONE 56, mpx
	NONE 57, setpgid
	NONE 58, ulimit
	NONE 59, oldolduname
	NONE 60, umask
	NONE 61, chroot
	NONE 62, ustat
	NONE 63, dup2
	NONE 64, getppid
	NONE 65, getpgrp
	NONE 66, setsid
	NONE 67, sigaction
	NONE 68, sgetmask
	NONE 69, ssetmask
	NONE 70, setreuid
	NONE 71, setregid
	NONE 72, sigsuspend
	NONE 73, sigpending
	NONE 74, sethostname
	NONE 75, setrlimit
	NONE 76, getrlimit
	NONE 77, getrusage
	NONE 78, gettimeofday
	NONE 79, settimeofday
	NONE 80, getgroups
	NONE 81, setgroups
	NONE 82, select
	CALL 83, symlink
	NONE 84, oldlstat
	NONE 85, readlink
	NONE 86, uselib
	NONE 87, swapon
	NONE 88, reboot
	NONE 89, readdir
	NONE 90, mmap
	NONE 91, munmap
	NONE 92, truncate
	NONE 93, ftruncate
	NONE 94, fchmod
	NONE 95, fchown
	NONE 96, getpriority
	NONE 97, setpriority
	NONE 98, profil
	NONE 99, statfs
	NONE 100, fstatfs
	NONE 101, ioperm
	NONE 102, socketcall
	NONE 103, syslog
	NONE 104, setitimer
	NONE 105, getitimer
	NONE 106, stat
	NONE 107, lstat
	NONE 108, fstat
	NONE 109, olduname
	NONE 110, iopl
	NONE 111, vhangup
	NONE 112, idle
	NONE 113, vm86old
	NONE 114, wait4
	NONE 115, swapoff
	NONE 116, sysinfo
	NONE 117, ipc
	NONE 118, fsync
	CALL 119, sigreturn
	NONE 120, clone
	NONE 121, setdomainname
	NONE 122, uname
	NONE 123, modify_ldt
	NONE 124, adjtimex
	NONE 125, mprotect
	NONE 126, sigprocmask
	NONE 127, create_module
	NONE 128, init_module
	NONE 129, delete_module
	NONE 130, get_kernel_syms
	NONE 131, quotactl
	NONE 132, getpgid
	NONE 133, fchdir
	NONE 134, bdflush
	NONE 135, sysfs
	NONE 136, personality
	NONE 137, afs_syscall
	NONE 138, setfsuid
	NONE 139, setfsgid
	NONE 140, _llseek
	NONE 141, getdents
	NONE 142, _newselect
	NONE 143, flock
	NONE 144, msync
	NONE 145, readv
	NONE 146, writev
	NONE 147, getsid
	NONE 148, fdatasync
	NONE 149, _sysctl
	NONE 150, mlock
	NONE 151, munlock
	NONE 152, mlockall
	NONE 153, munlockall
	NONE 154, sched_setparam
	NONE 155, sched_getparam
	NONE 156, sched_setscheduler
	NONE 157, sched_getscheduler
	NONE 158, sched_yield
	NONE 159, sched_get_priority_max
	NONE 160, sched_get_priority_min
	NONE 161, sched_rr_get_interval
	NONE 162, nanosleep
	NONE 163, mremap
	NONE 164, setresuid
	NONE 165, getresuid
	NONE 166, vm86
	NONE 167, query_module
	NONE 168, poll
	NONE 169, nfsservctl
	NONE 170, setresgid
	NONE 171, getresgid
	NONE 172, prctl
	CALL 173, rt_sigreturn
	NONE 174, rt_sigaction
	NONE 175, rt_sigprocmask
	NONE 176, rt_sigpending
	NONE 177, rt_sigtimedwait
	NONE 178, rt_sigqueueinfo
	NONE 179, rt_sigsuspend
	NONE 180, pread64
	NONE 181, pwrite64
	NONE 182, chown
	CALL 183, getcwd
	NONE 184, capget
	NONE 185, capset
	NONE 186, sigaltstack
	NONE 187, sendfile
	NONE 188, getpmsg
	NONE 189, putpmsg
	NONE 190, vfork
	NONE 191, ugetrlimit
	NONE 192, mmap2
	NONE 193, truncate64
	NONE 194, ftruncate64
	NONE 195, stat64
	NONE 196, lstat64
	NONE 197, fstat64
	NONE 198, lchown32
	NONE 199, getuid32
	NONE 200, getgid32
	NONE 201, geteuid32
	NONE 202, getegid32
	NONE 203, setreuid32
	NONE 204, setregid32
	NONE 205, getgroups32
	NONE 206, setgroups32
	NONE 207, fchown32
	NONE 208, setresuid32
	NONE 209, getresuid32
	NONE 210, setresgid32
	NONE 211, getresgid32
	NONE 212, chown32
	NONE 213, setuid32
	NONE 214, setgid32
	NONE 215, setfsuid32
	NONE 216, setfsgid32
	NONE 217, pivot_root
	NONE 218, mincore
	NONE 219, madvise
	NONE 220, getdents64
	NONE 221, fcntl64
	NONE 224, gettid
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
	NONE 238, tkill
	NONE 239, sendfile64
	NONE 240, futex
	NONE 241, sched_setaffinity
	NONE 242, sched_getaffinity
	CALL 243, set_thread_area
	CALL 244, get_thread_area
	NONE 245, io_setup
	NONE 246, io_destroy
	NONE 247, io_getevents
	NONE 248, io_submit
	NONE 249, io_cancel
	NONE 250, fadvise64
	NONE 252, exit_group
	NONE 253, lookup_dcookie
	NONE 254, epoll_create
	NONE 255, epoll_ctl
	NONE 256, epoll_wait
	NONE 257, remap_file_pages
	NONE 258, set_tid_address
	NONE 259, timer_create
	NONE 260, timer_settime
	NONE 261, timer_gettime
	NONE 262, timer_getoverrun
	NONE 263, timer_delete
	NONE 264, clock_settime
	NONE 265, clock_gettime
	NONE 266, clock_getres
	NONE 267, clock_nanosleep
	NONE 268, statfs64
	NONE 269, fstatfs64
	NONE 270, tgkill
	NONE 271, utimes
	NONE 272, fadvise64_64
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
	NONE 284, waitid
	NONE 286, add_key
	NONE 287, request_key
	NONE 288, keyctl
	NONE 289, ioprio_set
	NONE 290, ioprio_get
	NONE 291, inotify_init
	NONE 292, inotify_add_watch
	NONE 293, inotify_rm_watch
	NONE 294, migrate_pages
	NONE 295, openat
	CALL 296, mkdirat
	CALL 297, mknodat
	NONE 298, fchownat
	NONE 299, futimesat
	NONE 300, fstatat64
	CALL 301, unlinkat
	CALL 302, renameat
	CALL 303, linkat
	CALL 304, symlinkat
	NONE 305, readlinkat
	NONE 306, fchmodat
	NONE 307, faccessat
	NONE 308, pselect6
	NONE 309, ppoll
	NONE 310, unshare
	NONE 311, set_robust_list
	NONE 312, get_robust_list
	NONE 313, splice
	NONE 314, sync_file_range
	NONE 315, tee
	NONE 316, vmsplice
	NONE 317, move_pages
	NONE 318, getcpu
	NONE 319, epoll_pwait
	NONE 320, utimensat
	NONE 321, signalfd
	NONE 322, timerfd_create
	NONE 323, eventfd
	NONE 324, fallocate
	NONE 325, timerfd_settime
	NONE 326, timerfd_gettime
	NONE 327, signalfd4
	NONE 328, eventfd2
	NONE 329, epoll_create1
	NONE 330, dup3
	NONE 331, pipe2
	NONE 332, inotify_init1
	NONE 333, preadv
	NONE 334, pwritev
	NONE 335, rt_tgsigqueueinfo
	NONE 336, perf_event_open
	NONE 337, recvmmsg
	NONE 338, fanotify_init
	NONE 339, fanotify_mark
	NONE 340, prlimit64
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
	NONE 376, mlock2
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
	NONE 403, clock_gettime64
	NONE 404, clock_settime64
	NONE 405, clock_adjtime64
	NONE 406, clock_getres_time64
	NONE 407, clock_nanosleep_time64
	NONE 408, timer_gettime64
	NONE 409, timer_settime64
	NONE 410, timerfd_gettime64
	NONE 411, timerfd_settime64
	NONE 412, utimensat_time64
	NONE 413, pselect6_time64
	NONE 414, ppoll_time64
	NONE 416, io_pgetevents_time64
	NONE 417, recvmmsg_time64
	NONE 418, mq_timedsend_time64
	NONE 419, mq_timedreceive_time64
	NONE 420, semtimedop_time64
	NONE 421, rt_sigtimedwait_time64
	NONE 422, futex_time64
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
	NONE 439, faccessat2
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
