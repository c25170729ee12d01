// SPDX-License-Identifier: GPL-2.0
/*
 * execve(2) of ELF files that are damaged, one way a test.  Each starts from
 * the same small program, which exits with status 42, and spoils it:
 *
 *	0	ELF header
 *	52	program headers; one is used, a segment that is this whole file
 *	180	code
 *
 * Lectern refuses all of these with an error while the caller is intact.
 * Linux finds some of them out only when the old program is gone, and kills
 * the process then: those are marked `late`, and there both are accepted.
 */
#include <elf.h>
#include <errno.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <helpers.h>
#include <tap.h>

#define BASE	0x00400000
#define STATUS	42
#define HEADERS 4

struct image {
	Elf32_Ehdr eh;
	Elf32_Phdr ph[HEADERS];
	unsigned char code[64];
};

/* mov $1, %eax; mov $42, %ebx; int $0x80 */
static const unsigned char exits[] = {
	0xb8, 1, 0, 0, 0, 0xbb, STATUS, 0, 0, 0, 0xcd, 0x80,
};

static void make_image(struct image *image)
{
	*image = (struct image) {
		.eh = {
			.e_ident = { 0x7f, 'E', 'L', 'F', ELFCLASS32,
				     ELFDATA2LSB, EV_CURRENT },
			.e_type = ET_EXEC,
			.e_machine = EM_386,
			.e_version = EV_CURRENT,
			.e_entry = BASE + offsetof(struct image, code),
			.e_phoff = offsetof(struct image, ph),
			.e_ehsize = sizeof(Elf32_Ehdr),
			.e_phentsize = sizeof(Elf32_Phdr),
			.e_phnum = 1,
		},
		.ph[0] = {
			.p_type = PT_LOAD,
			.p_vaddr = BASE,
			.p_paddr = BASE,
			.p_filesz = sizeof(*image),
			.p_memsz = sizeof(*image),
			.p_flags = PF_R | PF_X,
			.p_align = PAGE_SIZE,
		},
	};
	memcpy(image->code, exits, sizeof(exits));
}

/* One way to spoil it; returns how many bytes of the file to write. */
struct spoilt {
	const char *claim;
	size_t (*spoil)(struct image *image);
	int error;
	bool late;
};

#define WHOLE sizeof(struct image)

/* In the child: exec it; if that fails, the caller must be as it was. */
static void exec_and_look(void *mark)
{
	char *argv[] = { "./image", NULL };

	strcpy(mark, "intact");
	execve("./image", argv, argv + 1);
	if (strcmp(mark, "intact") || strcmp(argv[0], "./image"))
		_exit(1);
	_exit(errno);
}

static void check_spoilt(const void *element)
{
	const struct spoilt *how = element;
	struct image image;
	int status;

	make_image(&image);
	CHECK_OK(write_file("image", &image, how->spoil(&image), 0700));
	status = reap(start(exec_and_look, map(PAGE_SIZE)));
	if (how->late && !on_lectern())
		return;
	CHECK(WIFEXITED(status));
	CHECK_EQ(-WEXITSTATUS(status), -how->error);
}

static size_t empty(struct image *image)
{
	(void)image;
	return 0;
}

static size_t one_byte(struct image *image)
{
	(void)image;
	return 1;
}

static size_t magic_only(struct image *image)
{
	(void)image;
	return SELFMAG;
}

static size_t half_header(struct image *image)
{
	return sizeof(image->eh) / 2;
}

static size_t no_headers(struct image *image)
{
	return sizeof(image->eh);
}

static size_t half_table(struct image *image)
{
	return sizeof(image->eh) + sizeof(image->ph[0]) / 2;
}

static size_t short_segment(struct image *image)
{
	image->ph[0].p_filesz = 16 * PAGE_SIZE;
	image->ph[0].p_memsz = 16 * PAGE_SIZE;
	return WHOLE;
}

static size_t bad_magic(struct image *image)
{
	image->eh.e_ident[1] = 'F';
	return WHOLE;
}

