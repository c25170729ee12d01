// SPDX-License-Identifier: GPL-2.0
/*
 * What /proc says of the whole system. Each text is read straight from the
 * counters of the part that keeps them. Source of the layouts: proc(5).
 */
#include "proc.h"

#include <lectern/boot_info.h>
#include <lectern/gfp.h>
#include <lectern/i386/processor.h>
#include <lectern/interrupt.h>
#include <lectern/math64.h>
#include <lectern/mm.h>
#include <lectern/module.h>
#include <lectern/pagemap.h>
#include <lectern/panic.h>
#include <lectern/sched.h>
#include <lectern/slab.h>
#include <lectern/time.h>
#include <lectern/version.h>
#include <lectern/vmalloc.h>

#define MAX_IRQ_NAMES 64

extern char _etext[];

/* ----------------------------------------------------------------- memory */

struct slab_pages {
	unsigned long kept, reclaimable;
};

static void count_slab(struct kmem_cache *cache, void *arg)
{
	struct slab_pages *slab = arg;
	unsigned long pages = cache->nr_slabs << cache->order;

	if (cache->flags & SLAB_RECLAIM)
		slab->reclaimable += pages;
	else
		slab->kept += pages;
}

void proc_show_pages(struct seq_buf *s, const struct proc_pages *lines,
		     size_t n)
{
	for (; n--; lines++)
		seq_printf(s, "%s%8lu kB\n", lines->name, KIB(lines->pages));
}

static void show_memory(struct seq_buf *s, const struct slab_pages *slab)
{
	unsigned long free = nr_free_pages();
	unsigned long files = nr_active_pages + nr_inactive_pages;
	const struct proc_pages lines[] = {
		{ "MemTotal:       ", totalram_pages },
		{ "MemFree:        ", free },
		{ "MemAvailable:   ", free + slab->reclaimable + files },
		{ "Buffers:        ", 0 },
		{ "Cached:         ", nr_cached_pages },
		{ "SwapCached:     ", 0 },
		{ "Active:         ", nr_active_pages },
		{ "Inactive:       ", nr_inactive_pages },
		{ "SwapTotal:      ", 0 },
		{ "SwapFree:       ", 0 },
		{ "Shmem:          ", nr_cached_pages - files },
		{ "Slab:           ", slab->kept + slab->reclaimable },
		{ "SReclaimable:   ", slab->reclaimable },
		{ "SUnreclaim:     ", slab->kept },
		{ "KernelStack:    ", nr_threads * (THREAD_SIZE / PAGE_SIZE) },
		{ "PageTables:     ", nr_pagetable_pages },
		{ "CommitLimit:    ", vm_commit_limit() },
		{ "Committed_AS:   ", (unsigned long)vm_committed_pages },
		{ "VmallocTotal:   ",
		  (VMALLOC_END - VMALLOC_START) / PAGE_SIZE },
		{ "VmallocUsed:    ", vmalloc_used_pages() },
	};

	proc_show_pages(s, lines, ARRAY_SIZE(lines));
}

static int show_meminfo(struct seq_buf *s, void *data)
{
	struct slab_pages slab = { 0, 0 };

	kmem_cache_for_each(count_slab, &slab);
	show_memory(s, &slab);
	return 0;
}

static int show_vmstat(struct seq_buf *s, void *data)
{
	seq_printf(s, "nr_free_pages %lu\n", nr_free_pages());
	for (int i = 0; i < NR_VM_EVENTS; i++)
		seq_printf(s, "%s %lu\n", vm_event_names[i], vm_events[i]);
	return 0;
}

/* The marks that mm/vmscan.c draws. */
static int show_zoneinfo(struct seq_buf *s, void *data)
{
	seq_printf(s, "Node 0, zone   Normal\n");
	seq_printf(s, "  pages free     %lu\n", nr_free_pages());
	seq_printf(s, "        min      %lu\n", pages_min);
	seq_printf(s, "        low      %lu\n", pages_low);
	seq_printf(s, "        high     %lu\n", pages_high);
	seq_printf(s, "        spanned  %lu\n", max_pfn);
	seq_printf(s, "        managed  %lu\n", totalram_pages);
	seq_printf(s, "      nr_zone_active_file %lu\n", nr_active_pages);
	seq_printf(s, "      nr_zone_inactive_file %lu\n", nr_inactive_pages);
	return 0;
}

static int show_buddyinfo(struct seq_buf *s, void *data)
{
	seq_printf(s, "Node 0, zone   Normal ");
	for (unsigned int order = 0; order < MAX_ORDER; order++)
		seq_printf(s, "%6lu ", nr_free_blocks(order));
	seq_printf(s, "\n");
	return 0;
}

