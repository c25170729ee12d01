// SPDX-License-Identifier: GPL-2.0
/*
 * vdso(7): the shared library that the kernel maps into every program, what is in
 * it, and that handlers without a restorer return through it.  The unwinder is
 * libgcc's, which is shown the vDSO's own tables.
 */
#include <elf.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/wait.h>
#include <unistd.h>
#include <unwind.h>

#include <helpers.h>
#include <raw.h>
#include <tap.h>

/* As `vdso --where`, print its address. */
int tap_alternate_main(int argc, char **argv)
{
	unsigned long address = getauxval(AT_SYSINFO_EHDR);

	if (argc < 2 || strcmp(argv[1], "--where"))
		return -1;
	return write(1, &address, sizeof(address)) != sizeof(address);
}

static const Elf32_Ehdr *vdso(void)
{
	const void *ehdr = (const void *)getauxval(AT_SYSINFO_EHDR);

	if (booted_with("sigtramp=stack"))
		SKIP("the kernel was told to have no vDSO");
	CHECK(ehdr);
	return ehdr;
}

static const Elf32_Phdr *segment(Elf32_Word type)
{
	const Elf32_Ehdr *ehdr = vdso();
	const Elf32_Phdr *ph =
		(const void *)((const char *)ehdr + ehdr->e_phoff);
	int i;

	for (i = 0; i < ehdr->e_phnum; i++)
		if (ph[i].p_type == type)
			return &ph[i];
	FAIL("no segment of type %#x", (unsigned)type);
}

/* What lies OFFSET bytes into it; it is linked to run at 0. */
static const void *at(Elf32_Addr offset)
{
	return (const char *)vdso() + offset;
}

/* The value of a DT_* entry. */
static Elf32_Addr dynamic(Elf32_Sword tag)
{
	const Elf32_Dyn *d = at(segment(PT_DYNAMIC)->p_vaddr);

	for (; d->d_tag != DT_NULL; d++)
		if (d->d_tag == tag)
			return d->d_un.d_ptr;
	FAIL("no dynamic entry %d", (int)tag);
}

/* The name of the version that symbol number N is of. */
static const char *version_of(unsigned n)
{
	const Elf32_Half *versym = at(dynamic(DT_VERSYM));
	const Elf32_Verdef *def = at(dynamic(DT_VERDEF));
	const Elf32_Verdaux *aux;

	while (def->vd_ndx != (versym[n] & 0x7fff)) {
		CHECK(def->vd_next);
		def = (const void *)((const char *)def + def->vd_next);
	}
	aux = (const void *)((const char *)def + def->vd_aux);
	return (const char *)at(dynamic(DT_STRTAB)) + aux->vda_name;
}

/* The address of a symbol of LINUX_2.5. */
static unsigned long symbol(const char *name)
{
	const Elf32_Sym *sym = at(dynamic(DT_SYMTAB));
	const Elf32_Word *hash = at(dynamic(DT_HASH));
	const char *names = at(dynamic(DT_STRTAB));
	unsigned i;

	for (i = 1; i < hash[1]; i++)
		if (!strcmp(names + sym[i].st_name, name)) {
			CHECK_EQ(ELF32_ST_TYPE(sym[i].st_info), STT_FUNC);
			CHECK(sym[i].st_shndx != SHN_UNDEF);
			CHECK(!strcmp(version_of(i), "LINUX_2.5"));
			return (unsigned long)at(sym[i].st_value);
		}
	FAIL("no symbol %s", name);
}

/* -- what it is ------------------------------------------------------------ */

TEST(header,
     "AT_SYSINFO_EHDR is where the header of an i386 shared library lies")
{
	const Elf32_Ehdr *ehdr = vdso();

	CHECK(!memcmp(ehdr->e_ident, ELFMAG, SELFMAG));
	CHECK_EQ(ehdr->e_ident[EI_CLASS], ELFCLASS32);
	CHECK_EQ(ehdr->e_type, ET_DYN);
	CHECK_EQ(ehdr->e_machine, EM_386);
	CHECK_EQ(segment(PT_LOAD)->p_flags, PF_R | PF_X);
}

TEST(soname, "its name is linux-gate.so.1")
{
	CHECK(!strcmp((const char *)at(dynamic(DT_STRTAB)) + dynamic(DT_SONAME),
		      "linux-gate.so.1"));
}

TEST(maps, "it is mapped r-xp, and /proc/self/maps calls it [vdso]")
{
	struct area area;

	CHECK(find_area(vdso(), &area));
	CHECK_EQ(area.start, (unsigned long)vdso());
	CHECK(!strcmp(area.rights, "r-xp"));
	CHECK(!strcmp(area.name, "[vdso]"));
}

TEST(symbols, "it has the three entry points of LINUX_2.5")
{
	CHECK(symbol("__kernel_vsyscall"));
	CHECK(symbol("__kernel_sigreturn"));
	CHECK(symbol("__kernel_rt_sigreturn"));
}

