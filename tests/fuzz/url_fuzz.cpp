// Any bytes as an address: what comes out is RFC 3986 by another reader's judgement, and comes out of itself again.
#include "content/url.hpp"
#include "tests/fuzz/claims.hpp"

#include <cstdint>
#include <string>

#include <boost/url/parse.hpp>

namespace {

using namespace feedd::content;
using feedd::fuzz::require;

void check_resolved(std::string_view base, std::string_view reference) {
  const auto resolved = resolve_url(base, reference);
  if (!resolved) return;
  require(boost::urls::parse_uri(*resolved).has_value());
  require(to_uri(*resolved) == *resolved);
  require(url_scheme(*resolved).has_value());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::string uri = to_uri(text);
  require(to_uri(uri) == uri);
  require(url_scheme(uri) == url_scheme(text));
  check_resolved("https://example.org/a/b?c#d", text);
  check_resolved("urn:x/y", text);
  check_resolved(text, "../x?y");
  check_resolved(text, "//[::1]/");
  const std::string segment = encode_segment(text);
  require(segment.find('/') == std::string::npos && boost::urls::parse_uri("x:/" + segment).has_value());
  require(boost::urls::parse_uri("x:/" + encode_path(text)).has_value() || text.substr(0, 1) == "/");
  return 0;
}
