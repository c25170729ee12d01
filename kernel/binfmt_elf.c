// SPDX-License-Identifier: GPL-2.0
/*
 * ELF programs: from a file to an address space.
 *
 *                   the program lies at            and the interpreter (ld.so)
 *   ET_EXEC         the addresses in the file      below mmap_base
 *   ET_DYN          DYN_BASE + random
 *
 *   |      | text | data | bss | heap -> <- mmaps | vDSO | ld.so | <- stack |
 *   0      DYN_BASE                                   mmap_base    STACK_TOP
 *
 * Nothing is read in here: the segments become areas that map the file, and their
 * pages come when they are touched. Only the rest of the last page of a segment
 * with bss must be zeroed now, since the file's next bytes are in it.
 *
 * load_elf_binary first judges both files by their headers (lib/elf_read.c) and
 * decides where they go, so that a bad one is refused while there is a caller to
 * tell. After flush_old_exec only a lack of memory or a limit can stop it.
 *
 * What the program finds on its stack is elf_stack.c's.
 *
 * Locks: mmap_sem, taken for each mapping; nobody else has the new mm.
 * Source: System V ABI, chapter 5, and its Intel386 supplement; execve(2).
 */
#include <lectern/bug.h>
#include <lectern/elf_read.h>
#include <lectern/err.h>
#include <lectern/exec.h>
#include <lectern/fs.h>
#include <lectern/i386/uaccess.h>
#include <lectern/i386/vdso.h>
#include <lectern/sched.h>
#include <lectern/slab.h>
#include <uapi/mman.h>

#include "elf_stack.h"

/* Where position-independent programs go, with so many bits of random pages. */
#define DYN_BASE	0x56555000UL
#define DYN_RANDOM_BITS 8
#define BRK_RANDOM_BITS 13 /* pages: up to 32 MiB */

/* Below the arguments, no segment may lie where the stack grows. */
#define STACK_ROOM (8UL * 1024 * 1024)

/* -- judging --------------------------------------------------------------- */

static void close_elf(struct elf_file *elf)
{
	kfree(elf->phdrs);
	if (elf->file)
		fput(elf->file);
}

/* size bytes of the file from pos on, to be freed; ERR_PTR, with -ENOEXEC for a
 * file that ends before. */
static void *read_part(struct file *file, u32 pos, size_t size)
{
	void *part = kmalloc(size, GFP_KERNEL);
	ssize_t n;

	if (!part)
		return ERR_PTR(-ENOMEM);
	n = kernel_read(file, pos, part, size);
	if (n == (ssize_t)size)
		return part;
	kfree(part);
	return ERR_PTR(n < 0 ? n : -ENOEXEC);
}

/* Is the file, which begins with head, a program that can be run? */
static int read_elf(struct elf_file *elf, const void *head, size_t len,
		    unsigned long limit)
{
	int err = elf_check_exec(head, len);
	void *phdrs;

	if (err)
		return err;
	elf->ehdr = *(const Elf32_Ehdr *)head;
	phdrs = read_part(elf->file, elf->ehdr.e_phoff,
			  elf_phdrs_size(&elf->ehdr));
	if (IS_ERR(phdrs))
		return PTR_ERR(phdrs);
	elf->phdrs = phdrs;
	err = elf_read_image(&elf->ehdr, elf->phdrs,
			     (u64)elf->file->f_inode->i_size, limit,
			     &elf->image);
	if (!err && !elf->image.is_dyn && elf->image.low < MMAP_MIN_ADDR)
		err = -ENOEXEC;
	return err;
}

/* The file that PT_INTERP names; execve(2): -ELIBBAD when it is no program. */
static int open_interp(const struct elf_file *elf, struct elf_file *interp,
		       unsigned long limit)
{
	size_t size = elf->image.interp_size;
	char *path = read_part(elf->file, elf->image.interp_offset, size);
	struct file *file = ERR_PTR(-ENOEXEC);
	Elf32_Ehdr head;
	ssize_t n;

	if (IS_ERR(path))
		return PTR_ERR(path);
	if (!path[size - 1])
		file = open_exec(path);
	kfree(path);
	if (IS_ERR(file))
		return PTR_ERR(file);
	interp->file = file;
	n = kernel_read(file, 0, &head, sizeof(head));
	if (n >= 0)
		n = read_elf(interp, &head, (size_t)n, limit);
	return n == -ENOEXEC ? -ELIBBAD : n;
}

/* -- placing --------------------------------------------------------------- */

static unsigned long elf_start(const struct elf_file *elf)
{
	return elf->image.low + elf->bias;
}

static unsigned long elf_end(const struct elf_file *elf)
{
	return elf->image.high + elf->bias;
}

/* Move an ET_DYN so that it begins at start or, for its alignment, above.
 * -ENOEXEC when it is too large to lie there. */
static int place_dyn(struct elf_file *elf, unsigned long start,
		     unsigned long limit)
{
	const struct elf_image *image = &elf->image;
	u32 size = image->high - image->low;

	elf->bias = ALIGN(start, image->align) -
		    ALIGN_DOWN(image->low, image->align);
	if (elf_start(elf) < start || elf_start(elf) > limit ||
	    size > limit - elf_start(elf))
		return -ENOEXEC;
	return 0;
}

/* As high as it can be, below all mappings that are to come; never on top of
 * the program. */
