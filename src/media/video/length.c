#include "media/video/length.h"

#include <string.h>

#include <libavutil/opt.h>

/* An AVI file tells its number of frames. FFmpeg's duration is no help: of a file cut short it is what is left, and of
 * one written to a pipe, whose header nobody completed, it is made of a place holder. */
static int64_t avi_announced_ms(const AVFormatContext *file, const AVStream *stream)
{
    enum { CHUNK_HEADER = 8 }; /* at least that of each frame is in the file */
    int64_t size = avio_size(file->pb);
    if (stream->nb_frames <= 0 || size < 0 || stream->nb_frames > size / CHUNK_HEADER)
        return 0;
    return av_rescale_q(stream->nb_frames, stream->time_base, (AVRational){1, 1000});
}

int64_t fit_video_announced_ms(const AVFormatContext *file, const AVStream *stream)
{
    if (strcmp(file->iformat->name, "avi") == 0)
        return avi_announced_ms(file, stream);
    if (file->duration > 0 && file->duration_estimation_method == AVFMT_DURATION_FROM_STREAM)
        return file->duration / 1000; /* in AV_TIME_BASE, microseconds */
    return 0;
}

fit_status fit_video_check_packets(const AVFormatContext *file, int64_t first, fit_error *error)
{
    int64_t packet = 0;
    if (strcmp(file->iformat->name, "mpegts") != 0 || av_opt_get_int(file->priv_data, "ts_packetsize", 0, &packet) < 0)
        return FIT_OK;
    /* Counted from there, since a recording may begin in the middle of a packet. */
    int64_t rest = avio_size(file->pb) - first;
    if (packet > 0 && first >= 0 && rest > 0 && rest % packet != 0)
        return fit_fail(error, FIT_ERR_FORMAT, "the file is cut short: it ends in the middle of a packet");
    return FIT_OK;
}
