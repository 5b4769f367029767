/* The command `pose`, of a program with a codec and of one without. */
#ifndef FIT_CLI_POSE_COMMAND_H
#define FIT_CLI_POSE_COMMAND_H

#include "cli/common/report.h"
#include "media/pixels.h"

/* Reads a photo that is no JPEG. *photo: deinit by the caller, after a failure too. */
typedef fit_status fit_photo_reader(const char *path, fit_pixels *photo, fit_error *error);

/* What becomes of a command whose photos are not all JPEGs where there is no reader for others; before anything was
 * done. */
typedef fit_exit fit_pose_hand_over(void *context);

/* reader may be NULL: hand_over(context) is called then if need be, and may be NULL otherwise. argv[0] is "pose". */
fit_exit fit_pose_command(int argc, char **argv, fit_photo_reader *reader, fit_pose_hand_over *hand_over,
                          void *context);

#endif
