#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <linux/filter.h>
#include <linux/seccomp.h>

#include "cli/common/output.h"

static char dir[] = "/tmp/aifit-output-XXXXXX";
static char target[64];

static int make_dir(void **state)
{
    (void)state;
    if (!mkdtemp(dir) || chdir(dir) != 0)
        return -1;
    snprintf(target, sizeof target, "%s/result.json", dir);
    return 0;
}

static int remove_dir(void **state)
{
    (void)state;
    return rmdir(dir);
}

/* Every file in the folder, hidden ones too. */
static int count_files(void)
{
    DIR *open_dir = opendir(dir);
    int count = -2; /* . and .. */
    assert_non_null(open_dir);
    while (readdir(open_dir))
        count++;
    closedir(open_dir);
    return count;
}

static void assert_content(const char *path, const char *expected)
{
    char text[64] = "";
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    size_t n = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    text[n] = '\0';
    assert_string_equal(text, expected);
}

static void put(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

/* From here on this process's file system knows no O_TMPFILE, as many networked ones do not. */
static void forbid_nameless_files(void)
{
    struct sock_filter program[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat, 0, 3),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[2])),
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, O_TMPFILE & ~O_DIRECTORY, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EOPNOTSUPP),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog filter = {.len = sizeof program / sizeof *program, .filter = program};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) != 0)
        _exit(99);
}

static void check_commit_and_discard(void)
{
    fit_output output;
    assert_int_equal(fit_output_open(&output, target, NULL), FIT_OK);
    fputs("first", output.file);
    assert_int_equal(access(target, F_OK), -1); /* nothing there before it is whole */
    assert_int_equal(fit_output_commit(&output, NULL), FIT_OK);
    assert_content(target, "first");
    assert_int_equal(count_files(), 1);

    assert_int_equal(fit_output_open(&output, target, NULL), FIT_OK);
    fputs("second", output.file);
    fit_output_discard(&output);
    fit_output_discard(&output);
    assert_content(target, "first");

    assert_int_equal(fit_output_open(&output, target, NULL), FIT_OK);
    fputs("third", output.file);
    assert_int_equal(fit_output_commit(&output, NULL), FIT_OK);
    assert_content(target, "third");
    assert_int_equal(count_files(), 1);
    assert_int_equal(unlink(target), 0);
}

static void a_file_appears_whole_or_not_at_all(void **state)
{
    (void)state;
    check_commit_and_discard();
}

static int wait_for(pid_t child)
{
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    return status;
}

static void it_does_so_where_nameless_files_are_unknown(void **state)
{
    (void)state;
    pid_t child = fork();
    if (child == 0) {
        forbid_nameless_files();
        fit_output output;
        if (fit_output_open(&output, target, NULL) != FIT_OK || output.nameless || !output.hidden[0])
            _exit(1);
        fit_output_discard(&output);
        check_commit_and_discard(); /* a failed assertion leaves the loop of tests, and ends in another exit code */
        _exit(42);
    }
    assert_int_equal(WEXITSTATUS(wait_for(child)), 42);
    assert_int_equal(count_files(), 0);
}

/* The child opens an output, tells that it has, and waits to be killed. */
static void check_killed(bool nameless, int number)
{
    int ready[2];
    char byte;
    assert_int_equal(pipe(ready), 0);
    pid_t child = fork();
    if (child == 0) {
        if (!nameless)
            forbid_nameless_files();
        fit_output output;
        if (fit_output_open(&output, target, NULL) != FIT_OK || fputs("partial", output.file) < 0 ||
            fit_output_flush(&output, NULL) != FIT_OK || write(ready[1], "x", 1) != 1)
            _exit(1);
        for (;;)
            pause();
    }
    assert_int_equal(read(ready[0], &byte, 1), 1);
    assert_int_equal(count_files(), nameless ? 0 : 1);
    kill(child, number);
    assert_int_equal(WTERMSIG(wait_for(child)), number);
    assert_int_equal(count_files(), 0);
    close(ready[0]);
    close(ready[1]);
}

static void a_killed_process_leaves_nothing(void **state)
{
    (void)state;
    check_killed(true, SIGKILL);
    check_killed(true, SIGTERM);
    check_killed(false, SIGTERM);
    check_killed(false, SIGINT);
    check_killed(false, SIGHUP);
}

static void a_link_stays_and_what_it_names_is_replaced(void **state)
{
    (void)state;
    put(target, "old");
    assert_int_equal(symlink(target, "link"), 0);
    fit_output output;
    assert_int_equal(fit_output_open(&output, "link", NULL), FIT_OK);
    fputs("new", output.file);
    assert_int_equal(fit_output_commit(&output, NULL), FIT_OK);
    struct stat info;
    assert_int_equal(lstat("link", &info), 0);
    assert_true(S_ISLNK(info.st_mode));
    assert_content(target, "new");
    assert_int_equal(unlink("link"), 0);
    assert_int_equal(unlink(target), 0);
}