static int place_interp(const struct linux_binprm *bprm,
			const struct elf_file *elf, struct elf_file *interp,
			unsigned long limit)
{
	unsigned long base = bprm->mm->mmap_base;
	u32 size = interp->image.high - interp->image.low;
	int err = 0;

	if (interp->image.is_dyn) {
		if (size > base || interp->image.align > base)
			return -ELIBBAD;
		base = ALIGN_DOWN(base - size, interp->image.align);
		err = place_dyn(interp, base & PAGE_MASK, limit);
	}
	if (err || (elf_start(interp) < elf_end(elf) &&
		    elf_start(elf) < elf_end(interp)))
		return -ELIBBAD;
	return 0;
}

/* -- mapping --------------------------------------------------------------- */

static unsigned long segment_prot(const Elf32_Phdr *ph)
{
	return (ph->p_flags & PF_R ? PROT_READ : 0) |
	       (ph->p_flags & PF_W ? PROT_WRITE : 0) |
	       (ph->p_flags & PF_X ? PROT_EXEC : 0);
}

/*
 * [end, mem_end) is memory that is not in the file: the rest of the file's last
 * page, then anonymous pages.
 *
 *   | file, file |fil|00000000| anonymous | anon…|
 *                    ^ end    ^ page             ^ mem_end
 *
 * A segment that cannot be written has nothing to zero: whatever the page holds
 * there, the program said that it does not change.
 */
static int map_bss(const Elf32_Phdr *ph, unsigned long end,
		   unsigned long mem_end)
{
	struct mm_struct *mm = current->mm;
	unsigned long page = PAGE_ALIGN(end);
	int err;

	if (!ph->p_filesz)
		page = end & PAGE_MASK;
	else if (ph->p_flags & PF_W &&
		 clear_user((void __user *)end, page - end))
		return -EFAULT;
	if (mem_end <= page)
		return 0;
	down_write(&mm->mmap_sem);
	err = do_brk(page, mem_end - page, ph->p_flags & PF_X ? VM_EXEC : 0);
	up_write(&mm->mmap_sem);
	return err;
}

static int map_segment(const struct elf_file *elf, const Elf32_Phdr *ph)
{
	unsigned long start = ph->p_vaddr + elf->bias;
	unsigned long end = start + ph->p_filesz;
	unsigned long mem_end = start + ph->p_memsz;
	unsigned long in_page = start & ~PAGE_MASK;
	long addr;

	/* elf_read.c has seen to it that file and memory agree in the page. */
	assert((ph->p_offset & ~PAGE_MASK) == in_page || !ph->p_filesz);
	if (ph->p_filesz) {
		addr = do_mmap_pgoff(elf->file, start - in_page,
				     end - start + in_page, segment_prot(ph),
				     MAP_PRIVATE | MAP_FIXED | MAP_DENYWRITE,
				     (ph->p_offset - in_page) >> PAGE_SHIFT);
		if (IS_ERR_VALUE(addr))
			return addr;
	}
	return mem_end > end ? map_bss(ph, end, mem_end) : 0;
}

static int map_segments(const struct elf_file *elf)
{
	const Elf32_Phdr *ph = elf->phdrs;
	int err;

	for (; ph < elf->phdrs + elf->ehdr.e_phnum; ph++) {
		if (ph->p_type != PT_LOAD || !ph->p_memsz)
			continue;
		err = map_segment(elf, ph);
		if (err)
			return err;
	}
	return 0;
}

static void describe_mm(const struct linux_binprm *bprm,
			const struct elf_file *elf)
{
	const struct elf_image *image = &elf->image;
	struct mm_struct *mm = current->mm;

	/* For brk(2), the heap begins somewhere behind the program. */
	mm->start_code = image->start_code + elf->bias;
	mm->end_code = image->end_code + elf->bias;
	mm->start_data = image->start_data + elf->bias;
	mm->end_data = image->end_data + elf->bias;
	mm->start_brk = mm->brk =
		PAGE_ALIGN(elf_end(elf)) +
		(bprm_random(bprm, RANDOM_BRK, BRK_RANDOM_BITS) << PAGE_SHIFT);
}

/*
 * The new mm is the task's: fill it, and go. An error ends the process. With an
 * interpreter it is that which runs first, and it maps the libraries.
 */
static int start_program(struct linux_binprm *bprm, struct pt_regs *regs,
			 const struct elf_file *elf,
			 const struct elf_file *interp)
{
	const struct elf_file *first = interp->file ? interp : elf;
	unsigned long esp = 0;
	int err;

	err = map_segments(elf);
	if (!err && interp->file)
		err = map_segments(interp);
	if (!err)
		err = arch_setup_additional_pages();
	if (err)
		return err;
	describe_mm(bprm, elf);
	err = elf_lay_stack(bprm, elf, interp, &esp);
	if (err)
		return err;
	start_thread(regs, first->image.entry + first->bias, esp);
	return 0;
}

int load_elf_binary(struct linux_binprm *bprm, struct pt_regs *regs)
{
	unsigned long limit = (bprm->p - STACK_ROOM) & PAGE_MASK;
	unsigned long start =
		DYN_BASE +
		(bprm_random(bprm, RANDOM_BASE, DYN_RANDOM_BITS) << PAGE_SHIFT);
	struct elf_file elf = { .file = bprm->file }, interp = { .file = NULL };
	int err;

	err = read_elf(&elf, bprm->buf, BINPRM_BUF_SIZE, limit);
	if (err)
		goto out;
	if (elf.image.is_dyn)
		err = place_dyn(&elf, start, limit);
	if (!err && elf.image.interp_size) {
		err = open_interp(&elf, &interp, limit);
		if (!err)
			err = place_interp(bprm, &elf, &interp, limit);
	}
	if (!err)
		err = flush_old_exec(bprm);
	if (!err)
		err = start_program(bprm, regs, &elf, &interp);
out:
	elf.file = NULL; /* bprm's */
	close_elf(&elf);
	close_elf(&interp);
	return err;
}
