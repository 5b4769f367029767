/* One function a command, as in cli/commands.h. */
#ifndef FIT_CLI_VIDEO_COMMANDS_H
#define FIT_CLI_VIDEO_COMMANDS_H

#include "cli/common/report.h"

fit_exit fit_cli_analyze(int argc, char **argv);
fit_exit fit_cli_pose(int argc, char **argv);

#endif
