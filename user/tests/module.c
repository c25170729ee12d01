// SPDX-License-Identifier: GPL-2.0
/*
 * init_module(2), finit_module(2), delete_module(2), with the bundled modules;
 * what concerns errors alone is tried on any kernel.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <helpers.h>
#include <modules.h>
#include <raw.h>
#include <tap.h>

#define MOST_BYTES   (256 * 1024)
#define NOBODY	     65534
#define IGNORE_MAGIC 2 /* MODULE_INIT_IGNORE_VERMAGIC */

static char image[MOST_BYTES], text[64 * 1024];
static size_t size;

static void skip_test(void)
{
	SKIP("the bundled modules are not here");
}

static void __attribute__((constructor)) set_no_modules(void)
{
	no_modules = skip_test;
}

static void read_module(const char *name)
{
	int fd = open_module(name);

	size = (size_t)CHECK_OK(read(fd, image, sizeof(image)));
	CHECK(size > 0 && size < sizeof(image));
	close(fd);
}

static long init(const char *args)
{
	return raw(SYS_init_module, image, size, args);
}

static void as_nobody(void (*fn)(void))
{
	pid_t child = CHECK_OK(fork());

	if (!child) {
		CHECK_OK(setuid(NOBODY));
		fn();
		_exit(0);
	}
	reap_ok(child);
}

/* --- errors, on any kernel --- */

static void may_not(void)
{
	CHECK_EQ(raw(SYS_init_module, image, 1000, ""), -EPERM);
	CHECK_EQ(raw(SYS_finit_module, 0, "", 0), -EPERM);
	CHECK_EQ(raw(SYS_delete_module, "x", O_NONBLOCK), -EPERM);
}

TEST(unprivileged, "all three are EPERM without CAP_SYS_MODULE")
{
	as_nobody(may_not);
}

TEST(no_elf, "what is no ELF file is ENOEXEC")
{
	memset(image, 'x', 1000);
	size = 1000;
	CHECK_EQ(init(""), -ENOEXEC);
	size = 10;
	CHECK_EQ(init(""), -ENOEXEC);
	size = 0;
	CHECK_EQ(init(""), -ENOEXEC);
}

TEST(a_program, "a program is no module: ENOEXEC")
{
	int fd = CHECK_OK(open("/proc/self/exe", O_RDONLY));

	CHECK_EQ(raw(SYS_finit_module, fd, "", 0), -ENOEXEC);
}

TEST(bad_image, "an image that cannot be read is EFAULT")
{
	CHECK_EQ(raw(SYS_init_module, unmapped(8192), 8192, ""), -EFAULT);
	CHECK_EQ(raw(SYS_init_module, KERNEL_BASE, 8192, ""), -EFAULT);
}

TEST(bad_descriptor, "finit_module: EBADF for no file and for one not readable")
{
	CHECK_EQ(raw(SYS_finit_module, 100, "", 0), -EBADF);
	CHECK_EQ(raw(SYS_finit_module, open("f", O_WRONLY | O_CREAT, 0600), "",
		     0),
		 -EBADF);
}

TEST(not_regular, "finit_module: a directory is EINVAL")
{
	CHECK_EQ(raw(SYS_finit_module, open("/", O_RDONLY), "", 0), -EINVAL);
}

TEST(bad_flags, "finit_module: unknown flags are EINVAL")
{
	CHECK_EQ(raw(SYS_finit_module, open("/proc/self/exe", O_RDONLY), "",
		     64),
		 -EINVAL);
}

TEST(delete_none, "delete_module: ENOENT for a module that is not there")
{
	CHECK_EQ(unload("there_is_none"), -ENOENT);
}

TEST(delete_bad_name, "delete_module: EFAULT for a name that cannot be read")
{
	CHECK_EQ(raw(SYS_delete_module, unmapped(4096), O_NONBLOCK), -EFAULT);
}

/* --- the life of a module --- */

TEST(both_ways, "a module comes by init_module and by finit_module, and goes")
{
	read_module("hello");
	CHECK_EQ(init(""), 0);
	CHECK(module_line("hello"));
	CHECK_EQ(unload("hello"), 0);
	CHECK(!module_line("hello"));
	CHECK_EQ(load("hello", ""), 0);
	CHECK(module_line("hello"));
	CHECK_EQ(unload("hello"), 0);
	CHECK(!module_line("hello"));
}