struct slab_line {
	const char *name;
	unsigned long active, objects, slabs;
	size_t size;
	unsigned int per_slab, pages;
};

#define MAX_CACHES 128

struct slab_table {
	unsigned int n;
	struct slab_line lines[MAX_CACHES];
};

/* Called with the caches' lock held: nothing is printed here. */
static void take_slab_line(struct kmem_cache *c, void *arg)
{
	struct slab_table *table = arg;

	if (table->n < MAX_CACHES)
		table->lines[table->n++] = (struct slab_line){
			c->name,	c->nr_active, c->nr_slabs * c->objects,
			c->nr_slabs,	c->size,      c->objects,
			1u << c->order,
		};
}

static int show_slabinfo(struct seq_buf *s, void *data)
{
	struct slab_table *table = vzalloc(sizeof(*table));

	if (!table)
		return -ENOMEM;
	kmem_cache_for_each(take_slab_line, table);
	seq_printf(s, "slabinfo - version: 2.1\n");
	seq_printf(
		s,
		"# name            <active_objs> <num_objs> <objsize> <objperslab> <pagesperslab> : tunables <limit> <batchcount> <sharedfactor> : slabdata <active_slabs> <num_slabs> <sharedavail>\n");
	for (unsigned int i = 0; i < table->n; i++) {
		const struct slab_line *l = &table->lines[i];

		seq_printf(
			s,
			"%-17s %6lu %6lu %6zu %4u %4u : tunables    0    0    0 : slabdata %6lu %6lu      0\n",
			l->name, l->active, l->objects, l->size, l->per_slab,
			l->pages, l->slabs, l->slabs);
	}
	vfree(table);
	return 0;
}

/* ------------------------------------------------------- CPU and interrupts */

static int show_stat(struct seq_buf *s, void *data)
{
	u64 idle = task_run_ns(&init_task);
	unsigned long total = local_timer_count, count;
	char names[MAX_IRQ_NAMES];
	u64 boot_ns = ktime_get_real_ns() - ktime_get_ns();

	for (int pass = 0; pass < 2; pass++)
		seq_printf(s, "cpu%s %lu %lu %lu %lu 0 0 0 0 0 0\n",
			   pass ? "0" : " ", ticks(cpu_user_ns), 0UL,
			   ticks(cpu_system_ns), ticks(idle));
	for (int irq = 0; irq_describe(irq, &count, names, sizeof(names));
	     irq++)
		total += count;
	seq_printf(s, "intr %lu\n", total);
	seq_printf(s, "ctxt %lu\n", nr_context_switches);
	seq_printf(s, "btime %lu\n",
		   (unsigned long)div_u64(boot_ns, NSEC_PER_SEC));
	seq_printf(s, "processes %lu\n", total_forks);
	seq_printf(s, "procs_running %u\nprocs_blocked 0\n", nr_running());
	return 0;
}

static int show_interrupts(struct seq_buf *s, void *data)
{
	char names[MAX_IRQ_NAMES];
	unsigned long count;

	seq_printf(s, "           CPU0\n");
	for (int irq = 0; irq_describe(irq, &count, names, sizeof(names));
	     irq++)
		if (names[0])
			seq_printf(s, "%3d: %10lu  %s  %s\n", irq, count,
				   irq_chip->name, names);
	seq_printf(s, "NMI: %10lu  Non-maskable interrupts\n", nmi_count);
	seq_printf(s, "LOC: %10lu  Local timer interrupts\n",
		   local_timer_count);
	seq_printf(s, "SPU: %10lu  Spurious interrupts\n", spurious_count);
	return 0;
}

static const struct {
	u32 bit;
	const char *name;
} flag_names[] = {
	{ 1u << 0, "fpu" },   { 1u << 1, "vme" },    { 1u << 2, "de" },
	{ 1u << 3, "pse" },   { 1u << 4, "tsc" },    { 1u << 5, "msr" },
	{ 1u << 6, "pae" },   { 1u << 7, "mce" },    { 1u << 8, "cx8" },
	{ 1u << 9, "apic" },  { 1u << 11, "sep" },   { 1u << 12, "mtrr" },
	{ 1u << 13, "pge" },  { 1u << 14, "mca" },   { 1u << 15, "cmov" },
	{ 1u << 16, "pat" },  { 1u << 17, "pse36" }, { 1u << 19, "clflush" },
	{ 1u << 23, "mmx" },  { 1u << 24, "fxsr" },  { 1u << 25, "sse" },
	{ 1u << 26, "sse2" }, { 1u << 27, "ss" },    { 1u << 28, "ht" },
};

