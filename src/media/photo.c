#include "media/photo.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <jerror.h>
#include <jpeglib.h>

/* Encoders make about ten scans; each costs a pass over the whole picture, however few bytes it takes. */
enum { MAX_SCANS = 100, MAX_FRAME_SCANS = 12 };

/* libjpeg reports a fatal error by a call that must not return: jump back, as its documentation (libjpeg.txt, "Error
 * handling") prescribes. */
typedef struct trap {
    struct jpeg_error_mgr base; /* first: libjpeg hands out its address */
    jmp_buf jump;
    bool cut_short;
    bool too_much;
    int max_scans;
    struct jpeg_progress_mgr progress;
} trap;

static void on_fatal(j_common_ptr info)
{
    longjmp(((trap *)info->err)->jump, 1);
}

static void on_message(j_common_ptr info, int level)
{
    if (level < 0 && info->err->msg_code == JWRN_JPEG_EOF)
        ((trap *)info->err)->cut_short = true;
}

static struct jpeg_error_mgr *trap_init(trap *t)
{
    struct jpeg_error_mgr *base = jpeg_std_error(&t->base);
    base->error_exit = on_fatal;
    base->emit_message = on_message;
    t->cut_short = t->too_much = false;
    t->max_scans = MAX_SCANS;
    t->progress = (struct jpeg_progress_mgr){0};
    return base;
}

static fit_status trap_fail(trap *t, j_common_ptr info, fit_error *error)
{
    char text[JMSG_LENGTH_MAX];
    if (t->too_much)
        return fit_fail(error, FIT_ERR_LIMIT, "the JPEG photo has more than %d scans", t->max_scans);
    t->base.format_message(info, text);
    fit_status status = t->base.msg_code == JERR_OUT_OF_MEMORY ? FIT_ERR_MEMORY : FIT_ERR_FORMAT;
    return fit_fail(error, status, "not a valid JPEG photo: %s", text);
}

bool fit_photo_is_jpeg(const void *bytes, size_t len_bytes)
{
    const unsigned char *b = bytes;
    return len_bytes >= 3 && b[0] == 0xFF && b[1] == 0xD8 && b[2] == 0xFF; /* SOI and the next marker */
}

static fit_orientation orientation_of(const struct jpeg_decompress_struct *jpeg)
{
    for (jpeg_saved_marker_ptr m = jpeg->marker_list; m; m = m->next) {
        fit_orientation orientation = fit_exif_orientation(m->data, m->data_length);
        if (orientation != FIT_ORIENTATION_UPRIGHT)
            return orientation;
    }
    return FIT_ORIENTATION_UPRIGHT;
}

/* What a photo may cost. */
typedef struct limits {
    int64_t max_pixels; /* 0: as many as fit_pixels_resize allows */
    int32_t max_side;   /* 0: as long as fit_pixels_resize allows */
    int max_scans;      /* 0: MAX_SCANS */
    int32_t least_side; /* 0: decoded whole; else by the smallest scale that leaves the shorter side this long */
} limits;

/* libjpeg decodes to n/8 of the size for less than the price of it all (libjpeg.txt, "Special features"). */
static void choose_scale(struct jpeg_decompress_struct *jpeg, int32_t least_side)
{
    JDIMENSION shorter = jpeg->image_width < jpeg->image_height ? jpeg->image_width : jpeg->image_height;
    jpeg->scale_num = 8;
    jpeg->scale_denom = 8;
    while (jpeg->scale_num > 1 && shorter * (jpeg->scale_num / 2) / 8 >= (JDIMENSION)least_side)
        jpeg->scale_num /= 2;
}

static void watch_scans(j_common_ptr info)
{
    if (((j_decompress_ptr)info)->input_scan_number > ((trap *)info->err)->max_scans) {
        ((trap *)info->err)->too_much = true;
        on_fatal(info);
    }
}

static fit_status check_limits(struct jpeg_decompress_struct *jpeg, const limits *limit, fit_error *error)
{
    if (jpeg->jpeg_color_space == JCS_CMYK || jpeg->jpeg_color_space == JCS_YCCK)
        return fit_fail(error, FIT_ERR_UNSUPPORTED, "a CMYK photo, made for print; save it as RGB");
    int64_t pixels = (int64_t)jpeg->image_width * jpeg->image_height;
    if (limit->max_pixels > 0 && pixels > limit->max_pixels)
        return fit_fail(error, FIT_ERR_LIMIT, "a photo of more than %lld pixels", (long long)limit->max_pixels);
    const JDIMENSION longer = jpeg->image_width > jpeg->image_height ? jpeg->image_width : jpeg->image_height;
    if (limit->max_side > 0 && longer > (JDIMENSION)limit->max_side)
        return fit_fail(error, FIT_ERR_LIMIT, "a photo of more than %d pixels a side", (int)limit->max_side);
    return FIT_OK;
}

