/* Memory for what is large and walked through again and again: weights and arenas. */
#ifndef FIT_BASE_PAGES_H
#define FIT_BASE_PAGES_H

#include <stddef.h>

/* bytes of memory aligned to 64 or more, from 1 MiB on in whole huge pages (2 MiB) where the system has them to give: a
 * first touch of 4 KiB at a time costs more than all else of loading a model, and a run misses the translation buffer
 * less. NULL: no memory. Freed with free(). Thread-safe. */
void *fit_pages_alloc(size_t bytes);

#endif