static int show_cpuinfo(struct seq_buf *s, void *data)
{
	const struct cpuinfo *c = &boot_cpu;

	seq_printf(s, "processor\t: 0\nvendor_id\t: %s\n", c->vendor);
	seq_printf(s, "cpu family\t: %u\nmodel\t\t: %u\n", c->family, c->model);
	seq_printf(s, "model name\t: %s\nstepping\t: %u\n", c->model_name,
		   c->stepping);
	seq_printf(s, "cpu MHz\t\t: %u.%03u\n", c->khz / 1000, c->khz % 1000);
	seq_printf(s, "flags\t\t:");
	for (size_t i = 0; i < ARRAY_SIZE(flag_names); i++)
		if (c->features_edx & flag_names[i].bit)
			seq_printf(s, " %s", flag_names[i].name);
	seq_printf(s, "%s\n", c->nx ? " nx" : "");
	seq_printf(s, "nx protection\t: %s\n\n",
		   !c->nx    ? "none, the CPU has no NX bit"
		   : nx_mask ? "on"
			     : "off by noexec=off");
	return 0;
}

/* -------------------------------------------------------------- the rest */

static int show_uptime(struct seq_buf *s, void *data)
{
	unsigned long up = ticks(ktime_get_ns()),
		      idle = ticks(task_run_ns(&init_task));

	seq_printf(s, "%lu.%02lu %lu.%02lu\n", up / USER_HZ, up % USER_HZ,
		   idle / USER_HZ, idle % USER_HZ);
	return 0;
}

static int show_loadavg(struct seq_buf *s, void *data)
{
	for (int i = 0; i < 3; i++) {
		/* to the nearest hundredth */
		unsigned long load = avenrun[i] + FIXED_1 / 200;

		seq_printf(s, "%lu.%02lu ", load >> FSHIFT,
			   (load & (FIXED_1 - 1)) * 100 >> FSHIFT);
	}
	seq_printf(s, "%u/%d %d\n", nr_running(), nr_threads, last_pid);
	return 0;
}

static int show_version(struct seq_buf *s, void *data)
{
	seq_printf(s, "%s\n", KERNEL_BANNER);
	return 0;
}

static int show_cmdline(struct seq_buf *s, void *data)
{
	seq_printf(s, "%s\n", boot_info.command_line);
	return 0;
}

/* Those of init are gone with it. */
static void show_module_symbols(struct seq_buf *s)
{
	const struct module *mod;

	mutex_lock(&module_mutex);
	list_for_each_entry(mod, &modules, list)
		for (u32 i = 0; i < mod->nr_symbols; i++) {
			const struct module_symbol *symbol = &mod->symbols[i];

			if (module_contains(mod, (void *)symbol->value))
				seq_printf(s, "%08x %c %s\t[%s]\n",
					   symbol->value,
					   module_is_code(mod, symbol->value)
						   ? 't'
						   : 'd',
					   symbol->name, mod->name);
		}
	mutex_unlock(&module_mutex);
}

static int show_kallsyms(struct seq_buf *s, void *data)
{
	unsigned long address;
	const char *name;

	for (unsigned int n = 0; kallsyms_get(n, &address, &name); n++)
		seq_printf(s, "%08lx %c %s\n", address,
			   address < (unsigned long)_etext ? 't' : 'd', name);
	show_module_symbols(s);
	return 0;
}

/* There are no disks, but fdisk -l wants to read so. */
static int show_partitions(struct seq_buf *s, void *data)
{
	return 0;
}

static const struct proc_file files[] __initdata = {
	{ "meminfo", 0444, show_meminfo, NULL, NULL },
	{ "vmstat", 0444, show_vmstat, NULL, NULL },
	{ "zoneinfo", 0444, show_zoneinfo, NULL, NULL },
	{ "buddyinfo", 0444, show_buddyinfo, NULL, NULL },
	{ "slabinfo", 0400, show_slabinfo, NULL, NULL },
	{ "stat", 0444, show_stat, NULL, NULL },
	{ "interrupts", 0444, show_interrupts, NULL, NULL },
	{ "cpuinfo", 0444, show_cpuinfo, NULL, NULL },
	{ "uptime", 0444, show_uptime, NULL, NULL },
	{ "loadavg", 0444, show_loadavg, NULL, NULL },
	{ "version", 0444, show_version, NULL, NULL },
	{ "cmdline", 0444, show_cmdline, NULL, NULL },
	{ "kallsyms", 0444, show_kallsyms, NULL, NULL },
	{ "partitions", 0444, show_partitions, NULL, NULL },
};

proc_initcall(files);
