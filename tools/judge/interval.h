/* How far a rate counted on few can be trusted. */
#ifndef JUDGE_INTERVAL_H
#define JUDGE_INTERVAL_H

/* Clopper and Pearson's exact interval of 95 % for k of n; n: at least 1. */
void judge_interval(int k, int n, double *low, double *high);

#endif
