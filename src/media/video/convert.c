#include "media/video/convert.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include <libavutil/pixdesc.h>

fit_orientation fit_video_orientation(const int32_t *matrix)
{
    if (!matrix)
        return FIT_ORIENTATION_UPRIGHT;
    /* x' = a p + c q, y' = b p + d q for stored column p and row q. */
    double a = matrix[0], b = matrix[1], c = matrix[3], d = matrix[4];
    if (fabs(a) + fabs(d) >= fabs(b) + fabs(c)) {
        if (a >= 0)
            return d >= 0 ? FIT_ORIENTATION_UPRIGHT : FIT_ORIENTATION_FLIPPED;
        return d >= 0 ? FIT_ORIENTATION_MIRRORED : FIT_ORIENTATION_UPSIDE_DOWN;
    }
    if (c >= 0)
        return b >= 0 ? FIT_ORIENTATION_TRANSPOSED : FIT_ORIENTATION_TURN_LEFT;
    return b >= 0 ? FIT_ORIENTATION_TURN_RIGHT : FIT_ORIENTATION_TRANSVERSED;
}

/* Width on square pixels. Nearly square ones are rounding in the file, not worth a resampling; a shape beyond 4:1 is
 * nonsense in it. */
static int32_t square_width(const AVFrame *frame, AVRational pixel_aspect)
{
    double aspect = pixel_aspect.num > 0 && pixel_aspect.den > 0 ? av_q2d(pixel_aspect) : 1;
    if (fabs(aspect - 1) < 0.02 || aspect < 0.25 || aspect > 4)
        return frame->width;
    return (int32_t)lround(frame->width * aspect);
}

/* The old names for full-range YUV mean the same layout; swscale wants the range told apart. */
static enum AVPixelFormat plain_format(int format, bool *full_range)
{
    switch (format) {
    case AV_PIX_FMT_YUVJ420P:
        *full_range = true;
        return AV_PIX_FMT_YUV420P;
    case AV_PIX_FMT_YUVJ422P:
        *full_range = true;
        return AV_PIX_FMT_YUV422P;
    case AV_PIX_FMT_YUVJ444P:
        *full_range = true;
        return AV_PIX_FMT_YUV444P;
    case AV_PIX_FMT_YUVJ440P:
        *full_range = true;
        return AV_PIX_FMT_YUV440P;
    default:
        return (enum AVPixelFormat)format;
    }
}

/* Where the file does not say: BT.709 from 720 lines on, BT.601 below, as players assume. */
static const int *coefficients_of(const AVFrame *frame)
{
    int space = frame->colorspace;
    if (space == AVCOL_SPC_UNSPECIFIED || space == AVCOL_SPC_RESERVED)
        space = frame->height >= 720 ? SWS_CS_ITU709 : SWS_CS_ITU601;
    return sws_getCoefficients(space);
}

static fit_status scale(fit_video_convert *convert, const AVFrame *frame, fit_pixels *to, fit_error *error)
{
    bool full_range = frame->color_range == AVCOL_RANGE_JPEG;
    enum AVPixelFormat format = plain_format(frame->format, &full_range);
    convert->scaler = sws_getCachedContext(convert->scaler, frame->width, frame->height, format, to->width, to->height,
                                           AV_PIX_FMT_RGB24, SWS_BILINEAR, NULL, NULL, NULL);
    if (!convert->scaler)
        return fit_fail(error, FIT_ERR_UNSUPPORTED, "cannot convert pixels of the kind %s",
                        av_get_pix_fmt_name(format) ? av_get_pix_fmt_name(format) : "unknown");
    const int one = 1 << 16; /* brightness 0, contrast and saturation 1 in 16.16 */
    (void)sws_setColorspaceDetails(convert->scaler, coefficients_of(frame), full_range,
                                   sws_getCoefficients(SWS_CS_DEFAULT), 1, 0, one, one); /* RGB input has none */
    uint8_t *const planes[4] = {to->data};
    const int strides[4] = {(int)to->stride_bytes};
    if (sws_scale(convert->scaler, (const uint8_t *const *)frame->data, frame->linesize, 0, frame->height, planes,
                  strides) <= 0)
        return fit_fail(error, FIT_ERR_FORMAT, "cannot convert a frame");
    return FIT_OK;
}

fit_status fit_video_convert_frame(fit_video_convert *convert, const AVFrame *frame, AVRational pixel_aspect,
                                   fit_orientation orientation, fit_image *view, fit_error *error)
{
    if (convert->width == 0) {
        convert->orientation = orientation;
        convert->width = square_width(frame, pixel_aspect);
        convert->height = frame->height;
    }
    bool turned = convert->orientation != FIT_ORIENTATION_UPRIGHT;
    fit_pixels *first = turned ? &convert->stored : &convert->upright;
    fit_status status = fit_pixels_resize(first, convert->width, convert->height, error);
    if (status == FIT_OK)
        status = scale(convert, frame, first, error);
    if (status == FIT_OK && turned)
        status = fit_pixels_orient(&convert->stored, convert->orientation, &convert->upright, error);
    if (status == FIT_OK)
        *view = fit_pixels_view(&convert->upright);
    return status;
}

void fit_video_convert_deinit(fit_video_convert *convert)
{
    sws_freeContext(convert->scaler);
    fit_pixels_deinit(&convert->stored);
    fit_pixels_deinit(&convert->upright);
    *convert = (fit_video_convert){0};
}
