/* What a password must not be (see passwords.h): what people choose first, and what everybody knows. The words were
 * gathered by thinking, not copied: names of the thing itself, of affection, animals, seasons, sports, heroes and
 * brands, first names, and Korean words as they come out of a keyboard that is left in Latin. */
#include <ctype.h>
#include <string.h>

#include "server/dates.h"
#include "server/passwords.h"

/* Words of four letters and more; fit_password_is_common knows what is put before and behind them. */
static const char words[] =
    /* the thing itself */
    " pass passw passwd password passwords passcode passphrase passkey passport secret secrets topsecret private "
    "access "
    "login logon logout signin signup welcome enter letmein openup open opensesame sesame admin administrator "
    "adminadmin "
    "root rootroot toor user username guest test testing tester testtest demo sample example default changeme change "
    "temp temporary newpass newpassword mypass mypassword yourpassword thepassword nopassword nopass none null void "
    "account member manager master superuser super supervisor server system computer internet website network wireless "
    "wifi router windows linux android iphone ipad laptop desktop mobile phone office database oracle mysql backup "
    "security secure security safety unlock keycode codeword magic trustno trustnoone "
    /* this program */
    "aifit fitness fitter trainer training workout exercise gymnasium health healthy pushup deadlift "
    "dumbbell barbell muscle muscles strong stronger strength crossfit yoga pilates runner running marathon coach "
    "bodybuilding weightlifting powerlifting protein "
    /* affection */
    "love lover lovers loveme loveyou iloveyou iloveme iloveu ilove mylove truelove lovely loveless babygirl babyboy "
    "baby "
    "honey sweetheart sweetie sweet darling angel angels princess prince queen king kingdom kiss kisses kissme hugs "
    "forever always beautiful pretty cutie cute sexy hottie happy happiness smile smiley sunshine family mother father "
    "mommy daddy brother sister friend friends friendship together heart hearts wedding marry marriage "
    /* animals */
    "monkey dragon tiger tigers lion lions eagle eagles falcon hawk wolf wolves bear bears panda puppy kitty kitten "
    "doggy "
    "doggie horse horses pony unicorn dolphin dolphins shark sharks turtle rabbit bunny hamster chicken duck ducks "
    "snake "
    "spider butterfly ladybug penguin elephant giraffe panther jaguar cheetah cougar mustang bronco bulldog buster "
    "animal animals "
    /* seasons, days, nature, colours, food */
    "spring summer autumn winter january february march april june july august september october november december "
    "monday tuesday wednesday thursday friday saturday sunday holiday holidays christmas birthday newyear weekend "
    "morning evening midnight night moon moonlight star stars starlight sunrise sunset rainbow flower flowers rose "
    "roses "
    "lily tulip daisy jasmine garden forest river ocean mountain island paradise heaven thunder lightning storm snow "
    "snowflake snowman snowball fire phoenix diamond crystal silver golden gold orange yellow purple green black white "
    "blue pink redred cherry banana apple apples lemon melon peach strawberry blueberry chocolate cookie cookies candy "
    "cheese pizza burger coffee pepper ginger butter peanut cupcake sugar kimchi ramen soju "
    /* play */
    "football soccer baseball basketball hockey tennis golf golfer cricket rugby volleyball swimming boxing racing "
    "cycling skateboard snowboard fishing hunting hunter dance dancer dancing music musical guitar piano drums rock "
    "metal player gamer games game playstation xbox nintendo pokemon pikachu mario luigi zelda minecraft fortnite "
    "roblox "
    "warcraft starcraft diablo overwatch counterstrike callofduty matrix starwars startrek skywalker vader yoda jedi "
    "gandalf hobbit frodo harrypotter potter hogwarts batman superman spiderman ironman hulk avengers marvel naruto "
    "sasuke goku dragonball onepiece luffy hellokitty disney mickey minnie donald simpsons homer godzilla ninja "
    "samurai "
    "pirate warrior wizard legend hero heroes champion winner victory killer hacker slayer shadow ghost phantom demon "
    "devil lucifer satan jesus jesuschrist christ godisgood bless blessed blessing faith hope grace peace freedom "
    "liberty justice truth destiny fantasy wonder dream dreams dreamer miracle lucky luckyone fortune money dollar "
    "dollars million billionaire rich business company success "
    /* brands and places */
    "google gmail yahoo hotmail outlook facebook instagram twitter youtube tiktok netflix amazon microsoft samsung "
    "hyundai naver kakao daum toyota honda ferrari porsche mercedes corvette camaro harley yamaha kawasaki suzuki nike "
    "adidas cocacola pepsi starbucks liverpool arsenal chelsea barcelona realmadrid madrid manchester juventus milan "
    "lakers yankees redsox cowboys steelers packers raiders america american canada england london paris france "
    "germany "
    "berlin russia moscow china japan tokyo korea seoul busan daegu incheon daejeon jeju brazil mexico texas dallas "
    "chicago boston newyork california florida hawaii vegas sydney australia "
    /* first names */
    "michael jordan michelle jennifer jessica ashley amanda nicole daniel andrew anthony joshua matthew robert william "
    "thomas charles charlie george david james john johnny joseph steven steve kevin brian jason justin ryan eric adam "
    "alex alexander alexis samantha sarah sara hannah emily emma olivia sophia sophie isabella lauren megan rachel "
    "rebecca stephanie elizabeth victoria vanessa veronica natalie natasha melissa maria marina martin martina oliver "
    "oscar patrick peter philip richard samuel sandra sebastian simon susan taylor tiffany timothy tyler vincent "
    "zachary maggie molly bailey buddy rocky lucky max maxwell cooper tucker jack jackson jake chris christian "
    "christina christine diana elena fernando gabriel hector jorge juan carlos antonio lucas mateo pablo mohammed "
    "muhammad ahmed fatima minji minsu jihoon jimin jungkook taehyung bangtan blackpink twice "
    /* Korean, typed without switching the keyboard, or spelt in Latin letters */
    "dkssud dkssudgktpdy tkfkd tkfkdgo tkfkdgody tkfkdgkwk qlalfqjsgh qlalf dkagh rkskek rkskekfk gksrnr gksrmf "
    "eogksalsrnr "
    "vudghk godqhr gmlakd rhakdnj clsrn djaak dkQk dkqk dkwnak rkwhr tjdnf qntks dnflwlq ghkdlxld dudnjsgl akdma "
    "rjsrkd dnsehd dnseh durur tmznjxm ehwjs annyeong saranghae sarang saranghaeyo daehanminguk hanguk hangul oppa "
    "unnie aegyo fighting hwaiting hwaiting ";

