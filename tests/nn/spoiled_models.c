#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "single_models.h"

/* Before it is written; operators[0] is the one under test, tensors are numbered as single_models.c adds them. */

static void spoil_activation(craft *c)
{
    craft_set(&c->operators[0], 1, 3, 1, 4);
}

static void spoil_axis(craft *c)
{
    craft_set(&c->operators[0], 10, 0, 4, 7);
}

static void spoil_batch(craft *c)
{
    c->tensors[1].dim[0] = 2;
}

static void spoil_bias(craft *c)
{
    c->tensors[2].dim[0] = 2;
    c->tensors[2].data_bytes = 8;
}

static void spoil_block(craft *c)
{
    craft_set(&c->operators[0], 94, 0, 4, 3);
}

static void spoil_broadcast(craft *c)
{
    c->tensors[2].dim[2] = 3;
}

static void spoil_channels_in(craft *c)
{
    c->tensors[0].dim[3] = 3;
}

static void spoil_channels_out(craft *c)
{
    c->tensors[3].dim[3] = 4;
}

static void spoil_channels_pooled(craft *c)
{
    c->tensors[1].dim[3] = 3;
}

static void spoil_constant_input(craft *c)
{
    c->inputs[0] = 1;
}

static void spoil_corners(craft *c)
{
    craft_set(&c->operators[0], 15, 3, 1, 1);
}

static void spoil_data_missing(craft *c)
{
    c->tensors[1].data_bytes -= 4;
}

static void spoil_densify_of_a_value(craft *c)
{
    c->operators[0].inputs[0] = 0;
}

static void spoil_densify_to_half(craft *c)
{
    c->tensors[2].type = CRAFT_FLOAT16;
}

static void spoil_depth_weights(craft *c)
{
    c->tensors[1].dim[0] = 2;
    c->tensors[1].dim[1] = 1;
    c->tensors[1].data_bytes = 48;
}

static void spoil_dequantize_float(craft *c)
{
    c->tensors[1].type = CRAFT_FLOAT32;
    c->tensors[1].dim[0] = 2;
    c->tensors[2].dim[0] = 2;
}

static void spoil_dilation(craft *c)
{
    craft_set(&c->operators[0], 1, 4, 4, 2);
}

static void spoil_elements_lost(craft *c)
{
    c->operators[0].n_inputs = 1;
    c->tensors[2].dim[0] = 4;
}

static void spoil_index_type(craft *c)
{
    static craft_sparsity sparsity;
    sparsity = *c->tensors[1].sparsity;
    sparsity.levels[1].index_type = 9;
    c->tensors[1].sparsity = &sparsity;
}

static void spoil_input_missing(craft *c)
{
    c->operators[0].inputs[0] = -1;
}

static void spoil_input_twice(craft *c)
{
    c->inputs[1] = 0;
}

static void spoil_kind_unknown(craft *c)
{
    c->operators[0].builtin = 200;
}

static void spoil_level_size(craft *c)
{
    static craft_sparsity sparsity;
    sparsity = *c->tensors[1].sparsity;
    sparsity.levels[0].size = 5;
    c->tensors[1].sparsity = &sparsity;
}

static void spoil_level_values(craft *c)
{
    c->tensors[1].data_bytes = 8;
}

static void spoil_multiplier(craft *c)
{
    craft_set(&c->operators[0], 2, 3, 4, 2);
}

static void spoil_name_long(craft *c)
{
    static char name[500];
    memset(name, 120, sizeof name - 1);
    c->tensors[1].name = name;
}

static void spoil_options_foreign(craft *c)
{
    c->operators[0].options_type = 2;
}

static void spoil_order(craft *c)
{
    c->operators[0].inputs[0] = 3;
}

static void spoil_output_int(craft *c)
{
    c->tensors[1].type = CRAFT_INT32;
}

static void spoil_output_none(craft *c)
{
    c->operators[0].n_outputs = 0;
}

static void spoil_output_of_nothing(craft *c)
{
    c->n_operators = 0;
}

static void spoil_output_written_twice(craft *c)
{
    c->operators[0].outputs[0] = 0;
}

static void spoil_padding(craft *c)
{
    craft_set(&c->operators[0], 1, 0, 1, 7);
}

static void spoil_paddings_count(craft *c)
{
    c->tensors[1].dim[0] = 2;
    c->tensors[1].data_bytes = 16;
}

static void spoil_paddings_float(craft *c)
{
    c->tensors[1].type = CRAFT_FLOAT32;
}

static void spoil_paddings_missing(craft *c)
{
    c->operators[0].inputs[1] = -1;
}

static void spoil_paddings_sum(craft *c)
{
    c->tensors[2].dim[1] = 6;
}

