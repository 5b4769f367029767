#include "server/letters.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

typedef struct text {
    const char *subject;
    const char *body; /* %1$s: the code, %2$s: where AI Fit lives */
} text;

static const text texts[][2] = {
    [FIT_MAIL_PASSWORD] =
        {
            {"[아이핏] 비밀번호 재설정 코드", "안녕하세요.\n\n"
                                              "비밀번호를 새로 정할 수 있는 코드입니다.\n\n"
                                              "    %1$s\n\n"
                                              "이 코드는 5분 동안, 한 번만 쓸 수 있습니다.\n"
                                              "요청한 적이 없다면 이 편지는 지워도 됩니다. 비밀번호는 그대로입니다.\n\n"
                                              "아이핏 %2$s\n"},
            {"[AI Fit] Your code for a new password",
             "Hello,\n\n"
             "this code lets you choose a new password:\n\n"
             "    %1$s\n\n"
             "It works once, for 5 minutes.\n"
             "If you did not ask for it, ignore this letter: your password stays as it is.\n\n"
             "AI Fit %2$s\n"},
        },
    [FIT_MAIL_EMAIL] =
        {
            {"[아이핏] 이메일 주소 확인 코드", "안녕하세요.\n\n"
                                               "아이핏 계정의 이메일을 이 주소로 바꾸는 코드입니다.\n\n"
                                               "    %1$s\n\n"
                                               "이 코드는 5분 동안, 한 번만 쓸 수 있습니다.\n"
                                               "요청한 적이 없다면 이 편지는 지워도 됩니다.\n\n"
                                               "아이핏 %2$s\n"},
            {"[AI Fit] Confirm your new e-mail address", "Hello,\n\n"
                                                         "this code makes this the address of your AI Fit account:\n\n"
                                                         "    %1$s\n\n"
                                                         "It works once, for 5 minutes.\n"
                                                         "If you did not ask for it, ignore this letter.\n\n"
                                                         "AI Fit %2$s\n"},
        },
    [FIT_MAIL_TEST] =
        {
            {"[아이핏] 시험 편지", "안녕하세요.\n\n"
                                   "이 편지가 왔다면 아이핏의 메일 설정이 올바릅니다.%1$s\n\n"
                                   "아이핏 %2$s\n"},
            {"[AI Fit] Test letter", "Hello,\n\n"
                                     "since this letter has arrived, AI Fit's mail settings are right.%1$s\n\n"
                                     "AI Fit %2$s\n"},
        },
};

void fit_letter_write(fit_mail_kind kind, const char *language, const char *code, const char *public_url, char *room,
                      fit_letter *letter)
{
    const text *t = &texts[kind][strcmp(language, "ko") != 0];
    letter->subject = t->subject;
    letter->body = room;
    /* A URL longer than the room is cut, the code before it is not. */
    int len = snprintf(room, FIT_LETTER_BODY_CAP, t->body, code, public_url);
    assert(len > 0);
    (void)len;
}
