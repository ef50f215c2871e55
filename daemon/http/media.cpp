// See media.hpp. RFC 9110 sections 13.2.2 (order of preconditions), 14 and 15.3.7.
#include "daemon/http/media.hpp"

#include "daemon/http/conditional.hpp"
#include "daemon/http/status.hpp"

#include <algorithm>

namespace feedd::daemon {
namespace {

/// A day: a file that changes gets a new validator, and podcast clients ask again at most daily.
constexpr std::string_view caching = "Cache-Control: public, max-age=86400\r\n";
/// What opens as a document may show itself and run nothing. A sandbox would keep browsers from showing a PDF, whose
/// viewers run no script of the site.
constexpr std::string_view policy =
    "Content-Security-Policy: sandbox; default-src 'none'; img-src 'self'; media-src 'self'; style-src "
    "'unsafe-inline'\r\n";
constexpr std::string_view pdf_policy =
    "Content-Security-Policy: default-src 'none'; object-src 'self'; style-src 'unsafe-inline'\r\n";

/// Types that browsers could take for pages, or hand to another program: opened from here they are saved. Inside a page
/// (`<img>`) an SVG shows all the same.
bool is_attachment(std::string_view type) {
  for (const std::string_view active : {"image/svg+xml", "application/zip", "application/epub+zip", "text/csv"})
    if (type == active) return true;
  return false;
}

void add_policies(std::string& head, std::string_view type) {
  head += "X-Content-Type-Options: nosniff\r\n";
  head += type == "application/pdf" ? pdf_policy : policy;
  if (is_attachment(type)) head += "Content-Disposition: attachment\r\n";
}

/// A modification time is a strong validator only once the second it names is over (RFC 9110 section 8.8.2.2).
bool is_range_wanted(const Request& request, const MediaFile& file, content::Timestamp now) {
  if (request.method != Method::get || !is_range_current(request, file.etag, file.modified)) return false;
  return request.if_range.empty() || request.if_range.starts_with('"') || file.modified < now;
}

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
  head.append(caching).append("Accept-Ranges: bytes\r\n");
  add_policies(head, file.media_type);
  if (file.modified != content::Timestamp{})
    head += "Last-Modified: " + content::to_http_date(std::min(file.modified, now)) + "\r\n";
  return head;
}

}  // namespace

MediaReply choose_media_reply(const Request& request, const MediaFile& file, content::Timestamp now) {
  MediaReply reply;
  reply.length = file.size_bytes;
  if (request.is_guarded && is_precondition_failed(request, file.etag, file.modified)) {
    reply.status = 412;
    return reply;
  }
  const bool ranged = is_range_wanted(request, file, now);
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
