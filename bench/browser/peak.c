/* What one core can do at most in WebAssembly: multiply-adds in registers, nothing else. The page times it. */
enum { SUMS = 12 }; /* hide the latency of two units of four cycles; with factor and term 14 of x86-64's 15 registers */

typedef float vec __attribute__((vector_size(16)));

/* One multiply-add that depends on sum, in the form that costs nothing else: fused, the sum is the operand that is
 * overwritten; apart, a product that did not depend on it could be computed once. */
static inline vec multiply_add(vec sum, vec factor, vec term)
{
#ifdef __wasm_relaxed_simd__
    return __builtin_wasm_relaxed_madd_f32x4(factor, term, sum);
#else
    return sum * factor + term;
#endif
}

/* loops * SUMS vectors of 4 multiply-adds; the result only keeps them from being left out. */
__attribute__((export_name("multiply_adds"))) float multiply_adds(int loops);
__attribute__((export_name("flops_a_loop"))) int flops_a_loop(void);

static volatile float values[] = {0.5F, 1.0F}; /* not known when compiled, or the sums could be */

float multiply_adds(int loops)
{
    vec sum[SUMS];
    for (int k = 0; k < SUMS; k++)
        sum[k] = (vec){(float)k};
    const vec factor = values[0] - (vec){0};
    const vec term = values[1] - (vec){0};
    for (int n = 0; n < loops; n++)
        for (int k = 0; k < SUMS; k++)
            sum[k] = multiply_add(sum[k], factor, term);
    vec total = sum[0];
    for (int k = 1; k < SUMS; k++)
        total += sum[k];
    return total[0] + total[1] + total[2] + total[3];
}

int flops_a_loop(void)
{
    return SUMS * 4 * 2;
}
