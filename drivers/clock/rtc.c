// SPDX-License-Identifier: GPL-2.0
/*
 * What day it is: the battery-backed clock (MC146818), read once at boot.
 *
 * Its registers change once a second, one after the other; the update flag is
 * up from a little before until they are right again. So: wait until it is
 * down, read all, and read again until two readings are the same. The clock is
 * taken to run in UTC.
 *
 * Source: MC146818 data sheet; the century's place is a PC custom. No locks:
 * boot, before anything else uses the ports.
 */
#include <lectern/i386/io.h>
#include <lectern/printk.h>
#include <lectern/string.h>

#include "clock.h"

#define CMOS_INDEX 0x70 /* bit 7 would hold back NMIs: left 0 */
#define CMOS_DATA  0x71

#define RTC_SECONDS  0x00
#define RTC_MINUTES  0x02
#define RTC_HOURS    0x04
#define RTC_DAY	     0x07
#define RTC_MONTH    0x08
#define RTC_YEAR     0x09
#define RTC_STATUS_A 0x0A
#define RTC_STATUS_B 0x0B
#define RTC_CENTURY  0x32

#define UPDATING 0x80 /* status A */
#define BINARY	 0x04 /* status B: not BCD */
#define HOURS_24 0x02
#define PM	 0x80 /* in the hours of a 12-hour clock */

#define UPDATE_SPINS 10000 /* an update takes 2 ms, a read about 1 us */
#define READINGS     5

#define SECONDS_PER_DAY 86400
#define UNIX_EPOCH_DAY	719468 /* days from March 1st of year 0 to 1970 */

struct rtc_reading {
	u8 second, minute, hour, day, month, year, century;
};

static u8 cmos_read(u8 index)
{
	outb(index, CMOS_INDEX);
	return inb(CMOS_DATA);
}

static struct rtc_reading read_registers(void)
{
	int spins = UPDATE_SPINS;

	while ((cmos_read(RTC_STATUS_A) & UPDATING) && spins--)
		io_delay();
	return (struct rtc_reading){
		.second = cmos_read(RTC_SECONDS),
		.minute = cmos_read(RTC_MINUTES),
		.hour = cmos_read(RTC_HOURS),
		.day = cmos_read(RTC_DAY),
		.month = cmos_read(RTC_MONTH),
		.year = cmos_read(RTC_YEAR),
		.century = cmos_read(RTC_CENTURY),
	};
}

static u8 from_bcd(u8 value)
{
	return (value >> 4) * 10 + (value & 0xF);
}

/* BCD and twelve hours become plain numbers. */
static void normalize(struct rtc_reading *t)
{
	u8 status = cmos_read(RTC_STATUS_B);
	bool pm = !(status & HOURS_24) && (t->hour & PM);
	u8 *field = (u8 *)t;

	if (!(status & HOURS_24))
		t->hour &= (u8)~PM;
	for (size_t i = 0; !(status & BINARY) && i < sizeof(*t); i++)
		field[i] = from_bcd(field[i]);
	if (!(status & HOURS_24))
		t->hour = t->hour % 12 + (pm ? 12 : 0);
}

static unsigned int full_year(const struct rtc_reading *t)
{
	if (t->century >= 19 && t->century <= 21)
		return t->century * 100U + t->year;
	return t->year + (t->year < 70 ? 2000U : 1900U);
}

/*
 * Days since 1970. The year is taken to begin in March: then the leap day is
 * its last, and the months before any other have (153 m + 2) / 5 days.
 */
static long days_since_epoch(unsigned int year, unsigned int month,
			     unsigned int day)
{
	if (month <= 2) {
		month += 12;
		year--;
	}
	return (long)(365 * year + year / 4 - year / 100 + year / 400 +
		      (153 * (month - 3) + 2) / 5 + day - 1) -
	       UNIX_EPOCH_DAY;
}

static bool plausible(const struct rtc_reading *t)
{
	return t->second < 60 && t->minute < 60 && t->hour < 24 &&
	       t->day >= 1 && t->day <= 31 && t->month >= 1 && t->month <= 12 &&
	       full_year(t) >= 1970;
}

u64 rtc_read_ns(void)
{
	struct rtc_reading t = read_registers(), before;
	int readings = READINGS;
	u64 seconds;

	do {
		before = t;
		t = read_registers();
	} while (memcmp(&t, &before, sizeof(t)) && --readings);

	normalize(&t);
	if (!plausible(&t)) {
		pr_warn("clock: the battery's clock makes no sense; set the "
			"date by hand\n");
		return 0;
	}
	seconds = (u64)days_since_epoch(full_year(&t), t.month, t.day) *
			  SECONDS_PER_DAY +
		  t.hour * 3600U + t.minute * 60U + t.second;
	return seconds * NSEC_PER_SEC;
}