TEST(twice, "a second one of the same name is EEXIST")
{
	CHECK_EQ(load("hello", ""), 0);
	CHECK_EQ(load("hello", ""), -EEXIST);
	CHECK_EQ(unload("hello"), 0);
}

TEST(failing_init, "init's error is the call's, and nothing stays")
{
	CHECK_EQ(load("hello", "times=11"), -EINVAL);
	CHECK(!module_line("hello"));
	CHECK_ERR(access("/sys/module/hello", F_OK), ENOENT);
}

TEST(proc_modules, "/proc/modules: name, size, count, users, state, address")
{
	unsigned int bytes, count, address;
	char users[20], state[20];

	CHECK_EQ(load("hello", ""), 0);
	CHECK_EQ(sscanf(module_line("hello"), "hello %u %u %19s %19s 0x%x",
			&bytes, &count, users, state, &address),
		 5);
	CHECK(bytes % 4096 == 0 && bytes > 0);
	CHECK_EQ(count, 0);
	CHECK(!strcmp(users, "-") && !strcmp(state, "Live"));
	CHECK(address > KERNEL_BASE);
	CHECK_EQ(unload("hello"), 0);
}

TEST(sysfs, "/sys/module/NAME tells state, count, size and where sections lie")
{
	CHECK_EQ(load("hello", ""), 0);
	file_says("/sys/module/hello/initstate", "live\n");
	file_says("/sys/module/hello/refcnt", "0\n");
	CHECK(read_file("/sys/module/hello/coresize", text, sizeof(text)) > 0);
	CHECK_EQ(atoi(text) % 4096, 0);
	CHECK(read_file("/sys/module/hello/sections/.data", text,
			sizeof(text)) > 0);
	CHECK(!strncmp(text, "0x", 2));
	CHECK_OK(access("/sys/module/hello/holders", F_OK));
	CHECK_EQ(unload("hello"), 0);
	CHECK_ERR(access("/sys/module/hello", F_OK), ENOENT);
}

TEST(kept_open,
     "a file of it in /sys that is still open reads as EIO or ENODEV")
{
	int fd;

	CHECK_EQ(load("hello", ""), 0);
	fd = CHECK_OK(open("/sys/module/hello/refcnt", O_RDONLY));
	CHECK_EQ(unload("hello"), 0);
	CHECK(read(fd, text, 10) < 0 && (errno == EIO || errno == ENODEV));
}

TEST(kallsyms,
     "/proc/kallsyms has a module's symbols with its name, init's no more")
{
	CHECK_EQ(load("hello", ""), 0);
	CHECK(system("grep -q 't hello_exit\t\\[hello\\]' /proc/kallsyms") ==
	      0);
	CHECK(system("grep -q hello_init /proc/kallsyms") != 0);
	CHECK_EQ(unload("hello"), 0);
	CHECK(system("grep -q '\\[hello\\]' /proc/kallsyms") != 0);
}

TEST(memory, "loading and unloading gives all memory back")
{
	long before;

	CHECK_EQ(load("hello", "whom=x"), 0);
	CHECK_EQ(unload("hello"), 0);
	before = proc_field("/proc/meminfo", "VmallocUsed:");
	for (int i = 0; i < 20; i++) {
		CHECK_EQ(load("hello", "whom=someone times=0"), 0);
		CHECK_EQ(unload("hello"), 0);
	}
	CHECK_EQ(proc_field("/proc/meminfo", "VmallocUsed:"), before);
}

/* --- parameters --- */

struct parameter {
	const char *claim, *args;
	long error;
	const char *file, *says;
};

#define PARAMS "/sys/module/hello/parameters/"

