/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Actions of syslog (103), which libraries call klogctl, and the levels of
 * kernel messages. Source: syslog(2), syslog(3).
 */
#ifndef LECTERN_UAPI_SYSLOG_H
#define LECTERN_UAPI_SYSLOG_H

#define SYSLOG_ACTION_CLOSE	    0
#define SYSLOG_ACTION_OPEN	    1
#define SYSLOG_ACTION_READ	    2 /* waits, and takes out */
#define SYSLOG_ACTION_READ_ALL	    3 /* the last so many bytes */
#define SYSLOG_ACTION_READ_CLEAR    4
#define SYSLOG_ACTION_CLEAR	    5
#define SYSLOG_ACTION_CONSOLE_OFF   6
#define SYSLOG_ACTION_CONSOLE_ON    7
#define SYSLOG_ACTION_CONSOLE_LEVEL 8 /* 1 to 8 */
#define SYSLOG_ACTION_SIZE_UNREAD   9
#define SYSLOG_ACTION_SIZE_BUFFER   10

#define LOG_EMERG    0
#define LOG_ALERT    1
#define LOG_CRIT     2
#define LOG_ERR	     3
#define LOG_WARNING  4
#define LOG_NOTICE   5
#define LOG_INFO     6
#define LOG_DEBUG    7
#define LOG_PRIMASK  0x07 /* the level in <N>; above it the facility */
#define LOG_FACSHIFT 3

#endif /* LECTERN_UAPI_SYSLOG_H */