static void spoil_pad_rank(craft *c)
{
    c->tensors[2].rank = 2;
}

static void spoil_rank(craft *c)
{
    c->tensors[0].rank = 8;
}

static void spoil_rank_of_image(craft *c)
{
    c->tensors[0].rank = 3;
}

static void spoil_rank_of_weights(craft *c)
{
    c->tensors[1].rank = 3;
    c->tensors[1].data_bytes = 108;
}

static void spoil_shape_differs(craft *c)
{
    c->tensors[1].dim[1] = 5;
}

static void spoil_shape_asked(craft *c)
{
    c->tensors[2].dim[0] = 4;
    c->tensors[2].dim[1] = 8;
}

static void spoil_size_asked(craft *c)
{
    c->tensors[2].dim[1] = 6;
}

static void spoil_size_huge(craft *c)
{
    for (int i = 0; i < 4; i++)
        c->tensors[0].dim[i] = INT32_MAX;
}

static void spoil_size_zero(craft *c)
{
    c->tensors[0].dim[2] = 0;
}

static void spoil_slopes(craft *c)
{
    c->tensors[1].dim[2] = 1;
    c->tensors[1].data_bytes = 4;
}

static void spoil_stride_huge(craft *c)
{
    craft_set(&c->operators[0], 5, 1, 4, 1048576);
}

static void spoil_stride_zero(craft *c)
{
    craft_set(&c->operators[0], 5, 1, 4, 0);
}

static void spoil_sum_along_axis(craft *c)
{
    c->tensors[2].dim[3] = 6;
}

static void spoil_tensor_number(craft *c)
{
    c->operators[0].inputs[0] = 99;
}

static void spoil_type_of_input(craft *c)
{
    c->tensors[0].type = CRAFT_INT8;
}

static void spoil_weights_int(craft *c)
{
    c->tensors[1].type = CRAFT_INT8;
}

static void spoil_weights_late(craft *c)
{
    c->operators[0].inputs[1] = 0;
}

static void spoil_window_lost(craft *c)
{
    c->tensors[3].dim[1] = 3;
}

static void spoil_beside(craft *c)
{
    c->tensors[1].dim[1] = 3;
}

static void spoil_concatenation_activation(craft *c)
{
    craft_set(&c->operators[0], 10, 1, 1, CRAFT_RELU);
}

static void spoil_output_constant(craft *c)
{
    c->outputs[0] = 1;
}

/* After it is written: the file's root table, its vtable and its fields. */

static size_t load(const craft *c, size_t at)
{
    uint32_t value;
    memcpy(&value, c->bytes + at, sizeof value);
    return value;
}

static size_t root(const craft *c)
{
    return load(c, 0);
}

static size_t root_vtable(const craft *c)
{
    return root(c) - load(c, root(c));
}

static size_t root_field(const craft *c, size_t field)
{
    const size_t entry = root_vtable(c) + 4 + 2 * field;
    return root(c) + (size_t)(c->bytes[entry] | c->bytes[entry + 1] << 8);
}

static void patch_identifier(craft *c)
{
    c->bytes[4] = 84 + 1;
}

static void patch_root_outside(craft *c)
{
    memset(c->bytes, 255, 4);
}

static void patch_vtable_outside(craft *c)
{
    memset(c->bytes + root(c), 127, 4);
}

static void patch_vtable_odd(craft *c)
{
    c->bytes[root_vtable(c)]++;
}

static void patch_field_outside(craft *c)
{
    c->bytes[root_vtable(c) + 4] = 255;
}

static void patch_elements_missing(craft *c)
{
    memset(c->bytes + root_field(c, 2) + load(c, root_field(c, 2)), 127, 4);
}

static void patch_subgraph_none(craft *c)
{
    memset(c->bytes + root_field(c, 2) + load(c, root_field(c, 2)), 0, 4);
}

static void patch_version(craft *c)
{
    c->bytes[root_field(c, 0)] = 4;
}