static const struct parameter parameters[] = {
	{ "an int in decimal", "times=0", 0, PARAMS "times", "0\n" },
	{ "in hexadecimal", "times=0xa", 0, PARAMS "times", "10\n" },
	{ "no number is EINVAL", "times=many", -EINVAL, NULL, NULL },
	{ "one without a value is EINVAL", "times", -EINVAL, NULL, NULL },
	{ "one too large is ERANGE", "times=99999999999", -ERANGE, NULL, NULL },
	{ "a bool", "polite=n", 0, PARAMS "polite", "N\n" },
	{ "a bool's bare name is yes", "polite", 0, PARAMS "polite", "Y\n" },
	{ "no bool is EINVAL", "polite=perhaps", -EINVAL, NULL, NULL },
	{ "a string", "whom=you", 0, PARAMS "whom", "you\n" },
	{ "a string in quotes", "whom=\"you and me\" times=0", 0, PARAMS "whom",
	  "you and me\n" },
	{ "an array", "primes=2,3,5", 0, PARAMS "primes", "2,3,5\n" },
	{ "too many elements are EINVAL", "primes=1,2,3,4,5", -EINVAL, NULL,
	  NULL },
	{ "a bad element is EINVAL", "primes=1,x", -EINVAL, NULL, NULL },
	{ "an unknown one is only warned of", "color=red times=0", 0,
	  PARAMS "times", "0\n" },
};

TEST_TABLE(parameter, parameters)
{
	const struct parameter *p = element;

	CHECK_EQ(load("hello", p->args), p->error);
	if (p->error)
		return;
	file_says(p->file, p->says);
	CHECK_EQ(unload("hello"), 0);
}

static void write_param(const char *name, const char *value, long want)
{
	char path[100];
	int fd;

	snprintf(path, sizeof(path), PARAMS "%s", name);
	fd = CHECK_OK(open(path, O_WRONLY));
	CHECK_EQ(tap_errno(write(fd, value, strlen(value))), want);
	close(fd);
}

TEST(set_later, "a parameter whose file can be written is set by writing")
{
	struct stat st;

	CHECK_EQ(load("hello", "times=0"), 0);
	write_param("whom", "them\n", 5);
	file_says(PARAMS "whom", "them\n");
	write_param("polite", "0\n", 2);
	file_says(PARAMS "polite", "N\n");
	write_param("polite", "maybe\n", -EINVAL);
	CHECK_OK(stat(PARAMS "times", &st));
	CHECK_EQ(st.st_mode & 0777, 0444);
	CHECK_EQ(unload("hello"), 0);
}

TEST(bad_args, "parameters that cannot be read are EFAULT")
{
	read_module("hello");
	CHECK_EQ(init(unmapped(4096)), -EFAULT);
	CHECK(!module_line("hello"));
}

/* --- damaged ones --- */

/* The number at an offset of the ELF header. */
static uint32_t *word_at(size_t offset)
{
	return (uint32_t *)(void *)(image + offset);
}

TEST(truncated, "a module cut short anywhere is ENOEXEC")
{
	size_t whole;

	read_module("hello");
	whole = size;
	for (size = 0; size < whole; size += whole / 97)
		CHECK_EQ(init(""), -ENOEXEC);
}

#define E_SHOFF 32

TEST(section_table, "a section table outside of the file is ENOEXEC")
{
	read_module("hello");
	*word_at(E_SHOFF) = (uint32_t)size - 4;
	CHECK_EQ(init(""), -ENOEXEC);
	*word_at(E_SHOFF) = 0xFFFFFFFC;
	CHECK_EQ(init(""), -ENOEXEC);
}

/* Replace each of a text in the image; both have the same length. */
static void replace(const char *old, const char *new)
{
	size_t len = strlen(old), found = 0;

	for (size_t at = 0; at + len <= size; at++)
		if (!memcmp(image + at, old, len)) {
			memcpy(image + at, new, len);
			found++;
		}
	CHECK(found > 0);
}

#define E_SHNUM	 48
#define E_SHSIZE 40 /* bytes of a section header, and where in it ... */
#define S_TYPE	 4
#define S_OFFSET 16
#define SHT_REL	 9

/* The first relocation's type: R_386_GOTPC needs what is not there. */
TEST(relocation, "a relocation of an unsupported type is ENOEXEC")
{
	uint32_t table, n = 0;

	read_module("hello");
	table = *word_at(E_SHOFF);
	while (*word_at(table + n * E_SHSIZE + S_TYPE) != SHT_REL)
		n++;
	CHECK(n < *(uint16_t *)(void *)(image + E_SHNUM));
	image[*word_at(table + n * E_SHSIZE + S_OFFSET) + 4] = 10;
	CHECK_EQ(init(""), -ENOEXEC);
	CHECK(!module_line("hello"));
}

