/* aifit: the commands that need no codec; the others are handed over to aifit-video. */
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"

static const char help[] =
    "usage: aifit COMMAND ...\n"
    "\n"
    "  analyze VIDEO --exercise NAME   count and judge the repetitions in a video\n"
    "  replay POSES.jsonl --exercise NAME\n"
    "                                  the same from stored landmarks\n"
    "  pose PHOTO...                   find the body in photos\n"
    "  exercise list | check FILE...   the exercises there are; is a file a valid one?\n"
    "  face ACTION ...                 faces: compare, evaluate, calibrate, enroll, identify, remove\n"
    "  bench [--json] [--layers]       how fast this machine is\n"
    "  serve [--listen HOST:PORT]      serve the application\n"
    "  config [calibrate]              what it would be served with, and where from\n"
    "  cert [--host NAMES]             make a certificate for HTTPS on a local network\n"
    "  user list | ACTION EMAIL        members: add, disable, delete, set-password, ...\n"
    "  backup FILE, restore FILE       the whole database into one file and back\n"
    "\n"
    "  --version                       print the version\n"
    "  --help                          print this; 'aifit COMMAND --help' tells more\n";

typedef struct command {
    const char *name;
    fit_exit (*run)(int argc, char **argv); /* NULL: aifit-video's */
} command;

static const command commands[] = {
    {"analyze", NULL},          {"backup", fit_cli_backup},     {"bench", fit_cli_bench}, {"cert", fit_cli_cert},
    {"config", fit_cli_config}, {"exercise", fit_cli_exercise}, {"face", fit_cli_face},   {"pose", fit_cli_pose},
    {"replay", fit_cli_replay}, {"restore", fit_cli_restore},   {"serve", fit_cli_serve}, {"user", fit_cli_user},
};

static fit_exit run(int argc, char **argv)
{
    if (argc < 2)
        return fit_cli_fail_usage("", "no command given");
    const char *name = argv[1];
    if (strcmp(name, "--version") == 0) {
        puts("aifit " AIFIT_VERSION);
        return FIT_EXIT_OK;
    }
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0) {
        fputs(help, stdout);
        return FIT_EXIT_OK;
    }
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (strcmp(name, commands[i].name) == 0)
            return commands[i].run ? commands[i].run(argc - 1, argv + 1) : fit_cli_hand_over(argv);
    return fit_cli_fail_usage("", "unknown command '%s'", name);
}

int main(int argc, char **argv)
{
    fit_cli_hold_streams();
    return (int)fit_cli_close_stdout(run(argc, argv));
}
