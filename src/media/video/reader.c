#include "media/video/reader.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/avstring.h>

#include "media/video/clock.h"
#include "media/video/convert.h"
#include "media/video/length.h"

struct fit_video_reader {
    AVFormatContext *file;
    AVCodecContext *decoder;
    AVStream *stream; /* borrowed from file */
    AVPacket *packet; /* the next of the stream to be decoded; empty after the last */
    AVPacket *coming; /* the one read after it */
    AVFrame *frame;
    fit_video_convert convert;
    fit_video_clock clock;
    fit_image first; /* decoded while opening, handed out by the first call of next */
    bool first_waits;
    int ended;            /* 0, or the error by which reading ended, most likely AVERROR_EOF */
    bool drained;         /* the decoder was told that no packet follows */
    bool torn;            /* the last packet is not whole */
    int64_t announced_ms; /* length of the whole file by its own header; 0 when it says none */
    int64_t reached_ms;   /* end of the furthest packet of any stream */
};

/* FFmpeg opens anything it is named, and says "Invalid data" of an empty file: look first. */
static fit_status check_file(const char *path, fit_error *error)
{
    struct stat info;
    if (stat(path, &info) != 0)
        return fit_fail(error, errno == ENOENT ? FIT_ERR_NOT_FOUND : FIT_ERR_IO, "%s", strerror(errno));
    if (S_ISDIR(info.st_mode))
        return fit_fail(error, FIT_ERR_FORMAT, "a directory, not a file");
    if (S_ISREG(info.st_mode) && info.st_size == 0)
        return fit_fail(error, FIT_ERR_FORMAT, "the file is empty");
    return FIT_OK;
}

static fit_status open_file(fit_video_reader *reader, const char *path, fit_error *error)
{
    /* A playlist must not make this program open network addresses, nor a ':' in a name choose a protocol. */
    char *url = av_asprintf("file:%s", path);
    AVDictionary *options = NULL;
    if (!url || av_dict_set(&options, "protocol_whitelist", "file", 0) < 0) {
        av_free(url);
        return fit_fail(error, FIT_ERR_MEMORY, "out of memory");
    }
    int code = avformat_open_input(&reader->file, url, NULL, &options);
    av_dict_free(&options);
    av_free(url);
    if (code == AVERROR(ENOMEM))
        return fit_fail(error, FIT_ERR_MEMORY, "out of memory");
    if (code == AVERROR(EACCES) || code == AVERROR(EPERM) || code == AVERROR(EIO))
        return fit_fail(error, FIT_ERR_IO, "%s", av_err2str(code));
    if (code < 0)
        return fit_fail(error, FIT_ERR_FORMAT, "not a video, or cut off before its index");
    if (avformat_find_stream_info(reader->file, NULL) < 0)
        return fit_fail(error, FIT_ERR_FORMAT, "damaged: no stream in it can be understood");
    return FIT_OK;
}

/* A cover picture in a music file is a video stream to FFmpeg, but none to a person. */
static bool is_cover(const AVStream *stream)
{
    return (stream->disposition & AV_DISPOSITION_ATTACHED_PIC) != 0;
}

static fit_status open_decoder(fit_video_reader *reader, unsigned threads, fit_error *error)
{
    assert(reader->file);
    int index = av_find_best_stream(reader->file, AVMEDIA_TYPE_VIDEO, -1, -1, NULL, 0);
    if (index < 0 || is_cover(reader->file->streams[index])) {
        bool sound = av_find_best_stream(reader->file, AVMEDIA_TYPE_AUDIO, -1, -1, NULL, 0) >= 0;
        return fit_fail(error, FIT_ERR_FORMAT, sound ? "sound only, no picture" : "there is no video in it");
    }
    reader->stream = reader->file->streams[index];
    const AVCodecParameters *parameters = reader->stream->codecpar;
    const AVCodec *codec = avcodec_find_decoder(parameters->codec_id);
    if (!codec)
        return fit_fail(error, FIT_ERR_UNSUPPORTED, "no decoder for %s video", avcodec_get_name(parameters->codec_id));
    reader->decoder = avcodec_alloc_context3(codec);
    if (!reader->decoder || avcodec_parameters_to_context(reader->decoder, parameters) < 0)
        return fit_fail(error, FIT_ERR_MEMORY, "out of memory");
    reader->decoder->thread_count = (int)threads;
    reader->announced_ms = fit_video_announced_ms(reader->file, reader->stream);
    if (reader->announced_ms == 0) /* the last frame's errors count; with a thread a frame they get lost */
        reader->decoder->thread_type = FF_THREAD_SLICE;
    reader->decoder->pkt_timebase = reader->stream->time_base;
    if (avcodec_open2(reader->decoder, codec, NULL) < 0)
        return fit_fail(error, FIT_ERR_UNSUPPORTED, "the %s decoder cannot be started", codec->name);
    return FIT_OK;
}

