/* aifit-video: the commands of aifit that need a codec. People call it through aifit. */
#include <string.h>

#include "cli/video/commands.h"

static fit_exit run(int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : "";
    if (strcmp(name, "analyze") == 0)
        return fit_cli_analyze(argc - 1, argv + 1);
    if (strcmp(name, "pose") == 0)
        return fit_cli_pose(argc - 1, argv + 1);
    return fit_cli_fail_usage("", "this is a helper of aifit; run that");
}

int main(int argc, char **argv)
{
    fit_cli_hold_streams();
    return (int)fit_cli_close_stdout(run(argc, argv));
}
