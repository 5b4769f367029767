#include "media/photo.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <jerror.h>
#include <jpeglib.h>

/* libjpeg reports a fatal error by a call that must not return: jump back, as its documentation (libjpeg.txt, "Error
 * handling") prescribes. */
typedef struct trap {
    struct jpeg_error_mgr base; /* first: libjpeg hands out its address */
    jmp_buf jump;
    bool cut_short;
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
    t->cut_short = false;
    return base;
}

static fit_status trap_fail(trap *t, j_common_ptr info, fit_error *error)
{
    char text[JMSG_LENGTH_MAX];
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

/* The part that libjpeg may leave by a jump: nothing here owns memory but jpeg and stored. */
static fit_status decode_stored(struct jpeg_decompress_struct *jpeg, trap *t, const void *bytes, size_t len_bytes,
                                fit_pixels *stored, fit_error *error)
{
    if (setjmp(t->jump))
        return trap_fail(t, (j_common_ptr)jpeg, error);
    jpeg_create_decompress(jpeg);
    jpeg_mem_src(jpeg, bytes, len_bytes);
    jpeg_save_markers(jpeg, JPEG_APP0 + 1, 0xFFFF);
    (void)jpeg_read_header(jpeg, TRUE);
    if (jpeg->jpeg_color_space == JCS_CMYK || jpeg->jpeg_color_space == JCS_YCCK)
        return fit_fail(error, FIT_ERR_UNSUPPORTED, "a CMYK photo, made for print; save it as RGB");
    jpeg->out_color_space = JCS_RGB;
    (void)jpeg_start_decompress(jpeg);
    fit_status status = fit_pixels_resize(stored, (int32_t)jpeg->output_width, (int32_t)jpeg->output_height, error);
    if (status != FIT_OK)
        return status;
    while (jpeg->output_scanline < jpeg->output_height) {
        JSAMPROW row = stored->data + jpeg->output_scanline * stored->stride_bytes;
        (void)jpeg_read_scanlines(jpeg, &row, 1);
    }
    if (t->cut_short)
        return fit_fail(error, FIT_ERR_FORMAT, "the JPEG photo is cut short");
    return FIT_OK;
}

fit_status fit_photo_decode_jpeg(fit_pixels *out, const void *bytes, size_t len_bytes, fit_error *error)
{
    if (!fit_photo_is_jpeg(bytes, len_bytes))
        return fit_fail(error, FIT_ERR_FORMAT, "not a JPEG photo");
    trap t;
    struct jpeg_decompress_struct jpeg = {.err = trap_init(&t)};
    fit_pixels stored = {0};
    fit_status status = decode_stored(&jpeg, &t, bytes, len_bytes, &stored, error);
    if (status == FIT_OK)
        status = fit_pixels_orient(&stored, orientation_of(&jpeg), out, error);
    jpeg_destroy_decompress(&jpeg);
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