const spoiled_model spoiled_models[] = {
    {"bad_activation", "one_conv", spoil_activation, NULL, FIT_ERR_UNSUPPORTED, "fused activation 4"},
    {"bad_axis", "one_concatenation", spoil_axis, NULL, FIT_ERR_FORMAT, "axis 7 of rank 4"},
    {"bad_batch", "one_max_pool", spoil_batch, NULL, FIT_ERR_FORMAT, "batch of 1 to 2"},
    {"bad_bias", "one_conv", spoil_bias, NULL, FIT_ERR_FORMAT, "bias of 2 values for 3 channels"},
    {"bad_block", "one_depth_to_space", spoil_block, NULL, FIT_ERR_FORMAT, "2x2x8 to 4x4x2 with block 3"},
    {"bad_broadcast", "one_add", spoil_broadcast, NULL, FIT_ERR_FORMAT, "do not combine"},
    {"bad_channels_in", "one_conv", spoil_channels_in, NULL, FIT_ERR_UNSUPPORTED, "weights for 2 input channels of 3"},
    {"bad_channels_out", "one_conv", spoil_channels_out, NULL, FIT_ERR_FORMAT, "weights give 3 channels, not 4"},
    {"bad_channels_pooled", "one_max_pool", spoil_channels_pooled, NULL, FIT_ERR_FORMAT, "2 channels to 3"},
    {"bad_constant_input", "one_add", spoil_constant_input, NULL, FIT_ERR_FORMAT, "is a constant or listed twice"},
    {"bad_corners", "one_resize", spoil_corners, NULL, FIT_ERR_UNSUPPORTED, "align_corners with half_pixel_centers"},
    {"bad_data_missing", "one_conv", spoil_data_missing, NULL, FIT_ERR_FORMAT, "tensor 1 at byte"},
    {"bad_densify_of_a_value", "one_densify", spoil_densify_of_a_value, NULL, FIT_ERR_UNSUPPORTED,
     "of a value computed at run time"},
    {"bad_densify_to_half", "one_densify", spoil_densify_to_half, NULL, FIT_ERR_FORMAT, "type 0 to 1"},
    {"bad_depth_weights", "one_depthwise", spoil_depth_weights, NULL, FIT_ERR_FORMAT, "weights of first size 2, not 1"},
    {"bad_dequantize_float", "one_dequantize", spoil_dequantize_float, NULL, FIT_ERR_UNSUPPORTED,
     "not float16 to float32"},
    {"bad_dilation", "one_conv", spoil_dilation, NULL, FIT_ERR_UNSUPPORTED, "dilation 1x2"},
    {"bad_elements_lost", "one_reshape", spoil_elements_lost, NULL, FIT_ERR_FORMAT, "32 elements to 16"},
    {"bad_index_type", "one_densify", spoil_index_type, NULL, FIT_ERR_FORMAT, "sparse index type 9"},
    {"bad_input_missing", "one_prelu", spoil_input_missing, NULL, FIT_ERR_FORMAT, "input 0 is missing"},
    {"bad_input_twice", "one_concatenation", spoil_input_twice, NULL, FIT_ERR_FORMAT, "is a constant or listed twice"},
    {"bad_kind_unknown", "one_abs", spoil_kind_unknown, NULL, FIT_ERR_UNSUPPORTED,
     "operator kind 200 of the schema is unsupported"},
    {"bad_level_size", "one_densify", spoil_level_size, NULL, FIT_ERR_FORMAT, "wrong size"},
    {"bad_level_values", "one_densify", spoil_level_values, NULL, FIT_ERR_FORMAT, "2 values stored for other 3"},
    {"bad_multiplier", "one_depthwise", spoil_multiplier, NULL, FIT_ERR_UNSUPPORTED, "multiplier 2"},
    {"bad_name_long", "one_abs", spoil_name_long, NULL, FIT_ERR_LIMIT, "name longer than"},
    {"bad_options_foreign", "one_conv", spoil_options_foreign, NULL, FIT_ERR_FORMAT, "options of another operator"},
    {"bad_order", "one_conv", spoil_order, NULL, FIT_ERR_FORMAT, "which has no value yet"},
    {"bad_output_int", "one_abs", spoil_output_int, NULL, FIT_ERR_UNSUPPORTED, "not float32"},
    {"bad_output_none", "one_abs", spoil_output_none, NULL, FIT_ERR_FORMAT, "no output"},
    {"bad_output_of_nothing", "one_prelu", spoil_output_of_nothing, NULL, FIT_ERR_FORMAT, "nothing computes tensor 2"},
    {"bad_output_written_twice", "one_abs", spoil_output_written_twice, NULL, FIT_ERR_FORMAT, "which has a value"},
    {"bad_padding", "one_conv", spoil_padding, NULL, FIT_ERR_FORMAT, "padding 7"},
    {"bad_paddings_count", "one_pad", spoil_paddings_count, NULL, FIT_ERR_FORMAT, "paddings has to hold 6 values"},
    {"bad_paddings_float", "one_pad", spoil_paddings_float, NULL, FIT_ERR_UNSUPPORTED,
     "paddings has to be a constant of int32"},
    {"bad_paddings_missing", "one_pad", spoil_paddings_missing, NULL, FIT_ERR_FORMAT, "paddings missing"},
    {"bad_paddings_sum", "one_pad", spoil_paddings_sum, NULL, FIT_ERR_FORMAT, "size 3 padded by 0 and 2 to 6"},
    {"bad_pad_rank", "one_pad", spoil_pad_rank, NULL, FIT_ERR_FORMAT, "rank 3 to 2"},
    {"bad_rank", "one_abs", spoil_rank, NULL, FIT_ERR_LIMIT, "rank 8, at most"},
    {"bad_rank_of_image", "one_max_pool", spoil_rank_of_image, NULL, FIT_ERR_UNSUPPORTED, "rank 3 to 4, not 4"},
    {"bad_rank_of_weights", "one_conv", spoil_rank_of_weights, NULL, FIT_ERR_FORMAT, "weights of rank 3, not 4"},
    {"bad_shape_differs", "one_abs", spoil_shape_differs, NULL, FIT_ERR_FORMAT, "differ in shape"},
    {"bad_shape_asked", "one_reshape", spoil_shape_asked, NULL, FIT_ERR_FORMAT, "size 8 asked for, 4 given"},
    {"bad_size_asked", "one_resize", spoil_size_asked, NULL, FIT_ERR_FORMAT, "with size 5x7"},
    {"bad_size_huge", "one_abs", spoil_size_huge, NULL, FIT_ERR_LIMIT, "more than 268435456 elements"},
    {"bad_size_zero", "one_abs", spoil_size_zero, NULL, FIT_ERR_FORMAT, "size 0 of dimension 2"},
    {"bad_slopes", "one_prelu", spoil_slopes, NULL, FIT_ERR_UNSUPPORTED, "1 slopes for 2 channels"},
    {"bad_stride_huge", "one_max_pool", spoil_stride_huge, NULL, FIT_ERR_LIMIT, "at most"},
    {"bad_stride_zero", "one_max_pool", spoil_stride_zero, NULL, FIT_ERR_FORMAT, "stride 2x0"},
    {"bad_sum_along_axis", "one_concatenation", spoil_sum_along_axis, NULL, FIT_ERR_FORMAT,
     "sizes along the axis do not add up"},
    {"bad_tensor_number", "one_abs", spoil_tensor_number, NULL, FIT_ERR_FORMAT, "tensor 99 of 2"},
    {"bad_type_of_input", "one_abs", spoil_type_of_input, NULL, FIT_ERR_UNSUPPORTED, "not float32"},
    {"bad_weights_int", "one_conv", spoil_weights_int, NULL, FIT_ERR_UNSUPPORTED, "weights of type 9"},
    {"bad_weights_late", "one_conv", spoil_weights_late, NULL, FIT_ERR_UNSUPPORTED, "weights computed at run time"},
    {"bad_window_lost", "one_conv", spoil_window_lost, NULL, FIT_ERR_FORMAT, "4x4 does not become 3x4"},
    {"bad_beside", "one_concatenation", spoil_beside, NULL, FIT_ERR_FORMAT, "does not fit beside the others"},
    {"bad_concatenation_activation", "one_concatenation", spoil_concatenation_activation, NULL, FIT_ERR_UNSUPPORTED,
     "CONCATENATION: fused activation"},
    {"bad_output_constant", "one_prelu", spoil_output_constant, NULL, FIT_ERR_UNSUPPORTED, "output is a constant"},
    {"bad_identifier", "one_abs", NULL, patch_identifier, FIT_ERR_FORMAT, "not a TensorFlow Lite model"},
    {"bad_root_outside", "one_abs", NULL, patch_root_outside, FIT_ERR_FORMAT, "leads out of the file"},
    {"bad_vtable_outside", "one_abs", NULL, patch_vtable_outside, FIT_ERR_FORMAT, "vtable lies outside the file"},
    {"bad_vtable_odd", "one_abs", NULL, patch_vtable_odd, FIT_ERR_FORMAT, "impossible size"},
    {"bad_field_outside", "one_abs", NULL, patch_field_outside, FIT_ERR_FORMAT, "field 0 lies outside its table"},
    {"bad_elements_missing", "one_abs", NULL, patch_elements_missing, FIT_ERR_FORMAT,
     "elements do not fit into the file"},
    {"bad_subgraph_none", "one_abs", NULL, patch_subgraph_none, FIT_ERR_FORMAT, "no subgraph"},
    {"bad_version", "one_abs", NULL, patch_version, FIT_ERR_UNSUPPORTED, "schema version 4, not 3"},
    {0},
};

void spoiled_write(craft *c, const spoiled_model *m)
{
    const crafted_model *base = single_models;
    while (base->name && strcmp(base->name, m->of) != 0)
        base++;
    assert(base->name);
    *c = (craft){0};
    base->describe(c);
    if (m->spoil)
        m->spoil(c);
    craft_write(c);
    if (m->patch)
        m->patch(c);
}
