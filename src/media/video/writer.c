#include "media/video/writer.h"

#include <assert.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/opt.h>
#include <libswscale/swscale.h>

struct fit_video_writer {
    int fd;
    int64_t last_t_ms, frame_ms; /* of the frame before, and between the last two */
    int write_errno;             /* of the first write that failed; FFmpeg reports a code of its own, often later */
    AVFormatContext *file;
    AVCodecContext *encoder;
    AVStream *stream; /* borrowed from file */
    AVFrame *frame;
    AVPacket *packet;
    struct SwsContext *scaler;
};

enum { IO_BUFFER_BYTES = 1 << 16 };

static int write_bytes(void *opaque, uint8_t *bytes, int len)
{
    fit_video_writer *writer = opaque;
    int left = len;
    while (left > 0) {
        ssize_t n = write(writer->fd, bytes, (size_t)left);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            if (!writer->write_errno)
                writer->write_errno = errno;
            return AVERROR(errno);
        }
        bytes += n;
        left -= (int)n;
    }
    return len;
}

static int64_t seek_bytes(void *opaque, int64_t offset, int whence)
{
    fit_video_writer *writer = opaque;
    if (whence == AVSEEK_SIZE)
        return AVERROR(ENOSYS);
    off_t at = lseek(writer->fd, offset, whence & ~AVSEEK_FORCE);
    return at < 0 ? AVERROR(errno) : at;
}

static fit_status fail_with(const fit_video_writer *writer, int code, fit_error *error)
{
    if (writer->write_errno)
        return fit_fail(error, FIT_ERR_IO, "%s", strerror(writer->write_errno));
    if (code == AVERROR(ENOMEM))
        return fit_fail(error, FIT_ERR_MEMORY, "out of memory");
    return fit_fail(error, FIT_ERR_IO, "%s", av_err2str(code));
}

static fit_status open_file(fit_video_writer *writer, fit_error *error)
{
    uint8_t *buffer = av_malloc(IO_BUFFER_BYTES);
    if (!buffer)
        return fit_fail(error, FIT_ERR_MEMORY, "out of memory");
    AVIOContext *io = avio_alloc_context(buffer, IO_BUFFER_BYTES, 1, writer, NULL, write_bytes, seek_bytes);
    if (!io) {
        av_free(buffer);
        return fit_fail(error, FIT_ERR_MEMORY, "out of memory");
    }
    if (avformat_alloc_output_context2(&writer->file, NULL, "mp4", NULL) < 0) {
        av_freep(&io->buffer);
        avio_context_free(&io);
        return fit_fail(error, FIT_ERR_UNSUPPORTED, "this FFmpeg writes no MP4");
    }
    writer->file->pb = io;
    writer->file->flags |= AVFMT_FLAG_CUSTOM_IO;
    return FIT_OK;
}

static fit_status open_encoder(fit_video_writer *writer, int32_t width, int32_t height, unsigned threads,
                               fit_error *error)
{
    const AVCodec *codec = avcodec_find_encoder_by_name("libx264");
    if (!codec)
        codec = avcodec_find_encoder(AV_CODEC_ID_MPEG4);
    if (!codec)
        return fit_fail(error, FIT_ERR_UNSUPPORTED, "this FFmpeg encodes neither H.264 nor MPEG-4");
    AVCodecContext *encoder = avcodec_alloc_context3(codec);
    if (!encoder)
        return fit_fail(error, FIT_ERR_MEMORY, "out of memory");
    writer->encoder = encoder;
    encoder->width = width & ~1;
    encoder->height = height & ~1;
    encoder->pix_fmt = AV_PIX_FMT_YUV420P;
    encoder->time_base = (AVRational){1, 1000}; /* t_ms as it comes: frame rates may vary */
    encoder->framerate = (AVRational){30, 1};   /* a hint for rate control only */
    encoder->colorspace = AVCOL_SPC_BT709;
    encoder->color_primaries = AVCOL_PRI_BT709;
    encoder->color_trc = AVCOL_TRC_BT709;
    encoder->color_range = AVCOL_RANGE_MPEG;
    encoder->thread_count = (int)threads;
    encoder->flags |= AV_CODEC_FLAG_GLOBAL_HEADER; /* MP4 keeps them in its index */
    if (codec->id == AV_CODEC_ID_H264) {
        (void)av_opt_set(encoder->priv_data, "preset", "veryfast", 0);
        (void)av_opt_set(encoder->priv_data, "crf", "23", 0);
        (void)av_opt_set(encoder->priv_data, "tune", "zerolatency", 0); /* holds no frame back: less memory */
    } else {
        encoder->flags |= AV_CODEC_FLAG_QSCALE;
        encoder->global_quality = 4 * FF_QP2LAMBDA;
    }
    int code = avcodec_open2(encoder, codec, NULL);
    if (code < 0)
        return fit_fail(error, FIT_ERR_UNSUPPORTED, "the encoder takes no picture of %d x %d pixels", width, height);
    return FIT_OK;
}