static unsigned long where_after_exec(void)
{
	char *argv[] = { "vdso", "--where", NULL };
	unsigned long address = 0;
	int fds[2];
	pid_t pid;

	CHECK_OK(pipe(fds));
	pid = fork();
	if (pid == 0) {
		dup2(fds[1], 1);
		execv(self_exe(), argv);
		_exit(1);
	}
	reap_ok(pid);
	CHECK_EQ(read(fds[0], &address, sizeof(address)), sizeof(address));
	close(fds[0]);
	close(fds[1]);
	return address;
}

TEST(randomised, "exec maps it somewhere else each time")
{
	unsigned long first, other;
	int i;

	vdso();
	first = other = where_after_exec();
	for (i = 0; i < 16 && other == first; i++)
		other = where_after_exec();
	CHECK(first && other != first);
}

TEST(not_randomised, "but not with ADDR_NO_RANDOMIZE")
{
	unsigned long first;

	vdso();
	CHECK_OK(personality(ADDR_NO_RANDOMIZE));
	first = where_after_exec();
	CHECK_EQ(where_after_exec(), first);
	CHECK_EQ(where_after_exec(), first);
}

/* -- system calls ---------------------------------------------------------- */

static long call_by(unsigned long entry, long nr, long a, long b)
{
	long ret;

	__asm__ volatile("call *%4"
			 : "=a"(ret)
			 : "0"(nr), "b"(a), "c"(b), "r"(entry)
			 : "memory", "cc");
	return ret;
}

TEST(sysinfo, "AT_SYSINFO is __kernel_vsyscall, which makes system calls")
{
	unsigned long entry = symbol("__kernel_vsyscall");

	CHECK_EQ(getauxval(AT_SYSINFO), entry);
	CHECK_EQ(call_by(entry, SYS_getppid, 0, 0), getppid());
	CHECK_EQ(call_by(entry, SYS_close, -1, 0), -EBADF);
}

TEST(gs_0x10, "C libraries call it by %gs:0x10")
{
	unsigned long entry;

	vdso();
	__asm__("mov %%gs:0x10, %0" : "=r"(entry));
	CHECK_EQ(entry, getauxval(AT_SYSINFO));
}

/* -- handlers that return through it --------------------------------------- */

static volatile int calls;
static void *volatile returns_to;

static void on_signal(int sig)
{
	calls++;
	returns_to = __builtin_return_address(0);
}

static void install(int sig, void *handler, unsigned long flags)
{
	struct kernel_sigaction action = { .handler = handler, .flags = flags };

	CHECK_EQ(raw(SYS_rt_sigaction, sig, &action, 0, 8), 0);
}

static void send(int sig)
{
	CHECK_EQ(raw(SYS_kill, raw(SYS_getpid), sig), 0);
}

TEST(old_frame, "a handler without a restorer returns to __kernel_sigreturn")
{
	unsigned long entry = symbol("__kernel_sigreturn");

	install(SIGUSR1, on_signal, 0);
	send(SIGUSR1);
	send(SIGUSR1);
	CHECK_EQ(calls, 2);
	CHECK_EQ((unsigned long)returns_to, entry);
}

TEST(new_frame, "with SA_SIGINFO it returns to __kernel_rt_sigreturn")
{
	unsigned long entry = symbol("__kernel_rt_sigreturn");

	install(SIGUSR1, on_signal, SA_SIGINFO);
	send(SIGUSR1);
	send(SIGUSR1);
	CHECK_EQ(calls, 2);
	CHECK_EQ((unsigned long)returns_to, entry);
}

static void send_in_child(void *arg)
{
	(void)arg;
	send(SIGUSR1);
}

TEST(forked, "a child has it where its parent has it")
{
	vdso();
	install(SIGUSR1, on_signal, 0);
	reap_ok(start(send_in_child, NULL));
}

/* -- unwinding ------------------------------------------------------------- */

/* Given by the linker: where the program's own ELF header lies. */
extern const Elf32_Ehdr __ehdr_start;

/* What libgcc asks the loader, which a static program does not have: in which
 * library an address lies, and where that one's table for unwinding is. */
struct dl_find_object {
	unsigned long long flags;
	const void *start, *end;
	void *link_map;
	const void *eh_frame, *eh_dbase;
	unsigned long long reserved[7];
};
int _dl_find_object(const void *pc, struct dl_find_object *found);

int _dl_find_object(const void *pc, struct dl_find_object *found)
{
	const Elf32_Ehdr *ehdr = &__ehdr_start;
	const char *base = NULL;
	const Elf32_Phdr *ph;
	int i;

	if (pc >= (const void *)vdso())
		base = (const void *)(ehdr = vdso());
	ph = (const void *)((const char *)ehdr + ehdr->e_phoff);
	for (i = 0; i < ehdr->e_phnum; i++)
		if (ph[i].p_type == PT_GNU_EH_FRAME)
			found->eh_frame = base + ph[i].p_vaddr;
	return 0;
}