static int64_t to_ms(int64_t stamp, AVRational unit)
{
    return av_rescale_q(stamp, unit, (AVRational){1, 1000});
}

static void note_packet(fit_video_reader *reader, const AVPacket *packet)
{
    const AVStream *stream = reader->file->streams[packet->stream_index];
    int64_t stamp = packet->pts != AV_NOPTS_VALUE ? packet->pts : packet->dts;
    if (stamp == AV_NOPTS_VALUE || (packet->flags & AV_PKT_FLAG_CORRUPT))
        return;
    int64_t start = reader->file->start_time == AV_NOPTS_VALUE ? 0 : reader->file->start_time / 1000;
    int64_t end_ms = to_ms(stamp + packet->duration, stream->time_base) - start;
    if (end_ms > reader->reached_ms)
        reader->reached_ms = end_ms;
}

/* Reads on to the next packet of the stream. */
static void read_packet(fit_video_reader *reader)
{
    AVPacket *packet = reader->coming;
    while (!reader->ended) {
        int code = av_read_frame(reader->file, packet);
        if (code < 0) {
            reader->ended = code;
            return;
        }
        note_packet(reader, packet);
        /* An empty packet, the last frame once more in an AVI file, would mean the end to the decoder. */
        if (packet->stream_index == reader->stream->index && packet->size > 0)
            return;
        av_packet_unref(packet);
    }
}

/* Nothing follows, and the file has not announced how long it is. A picture alone, which is a video to FFmpeg, has no
 * such end: some of its decoders are never content. */
static bool at_loose_end(const fit_video_reader *reader)
{
    return reader->ended && reader->announced_ms == 0 && reader->first.data;
}

/* Damaged packets are the decoder's to pass over, but at a loose end: what stops in the middle of a frame was cut. */
static void note_damage(fit_video_reader *reader)
{
    reader->torn = reader->torn || at_loose_end(reader);
}

/* Gives the decoder its next packet, or tells it that there is none. */
static void feed(fit_video_reader *reader)
{
    if (!reader->packet->data) {
        (void)avcodec_send_packet(reader->decoder, NULL);
        reader->drained = true;
        return;
    }
    read_packet(reader);
    if (at_loose_end(reader))
        reader->decoder->err_recognition |= AV_EF_EXPLODE;
    if ((reader->packet->flags & AV_PKT_FLAG_CORRUPT) != 0)
        note_damage(reader);
    if (avcodec_send_packet(reader->decoder, reader->packet) < 0)
        note_damage(reader);
    av_packet_unref(reader->packet);
    av_packet_move_ref(reader->packet, reader->coming);
}

/* False at the end. */
static bool decode(fit_video_reader *reader)
{
    for (;;) {
        int code = avcodec_receive_frame(reader->decoder, reader->frame);
        if (code >= 0)
            return true;
        if (code == AVERROR_EOF || (reader->drained && code == AVERROR(EAGAIN)))
            return false;
        if (code != AVERROR(EAGAIN))
            note_damage(reader);
        if (!reader->drained)
            feed(reader);
    }
}

static const int32_t *display_matrix(const fit_video_reader *reader)
{
    const void *matrix = av_stream_get_side_data(reader->stream, AV_PKT_DATA_DISPLAYMATRIX, NULL);
    const AVFrameSideData *side = av_frame_get_side_data(reader->frame, AV_FRAME_DATA_DISPLAYMATRIX);
    if (!matrix && side)
        matrix = side->data;
    return matrix;
}

static fit_status convert(fit_video_reader *reader, fit_image *view, fit_error *error)
{
    AVRational aspect = av_guess_sample_aspect_ratio(reader->file, reader->stream, reader->frame);
    return fit_video_convert_frame(&reader->convert, reader->frame, aspect,
                                   fit_video_orientation(display_matrix(reader)), view, error);
}

/* A file whose header promises more than can be read was cut short: a copy broken off, a phone out of power. The last
 * second may be missing, since headers round and sound outlasts the picture. */