static fit_status open_stream(fit_video_writer *writer, fit_error *error)
{
    assert(writer->encoder);
    writer->stream = avformat_new_stream(writer->file, NULL);
    if (!writer->stream || avcodec_parameters_from_context(writer->stream->codecpar, writer->encoder) < 0)
        return fit_fail(error, FIT_ERR_MEMORY, "out of memory");
    writer->stream->time_base = writer->encoder->time_base;
    int code = avformat_write_header(writer->file, NULL);
    return code < 0 ? fail_with(writer, code, error) : FIT_OK;
}

static fit_status open_frame(fit_video_writer *writer, fit_error *error)
{
    const AVCodecContext *encoder = writer->encoder;
    assert(encoder);
    writer->packet = av_packet_alloc();
    writer->frame = av_frame_alloc();
    if (!writer->packet || !writer->frame)
        return fit_fail(error, FIT_ERR_MEMORY, "out of memory");
    writer->frame->format = encoder->pix_fmt;
    writer->frame->width = encoder->width;
    writer->frame->height = encoder->height;
    if (av_frame_get_buffer(writer->frame, 0) < 0)
        return fit_fail(error, FIT_ERR_MEMORY, "out of memory");
    writer->scaler = sws_getContext(encoder->width, encoder->height, AV_PIX_FMT_RGB24, encoder->width, encoder->height,
                                    encoder->pix_fmt, SWS_BILINEAR, NULL, NULL, NULL);
    if (!writer->scaler)
        return fit_fail(error, FIT_ERR_MEMORY, "out of memory");
    const int one = 1 << 16;
    (void)sws_setColorspaceDetails(writer->scaler, sws_getCoefficients(SWS_CS_ITU709), 1,
                                   sws_getCoefficients(SWS_CS_ITU709), 0, 0, one, one);
    return FIT_OK;
}

fit_status fit_video_writer_create(fit_video_writer **out, int fd, int32_t width, int32_t height, unsigned threads,
                                   fit_error *error)
{
    av_log_set_level(AV_LOG_QUIET);
    fit_video_writer *writer = calloc(1, sizeof *writer);
    if (!writer)
        return fit_fail(error, FIT_ERR_MEMORY, "out of memory");
    writer->fd = fd;
    writer->frame_ms = 40; /* should there be one frame only */
    fit_status status = open_file(writer, error);
    if (status == FIT_OK)
        status = open_encoder(writer, width, height, threads, error);
    if (status == FIT_OK)
        status = open_stream(writer, error);
    if (status == FIT_OK)
        status = open_frame(writer, error);
    if (status == FIT_OK)
        *out = writer;
    else
        fit_video_writer_destroy(writer);
    return status;
}

void fit_video_writer_destroy(fit_video_writer *writer)
{
    if (!writer)
        return;
    sws_freeContext(writer->scaler);
    av_packet_free(&writer->packet);
    av_frame_free(&writer->frame);
    avcodec_free_context(&writer->encoder);
    if (writer->file) {
        av_freep(&writer->file->pb->buffer);
        avio_context_free(&writer->file->pb);
        avformat_free_context(writer->file);
    }
    free(writer);
}

/* frame NULL: everything held back. */
static fit_status encode(fit_video_writer *writer, const AVFrame *frame, fit_error *error)
{
    int code = avcodec_send_frame(writer->encoder, frame);
    while (code >= 0) {
        code = avcodec_receive_packet(writer->encoder, writer->packet);
        if (code < 0)
            break;
        writer->packet->stream_index = writer->stream->index;
        writer->packet->duration = writer->frame_ms; /* else the last frame has none, and players leave it out */
        av_packet_rescale_ts(writer->packet, writer->encoder->time_base, writer->stream->time_base);
        code = av_interleaved_write_frame(writer->file, writer->packet);
    }
    bool done = code == AVERROR(EAGAIN) || code == AVERROR_EOF;
    return done && !writer->write_errno ? FIT_OK : fail_with(writer, code, error);
}

fit_status fit_video_writer_push(fit_video_writer *writer, const fit_pixels *picture, int64_t t_ms, fit_error *error)
{
    AVFrame *frame = writer->frame;
    if (av_frame_make_writable(frame) < 0)
        return fit_fail(error, FIT_ERR_MEMORY, "out of memory");
    const uint8_t *const planes[4] = {picture->data};
    const int strides[4] = {(int)picture->stride_bytes};
    (void)sws_scale(writer->scaler, planes, strides, 0, frame->height, frame->data, frame->linesize);
    if (t_ms > writer->last_t_ms)
        writer->frame_ms = t_ms - writer->last_t_ms;
    writer->last_t_ms = t_ms;
    frame->pts = t_ms;
    return encode(writer, frame, error);
}

fit_status fit_video_writer_finish(fit_video_writer *writer, fit_error *error)
{
    fit_status status = encode(writer, NULL, error);
    if (status != FIT_OK)
        return status;
    int code = av_write_trailer(writer->file);
    if (code >= 0)
        avio_flush(writer->file->pb);
    return code < 0 || writer->write_errno ? fail_with(writer, code, error) : FIT_OK;
}
