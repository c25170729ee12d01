/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Error numbers. A system call returns the negative number in eax; the kernel
 * passes the same negative numbers around inside. Source: errno(3), i386 ABI.
 */
#ifndef LECTERN_UAPI_ERRNO_H
#define LECTERN_UAPI_ERRNO_H

#define EPERM		1   /* the caller lacks the right */
#define ENOENT		2   /* no file of that name */
#define ESRCH		3   /* no such process */
#define EINTR		4   /* a signal came first */
#define EIO		5   /* the device failed */
#define ENXIO		6   /* no such device or address */
#define E2BIG		7   /* arguments do not fit */
#define ENOEXEC		8   /* not a program of a known format */
#define EBADF		9   /* no such descriptor, or opened otherwise */
#define ECHILD		10  /* no child to wait for */
#define EAGAIN		11  /* not now: try again */
#define ENOMEM		12  /* out of memory */
#define EACCES		13  /* the mode bits forbid it */
#define EFAULT		14  /* bad user address */
#define ENOTBLK		15  /* a block device is needed */
#define EBUSY		16  /* in use */
#define EEXIST		17  /* exists already */
#define EXDEV		18  /* across file systems */
#define ENODEV		19  /* no such device */
#define ENOTDIR		20  /* a component is no directory */
#define EISDIR		21  /* is a directory */
#define EINVAL		22  /* invalid argument */
#define ENFILE		23  /* the system's open files are used up */
#define EMFILE		24  /* the process's descriptors are used up */
#define ENOTTY		25  /* the device does not know that ioctl */
#define ETXTBSY		26  /* the program is being run or written */
#define EFBIG		27  /* file too large */
#define ENOSPC		28  /* device full */
#define ESPIPE		29  /* cannot seek there */
#define EROFS		30  /* mounted read-only */
#define EMLINK		31  /* too many links */
#define EPIPE		32  /* nobody reads the pipe */
#define EDOM		33  /* outside the function's domain */
#define ERANGE		34  /* result or buffer out of range */
#define EDEADLK		35  /* would deadlock */
#define ENAMETOOLONG	36  /* name too long */
#define ENOLCK		37  /* no record lock left */
#define ENOSYS		38  /* no such system call */
#define ENOTEMPTY	39  /* directory not empty */
#define ELOOP		40  /* too many symbolic links */
#define ENOMSG		42  /* no message of that type */
#define EIDRM		43  /* the IPC object was removed */
#define ECHRNG		44  /* channel out of range */
#define EL2NSYNC	45  /* level 2 not synchronised */
#define EL3HLT		46  /* level 3 halted */
#define EL3RST		47  /* level 3 reset */
#define ELNRNG		48  /* link number out of range */
#define EUNATCH		49  /* protocol driver not attached */
#define ENOCSI		50  /* no CSI structure */
#define EL2HLT		51  /* level 2 halted */
#define EBADE		52  /* invalid exchange */
#define EBADR		53  /* invalid request descriptor */
#define EXFULL		54  /* exchange full */
#define ENOANO		55  /* no anode */
#define EBADRQC		56  /* invalid request code */
#define EBADSLT		57  /* invalid slot */
#define EBFONT		59  /* bad font file */
#define ENOSTR		60  /* not a stream */
#define ENODATA		61  /* no data, or no such attribute */
#define ETIME		62  /* timer expired */
#define ENOSR		63  /* out of stream resources */
#define ENONET		64  /* not on the network */
#define ENOPKG		65  /* package not installed */
#define EREMOTE		66  /* object is remote */
#define ENOLINK		67  /* link severed */
#define EADV		68  /* advertise error */
#define ESRMNT		69  /* srmount error */
#define ECOMM		70  /* communication error on send */
#define EPROTO		71  /* protocol error */
#define EMULTIHOP	72  /* multihop attempted */
#define EDOTDOT		73  /* RFS specific */
#define EBADMSG		74  /* bad message */
#define EOVERFLOW	75  /* value does not fit the type */
#define ENOTUNIQ	76  /* name not unique on the network */
#define EBADFD		77  /* descriptor in a bad state */
#define EREMCHG		78  /* remote address changed */
#define ELIBACC		79  /* cannot reach a shared library */
#define ELIBBAD		80  /* shared library corrupted */
#define ELIBSCN		81  /* .lib section corrupted */
#define ELIBMAX		82  /* too many shared libraries */
#define ELIBEXEC	83  /* a shared library cannot be run */
#define EILSEQ		84  /* invalid byte sequence */
#define ERESTART	85  /* interrupted, to be restarted */
#define ESTRPIPE	86  /* stream pipe error */
#define EUSERS		87  /* too many users */
#define ENOTSOCK	88  /* not a socket */
#define EDESTADDRREQ	89  /* destination address needed */
#define EMSGSIZE	90  /* message too long */
#define EPROTOTYPE	91  /* wrong protocol for the socket */
#define ENOPROTOOPT	92  /* protocol option unknown */
#define EPROTONOSUPPORT 93  /* protocol unknown */
#define ESOCKTNOSUPPORT 94  /* socket type unknown */
#define EOPNOTSUPP	95  /* this object cannot do that */
#define EPFNOSUPPORT	96  /* protocol family unknown */
#define EAFNOSUPPORT	97  /* address family unknown */
#define EADDRINUSE	98  /* address in use */
#define EADDRNOTAVAIL	99  /* address not ours */
#define ENETDOWN	100 /* network down */
#define ENETUNREACH	101 /* network unreachable */
#define ENETRESET	102 /* connection dropped by a reset */
#define ECONNABORTED	103 /* connection aborted here */
#define ECONNRESET	104 /* connection reset by the peer */
#define ENOBUFS		105 /* no buffer space */
#define EISCONN		106 /* connected already */
#define ENOTCONN	107 /* not connected */
#define ESHUTDOWN	108 /* endpoint shut down */
#define ETOOMANYREFS	109 /* too many references */
#define ETIMEDOUT	110 /* timed out */
#define ECONNREFUSED	111 /* connection refused */
#define EHOSTDOWN	112 /* host down */
#define EHOSTUNREACH	113 /* no route to the host */
#define EALREADY	114 /* in progress since an earlier call */
#define EINPROGRESS	115 /* in progress from now on */
#define ESTALE		116 /* stale file handle */
#define EUCLEAN		117 /* structure needs cleaning */
#define ENOTNAM		118 /* not a XENIX named file */
#define ENAVAIL		119 /* no XENIX semaphores */
#define EISNAM		120 /* is a named file */
#define EREMOTEIO	121 /* remote I/O error */
#define EDQUOT		122 /* quota used up */
#define ENOMEDIUM	123 /* no medium in the drive */
#define EMEDIUMTYPE	124 /* wrong type of medium */
#define ECANCELED	125 /* cancelled */
#define ENOKEY		126 /* no such key */
#define EKEYEXPIRED	127 /* key expired */
#define EKEYREVOKED	128 /* key revoked */
#define EKEYREJECTED	129 /* key rejected */
#define EOWNERDEAD	130 /* the lock's owner died */
#define ENOTRECOVERABLE 131 /* the state cannot be repaired */
#define ERFKILL		132 /* radio switched off */
#define EHWPOISON	133 /* the memory page has a hardware error */

#define EWOULDBLOCK EAGAIN
#define EDEADLOCK   EDEADLK

/*
 * Used between a sleeping system call and signal delivery; the return path to
 * user space turns each into EINTR or runs the call again. No program ever
 * sees one.
 */
#define ERESTARTSYS	      512 /* again if SA_RESTART or no handler */
#define ERESTARTNOINTR	      513 /* again always */
#define ERESTARTNOHAND	      514 /* again unless a handler ran */
#define ENOIOCTLCMD	      515 /* this layer does not know the ioctl */
#define ERESTART_RESTARTBLOCK 516 /* again by restart_syscall */

#endif /* LECTERN_UAPI_ERRNO_H */
