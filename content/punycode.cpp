#include "content/punycode.hpp"

#include "content/text.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace feedd::content {
namespace {

// RFC 3492 section 5.
constexpr std::uint32_t base = 36;
constexpr std::uint32_t t_min = 1;
constexpr std::uint32_t t_max = 26;
constexpr std::uint32_t skew = 38;
constexpr std::uint32_t damp = 700;
constexpr std::uint32_t initial_bias = 72;
constexpr std::uint32_t initial_n = 0x80;

/// Longest label that is encoded, in code points. DNS has 63 bytes a label, so no longer one can work, and the
/// algorithm is quadratic.
constexpr std::size_t max_label = 63;

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// Code points of well-formed UTF-8.
std::vector<std::uint32_t> code_points(std::string_view text) {
  std::vector<std::uint32_t> points;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0U) == 0x80U)
      points.back() = points.back() << 6U | (byte & 0x3FU);
    else
      points.push_back(byte < 0x80 ? byte : byte < 0xE0 ? byte & 0x1FU : byte < 0xF0 ? byte & 0x0FU : byte & 0x07U);
  }
  return points;
}

char digit(std::uint32_t value) {
  return static_cast<char>(value < 26 ? 'a' + value : '0' + (value - 26));
}

/// Section 6.1.
std::uint32_t adapt(std::uint32_t delta, std::uint32_t count, bool first) {
  delta = first ? delta / damp : delta / 2;
  delta += delta / count;
  std::uint32_t k = 0;
  for (; delta > (base - t_min) * t_max / 2; k += base) delta /= base - t_min;
  return k + (base - t_min + 1) * delta / (delta + skew);
}

/// Section 3.3's generalized variable-length integer.
void append_integer(std::string& out, std::uint32_t value, std::uint32_t bias) {
  for (std::uint32_t k = base;; k += base) {
    const std::uint32_t t = k <= bias ? t_min : std::min(k - bias, t_max);
    if (value < t) break;
    out += digit(t + (value - t) % (base - t));
    value = (value - t) / (base - t);
  }
  out += digit(value);
}

/// Section 6.3. 63 code points below U+110000 keep every number under 2^27: nothing overflows.
std::string encode(const std::vector<std::uint32_t>& label) {
  std::string out;
  for (const std::uint32_t c : label)
    if (c < 0x80) out += static_cast<char>(c);
  const auto basic = static_cast<std::uint32_t>(out.size());
  if (basic > 0) out += '-';
  std::uint32_t n = initial_n;
  std::uint32_t delta = 0;
  std::uint32_t bias = initial_bias;
  for (std::uint32_t done = basic; done < label.size(); ++delta, ++n) {
    std::uint32_t next = 0x110000;
    for (const std::uint32_t c : label)
      if (c >= n) next = std::min(next, c);
    delta += (next - n) * (done + 1);
    n = next;
    for (const std::uint32_t c : label) {
      if (c < n) ++delta;
      if (c != n) continue;
      append_integer(out, delta, bias);
      bias = adapt(delta, done + 1, done == basic);
      delta = 0;
      ++done;
    }
  }
  return out;
}

std::string to_ascii_label(std::string_view label) {
  if (is_ascii(label)) return std::string(label);
  const std::vector<std::uint32_t> points = code_points(label);
  return points.size() > max_label ? std::string(label) : "xn--" + encode(points);
}

}  // namespace

std::string to_ascii_host(std::string_view host) {
  if (is_ascii(host)) return std::string(host);
  std::string folded = fold_case(host);
  for (const std::string_view full_stop : {"\xE3\x80\x82", "\xEF\xBC\x8E", "\xEF\xBD\xA1"})
    for (std::size_t at = 0; (at = folded.find(full_stop, at)) != std::string::npos;)
      folded.replace(at, full_stop.size(), ".");
  std::string ascii;
  std::string_view rest = folded;
  for (;;) {
    const std::size_t dot = rest.find('.');
    ascii += to_ascii_label(rest.substr(0, dot));
    if (dot == std::string_view::npos) return ascii;
    ascii += '.';
    rest.remove_prefix(dot + 1);
  }
}

}  // namespace feedd::content