static size_t class_64(struct image *image)
{
	Elf64_Ehdr big = {
		.e_ident = { 0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB,
			     EV_CURRENT },
		.e_type = ET_EXEC,
		.e_machine = EM_X86_64,
		.e_version = EV_CURRENT,
		.e_entry = BASE,
		.e_phoff = sizeof(big),
		.e_ehsize = sizeof(big),
		.e_phentsize = sizeof(Elf64_Phdr),
		.e_phnum = 1,
	};

	memcpy(image, &big, sizeof(big));
	return WHOLE;
}

static size_t big_endian(struct image *image)
{
	image->eh.e_ident[EI_DATA] = ELFDATA2MSB;
	image->eh.e_type = ET_EXEC << 8;
	image->eh.e_machine = EM_PPC << 8;
	return WHOLE;
}

static size_t machine_arm(struct image *image)
{
	image->eh.e_machine = EM_ARM;
	return WHOLE;
}

static size_t type_rel(struct image *image)
{
	image->eh.e_type = ET_REL;
	return WHOLE;
}

static size_t type_core(struct image *image)
{
	image->eh.e_type = ET_CORE;
	return WHOLE;
}

static size_t type_none(struct image *image)
{
	image->eh.e_type = ET_NONE;
	return WHOLE;
}

static size_t entry_size(struct image *image)
{
	image->eh.e_phentsize = sizeof(Elf32_Phdr) - 4;
	return WHOLE;
}

static size_t phnum_zero(struct image *image)
{
	image->eh.e_phnum = 0;
	return WHOLE;
}

static size_t phnum_huge(struct image *image)
{
	image->eh.e_phnum = 0xffff;
	return WHOLE;
}

static size_t phoff_past_end(struct image *image)
{
	image->eh.e_phoff = 0x100000;
	return WHOLE;
}

static size_t phoff_wraps(struct image *image)
{
	image->eh.e_phoff = 0xfffffff0;
	return WHOLE;
}

static size_t no_load(struct image *image)
{
	image->ph[0].p_type = PT_NOTE;
	return WHOLE;
}

static size_t filesz_over_memsz(struct image *image)
{
	image->ph[0].p_memsz = 100;
	return WHOLE;
}

static size_t filesz_huge(struct image *image)
{
	image->ph[0].p_filesz = 0xffffffff;
	image->ph[0].p_memsz = 0xffffffff;
	return WHOLE;
}

static size_t memsz_past_kernel(struct image *image)
{
	image->ph[0].p_memsz = KERNEL_BASE;
	return WHOLE;
}

static size_t memsz_wraps(struct image *image)
{
	image->ph[0].p_memsz = 0xfffff000;
	return WHOLE;
}

static size_t vaddr_in_kernel(struct image *image)
{
	image->ph[0].p_vaddr = KERNEL_BASE;
	image->eh.e_entry += KERNEL_BASE - BASE;
	return WHOLE;
}

static size_t vaddr_crosses(struct image *image)
{
	image->ph[0].p_vaddr = KERNEL_BASE - PAGE_SIZE;
	image->ph[0].p_memsz = 2 * PAGE_SIZE;
	image->eh.e_entry += KERNEL_BASE - PAGE_SIZE - BASE;
	return WHOLE;
}

static size_t offset_wraps(struct image *image)
{
	image->ph[0].p_offset = 0xfffff000;
	image->ph[0].p_filesz = 2 * PAGE_SIZE;
	image->ph[0].p_memsz = 2 * PAGE_SIZE;
	return WHOLE;
}

static size_t offset_not_congruent(struct image *image)
{
	image->ph[0].p_offset = 4;
	image->ph[0].p_filesz -= 4;
	return WHOLE;
}

static size_t overlapping(struct image *image)
{
	image->eh.e_phnum = 2;
	image->ph[0].p_memsz = 4 * PAGE_SIZE;
	image->ph[1] = image->ph[0];
	image->ph[1].p_vaddr = BASE + 2 * PAGE_SIZE;
	return WHOLE;
}

