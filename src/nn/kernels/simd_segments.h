/* Where a convolution's inputs lie.
 *
 * In NHWC the kernel_w * in_c inputs under one row of the window are contiguous, so a pixel is kernel_h pointers to
 * segments of that length; a segment that hangs over the left or right edge is copied between zeros, one above or below
 * the image is all zeros. A 1x1 convolution is the case of one segment a pixel, read where it lies. */
#ifndef FIT_NN_KERNELS_SIMD_SEGMENTS_H
#define FIT_NN_KERNELS_SIMD_SEGMENTS_H

#include "simd_tile.h"

/* Copies the columns x .. x + kernel_w of a line between zeros to copy; at least one of them lies inside. */
static void copy_edge(const fit_window *w, const float *line, int32_t x, float *copy)
{
    const size_t channels = (size_t)w->in_c;
    const int32_t begin = x < 0 ? 0 : x;
    const int32_t end = x + w->kernel_w > w->in_w ? w->in_w : x + w->kernel_w;
    memset(copy, 0, (size_t)w->kernel_w * channels * sizeof *copy);
    memcpy(copy + (size_t)(begin - x) * channels, line + (size_t)begin * channels,
           (size_t)(end - begin) * channels * sizeof *copy);
}

/* How many of n windows, of which the first begins at column x and lies within the line, do so one after another. */
static size_t whole_windows(const fit_window *w, int32_t x, size_t n)
{
    const size_t whole = (size_t)((w->in_w - w->kernel_w - x) / w->stride_w) + 1;
    return whole < n ? whole : n;
}

/* Segments of n windows, from the one of output column `column` on, over one line of the image; NULL: above or below
 * it. Copies go to spare; returns what is left of it. */
static float *find_row(const fit_window *w, size_t segment, const float *source, size_t column, size_t n,
                       const float *zeros, const float **segments, float *spare)
{
    const size_t step = (size_t)w->stride_w * (size_t)w->in_c;
    for (size_t i = 0, run; i < n; i += run) {
        const int32_t x = (int32_t)(column + i) * w->stride_w - w->pad_left;
        run = 1;
        if (!source || x + w->kernel_w <= 0 || x >= w->in_w) {
            segments[i] = zeros;
        } else if (x >= 0 && x + w->kernel_w <= w->in_w) {
            run = whole_windows(w, x, n - i);
            const float *at = source + (size_t)x * (size_t)w->in_c;
            for (size_t k = 0; k < run; k++)
                segments[i + k] = at + k * step;
        } else {
            copy_edge(w, source, x, spare);
            segments[i] = spare;
            spare += segment;
        }
    }
    return spare;
}

/* Fills one line of segments, those under row ky of the window, for the n pixels from `first`. Copies go to spare;
 * returns what is left of it. */
static float *find_line(const fit_window *w, const conv_plan *plan, const float *in, size_t first, size_t n, int32_t ky,
                        const float *zeros, const float **line, float *spare)
{
    const size_t pitch = (size_t)w->in_w * (size_t)w->in_c;
    size_t column = first % (size_t)w->out_w;
    size_t row = first / (size_t)w->out_w;
    for (size_t i = 0, run; i < n; i += run, row++, column = 0) {
        const int32_t y = (int32_t)(row % (size_t)w->out_h) * w->stride_h - w->pad_top + ky;
        const float *source =
            y < 0 || y >= w->in_h ? NULL : in + (row / (size_t)w->out_h * (size_t)w->in_h + (size_t)y) * pitch;
        run = (size_t)w->out_w - column < n - i ? (size_t)w->out_w - column : n - i;
        spare = find_row(w, plan->segment, source, column, run, zeros, line + i, spare);
    }
    return spare;
}

/* Fills segments[ky * block + i]; the last pixel stands in for those that a tile lacks. */
static void find_segments(const fit_window *w, const conv_plan *plan, const float *in, size_t first, size_t n,
                          const float **segments, float *spare)
{
    const float *zeros = spare;
    memset(spare, 0, plan->segment * sizeof *spare);
    spare += plan->segment;
    for (size_t ky = 0; ky < plan->kernel_h; ky++) {
        const float **line = segments + ky * plan->block;
        spare = find_line(w, plan, in, first, n, (int32_t)ky, zeros, line, spare);
        for (size_t i = n; i % CONV_ROWS_LCM != 0; i++)
            line[i] = line[n - 1];
    }
}

#endif
