#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "cli/common/options.h"

typedef struct settings {
    bool loud;
    const char *listen, *mode;
    unsigned threads;
} settings;

static const fit_option known[] = {
    {.name = "loud", .help = "not silent", FIT_OPTION_INTO(settings, loud)},
    {.name = "listen",
     .argument = "HOST:PORT",
     .help = "where to\nlisten",
     .required = true,
     FIT_OPTION_INTO(settings, listen)},
    {.name = "mode", .argument = "fast|fine", .help = "how", .one_of = true, FIT_OPTION_INTO(settings, mode)},
    {.name = "threads", .argument = "N", .help = "how many", .min = 1, .max = 64, FIT_OPTION_INTO(settings, threads)},
    {0},
};
static const fit_command command = {
    .name = "do", .operands = "FILE...", .min_operands = 1, .max_operands = 2, .about = "Does it.\n", .options = known};

enum { MAX_ARGS = 12 };

typedef struct parsed {
    settings s;
    bool go_on;
    fit_exit result;
    int n_operands;
    const char *operands[MAX_ARGS];
    char out[1024], err[1024]; /* what was printed */
} parsed;

static int redirect(FILE *stream, FILE *to)
{
    fflush(stream);
    int saved = dup(fileno(stream));
    assert_true(saved >= 0 && dup2(fileno(to), fileno(stream)) >= 0);
    return saved;
}

static void restore(FILE *stream, int saved, FILE *from, char text[1024])
{
    fflush(stream);
    assert_true(dup2(saved, fileno(stream)) >= 0);
    close(saved);
    rewind(from);
    text[fread(text, 1, 1023, from)] = '\0';
    fclose(from);
}

/* words: the command line after "aifit do", parted by spaces. */
static parsed parse(const settings *defaults, const char *words)
{
    parsed p = {.s = *defaults, .result = FIT_EXIT_OK};
    static char line[256];
    char *argv[MAX_ARGS + 1] = {(char *)"do"};
    int argc = 1, first = 0;
    snprintf(line, sizeof line, "%s", words);
    for (char *word = strtok(line, " "); word; word = strtok(NULL, " "))
        argv[argc++] = word;
    FILE *out = tmpfile(), *err = tmpfile();
    assert_true(out && err);
    int saved_out = redirect(stdout, out), saved_err = redirect(stderr, err);
    p.go_on = fit_command_parse(&command, argc, argv, &p.s, &first, &p.result);
    restore(stdout, saved_out, out, p.out);
    restore(stderr, saved_err, err, p.err);
    assert_string_equal(argv[0], "do");
    for (int i = first; p.go_on && i < argc; i++)
        p.operands[p.n_operands++] = argv[i];
    return p;
}

static const settings defaults = {.mode = "fine", .threads = 2};

static void what_is_given_is_set_and_nothing_else(void **state)
{
    (void)state;
    parsed p = parse(&defaults, "a --listen x:1 b");
    assert_true(p.go_on);
    assert_false(p.s.loud);
    assert_string_equal(p.s.listen, "x:1");
    assert_string_equal(p.s.mode, "fine");
    assert_int_equal(p.s.threads, 2);
    assert_int_equal(p.n_operands, 2);
    assert_string_equal(p.operands[0], "a");
    assert_string_equal(p.operands[1], "b");
    p = parse(&defaults, "--listen=y --mode fast --threads 64 --loud -- --mode");
    assert_true(p.go_on);
    assert_true(p.s.loud);
    assert_string_equal(p.s.listen, "y");
    assert_string_equal(p.s.mode, "fast");
    assert_int_equal(p.s.threads, 64);
    assert_int_equal(p.n_operands, 1);
    assert_string_equal(p.operands[0], "--mode");
    assert_string_equal(p.out, "");
    assert_string_equal(p.err, "");
}

/* As a file and the environment will: lower layers first, the command line last, what is required given in any. */
static void other_layers_set_what_the_command_line_leaves(void **state)
{
    (void)state;
    settings s = defaults;
    fit_error error;
    assert_int_equal(fit_option_set(&known[0], &s, NULL, &error), FIT_OK);
    assert_int_equal(fit_option_set(&known[1], &s, "file:1", &error), FIT_OK);
    assert_int_equal(fit_option_set(&known[3], &s, "8", &error), FIT_OK);
    parsed p = parse(&s, "a --threads 9");
    assert_true(p.go_on);
    assert_true(p.s.loud);
    assert_string_equal(p.s.listen, "file:1");
    assert_int_equal(p.s.threads, 9);
}

static void what_an_option_does_not_take_is_refused(void **state)
{
    (void)state;
    static const char *const numbers[] = {"0", "65", "", "-1", " 3", "3x", "99999999999999999999"};
    static const char *const words[] = {"", "fas", "faster", "fast|fine", "|", "FAST"};
    settings s = defaults;
    fit_error error;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        assert_int_equal(fit_option_set(&known[3], &s, numbers[i], &error), FIT_ERR_ARG);
        assert_string_equal(error.text, "takes a number from 1 to 64");
    }
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        assert_int_equal(fit_option_set(&known[2], &s, words[i], &error), FIT_ERR_ARG);
    assert_string_equal(error.text, "takes fast|fine, not 'FAST'");
    assert_memory_equal(&s, &defaults, sizeof s);
}

static void a_wrong_usage_is_one_line_and_exit_code_2(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"", "aifit: FILE... is missing (see 'aifit do --help')\n"},
        {"a", "aifit: --listen is missing (see 'aifit do --help')\n"},
        {"a b c --listen x", "aifit: unexpected argument 'c' (see 'aifit do --help')\n"},
        {"a --listen x --threads 0", "aifit: --threads takes a number from 1 to 64 (see 'aifit do --help')\n"},
        {"a --listen x --mode slow", "aifit: --mode takes fast|fine, not 'slow' (see 'aifit do --help')\n"},
        {"a --listen", "aifit do: option '--listen' requires an argument\n"},
        {"a --unheard", "aifit do: unrecognized option '--unheard'\n"},
        {"a --loud=no", "aifit do: option '--loud' doesn't allow an argument\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        parsed p = parse(&defaults, cases[i][0]);
        assert_false(p.go_on);
        assert_int_equal(p.result, FIT_EXIT_USAGE);
        assert_string_equal(p.err, cases[i][1]);
        assert_string_equal(p.out, "");
    }
}

static void help_comes_from_the_table(void **state)
{
    (void)state;
    static const char *const asked[] = {"--help", "-h", "a --threads 3 --help"};
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        parsed p = parse(&defaults, asked[i]);
        assert_false(p.go_on);
        assert_int_equal(p.result, FIT_EXIT_OK);
        assert_string_equal(p.err, "");
        assert_string_equal(p.out, "usage: aifit do FILE... --listen HOST:PORT [OPTION...]\n"
                                   "\n"
                                   "Does it.\n"
                                   "\n"
                                   "  --loud              not silent\n"
                                   "  --listen HOST:PORT  where to\n"
                                   "                      listen\n"
                                   "  --mode fast|fine    how\n"
                                   "  --threads N         how many\n");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_given_is_set_and_nothing_else),
        cmocka_unit_test(other_layers_set_what_the_command_line_leaves),
        cmocka_unit_test(what_an_option_does_not_take_is_refused),
        cmocka_unit_test(a_wrong_usage_is_one_line_and_exit_code_2),
        cmocka_unit_test(help_comes_from_the_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
