/* The actions of `aifit face`, as commands.h has the commands: argv[0] is the action's name. */
#ifndef FIT_CLI_FACE_H
#define FIT_CLI_FACE_H

#include "cli/common/report.h"

fit_exit fit_cli_face_compare(int argc, char **argv);
fit_exit fit_cli_face_evaluate(int argc, char **argv);
fit_exit fit_cli_face_calibrate(int argc, char **argv);
fit_exit fit_cli_face_enroll(int argc, char **argv);
fit_exit fit_cli_face_identify(int argc, char **argv);
fit_exit fit_cli_face_remove(int argc, char **argv);

#endif
