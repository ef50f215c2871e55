// See distinct_count.hpp. sigma and tau are those of the paper, equations 18 and 22.
#include "daemon/http/distinct_count.hpp"

#include <limits>

namespace feedd::daemon {
namespace {

double sigma(double x) {
  if (x == 1.0) return std::numeric_limits<double>::infinity();
  double y = 1.0;
  double sum = x;
  for (double before = -1.0; sum != before;) {
    x *= x;
    before = sum;
    sum += x * y;
    y += y;
  }
  return sum;
}

double tau(double x) {
  if (x == 0.0 || x == 1.0) return 0.0;
  double y = 1.0;
  double sum = 1.0 - x;
  for (double before = -1.0; sum != before;) {
    x = std::sqrt(x);
    before = sum;
    y *= 0.5;
    sum -= (1.0 - x) * (1.0 - x) * y;
  }
  return sum / 3.0;
}

}  // namespace

double estimate_distinct(unsigned precision, const std::array<std::uint32_t, 66>& histogram) {
  const double m = std::ldexp(1.0, static_cast<int>(precision));
  const unsigned most = 64 - precision;  // q of the paper: ranks go to q + 1
  double z = m * tau(1.0 - histogram[most + 1] / m);
  for (unsigned k = most; k >= 1; --k) z = 0.5 * (z + histogram[k]);
  z += m * sigma(histogram[0] / m);
  constexpr double alpha = 0.72134752044448170368;  // 1 / (2 ln 2)
  return alpha * m * m / z;
}

}  // namespace feedd::daemon