static fit_status check_whole(const fit_video_reader *reader, fit_error *error)
{
    if (reader->file->pb && reader->file->pb->error < 0 && reader->file->pb->error != AVERROR_EOF)
        return fit_fail(error, FIT_ERR_IO, "reading failed after %.1f s", (double)reader->reached_ms / 1000);
    if (reader->ended && reader->ended != AVERROR_EOF)
        return fit_fail(error, FIT_ERR_FORMAT, "damaged after %.1f s: %s", (double)reader->reached_ms / 1000,
                        av_err2str(reader->ended));
    if (reader->torn)
        return fit_fail(error, FIT_ERR_FORMAT, "the file is cut short: its last frame is not whole");
    int64_t slack_ms = reader->announced_ms / 50 > 1000 ? reader->announced_ms / 50 : 1000;
    if (reader->announced_ms > 0 && reader->reached_ms + slack_ms < reader->announced_ms)
        return fit_fail(error, FIT_ERR_FORMAT, "the file is cut short: only %.1f s of %.1f s are there",
                        (double)reader->reached_ms / 1000, (double)reader->announced_ms / 1000);
    return FIT_OK;
}

static double frame_length_ms(const AVStream *stream)
{
    AVRational rate = stream->avg_frame_rate.num > 0 ? stream->avg_frame_rate : stream->r_frame_rate;
    return rate.num > 0 && rate.den > 0 ? 1000 * rate.den / (double)rate.num : 40; /* 25 frames a second */
}

static fit_status open_all(fit_video_reader *reader, const char *path, unsigned threads, fit_error *error)
{
    fit_status status = check_file(path, error);
    if (status == FIT_OK)
        status = open_file(reader, path, error);
    if (status == FIT_OK)
        status = open_decoder(reader, threads, error);
    if (status != FIT_OK)
        return status;
    reader->packet = av_packet_alloc();
    reader->coming = av_packet_alloc();
    reader->frame = av_frame_alloc();
    if (!reader->packet || !reader->coming || !reader->frame)
        return fit_fail(error, FIT_ERR_MEMORY, "out of memory");
    const AVFormatContext *file = reader->file;
    assert(file);
    fit_video_clock_init(&reader->clock, 1000 * av_q2d(reader->stream->time_base), frame_length_ms(reader->stream));
    read_packet(reader);
    av_packet_move_ref(reader->packet, reader->coming);
    status = fit_video_check_packets(file, reader->packet->pos, error);
    if (status != FIT_OK)
        return status;
    if (!decode(reader))
        return fit_fail(error, FIT_ERR_FORMAT, "not one frame of it can be decoded");
    reader->first_waits = true;
    return convert(reader, &reader->first, error);
}

fit_status fit_video_reader_create(fit_video_reader **out, const char *path, unsigned threads, fit_error *error)
{
    av_log_set_level(AV_LOG_QUIET);
    fit_video_reader *reader = calloc(1, sizeof *reader);
    if (!reader)
        return fit_fail(error, FIT_ERR_MEMORY, "out of memory");
    fit_status status = open_all(reader, path, threads, error);
    if (status == FIT_OK)
        *out = reader;
    else
        fit_video_reader_destroy(reader);
    return status;
}

void fit_video_reader_destroy(fit_video_reader *reader)
{
    if (!reader)
        return;
    fit_video_convert_deinit(&reader->convert);
    av_frame_free(&reader->frame);
    av_packet_free(&reader->packet);
    av_packet_free(&reader->coming);
    avcodec_free_context(&reader->decoder);
    avformat_close_input(&reader->file);
    free(reader);
}

fit_video_info fit_video_reader_info(const fit_video_reader *reader)
{
    int64_t duration = reader->stream->duration;
    int64_t duration_ms = duration > 0 ? to_ms(duration, reader->stream->time_base) : reader->file->duration / 1000;
    return (fit_video_info){
        .width = reader->first.width,
        .height = reader->first.height,
        .frames = reader->stream->nb_frames,
        .duration_ms = duration_ms > 0 ? duration_ms : 0,
    };
}

fit_status fit_video_reader_next(fit_video_reader *reader, fit_image *frame, int64_t *t_ms, bool *end, fit_error *error)
{
    fit_image view = reader->first;
    if (reader->first_waits) {
        reader->first_waits = false;
    } else {
        if (!decode(reader)) {
            fit_status whole = check_whole(reader, error);
            if (whole == FIT_OK)
                *end = true;
            return whole;
        }
        fit_status status = convert(reader, &view, error);
        if (status != FIT_OK)
            return status;
    }
    int64_t stamp = reader->frame->best_effort_timestamp;
    *frame = view;
    *t_ms = fit_video_clock_next(&reader->clock, stamp, stamp != AV_NOPTS_VALUE);
    *end = false;
    return FIT_OK;
}
