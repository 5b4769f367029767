#include "cli/commands.h"
#include "cli/common/pose_command.h"

/* argv of the program, which aifit-video is to get. */
static fit_exit hand_over(void *context)
{
    return fit_cli_hand_over(context);
}

/* FFmpeg's libraries take longer to load than a photo takes to judge, so JPEGs are judged without. */
fit_exit fit_cli_pose(int argc, char **argv)
{
    return fit_pose_command(argc, argv, NULL, hand_over, argv - 1);
}