static size_t same_twice(struct image *image)
{
	image->eh.e_phnum = 2;
	image->ph[1] = image->ph[0];
	return WHOLE;
}

static size_t interp_missing(struct image *image)
{
	static const char path[] = "/no/such/interpreter";

	memcpy(image->code + 32, path, sizeof(path));
	image->eh.e_phnum = 2;
	image->ph[1].p_type = PT_INTERP;
	image->ph[1].p_offset = offsetof(struct image, code) + 32;
	image->ph[1].p_filesz = image->ph[1].p_memsz = sizeof(path);
	return WHOLE;
}

static size_t interp_endless(struct image *image)
{
	image->eh.e_phnum = 2;
	image->ph[1].p_type = PT_INTERP;
	image->ph[1].p_offset = offsetof(struct image, code);
	image->ph[1].p_filesz = image->ph[1].p_memsz = sizeof(exits) - 1;
	return WHOLE;
}

static size_t interp_long(struct image *image)
{
	interp_endless(image);
	image->ph[1].p_filesz = image->ph[1].p_memsz = 0x10000;
	return WHOLE;
}

static const struct spoilt spoilt[] = {
	{ "an empty file: ENOEXEC", empty, ENOEXEC, false },
	{ "a file of one byte: ENOEXEC", one_byte, ENOEXEC, false },
	{ "the magic number alone: ENOEXEC", magic_only, ENOEXEC, false },
	{ "half a header: ENOEXEC", half_header, ENOEXEC, false },
	{ "no program headers in the file: ENOEXEC", no_headers, ENOEXEC,
	  false },
	{ "half a program header: ENOEXEC", half_table, ENOEXEC, false },
	{ "a segment longer than the file: ENOEXEC", short_segment, ENOEXEC,
	  true },
	{ "a wrong magic number: ENOEXEC", bad_magic, ENOEXEC, false },
	{ "a 64-bit program: ENOEXEC", class_64, ENOEXEC, false },
	{ "a big-endian program: ENOEXEC", big_endian, ENOEXEC, false },
	{ "a program for ARM: ENOEXEC", machine_arm, ENOEXEC, false },
	{ "an object file: ENOEXEC", type_rel, ENOEXEC, false },
	{ "a core file: ENOEXEC", type_core, ENOEXEC, false },
	{ "type 0: ENOEXEC", type_none, ENOEXEC, false },
	{ "program headers of the wrong size: ENOEXEC", entry_size, ENOEXEC,
	  false },
	{ "e_phnum 0: ENOEXEC", phnum_zero, ENOEXEC, false },
	{ "e_phnum 65535: ENOEXEC", phnum_huge, ENOEXEC, false },
	{ "e_phoff past the end: ENOEXEC", phoff_past_end, ENOEXEC, false },
	{ "e_phoff that wraps around: ENOEXEC", phoff_wraps, ENOEXEC, false },
	{ "no segment to load: ENOEXEC", no_load, ENOEXEC, true },
	{ "p_filesz over p_memsz: ENOEXEC", filesz_over_memsz, ENOEXEC, true },
	{ "p_filesz 4 GiB: ENOEXEC", filesz_huge, ENOEXEC, true },
	{ "p_memsz into the kernel: ENOEXEC", memsz_past_kernel, ENOEXEC,
	  true },
	{ "p_memsz that wraps around: ENOEXEC", memsz_wraps, ENOEXEC, true },
	{ "p_vaddr in the kernel: ENOEXEC", vaddr_in_kernel, ENOEXEC, true },
	{ "a segment that crosses into the kernel: ENOEXEC", vaddr_crosses,
	  ENOEXEC, true },
	{ "p_offset that wraps around: ENOEXEC", offset_wraps, ENOEXEC, true },
	{ "p_offset and p_vaddr that disagree within the page: ENOEXEC",
	  offset_not_congruent, ENOEXEC, true },
	{ "two segments that overlap: ENOEXEC", overlapping, ENOEXEC, true },
	{ "the same segment twice: ENOEXEC", same_twice, ENOEXEC, true },
	{ "an interpreter that is not there: ENOENT", interp_missing, ENOENT,
	  false },
	{ "an interpreter's name without its end: ENOEXEC", interp_endless,
	  ENOEXEC, false },
	{ "an interpreter's name of 64 KiB: ENOEXEC", interp_long, ENOEXEC,
	  false },
};

