// SPDX-License-Identifier: GPL-2.0
/*
 * bench-exit - the least program there is: what the rows of bench-tasks that
 * exec something exec.
 */
int main(void)
{
	return 0;
}
