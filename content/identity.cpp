#include "content/identity.hpp"

#include <algorithm>

#include <boost/uuid/name_generator_sha1.hpp>
#include <boost/uuid/string_generator.hpp>
#include <boost/uuid/uuid_io.hpp>

namespace feedd::content {
namespace {

using boost::uuids::uuid;

/// feedd's own namespace, drawn once at random. Changing it would change every id minted from a site id that is no
/// UUID.
constexpr std::string_view feedd_namespace = "8f485d74-cdc2-49a1-8ad4-72b49c2b785d";

/// Whether `text` has the form 8-4-4-4-12 of RFC 9562 section 4; boost's reader would throw on anything else.
bool is_uuid(std::string_view text) {
  if (text.size() != feedd_namespace.size()) return false;
  const auto fits = [](char c, char like) {
    if (like == '-') return c == '-';
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  };
  return std::equal(text.begin(), text.end(), feedd_namespace.begin(), fits);
}

uuid read_uuid(std::string_view text) {
  return boost::uuids::string_generator{}(text.begin(), text.end());
}

uuid name_in(const uuid& space, std::string_view name) {
  return boost::uuids::name_generator_sha1{space}(name.data(), name.size());
}

}  // namespace

std::string mint_id(std::string_view site_id, std::string_view name) {
  const uuid site = is_uuid(site_id) ? read_uuid(site_id) : name_in(read_uuid(feedd_namespace), site_id);
  return "urn:uuid:" + to_string(name_in(site, name));
}

std::string mint_site_id(std::string_view seed) {
  return to_string(name_in(read_uuid(feedd_namespace), seed));
}

}  // namespace feedd::content
