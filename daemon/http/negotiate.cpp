// Weights are integers: a qvalue has three decimals (RFC 9110 section 12.4.2).
#include "daemon/http/negotiate.hpp"

#include <algorithm>
#include <optional>

namespace feedd::daemon {
namespace {

constexpr std::uint16_t full_weight = 1000;
constexpr std::uint16_t least_weight = 1;

std::optional<std::uint16_t> read_weight(std::string_view text) {
  if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1')) return std::nullopt;
  if (text.size() > 1 && text[1] != '.') return std::nullopt;
  unsigned weight = text[0] == '1' ? full_weight : 0;
  unsigned unit = 100;
  for (const char c : text.substr(std::min<std::size_t>(2, text.size()))) {
    if (c < '0' || c > '9') return std::nullopt;
    weight += static_cast<unsigned>(c - '0') * unit;
    unit /= 10;
  }
  if (weight > full_weight) return std::nullopt;
  return static_cast<std::uint16_t>(weight);
}

/// The weight that the parameters of an element give it; other parameters are passed over.
std::optional<std::uint16_t> weight_of(std::string_view parameters) {
  std::uint16_t weight = full_weight;
  while (!parameters.empty()) {
    parameters.remove_prefix(1);  // the semicolon
    const auto end = std::min(parameters.find(';'), parameters.size());
    const auto parameter = trim_space(parameters.substr(0, end));
    parameters.remove_prefix(end);
    if (parameter.size() < 2 || !equal_ignoring_case(parameter.substr(0, 2), "q=")) continue;
    const auto read = read_weight(parameter.substr(2));
    if (!read) return std::nullopt;
    weight = *read;
  }
  return weight;
}

std::optional<Coding> coding_named(std::string_view name) {
  if (equal_ignoring_case(name, "gzip") || equal_ignoring_case(name, "x-gzip")) return Coding::gzip;
  if (equal_ignoring_case(name, "br")) return Coding::brotli;
  if (equal_ignoring_case(name, "zstd")) return Coding::zstd;
  if (equal_ignoring_case(name, "identity")) return Coding::identity;
  return std::nullopt;
}

/// An element of a list with weights; nothing where the weight is malformed.
struct Weighted {
  std::string_view name;
  std::uint16_t weight;
};
std::optional<Weighted> read_weighted(std::string_view element) {
  const auto semicolon = std::min(element.find(';'), element.size());
  const auto weight = weight_of(element.substr(semicolon));
  if (!weight) return std::nullopt;
  return Weighted{trim_space(element.substr(0, semicolon)), *weight};
}

}  // namespace

Weights read_accept_encoding(const FieldLines& lines) {
  std::array<std::optional<std::uint16_t>, coding_count> named;
  std::optional<std::uint16_t> others;
  for (std::string_view line : lines) {
    while (const auto element = next_element(line)) {
      const auto read = read_weighted(*element);
      if (!read) continue;
      if (read->name == "*") others = read->weight;
      if (const auto coding = coding_named(read->name)) named[static_cast<std::size_t>(*coding)] = read->weight;
    }
  }
  Weights weights{};
  for (std::size_t i = 0; i < coding_count; ++i) {
    const bool identity = i == static_cast<std::size_t>(Coding::identity);
    weights[i] = named[i].value_or(others.value_or(identity ? least_weight : 0));
  }
  return weights;
}

bool accepts(std::string_view list, std::string_view name) {
  while (const auto element = next_element(list))
    if (const auto read = read_weighted(*element); read && equal_ignoring_case(read->name, name))
      return read->weight > 0;
  return false;
}

Coding choose_coding(const FieldLines& accept_encoding, const std::array<bool, coding_count>& available) {
  auto best = Coding::identity;
  if (!accept_encoding.present()) return best;
  const auto weights = read_accept_encoding(accept_encoding);
  std::uint16_t best_weight = 0;
  for (const auto coding : {Coding::brotli, Coding::zstd, Coding::gzip, Coding::identity}) {
    const auto i = static_cast<std::size_t>(coding);
    if (!available[i] || weights[i] <= best_weight) continue;
    best = coding;
    best_weight = weights[i];
  }
  return best;
}

}  // namespace feedd::daemon
