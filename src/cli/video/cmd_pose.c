#include "cli/common/pose_command.h"
#include "cli/video/commands.h"
#include "media/video/reader.h"

/* What libjpeg does not read, FFmpeg may: a picture is a video of one frame to it. */
static fit_status read_other(const char *path, fit_pixels *photo, fit_error *error)
{
    fit_video_reader *reader;
    fit_status status = fit_video_reader_create(&reader, path, 1, error);
    if (status == FIT_ERR_FORMAT)
        return fit_fail(error, status, "not a photo, or cut short");
    if (status != FIT_OK)
        return status;
    fit_image frame;
    int64_t t_ms;
    bool end;
    status = fit_video_reader_next(reader, &frame, &t_ms, &end, error);
    if (status == FIT_OK)
        status = fit_pixels_copy(photo, &frame, error);
    fit_video_reader_destroy(reader);
    return status;
}

fit_exit fit_cli_pose(int argc, char **argv)
{
    return fit_pose_command(argc, argv, read_other, NULL, NULL);
}
