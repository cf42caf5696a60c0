"""P(X <= x and Y <= y) of two standard normals of correlation rho, by quadrature; printed as cases.

No figure of lockin uses a bivariate normal law yet, so nothing is written to tests/cases. Three routes must agree before
anything is printed: the quadrature here, scipy's own, and where they apply Sheppard's formula at the origin,
1/4 + asin(rho) / 2π, and the values published for the Gaussian copula of correlation 0.8 (R package copula, as in
statsmodels 0.15.0, distributions/copula/tests/test_copula.py).
"""

from math import asin, pi, sqrt

from scipy import integrate, stats

POINTS = [(0.0, 0.0), (0.5, -1.0), (1.5, 1.5), (2.326, 1.645), (3.0, 3.0)]
CORRELATIONS = [-0.9, -0.5, 0.0, 0.25, 0.5, 0.8, 0.95]

# Published: u, v, C(u, v) at correlation 0.8.
COPULA = [
    (0.33706249, 0.60750780, 0.31906854),
    (0.62232507, 0.06241089, 0.06230196),
    (0.20014570, 0.54027684, 0.19284669),
    (0.77166391, 0.40610225, 0.39952707),
    (0.98534253, 0.99212789, 0.98144792),
]


def both_below(x, y, rho):
    """∫ φ(t) Φ((y - rho t) / √(1 - rho²)) dt over t <= x, split where the integrand bends."""
    spread = sqrt(1 - rho * rho)
    inner = lambda t: stats.norm.pdf(t) * stats.norm.cdf((y - rho * t) / spread)
    bend = [y / rho] if rho and -12 < y / rho < x else []
    value, _ = integrate.quad(inner, -12, x, points=bend or None, epsabs=1e-15, epsrel=1e-13, limit=500)
    return value


def check():
    for rho in CORRELATIONS:
        sheppard = 0.25 + asin(rho) / (2 * pi)
        assert abs(both_below(0, 0, rho) - sheppard) < 1e-13, (rho, sheppard)
        law = stats.multivariate_normal([0, 0], [[1, rho], [rho, 1]])
        for x, y in POINTS:
            assert abs(law.cdf([x, y]) - both_below(x, y, rho)) < 1e-6, (x, y, rho)
    for u, v, published in COPULA:
        found = both_below(stats.norm.ppf(u), stats.norm.ppf(v), 0.8)
        # The source prints eight digits and computes to 2e-6.
        assert abs(found - published) < 3e-6, (u, v, found, published)


check()
for rho in CORRELATIONS:
    for x, y in POINTS:
        # P(both above) is P(both below) at the mirrored point.
        below, above = both_below(x, y, rho), both_below(-x, -y, rho)
        print(f"- {{rho: {rho}, x: {x}, y: {y}, both_below: {below!r}, both_above: {above!r}}}")
