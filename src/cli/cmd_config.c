#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/common/config.h"

static const fit_command command = {
    .name = "config",
    .operands = "[calibrate]",
    .max_operands = 1,
    .about = "Prints what 'aifit serve' would run with, and where each value came from: the command line, before the\n"
             "environment (AIFIT_NAME; AIFIT_NAME_FILE for what is secret), before a file, before the defaults.\n"
             "'aifit config calibrate' measures how long a password takes to hash here, and advises parameters.\n",
    .options = fit_settings_options,
};

/* Long enough to hinder guessing, short enough not to be felt at a login. */
static const double TARGET_S = 0.1;

enum { MIN_MIB = 19, MAX_MIB = 1024, MIN_PASSES = 2, MAX_PASSES = 10, RUNS = 3 };

/* The fastest of a few, in seconds; negative when there is not so much memory. */
static double measure(unsigned mib, unsigned passes)
{
    double best = -1;
    for (int i = 0; i < RUNS; i++) {
        char hash[crypto_pwhash_STRBYTES];
        static const char password[] = "correct horse battery staple";
        double start = fit_cli_now_s();
        if (crypto_pwhash_str(hash, password, sizeof password - 1, passes, (size_t)mib << 20) != 0)
            return -1;
        double took = fit_cli_now_s() - start;
        best = best < 0 || took < best ? took : best;
    }
    return best;
}

/* Memory costs an attacker more than passes do: it grows first, as long as two passes fit into the time. */
static fit_exit calibrate(void)
{
    if (sodium_init() < 0)
        return fit_cli_fail("libsodium cannot be initialised");
    unsigned mib = MIN_MIB, passes = MIN_PASSES;
    double took = measure(mib, passes);
    if (took < 0)
        return fit_cli_fail("there is no memory for %u MiB", mib);
    for (unsigned next = mib * 2; next <= MAX_MIB; next *= 2) {
        double longer = measure(next, passes);
        printf("%4u MiB, %u passes: %6.1f ms\n", next, passes, longer * 1e3);
        if (longer < 0 || longer > TARGET_S)
            break;
        mib = next;
        took = longer;
    }
    while (passes < MAX_PASSES && took * (passes + 1) / passes <= TARGET_S) {
        took = measure(mib, ++passes);
        printf("%4u MiB, %u passes: %6.1f ms\n", mib, passes, took * 1e3);
    }
    printf("\nFor about %.0f ms a password (here %.0f ms; OWASP's least is %d MiB and %d passes):\n"
           "argon2-mib = %u\nargon2-passes = %u\n",
           TARGET_S * 1e3, took * 1e3, MIN_MIB, MIN_PASSES, mib, passes);
    return FIT_EXIT_OK;
}

fit_exit fit_cli_config(int argc, char **argv)
{
    static fit_settings settings;
    fit_exit result;
    int first;
    if (fit_settings_read(&settings, &command, argc, argv, &first, &result)) {
        if (first == argc)
            fit_settings_print(&settings, stdout);
        else if (strcmp(argv[first], "calibrate") == 0)
            result = calibrate();
        else
            result = fit_cli_fail_usage("config", "unexpected argument '%s'", argv[first]);
    }
    fit_settings_deinit(&settings);
    return result;
}