#define E_SHSTRNDX 50
#define S_NAME	   0
#define S_SIZE	   20

/* Where a section's header is in the image. */
static size_t find_section(const char *name)
{
	uint32_t table = *word_at(E_SHOFF);
	uint16_t n = *(uint16_t *)(void *)(image + E_SHNUM);
	uint16_t names = *(uint16_t *)(void *)(image + E_SHSTRNDX);
	size_t at = *word_at(table + names * E_SHSIZE + S_OFFSET);

	while (n--)
		if (!strcmp(image + at +
				    *word_at(table + n * E_SHSIZE + S_NAME),
			    name))
			return table + n * E_SHSIZE;
	FAIL("the module has no section %s", name);
}

static const struct lost_table {
	const char *name, *module, *section;
} lost_tables[] = {
	{ "parameters that are not relocated are ENOEXEC", "hello",
	  ".rel__param" },
	{ "exported symbols that are not are, too", "provider",
	  ".rel__ksymtab_gpl" },
};

TEST_TABLE(lost_relocations, lost_tables)
{
	const struct lost_table *lost = element;

	read_module(lost->module);
	*word_at(find_section(lost->section) + S_SIZE) = 0;
	CHECK_EQ(init(""), -ENOEXEC);
	CHECK(!module_line(lost->module));
}

#define S_FLAGS	  8
#define SHF_WRITE 1
#define THIS	  ".gnu.linkonce.this_module"

/* It is written as long as the module is there. */
TEST(constant_module, "struct module among the constants is ENOEXEC")
{
	read_module("hello");
	*word_at(find_section(THIS) + S_FLAGS) &= ~(uint32_t)SHF_WRITE;
	CHECK_EQ(init(""), -ENOEXEC);
	CHECK(!module_line("hello"));
}

#define P_COPY 20 /* in struct kernel_param: what is freed with the module */

TEST(param_memory, "what a file says is a parameter's memory is not freed")
{
	read_module("hello");
	*word_at(*word_at(find_section("__param") + S_OFFSET) + P_COPY) =
		0xC0100000;
	CHECK_EQ(init("times=0"), 0);
	CHECK_EQ(unload("hello"), 0);
}

#define LIST 4 /* in struct module: the list of all modules */

/* What would have been init's goes to the list: the module has no init then, and
 * others come and go as before. */
TEST(relocated_list, "relocations of struct module reach init and exit alone")
{
	read_module("hello");
	*word_at(*word_at(find_section(".rel" THIS) + S_OFFSET)) = LIST;
	CHECK_EQ(init(""), 0);
	CHECK_EQ(unload("hello"), 0);
	CHECK_EQ(load("provider", ""), 0);
	CHECK_EQ(unload("provider"), 0);
}

#define R_INFO 4 /* in a relocation; 0: none */

TEST(no_init, "exit can remove what no init has made")
{
	read_module("procfs-mod");
	*word_at(*word_at(find_section(".rel" THIS) + S_OFFSET) + R_INFO) = 0;
	CHECK_EQ(init(""), 0);
	CHECK_EQ(unload("procfs_mod"), 0);
}

TEST(other_kernel, "one for another kernel is ENOEXEC, unless it is forced")
{
	int fd;

	read_module("hello");
	replace("vermagic=6", "vermagic=5");
	CHECK_EQ(init(""), -ENOEXEC);
	CHECK_OK(write_file("ko", image, size, 0600));
	fd = CHECK_OK(open("ko", O_RDONLY));
	CHECK_EQ(raw(SYS_finit_module, fd, "times=0", IGNORE_MAGIC), 0);
	CHECK(strstr(module_line("hello"), "(F)"));
	CHECK_EQ(unload("hello"), 0);
}

TEST(unknown_symbol, "one that needs a symbol that is not there is ENOENT")
{
	read_module("hello");
	replace("printk", "prontk");
	CHECK_EQ(init(""), -ENOENT);
	CHECK(!module_line("hello"));
}
