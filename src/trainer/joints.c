#include "trainer/joints.h"

#include <string.h>

typedef struct named_pair {
    const char *name;
    uint8_t left, right;
} named_pair;

static const named_pair pairs[] = {
    {"nose", FIT_LM_NOSE, FIT_LM_NOSE},
    {"eye_inner", FIT_LM_LEFT_EYE_INNER, FIT_LM_RIGHT_EYE_INNER},
    {"eye", FIT_LM_LEFT_EYE, FIT_LM_RIGHT_EYE},
    {"eye_outer", FIT_LM_LEFT_EYE_OUTER, FIT_LM_RIGHT_EYE_OUTER},
    {"ear", FIT_LM_LEFT_EAR, FIT_LM_RIGHT_EAR},
    {"mouth", FIT_LM_MOUTH_LEFT, FIT_LM_MOUTH_RIGHT},
    {"shoulder", FIT_LM_LEFT_SHOULDER, FIT_LM_RIGHT_SHOULDER},
    {"elbow", FIT_LM_LEFT_ELBOW, FIT_LM_RIGHT_ELBOW},
    {"wrist", FIT_LM_LEFT_WRIST, FIT_LM_RIGHT_WRIST},
    {"pinky", FIT_LM_LEFT_PINKY, FIT_LM_RIGHT_PINKY},
    {"index", FIT_LM_LEFT_INDEX, FIT_LM_RIGHT_INDEX},
    {"thumb", FIT_LM_LEFT_THUMB, FIT_LM_RIGHT_THUMB},
    {"hip", FIT_LM_LEFT_HIP, FIT_LM_RIGHT_HIP},
    {"knee", FIT_LM_LEFT_KNEE, FIT_LM_RIGHT_KNEE},
    {"ankle", FIT_LM_LEFT_ANKLE, FIT_LM_RIGHT_ANKLE},
    {"heel", FIT_LM_LEFT_HEEL, FIT_LM_RIGHT_HEEL},
    {"foot_index", FIT_LM_LEFT_FOOT_INDEX, FIT_LM_RIGHT_FOOT_INDEX},
};

static bool skip_prefix(const char **name, const char *prefix)
{
    size_t length = strlen(prefix);
    if (strncmp(*name, prefix, length) != 0)
        return false;
    *name += length;
    return true;
}

bool fit_joint_find(const char *name, fit_joint *out)
{
    bool left = skip_prefix(&name, "left_");
    bool right = !left && skip_prefix(&name, "right_");
    bool mid = !left && !right && skip_prefix(&name, "mid_");
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        const named_pair *pair = &pairs[i];
        if (strcmp(pair->name, name) != 0)
            continue;
        if ((left || right || mid) && pair->left == pair->right)
            return false;
        uint8_t own_left = right ? pair->right : pair->left;
        uint8_t own_right = left ? pair->left : pair->right;
        fit_joint joint;
        for (int side = 0; side < FIT_SIDES; side++) {
            joint.landmark[side][0] = mid || side != FIT_SIDE_RIGHT ? own_left : own_right;
            joint.landmark[side][1] = mid || side != FIT_SIDE_LEFT ? own_right : own_left;
        }
        *out = joint;
        return true;
    }
    return false;
}