/* The part that libjpeg may leave by a jump: nothing here owns memory but jpeg and stored. */
static fit_status decode_stored(struct jpeg_decompress_struct *jpeg, trap *t, const void *bytes, size_t len_bytes,
                                const limits *limit, fit_pixels *stored, fit_error *error)
{
    if (setjmp(t->jump))
        return trap_fail(t, (j_common_ptr)jpeg, error);
    jpeg_create_decompress(jpeg);
    t->progress.progress_monitor = watch_scans;
    jpeg->progress = &t->progress;
    if (limit->max_scans > 0)
        t->max_scans = limit->max_scans;
    jpeg_mem_src(jpeg, bytes, len_bytes);
    jpeg_save_markers(jpeg, JPEG_APP0 + 1, 0xFFFF);
    (void)jpeg_read_header(jpeg, TRUE);
    fit_status status = check_limits(jpeg, limit, error);
    if (status != FIT_OK)
        return status;
    jpeg->out_color_space = JCS_RGB;
    if (limit->least_side > 0)
        choose_scale(jpeg, limit->least_side);
    /* Before it starts: of a photo of several scans libjpeg then keeps all coefficients, gigabytes for a size that a
     * few bytes of header claim. */
    jpeg_calc_output_dimensions(jpeg);
    status = fit_pixels_resize(stored, (int32_t)jpeg->output_width, (int32_t)jpeg->output_height, error);
    if (status != FIT_OK)
        return status;
    (void)jpeg_start_decompress(jpeg);
    while (jpeg->output_scanline < jpeg->output_height) {
        JSAMPROW row = stored->data + jpeg->output_scanline * stored->stride_bytes;
        (void)jpeg_read_scanlines(jpeg, &row, 1);
    }
    if (t->cut_short)
        return fit_fail(error, FIT_ERR_FORMAT, "the JPEG photo is cut short");
    return FIT_OK;
}

static fit_status decode_whole(fit_pixels *out, const void *bytes, size_t len_bytes, const limits *limit,
                               fit_error *error)
{
    if (!fit_photo_is_jpeg(bytes, len_bytes))
        return fit_fail(error, FIT_ERR_FORMAT, "not a JPEG photo");
    trap t;
    struct jpeg_decompress_struct jpeg = {.err = trap_init(&t)};
    fit_pixels stored = {0};
    fit_status status = decode_stored(&jpeg, &t, bytes, len_bytes, limit, &stored, error);
    if (status == FIT_OK)
        status = fit_pixels_orient(&stored, orientation_of(&jpeg), out, error);
    jpeg_destroy_decompress(&jpeg);
    fit_pixels_deinit(&stored);
    return status;
}

fit_status fit_photo_decode_jpeg(fit_pixels *out, const void *bytes, size_t len_bytes, fit_error *error)
{
    const limits none = {0};
    return decode_whole(out, bytes, len_bytes, &none, error);
}

fit_status fit_photo_decode_frame(fit_pixels *out, const void *bytes, size_t len_bytes, int32_t max_side,
                                  fit_error *error)
{
    const limits limit = {.max_side = max_side, .max_scans = MAX_FRAME_SCANS};
    return decode_whole(out, bytes, len_bytes, &limit, error);
}

fit_status fit_photo_decode_square(fit_pixels *out, const void *bytes, size_t len_bytes, int32_t side,
                                   int64_t max_pixels, fit_error *error)
{
    if (!fit_photo_is_jpeg(bytes, len_bytes))
        return fit_fail(error, FIT_ERR_FORMAT, "not a JPEG photo");
    trap t;
    struct jpeg_decompress_struct jpeg = {.err = trap_init(&t)};
    const limits limit = {.max_pixels = max_pixels, .least_side = side};
    fit_pixels stored = {0}, square = {0};
    fit_status status = decode_stored(&jpeg, &t, bytes, len_bytes, &limit, &stored, error);
    if (status == FIT_OK)
        status = fit_pixels_square(&stored, side, &square, error);
    if (status == FIT_OK)
        status = fit_pixels_orient(&square, orientation_of(&jpeg), out, error);
    jpeg_destroy_decompress(&jpeg);
    fit_pixels_deinit(&square);
    fit_pixels_deinit(&stored);
    return status;
}

/* As decode_stored: owns nothing but jpeg. */
static fit_status encode_to(FILE *stream, struct jpeg_compress_struct *jpeg, trap *t, const fit_pixels *pixels,
                            int quality, fit_error *error)
{
    if (setjmp(t->jump))
        return trap_fail(t, (j_common_ptr)jpeg, error);
    jpeg_create_compress(jpeg);
    jpeg_stdio_dest(jpeg, stream);
    jpeg->image_width = (JDIMENSION)pixels->width;
    jpeg->image_height = (JDIMENSION)pixels->height;
    jpeg->input_components = 3;
    jpeg->in_color_space = JCS_RGB;
    jpeg_set_defaults(jpeg);
    jpeg_set_quality(jpeg, quality, TRUE);
    jpeg_start_compress(jpeg, TRUE);
    while (jpeg->next_scanline < jpeg->image_height) {
        JSAMPROW row = pixels->data + jpeg->next_scanline * pixels->stride_bytes;
        (void)jpeg_write_scanlines(jpeg, &row, 1);
    }
    jpeg_finish_compress(jpeg);
    return FIT_OK;
}

fit_status fit_photo_encode_jpeg(const fit_pixels *pixels, int quality, unsigned char **bytes, size_t *len_bytes,
                                 fit_error *error)
{
    char *data = NULL;
    size_t len = 0;
    /* Not jpeg_mem_dest: after an error nobody knows which of its buffers is still alive. */
    FILE *stream = open_memstream(&data, &len);
    if (!stream)
        return fit_fail(error, FIT_ERR_MEMORY, "out of memory for a photo");
    trap t;
    struct jpeg_compress_struct jpeg = {.err = trap_init(&t)};
    fit_status status = encode_to(stream, &jpeg, &t, pixels, quality, error);
    jpeg_destroy_compress(&jpeg);
    if (fclose(stream) != 0 && status == FIT_OK)
        status = fit_fail(error, FIT_ERR_MEMORY, "out of memory for a photo");
    if (status == FIT_OK) {
        *bytes = (unsigned char *)data;
        *len_bytes = len;
    } else {
        free(data);
    }
    return status;
}