TEST(unspoilt, "the program as it should be runs and exits with 42")
{
	struct image image;

	make_image(&image);
	CHECK_OK(write_file("image", &image, sizeof(image), 0700));
	reap_exit(start(exec_and_look, map(PAGE_SIZE)), STATUS);
}

TEST_TABLE(spoilt_one, spoilt)
{
	check_spoilt(element);
}

TEST(bss_only, "a segment without bytes in the file is zeroed memory")
{
	/* mov BASE + 0x10000, %ebx; mov $1, %eax; int $0x80 */
	static const unsigned char code[] = {
		0x8b, 0x1d, 0,	  0,	(BASE >> 16) + 1, 0, 0xb8, 1, 0,
		0,    0,    0xcd, 0x80,
	};
	struct image image;

	make_image(&image);
	memcpy(image.code, code, sizeof(code));
	image.eh.e_phnum = 2;
	image.ph[1] = image.ph[0];
	image.ph[1].p_vaddr = BASE + 0x10000;
	image.ph[1].p_filesz = 0;
	image.ph[1].p_flags = PF_R | PF_W;
	CHECK_OK(write_file("image", &image, sizeof(image), 0700));
	reap_ok(start(exec_and_look, map(PAGE_SIZE)));
}

TEST(bss_tail, "memory after the file's bytes is zero up to the page's end")
{
	/* mov BASE + 0xe00, %ebx; mov $1, %eax; int $0x80 */
	static const unsigned char code[] = {
		0x8b, 0x1d, 0, 0x0e, BASE >> 16, 0,    0xb8,
		1,    0,    0, 0,    0xcd,	 0x80,
	};
	static char file[PAGE_SIZE];
	struct image *image = (struct image *)file;

	/* The file goes on with ones; the segment ends before them. */
	memset(file, 1, sizeof(file));
	make_image(image);
	memcpy(image->code, code, sizeof(code));
	image->ph[0].p_memsz = PAGE_SIZE;
	image->ph[0].p_flags |= PF_W;
	CHECK_OK(write_file("image", file, sizeof(file), 0700));
	reap_ok(start(exec_and_look, map(PAGE_SIZE)));
}

TEST(wild_entry, "an entry point outside every segment is SIGSEGV, or refused")
{
	struct image image;
	int status;

	make_image(&image);
	image.eh.e_entry = 0x10000000;
	CHECK_OK(write_file("image", &image, sizeof(image), 0700));
	status = reap(start(exec_and_look, map(PAGE_SIZE)));
	if (WIFSIGNALED(status))
		CHECK_EQ(WTERMSIG(status), SIGSEGV);
	else
		CHECK_EQ(WEXITSTATUS(status), ENOEXEC);
}

TEST(every_length, "the program cut off at every length harms nobody")
{
	struct image image;
	size_t length;

	make_image(&image);
	/* From sizeof(eh) + one header on, Linux may run what is there. */
	for (length = 0; length < sizeof(image); length += 7) {
		int status;

		CHECK_OK(write_file("image", &image, length, 0700));
		status = reap(start(exec_and_look, map(PAGE_SIZE)));
		CHECK(!WIFEXITED(status) || WEXITSTATUS(status) != 0);
	}
}

TEST(every_byte, "each byte of the headers set to 0xff harms nobody")
{
	size_t at, end = offsetof(struct image, ph[1]);

	for (at = 0; at < end; at++) {
		struct image image;

		make_image(&image);
		((unsigned char *)&image)[at] = 0xff;
		CHECK_OK(write_file("image", &image, sizeof(image), 0700));
		reap(start(exec_and_look, map(PAGE_SIZE)));
	}
}