/* Paths of a finger over a keyboard, and what is counted off: any part of them, either way, is a run. */
static const char *const paths[] = {
    "01234567890",    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop[]",   "asdfghjkl;'",
    "zxcvbnm,./",     "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "!@#$%^&*()",     "1q2w3e4r5t6y7u8i9o0p",
    "zaq1xsw2cde3vf", "qazwsxedcrfvtgbyhnujm",
    "147258369",      "a1b2c3d4e5f6g7h8",
    "q1w2e3r4t5y6u7", "!1@2#3$4%5^6&7*8",
    "1a2s3d4f5g6h",   "1!2@3#4$5%6^7&8*9(",
};

/* Length of the common beginning of text and the path from `at` in steps of `step`. */
static size_t along(const char *path, ptrdiff_t at, ptrdiff_t step, const char *text, size_t len)
{
    const ptrdiff_t end = (ptrdiff_t)strlen(path);
    size_t n = 0;
    for (; n < len && at >= 0 && at < end && path[at] == text[n]; at += step)
        n++;
    return n;
}

static size_t run_length(const char *text, size_t len)
{
    size_t best = 1;
    while (best < len && text[best] == text[0])
        best++;
    for (size_t p = 0; p < sizeof paths / sizeof *paths; p++)
        for (ptrdiff_t at = 0; paths[p][at]; at++)
            for (ptrdiff_t step = -1; step <= 1; step += 2) {
                size_t n = along(paths[p], at, step, text, len);
                if (n > best)
                    best = n;
            }
    return best;
}

/* Nothing but up to three runs of at least three characters, "qwe123!@#", and one or two more behind them. */
static bool is_runs(const char *text, size_t len)
{
    size_t at = 0;
    for (int runs = 0; at < len; runs++) {
        size_t n = run_length(text + at, len - at);
        if (n < 3 || runs == 3)
            return at > 0 && len - at <= 2;
        at += n;
    }
    return true;
}

