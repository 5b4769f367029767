/* One function a command: argv[0] is the command's name. Each prints its own errors and returns the exit code. */
#ifndef FIT_CLI_COMMANDS_H
#define FIT_CLI_COMMANDS_H

#include "cli/common/report.h"

fit_exit fit_cli_backup(int argc, char **argv);
fit_exit fit_cli_bench(int argc, char **argv);
fit_exit fit_cli_cert(int argc, char **argv);
fit_exit fit_cli_config(int argc, char **argv);
fit_exit fit_cli_exercise(int argc, char **argv);
fit_exit fit_cli_face(int argc, char **argv);
fit_exit fit_cli_pose(int argc, char **argv);
fit_exit fit_cli_replay(int argc, char **argv);
fit_exit fit_cli_restore(int argc, char **argv);
fit_exit fit_cli_serve(int argc, char **argv);
fit_exit fit_cli_user(int argc, char **argv);

/* Replaces this process by aifit-video, which links the codecs, with the same arguments. Returns only on failure. */
fit_exit fit_cli_hand_over(char **argv);

#endif
