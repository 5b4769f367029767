/* Rate limits as token buckets, shared by all servers on the database (the generic cell rate algorithm: one number a
 * bucket). */
#ifndef FIT_STORE_LIMITS_H
#define FIT_STORE_LIMITS_H

#include "store/store.h"

enum { FIT_LIMIT_KEY_CAP = 100 };

/* Writes: takes one token of the bucket `key`, which holds `burst` and gets one every each_ms. *wait_ms: 0 when there
 * was one; else after how long there will be, and nothing has changed. */
FIT_NODISCARD fit_status fit_limits_take(fit_db *db, const char *key, int burst, int64_t each_ms, int64_t now_ms,
                                         int64_t *wait_ms);
/* Fills the bucket: whoever proved right starts anew. */
FIT_NODISCARD fit_status fit_limits_clear(fit_db *db, const char *key);
/* Gives one token back: that one try was no harm. */
FIT_NODISCARD fit_status fit_limits_give_back(fit_db *db, const char *key, int64_t each_ms);
FIT_NODISCARD fit_status fit_limits_sweep(fit_db *db, int64_t now_ms);

#endif