/* "abababab", "test1test1": a period of at most six characters, or of a third. */
static bool is_repetition(const char *text, size_t len)
{
    size_t longest = len / 3 > 6 ? len / 3 : 6;
    for (size_t period = 1; period <= longest && period * 2 <= len; period++)
        if (memcmp(text, text + period, len - period) == 0)
            return true;
    return false;
}

/* Eight digits that are a day of the last or this century, in any order of its parts. */
static bool is_date(const char *text, size_t len)
{
    static const char *const orders[] = {"yyyymmdd", "ddmmyyyy", "mmddyyyy"};
    if (len != 8 || strspn(text, "0123456789") != len)
        return false;
    for (size_t o = 0; o < sizeof orders / sizeof *orders; o++) {
        char date[FIT_DATE_CAP] = "0000-00-00";
        char *parts[] = {['y' - 'd'] = date, ['m' - 'd'] = date + 5, [0] = date + 8};
        for (size_t i = 0; i < len; i++)
            *parts[orders[o][i] - 'd']++ = text[i];
        int64_t day;
        if ((strncmp(date, "19", 2) == 0 || strncmp(date, "20", 2) == 0) && fit_date_parse(date, &day))
            return true;
    }
    return false;
}

static bool is_word(const char *text, size_t len)
{
    char framed[64];
    if (len < 4 || len > sizeof framed - 3)
        return false;
    framed[0] = ' ';
    memcpy(framed + 1, text, len);
    memcpy(framed + 1 + len, " ", 2);
    return strstr(words, framed) != NULL;
}

/* A word or the same word twice, also when written with look-alikes: "p4$$w0rd". */
static bool is_disguised_word(const char *text, size_t len)
{
    static const char looks[] = "0134578@$!+", letters[] = "oieastbasit";
    char plain[FIT_PASSWORD_MAX * 4 + 1];
    for (size_t i = 0; i < len; i++) {
        const char *look = text[i] ? strchr(looks, text[i]) : NULL;
        plain[i] = look ? letters[look - looks] : text[i];
    }
    if (is_word(text, len) || is_word(plain, len))
        return true;
    return len % 2 == 0 && memcmp(plain, plain + len / 2, len / 2) == 0 && is_word(plain, len / 2);
}

/* What people put before and behind a word to please a rule: up to four characters (a year), or a run. */
static bool is_trimming(const char *text, size_t len)
{
    return len <= 4 || is_runs(text, len);
}

bool fit_password_is_common(const char *password)
{
    char text[FIT_PASSWORD_MAX * 4 + 1];
    size_t len = 0;
    for (; password[len] && len < sizeof text - 1; len++)
        text[len] = (char)tolower((unsigned char)password[len]);
    text[len] = '\0';
    if (is_runs(text, len) || is_repetition(text, len) || is_date(text, len) || is_disguised_word(text, len))
        return true;
    size_t first = 0, last = len;
    while (first < len && !isalpha((unsigned char)text[first]))
        first++;
    while (last > first && !isalpha((unsigned char)text[last - 1]))
        last--;
    if (!is_trimming(text, first) || !is_trimming(text + last, len - last))
        return false;
    return is_disguised_word(text + first, last - first) || is_disguised_word(text, last);
}

/* Shorter names are found in everything. In bytes: two syllables of Hangul are a name. */
enum { LIKE_MIN_BYTES = 4 };

/* Either stands in the other, ASCII letters compared without case. */
static bool is_like(const char *password, const char *name, size_t len)
{
    char text[FIT_EMAIL_CAP];
    if (len < LIKE_MIN_BYTES || len >= sizeof text)
        return false;
    memcpy(text, name, len);
    text[len] = '\0';
    return strcasestr(password, text) || strcasestr(text, password);
}

const char *fit_password_refusal(const char *password, const char *email, const char *nickname)
{
    if (email && is_like(password, email, strcspn(email, "@")))
        return "like_email";
    if (nickname && is_like(password, nickname, strlen(nickname)))
        return "like_nickname";
    return fit_password_is_common(password) ? "too_common" : NULL;
}
