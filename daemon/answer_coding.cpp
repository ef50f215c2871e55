#include "daemon/answer_coding.hpp"

namespace feedd::daemon {

void encode(Answer& answer, Coding coding, feeds::Effort effort) {
  const std::string& identity = *answer.bodies[0];
  auto& body = answer.bodies[static_cast<std::size_t>(coding)];
  const auto put = [&](std::string bytes) { body = std::make_shared<const std::string>(std::move(bytes)); };
  if (coding == Coding::gzip) put(feeds::encode_gzip(identity, effort));
  if (coding == Coding::brotli) put(feeds::encode_brotli(identity, effort));
  if (coding == Coding::zstd) put(feeds::encode_zstd(identity, effort));
}

std::size_t size_of(const Published& answer) {
  std::size_t size = answer.head_bytes() + answer.path.size();  // the object itself is in the former
  for (const auto& body : answer.bodies) size += body ? body->size() : 0;
  return size;
}

}  // namespace feedd::daemon
