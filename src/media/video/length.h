/* What a file says of its own length, by which one that was cut short is told. */
#ifndef FIT_MEDIA_VIDEO_LENGTH_H
#define FIT_MEDIA_VIDEO_LENGTH_H

#include <libavformat/avformat.h>

#include "aifit/status.h"

/* Milliseconds of the whole file by its header; 0 when it says nothing, or nothing possible. */
int64_t fit_video_announced_ms(const AVFormatContext *file, const AVStream *stream);

/* first: where the first packet of the video begins in the file, negative if unknown.
 * FIT_ERR_FORMAT: a transport stream, which is a row of packets of one size, that ends in the middle of one. */
FIT_NODISCARD fit_status fit_video_check_packets(const AVFormatContext *file, int64_t first, fit_error *error);

#endif
