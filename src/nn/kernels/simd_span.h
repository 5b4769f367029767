/* How the work of a convolution is cut, so that threads can share it: by rows of the output or, where there are few
 * pixels, by groups of output channels. Each share of few pixels would pass over all weights, which are more than they;
 * a share of the channels passes over its own. */
#ifndef FIT_NN_KERNELS_SIMD_SPAN_H
#define FIT_NN_KERNELS_SIMD_SPAN_H

#include "simd.h"

enum {
    CONV_FEW_PIXELS = 49, /* 7x7, the pose detector's smallest; 8x8 of the landmark models halve well */
    /* Channels of a group: the least that are whole panels (simd_tile.h), of 8, 12, 16 or 48 channels, and whole groups
     * of 16 in simd_sparse.h. A panel that hangs over the end belongs to the group in which it begins. */
    CONV_GROUP = CONV_PANEL % 3 == 0 ? 48 : 16,
};
_Static_assert(CONV_GROUP % (CONV_PANEL * VEC_FLOATS) == 0, "whole panels");

/* Pixels and channels, each from first to before end. */
typedef struct conv_span {
    size_t first, end;
    size_t first_channel, end_channel;
} conv_span;

FIT_INLINE int span_by_channels(const fit_window *w)
{
    return (size_t)w->batch * (size_t)w->out_h * (size_t)w->out_w <= CONV_FEW_PIXELS && w->out_c >= 2 * CONV_GROUP;
}

static size_t conv_units(const fit_window *w)
{
    return span_by_channels(w) ? ((size_t)w->out_c + CONV_GROUP - 1) / CONV_GROUP : (size_t)w->batch * (size_t)w->out_h;
}

FIT_INLINE conv_span span_of(const fit_window *w, size_t begin, size_t end)
{
    const size_t channels = (size_t)w->out_c;
    const size_t width = (size_t)w->out_w;
    if (!span_by_channels(w))
        return (conv_span){begin * width, end * width, 0, channels};
    const size_t end_channel = end * CONV_GROUP < channels ? end * CONV_GROUP : channels;
    return (conv_span){0, (size_t)w->batch * (size_t)w->out_h * width, begin * CONV_GROUP, end_channel};
}

#endif