static void a_name_without_a_folder_and_the_usual_permissions(void **state)
{
    (void)state;
    mode_t before = umask(027);
    fit_output output;
    assert_int_equal(fit_output_open(&output, "plain", NULL), FIT_OK);
    assert_int_equal(fit_output_commit(&output, NULL), FIT_OK);
    umask(before);
    struct stat info;
    assert_int_equal(stat("plain", &info), 0);
    assert_int_equal(info.st_mode & 0777, 0640);
    assert_int_equal(unlink("plain"), 0);
}

static void a_full_disk_is_reported_and_leaves_nothing(void **state)
{
    (void)state;
    fit_output output;
    fit_error error;
    assert_int_equal(fit_output_open(&output, "/dev/full", NULL), FIT_OK);
    fputs("x", output.file);
    assert_int_equal(fit_output_commit(&output, &error), FIT_ERR_IO);
    assert_string_equal(error.text, "No space left on device");

    struct rlimit before, small;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(fit_output_open(&output, target, NULL), FIT_OK);
    small = (struct rlimit){.rlim_cur = 100, .rlim_max = before.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    for (int i = 0; i < 1000; i++)
        fputs("more than fits", output.file);
    fit_status status = fit_output_commit(&output, &error);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(status, FIT_ERR_IO);
    assert_string_equal(error.text, "File too large");
    assert_int_equal(count_files(), 0);
}

static void what_cannot_be_written_is_refused_at_once(void **state)
{
    (void)state;
    fit_output output;
    fit_error error;
    assert_int_equal(fit_output_open(&output, dir, &error), FIT_ERR_IO);
    assert_string_equal(error.text, "Is a directory");
    assert_int_equal(fit_output_open(&output, "no/such/folder", &error), FIT_ERR_IO);
    assert_string_equal(error.text, "No such file or directory");
    assert_int_equal(fit_output_open(&output, "", &error), FIT_ERR_LIMIT);
    char *name = calloc(PATH_MAX + 1, 1);
    assert_non_null(name);
    memset(name, 'a', PATH_MAX);
    assert_int_equal(fit_output_open(&output, name, &error), FIT_ERR_LIMIT);
    free(name);
}

static void the_input_is_recognised(void **state)
{
    (void)state;
    put(target, "input");
    put("other", "");
    assert_int_equal(link(target, "second_name"), 0);
    fit_output output;
    assert_int_equal(fit_output_open(&output, target, NULL), FIT_OK);
    assert_true(fit_output_is_file(&output, target));
    assert_true(fit_output_is_file(&output, "second_name"));
    assert_false(fit_output_is_file(&output, "other"));
    assert_false(fit_output_is_file(&output, "missing"));
    fit_output_discard(&output);
    assert_content(target, "input");
    assert_int_equal(unlink("second_name") | unlink("other") | unlink(target), 0);
}

static void two_outputs_of_one_name_are_recognised(void **state)
{
    (void)state;
    char roundabout[sizeof dir + 32];
    (void)snprintf(roundabout, sizeof roundabout, "../%s/./result.json", strrchr(dir, '/') + 1);
    fit_output one, same, other, device, device_too;
    assert_int_equal(fit_output_open(&one, target, NULL), FIT_OK);
    assert_int_equal(fit_output_open(&same, roundabout, NULL), FIT_OK);
    assert_int_equal(fit_output_open(&other, "other", NULL), FIT_OK);
    assert_int_equal(fit_output_open(&device, "/dev/null", NULL), FIT_OK);
    assert_int_equal(fit_output_open(&device_too, "/dev/null", NULL), FIT_OK);
    assert_true(fit_output_is_same(&one, &same));
    assert_false(fit_output_is_same(&one, &other));
    assert_false(fit_output_is_same(&device, &device_too));
    assert_false(fit_output_is_same(&one, &(fit_output){0}));
    fit_output *const all[] = {&one, &same, &other, &device, &device_too};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        fit_output_discard(all[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_appears_whole_or_not_at_all),
        cmocka_unit_test(it_does_so_where_nameless_files_are_unknown),
        cmocka_unit_test(a_killed_process_leaves_nothing),
        cmocka_unit_test(a_link_stays_and_what_it_names_is_replaced),
        cmocka_unit_test(a_name_without_a_folder_and_the_usual_permissions),
        cmocka_unit_test(a_full_disk_is_reported_and_leaves_nothing),
        cmocka_unit_test(what_cannot_be_written_is_refused_at_once),
        cmocka_unit_test(the_input_is_recognised),
        cmocka_unit_test(two_outputs_of_one_name_are_recognised),
    };
    return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
