#include "wasm/exports.h"

#define OFFSET(name, type, member) {name, offsetof(type, member)}

static const struct {
    const char *name;
    uint32_t value;
} LAYOUT[] = {
    OFFSET("view.pose", fit_wasm_view, pose),
    OFFSET("view.state", fit_wasm_view, state),
    OFFSET("view.luma", fit_wasm_view, luma),
    OFFSET("view.stage", fit_wasm_view, stage),
    OFFSET("view.beat", fit_wasm_view, beat),
    OFFSET("view.hint", fit_wasm_view, hint),
    OFFSET("view.n_events", fit_wasm_view, n_events),
    OFFSET("view.events", fit_wasm_view, events),

    OFFSET("pose.width", fit_pose, width),
    OFFSET("pose.height", fit_pose, height),
    OFFSET("pose.present", fit_pose, present),
    OFFSET("pose.score", fit_pose, score),
    OFFSET("pose.image", fit_pose, image),
    OFFSET("pose.world", fit_pose, world),
    {"landmark.count", FIT_LM_COUNT},

    OFFSET("state.count", fit_trainer_state, count),
    OFFSET("state.phase", fit_trainer_state, phase),
    OFFSET("state.progress", fit_trainer_state, progress),

    {"event.size", sizeof(fit_event)},
    OFFSET("event.kind", fit_event, kind),
    OFFSET("event.t_ms", fit_event, t_ms),
    OFFSET("rep.index", fit_event, rep.index),
    OFFSET("rep.side", fit_event, rep.side),
    OFFSET("rep.start_ms", fit_event, rep.start_ms),
    OFFSET("rep.turn_ms", fit_event, rep.turn_ms),
    OFFSET("rep.end_ms", fit_event, rep.end_ms),
    OFFSET("rep.range_deg", fit_event, rep.range_deg),
    OFFSET("rep.faults", fit_event, rep.faults),
    OFFSET("rejected.start_ms", fit_event, rejected.start_ms),
    OFFSET("rejected.end_ms", fit_event, rejected.end_ms),
    OFFSET("rejected.reason", fit_event, rejected.reason),
    OFFSET("fault.fault", fit_event, fault.fault),
    OFFSET("fault.side", fit_event, fault.side),

    {"kind.rep", FIT_EVENT_REP},
    {"kind.rep_end", FIT_EVENT_REP_END},
    {"kind.rejected", FIT_EVENT_REJECTED},
    {"kind.fault", FIT_EVENT_FAULT},

    {"stage.placing", FIT_GUIDE_PLACING},
    {"stage.countdown", FIT_GUIDE_COUNTDOWN},
    {"stage.training", FIT_GUIDE_TRAINING},

    {"language.ko", FIT_LANGUAGE_KO},
    {"language.en", FIT_LANGUAGE_EN},

    {"framing.good", FIT_FRAMING_GOOD},
};

size_t fit_wasm_layout_count(void)
{
    return sizeof LAYOUT / sizeof *LAYOUT;
}

const char *fit_wasm_layout_name(size_t index)
{
    return LAYOUT[index].name;
}

uint32_t fit_wasm_layout_value(size_t index)
{
    return LAYOUT[index].value;
}

const char *fit_wasm_reject_name(uint32_t reason)
{
    return fit_reject_reason_name((fit_reject_reason)reason);
}

const char *fit_wasm_framing_name(uint32_t framing)
{
    return fit_framing_name((fit_framing)framing);
}

const char *fit_wasm_side_name(uint32_t side)
{
    return fit_side_name((fit_side)side);
}
