/* From whatever FFmpeg decodes to upright RGB with square pixels. */
#ifndef FIT_MEDIA_VIDEO_CONVERT_H
#define FIT_MEDIA_VIDEO_CONVERT_H

#include <libavutil/frame.h>
#include <libswscale/swscale.h>

#include "media/pixels.h"

/* Zeroed: ready for use. The size of the first frame holds for all. */
typedef struct fit_video_convert {
    struct SwsContext *scaler;
    fit_pixels stored;  /* as in the file, before turning */
    fit_pixels upright; /* the result */
    int32_t width, height;
    fit_orientation orientation;
} fit_video_convert;

/* matrix: FFmpeg's display matrix (libavutil/display.h), 9 values, or NULL. Angles between are rounded to a quarter
 * turn. */
fit_orientation fit_video_orientation(const int32_t *matrix);

/* Converts frame; the view lives in convert until the next call. */
FIT_NODISCARD fit_status fit_video_convert_frame(fit_video_convert *convert, const AVFrame *frame,
                                                 AVRational pixel_aspect, fit_orientation orientation, fit_image *view,
                                                 fit_error *error);
void fit_video_convert_deinit(fit_video_convert *convert);

#endif
