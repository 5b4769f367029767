#include "base/pages.h"

#include <stdlib.h>

#include "base/checked.h"

#if defined(__linux__)
#include <sys/mman.h>
#endif

enum { CACHE_LINE = 64, HUGE_PAGE = 2 << 20, LARGE = 1 << 20 };

void *fit_pages_alloc(size_t bytes)
{
    size_t aligned;
#if defined(MADV_HUGEPAGE)
    if (bytes >= LARGE) {
        if (!fit_align_size(bytes, HUGE_PAGE, &aligned))
            return NULL;
        void *pages = aligned_alloc(HUGE_PAGE, aligned);
        if (pages)
            (void)madvise(pages, aligned, MADV_HUGEPAGE); /* only advice */
        return pages;
    }
#endif
    return fit_align_size(bytes, CACHE_LINE, &aligned) ? aligned_alloc(CACHE_LINE, aligned) : NULL;
}
