#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/common/data_dir.h"

static const char *const places[] = {"aifit-video", "../libexec/aifit/aifit-video"};

fit_exit fit_cli_hand_over(char **argv)
{
    char program[PATH_MAX], data[PATH_MAX], path[PATH_MAX];
    fit_error error;
    if (fit_data_dir_program(program, &error) != FIT_OK || fit_data_dir_find(data, &error) != FIT_OK)
        return fit_cli_fail("%s", error.text);
    if (setenv("AIFIT_DATA", data, 1) != 0) /* the helper may be installed elsewhere than the data expects */
        return fit_cli_fail("%s", strerror(errno));
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        if (fit_path_join(path, program, places[i], &error) != FIT_OK)
            return fit_cli_fail("%s", error.text);
        execv(path, argv);
        if (errno != ENOENT)
            return fit_cli_fail("%s: %s", path, strerror(errno));
    }
    return fit_cli_fail("aifit-video, the helper for videos and for photos that are no JPEG, is missing in %s",
                        program);
}