/* The frames above the handler, and esp and esi as they are told for each. */
static struct frame {
	unsigned long ip, cfa, esi;
	int is_exact; /* ip is an instruction's own address: a signal's frame */
} frames[16];
static int depth;

static _Unwind_Reason_Code note_frame(struct _Unwind_Context *context,
				      void *arg)
{
	struct frame *frame = &frames[depth];

	(void)arg;
	if (depth == 16)
		return _URC_END_OF_STACK;
	frame->ip = _Unwind_GetIPInfo(context, &frame->is_exact);
	frame->cfa = _Unwind_GetCFA(context);
	frame->esi = _Unwind_GetGR(context, 6);
	depth++;
	return _URC_NO_REASON;
}

static void unwind(int sig)
{
	(void)sig;
	_Unwind_Backtrace(note_frame, NULL);
	calls++;
}

unsigned long esp_at_call __attribute__((used));
void here_it_was_sent(void);

static void send_with_known_registers(void)
{
	int pid = getpid();

	__asm__ volatile("mov $0x51515151, %%esi\n\t"
			 "mov %%esp, esp_at_call\n\t"
			 "int $0x80\n"
			 ".globl here_it_was_sent\n"
			 "here_it_was_sent:\n\t"
			 :
			 : "a"(SYS_kill), "b"(pid), "c"(SIGUSR1)
			 : "esi", "memory", "cc");
}

/* The frame of the trampoline, then that of the code that was interrupted. */
static void check_unwinding(const char *trampoline, unsigned long flags)
{
	unsigned long entry = symbol(trampoline);
	int i;

	install(SIGUSR1, unwind, flags);
	send_with_known_registers();
	CHECK_EQ(calls, 1);
	for (i = 0; i < depth && frames[i].ip != entry; i++)
		;
	CHECK(i + 1 < depth);
	CHECK_EQ(frames[i + 1].ip, (unsigned long)here_it_was_sent);
	CHECK_EQ(frames[i + 1].esi, 0x51515151);
	CHECK_EQ(frames[i + 1].cfa, esp_at_call);
	CHECK(frames[i + 1].is_exact);
}

TEST(unwind_old, "an unwinder gets through a handler to what it interrupted")
{
	check_unwinding("__kernel_sigreturn", 0);
}

TEST(unwind_new, "also through one with SA_SIGINFO")
{
	check_unwinding("__kernel_rt_sigreturn", SA_SIGINFO);
}

/* -- what a process may do with it ----------------------------------------- */

static void write_to_it(void)
{
	*(volatile char *)vdso() = 0;
}

TEST(read_only, "it cannot be written to: SIGSEGV")
{
	vdso();
	dies_of(SIGSEGV, write_to_it);
}

static void spoil_it(void *arg)
{
	struct area area;

	(void)arg;
	CHECK(find_area(vdso(), &area));
	CHECK_OK(mprotect((void *)area.start, area.end - area.start,
			  PROT_READ | PROT_WRITE | PROT_EXEC));
	memset((void *)symbol("__kernel_sigreturn"), 0xcc, 4);
}

TEST(private, "a process that makes it writable writes to a copy")
{
	vdso();
	reap_ok(start(spoil_it, NULL));
	install(SIGUSR1, on_signal, 0);
	send(SIGUSR1);
	CHECK_EQ(calls, 1);
}

static void unmap_it(void)
{
	struct area area;

	CHECK(find_area(vdso(), &area));
	install(SIGUSR1, on_signal, 0);
	raw(SYS_munmap, area.start, area.end - area.start);
	send(SIGUSR1);
	raw(SYS_exit, 0);
}

TEST(unmapped, "who unmaps it dies when a handler returns, and nobody else")
{
	vdso();
	dies_of(SIGSEGV, unmap_it);
	install(SIGUSR1, on_signal, 0);
	send(SIGUSR1);
	CHECK_EQ(calls, 1);
}

/* Between the two moves only raw calls: libc's are made by the vDSO. */
TEST(moved, "mremap moves it, and handlers return to its new place")
{
	unsigned long entry = symbol("__kernel_sigreturn"), size;
	struct area area;
	char *new;
	long to, back;

	CHECK(find_area(vdso(), &area));
	size = area.end - area.start;
	new = unmapped(size);
	install(SIGUSR1, on_signal, 0);
	to = raw(SYS_mremap, area.start, size, size,
		 MREMAP_MAYMOVE | MREMAP_FIXED, new);
	raw(SYS_kill, raw(SYS_getpid), SIGUSR1);
	back = raw(SYS_mremap, new, size, size, MREMAP_MAYMOVE | MREMAP_FIXED,
		   area.start);
	CHECK_EQ(to, (long)new);
	CHECK_EQ(back, (long)area.start);
	CHECK_EQ(calls, 1);
	CHECK_EQ((char *)returns_to - new, (long)(entry - area.start));
	send(SIGUSR1);
	CHECK_EQ((unsigned long)returns_to, entry);
}
