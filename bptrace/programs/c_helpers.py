"""Functions that C's math.h has not; REAL stands for double or float, log@ for log or logf."""

from __future__ import annotations

from collections.abc import Mapping

HELPERS: Mapping[str, str] = {
    "square": """static REAL square(REAL x)
{
    return x * x;
}""",
    "positive": """/* 1 where x > 0, else 0 */
static REAL positive(REAL x)
{
    return x > 0 ? 1 : 0;
}""",
    "rectify": """/* max(0, x) */
static REAL relu(REAL x)
{
    return x <= 0 ? 0 : x;
}""",
    "sign": """static REAL sign(REAL x)
{
    return x > 0 ? 1 : x < 0 ? -1 : x;
}""",
    "maximum": """/* not-a-number where one of them is */
static REAL maximum(REAL left, REAL right)
{
    return left >= right || isnan(left) ? left : right;
}""",
    "minimum": """/* not-a-number where one of them is */
static REAL minimum(REAL left, REAL right)
{
    return left <= right || isnan(left) ? left : right;
}""",
    "xlogy": """/* weight * ln x; 0 where the weight is 0 */
static REAL xlogy(REAL weight, REAL x)
{
    return weight == 0 && !isnan(x) ? 0 : weight * log@(x);
}""",
    "xdivy": """/* weight / x; 0 where the weight is 0 */
static REAL xdivy(REAL weight, REAL x)
{
    return weight == 0 && !isnan(x) ? 0 : weight / x;
}""",
}

_KEYWORDS = """
    auto break case char const continue default do double else enum extern float for goto if
    inline int long register restrict return short signed sizeof static struct switch typedef
    union unsigned void volatile while _Bool _Complex _Imaginary
    alignas alignof bool constexpr false nullptr static_assert thread_local true typeof
    typeof_unqual asm fortran
"""
_LIBRARY = """
    main printf NULL EOF BUFSIZ FILENAME_MAX FOPEN_MAX L_tmpnam SEEK_CUR SEEK_END SEEK_SET
    TMP_MAX stderr stdin stdout HUGE_VAL HUGE_VALF HUGE_VALL INFINITY NAN FP_INFINITE FP_NAN
    FP_NORMAL FP_SUBNORMAL FP_ZERO FP_ILOGB0 FP_ILOGBNAN FP_FAST_FMA FP_FAST_FMAF FP_FAST_FMAL
    MATH_ERRNO MATH_ERREXCEPT math_errhandling signgam linux unix i386 isnan isinf isfinite
    M_E M_LOG2E M_LOG10E M_LN2 M_LN10 M_PI M_PI_2 M_PI_4 M_1_PI M_2_PI M_2_SQRTPI M_SQRT2 M_SQRT1_2
    MAXFLOAT
"""
KEYWORDS = frozenset(_KEYWORDS.split())
LIBRARY = frozenset(_LIBRARY.split())
"""Macros of stdio.h and math.h, and what else a program needs by that name. A variable within
`main` may be called like any other function of the library that the program does not call."""
