/* aifit face: recognising people, from the operator's terminal. */
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/face.h"

typedef struct action {
    const char *name, *operands, *about;
    fit_exit (*run)(int argc, char **argv);
} action;

static const action actions[] = {
    {"compare", "A.jpg B.jpg", "do two photos show the same person?", fit_cli_face_compare},
    {"evaluate", "--folders DIR | --pairs FILE", "how well are people told apart?", fit_cli_face_evaluate},
    {"calibrate", "DIR", "what do one's own camera and people say about the settings?", fit_cli_face_calibrate},
    {"enroll", "EMAIL PHOTO...", "let a member log in by face", fit_cli_face_enroll},
    {"identify", "PHOTO", "which member is it?", fit_cli_face_identify},
    {"remove", "EMAIL", "remove a member's face", fit_cli_face_remove},
};
enum { ACTIONS = sizeof actions / sizeof *actions };

static void print_help(void)
{
    puts("usage: aifit face ACTION ...\n");
    for (int i = 0; i < ACTIONS; i++)
        printf("  %s %-*s %s\n", actions[i].name, 37 - (int)strlen(actions[i].name), actions[i].operands,
               actions[i].about);
    puts("\n'aifit face ACTION --help' tells more.");
}

fit_exit fit_cli_face(int argc, char **argv)
{
    if (argc < 2)
        return fit_cli_fail_usage("face", "ACTION is missing");
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
        print_help();
        return FIT_EXIT_OK;
    }
    for (int i = 0; i < ACTIONS; i++)
        if (strcmp(argv[1], actions[i].name) == 0)
            return actions[i].run(argc - 1, argv + 1);
    return fit_cli_fail_usage("face", "unknown action '%s'", argv[1]);
}
