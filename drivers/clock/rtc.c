// SPDX-License-Identifier: GPL-2.0
/*
 * What day it is: the battery-backed clock (MC146818), read once at boot.
 *
 * Its registers change once a second, one after the other; the update flag is
 * up from a little before until they are right again. So: wait until it is
 * down, read all, and read again until two readings are the same. The clock is
 * taken to run in UTC, in 24 hours a day and this century, as PCs have it.
 *
 * Source: MC146818 data sheet. No locks: boot, before anything else uses the
 * ports.
 */
#include <lectern/i386/io.h>
#include <lectern/string.h>

#include "clock.h"

#define CMOS_INDEX 0x70 /* bit 7 would hold back NMIs: left 0 */
#define CMOS_DATA  0x71

#define RTC_STATUS_A 0x0A
#define RTC_STATUS_B 0x0B
#define UPDATING     0x80 /* status A */
#define BINARY	     0x04 /* status B: not BCD */

#define UPDATE_SPINS 10000 /* an update takes 2 ms, a read about 1 us */
#define READINGS     5

#define CENTURY		2000
#define SECONDS_PER_DAY 86400
#define UNIX_EPOCH_DAY	719468 /* days from March 1st of year 0 to 1970 */

enum field {
	SECOND,
	MINUTE,
	HOUR,
	DAY,
	MONTH,
	YEAR,
	NR_FIELDS
};

static u8 cmos_read(u8 index)
{
	outb(index, CMOS_INDEX);
	return inb(CMOS_DATA);
}

static void read_fields(u8 t[NR_FIELDS])
{
	static const u8 registers[NR_FIELDS] = { 0, 2, 4, 7, 8, 9 };
	int spins = UPDATE_SPINS;

	while ((cmos_read(RTC_STATUS_A) & UPDATING) && spins--)
		io_delay();
	for (int i = 0; i < NR_FIELDS; i++)
		t[i] = cmos_read(registers[i]);
}

/*
 * Days since 1970. The year is taken to begin in March: then the leap day is
 * its last, and the months before any other have (153 m + 2) / 5 days.
 */
static u32 days_since_epoch(u32 year, u32 month, u32 day)
{
	if (month <= 2) {
		month += 12;
		year--;
	}
	return 365 * year + year / 4 - year / 100 + year / 400 +
	       (153 * (month - 3) + 2) / 5 + day - 1 - UNIX_EPOCH_DAY;
}

u64 rtc_read_ns(void)
{
	u8 t[NR_FIELDS], before[NR_FIELDS];
	int readings = READINGS;
	u64 seconds;

	read_fields(t);
	do {
		memcpy(before, t, sizeof(t));
		read_fields(t);
	} while (memcmp(t, before, sizeof(t)) && --readings);

	for (int i = 0; i < NR_FIELDS; i++)
		if (!(cmos_read(RTC_STATUS_B) & BINARY))
			t[i] = (t[i] >> 4) * 10 + (t[i] & 0xF);
	seconds = days_since_epoch(CENTURY + t[YEAR], t[MONTH], t[DAY]);
	seconds = seconds * SECONDS_PER_DAY + t[HOUR] * 3600U +
		  t[MINUTE] * 60U + t[SECOND];
	return seconds * NSEC_PER_SEC;
}
