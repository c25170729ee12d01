/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The auxiliary vector: pairs of type and value that execve leaves on the new
 * stack above the environment, ended by AT_NULL. Source: getauxval(3), System
 * V i386 ABI (process stack), Linux i386 ABI.
 */
#ifndef LECTERN_UAPI_AUXVEC_H
#define LECTERN_UAPI_AUXVEC_H

#define AT_NULL		 0 /* the end */
#define AT_IGNORE	 1
#define AT_EXECFD	 2
#define AT_PHDR		 3 /* the program headers, in memory */
#define AT_PHENT	 4 /* bytes of one */
#define AT_PHNUM	 5 /* how many */
#define AT_PAGESZ	 6
#define AT_BASE		 7 /* where the interpreter was loaded */
#define AT_FLAGS	 8
#define AT_ENTRY	 9 /* the program's entry point */
#define AT_NOTELF	 10
#define AT_UID		 11
#define AT_EUID		 12
#define AT_GID		 13
#define AT_EGID		 14
#define AT_PLATFORM	 15 /* string: "i686" */
#define AT_HWCAP	 16 /* edx of cpuid 1 */
#define AT_CLKTCK	 17 /* USER_HZ: the unit of times(2) */
#define AT_SECURE	 23 /* 1 after set-user-ID */
#define AT_BASE_PLATFORM 24
#define AT_RANDOM	 25 /* 16 random bytes */
#define AT_HWCAP2	 26
#define AT_EXECFN	 31 /* string: the path given to execve */
#define AT_SYSINFO	 32 /* the vDSO's system-call entry */
#define AT_SYSINFO_EHDR	 33 /* the vDSO's ELF header */
#define AT_MINSIGSTKSZ	 51

#endif /* LECTERN_UAPI_AUXVEC_H */
