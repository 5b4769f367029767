/* What an exercise file says, verified and resolved to indices; docs/exercise-format.md is its grammar. */
#ifndef FIT_TRAINER_EXERCISE_H
#define FIT_TRAINER_EXERCISE_H

#include <stdbool.h>
#include <stdint.h>

#include "aifit/trainer.h"

enum {
    FIT_MAX_SIGNALS = 32,
    FIT_MAX_LENGTHS = 8,
    FIT_MAX_PHASES = 8,
    FIT_MAX_JOINTS = 16,
    FIT_MAX_OPERANDS = 8,
    FIT_MAX_CONDITIONS = 4,
    FIT_MAX_REJECTS = 12,
    FIT_SIDES = 3, /* indices are fit_side: both, left, right */
};

/* A point of the body as each side sees it: the middle of two landmarks, mostly twice the same. */
typedef struct fit_joint {
    uint8_t landmark[FIT_SIDES][2];
} fit_joint;

typedef struct fit_length {
    const char *name;
    fit_joint from, to;
} fit_length;

typedef enum fit_signal_kind {
    FIT_SIGNAL_ANGLE,    /* at joint 1 between joints 0 and 2, degrees */
    FIT_SIGNAL_FOLD,     /* the same angle, told by how near joints 0 and 2 have come in the picture */
    FIT_SIGNAL_TILT,     /* of the line from joint 0 to joint 1 off straight up, degrees */
    FIT_SIGNAL_DISTANCE, /* between joints 0 and 1, in lengths */
    FIT_SIGNAL_HEIGHT,   /* of joint 0 above joint 1, in lengths */
    FIT_SIGNAL_VELOCITY, /* of an operand, its unit a second */
    FIT_SIGNAL_MIN,
    FIT_SIGNAL_MAX,
    FIT_SIGNAL_MEAN,
} fit_signal_kind;

/* side: that of the signal's own evaluation (FIT_SIDE_BOTH here), or always the left or right one. */
typedef struct fit_operand {
    uint8_t signal;
    uint8_t side;
} fit_operand;

typedef struct fit_signal {
    const char *name;
    fit_signal_kind kind;
    fit_joint joints[3];
    uint8_t length;
    uint8_t operand_count;
    fit_operand operands[FIT_MAX_OPERANDS];
} fit_signal;

/* value above or below limit; of_change: of its change since the repetition started. */
typedef struct fit_condition {
    uint8_t signal;
    bool above;
    bool of_change;
    float limit;
} fit_condition;

typedef enum fit_rule_kind {
    FIT_RULE_HELD,        /* true for for_ms on end while in one of the phases */
    FIT_RULE_AT_START,    /* true when the movement left its start position */
    FIT_RULE_AT_TURN,     /* true at the extreme */
    FIT_RULE_SHORT_RANGE, /* the range stayed below the good range */
} fit_rule_kind;

/* All conditions together; views: bit i = fit_view i, in which the rule can be judged. */
typedef struct fit_rule {
    fit_rule_kind kind;
    uint8_t condition_count;
    fit_condition conditions[FIT_MAX_CONDITIONS];
    uint32_t phases;
    uint32_t views;
    int32_t for_ms;
} fit_rule;

typedef enum fit_view { FIT_VIEW_FRONT, FIT_VIEW_OBLIQUE, FIT_VIEW_SIDE, FIT_VIEW_BACK, FIT_VIEWS } fit_view;

typedef struct fit_fault {
    const char *id;
    const char *text[2]; /* by fit_language */
    fit_rule rule;
} fit_fault;

/* Phases in the order of one cycle. Progress is 0 at rest and 1 at the member's own turn. The first phase lies at rest
 * and is entered below its edge; then come the outward ones, entered above theirs, then the returning ones, entered
 * below theirs. */
typedef struct fit_phase {
    const char *id;
    bool outward;
    float edge;
} fit_phase;

typedef struct fit_exercise_cycle {
    uint8_t signal;
    bool together;               /* both sides make one movement; else each side makes its own */
    float rest, turn;            /* nominal, in the signal's unit */
    float rest_limit;            /* the rest bound that lies on the turn's side: no movement starts beyond it */
    float turn_least, turn_most; /* bounds of the adapted turn, as travel from the nominal rest */
    float good;                  /* good range as a share of the nominal one */
    int32_t least_ms, most_ms;   /* from the start until it counts */
    uint8_t count_at;            /* phase */
    fit_rule attempt; /* true at the turn of a movement that was meant, if small; no conditions: not declared */
} fit_exercise_cycle;

struct fit_exercise {
    char *strings; /* owns every text below */
    const char *id;
    const char *name[2];
    uint32_t views;
    uint8_t joint_count, length_count, signal_count, phase_count, outward_count, fault_count, reject_count;
    fit_joint joints[FIT_MAX_JOINTS];
    fit_length lengths[FIT_MAX_LENGTHS];
    fit_signal signals[FIT_MAX_SIGNALS];
    uint8_t order[FIT_MAX_SIGNALS]; /* operands before their users */
    fit_phase phases[FIT_MAX_PHASES];
    fit_exercise_cycle cycle;
    fit_rule rejects[FIT_MAX_REJECTS]; /* what is true of other movements: such a one does not count */
    fit_fault faults[FIT_EXERCISE_MAX_FAULTS];
};

#endif
