// See media.hpp. RFC 9110 sections 13.2.2 (order of preconditions), 14 and 15.3.7.
#include "daemon/http/media.hpp"

#include "daemon/http/conditional.hpp"
#include "daemon/http/status.hpp"

#include <algorithm>

namespace feedd::daemon {
namespace {

/// A day: a file that changes gets a new validator, and podcast clients ask again at most daily.
constexpr std::string_view caching = "Cache-Control: public, max-age=86400\r\n";
constexpr std::string_view policies =
    "X-Content-Type-Options: nosniff\r\nContent-Security-Policy: sandbox; default-src 'none'\r\n";

std::string make_head(const MediaReply& reply, const MediaFile& file, content::Timestamp now) {
  const auto size = std::to_string(file.size_bytes);
  const bool content = reply.status == 200 || reply.status == 206;
  auto head = status_line(reply.status) + "Server: feedd\r\n";
  if (content)
    head += "Content-Type: " + file.media_type + "\r\nContent-Length: " + std::to_string(reply.length) + "\r\n";
  if (reply.status == 206)
    head += "Content-Range: bytes " + std::to_string(reply.offset) + '-' +
            std::to_string(reply.offset + reply.length - 1) + '/' + size + "\r\n";
  if (reply.status == 416) head += "Content-Length: 0\r\nContent-Range: bytes */" + size + "\r\n";
  if (!file.etag.empty()) head += "ETag: \"" + file.etag + "\"\r\n";
  head.append(caching).append("Accept-Ranges: bytes\r\n").append(policies);
  if (file.modified != content::Timestamp{})
    head += "Last-Modified: " + content::to_http_date(std::min(file.modified, now)) + "\r\n";
  return head;
}

}  // namespace

MediaReply choose_media_reply(const Request& request, const MediaFile& file, content::Timestamp now) {
  MediaReply reply;
  reply.length = file.size_bytes;
  const bool ranged = request.method == Method::get && is_range_current(request, file.etag, file.modified);
  if (is_not_modified(request, file.etag, file.modified)) {
    reply.status = 304;
  } else if (const auto range = ranged ? read_range(request.range, file.size_bytes) : std::nullopt) {
    reply.status = range->length > 0 ? 206 : 416;
    reply.offset = range->first;
    reply.length = range->length;
  }
  reply.head = make_head(reply, file, now);
  if (reply.status == 304 || request.method == Method::head) reply.length = 0;
  return reply;
}

}  // namespace feedd::daemon
