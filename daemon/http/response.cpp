// Makes every response head an answer can need, once, when the answer is made. Chooses nothing per request: that is
// respond.cpp.
#include "daemon/http/field.hpp"
#include "daemon/http/published.hpp"
#include "daemon/http/status.hpp"

#include <algorithm>
#include <cassert>

namespace feedd::daemon {
namespace {

constexpr std::string_view coding_names[coding_count] = {"", "gzip", "br", "zstd"};

void line(std::string& head, std::string_view name, std::string_view value) {
  head.append(name).append(": ").append(value).append("\r\n");
}

bool names(const Answer& answer, std::string_view name) {
  return std::any_of(answer.fields.begin(), answer.fields.end(), [&](std::string_view field) {
    return field.size() > name.size() && field[name.size()] == ':' &&
           equal_ignoring_case(field.substr(0, name.size()), name);
  });
}

std::string quoted(const std::string& tag, bool weak) {
  return (weak ? "W/\"" : "\"") + tag + '"';
}

void add_tag(std::string& head, const Answer& answer, bool weak) {
  if (!answer.etag.empty()) line(head, "ETag", quoted(answer.etag, weak));
}

/// Of a delta (RFC 3229 sections 10.5.1 and 10.5.2). The base's tag is weak where the client's was: in a coding.
void add_delta(std::string& head, const Answer& answer, bool weak) {
  if (answer.delta_base.empty()) return;
  line(head, "IM", "feed");
  line(head, "Delta-Base", quoted(answer.delta_base, weak));
}

/// What caches need, on 200 and 304 alike (RFC 9110 section 15.4.5). Vary names neither A-IM nor User-Agent although a
/// 226 depends on them: the whole document is right for everybody, whoever asked for it first, and a 226 is stored by
/// nobody (no-store). Naming them would only part what caches share.
void add_caching(std::string& head, const Answer& answer) {
  if (answer.status == 200) {
    line(head, "Vary", answer.document_media_type.empty() ? "Accept-Encoding" : "Accept-Encoding, Sec-Fetch-Dest");
  }
  if (names(answer, "Cache-Control")) return;
  const auto age = answer.max_age.count();
  line(head, "Cache-Control", age > 0 ? "public, max-age=" + std::to_string(age) : "no-cache");
}

/// What a page of another site may read beside what every page may (fetch.spec.whatwg.org, "CORS-safelisted
/// response-header name"): of those that a client acts on, the ones that the answer has.
void add_cross_origin(std::string& head, const Answer& answer) {
  line(head, "Access-Control-Allow-Origin", "*");
  std::string exposed = "ETag, Link, Last-Modified";
  if (!answer.delta_base.empty()) exposed += ", IM, Delta-Base";
  if (names(answer, "Retry-After")) exposed += ", Retry-After";
  line(head, "Access-Control-Expose-Headers", exposed);
}

/// What browsers need to stay safe and what the answer brought along.
void add_policies(std::string& head, const Answer& answer) {
  line(head, "X-Content-Type-Options", "nosniff");
  if (!names(answer, "Content-Security-Policy")) {
    // A feed opened as a document may load its style sheet from here, nothing else.
    const bool styled = !answer.document_media_type.empty();
    line(head, "Content-Security-Policy", styled ? "default-src 'none'; style-src 'self'" : "default-src 'none'");
  }
  if (answer.cross_origin) add_cross_origin(head, answer);
  for (const auto& field : answer.fields) head.append(field).append("\r\n");
}

void add_last_modified(std::string& head, const Answer& answer) {
  if (answer.is_document() && answer.changed_at != content::Timestamp{})
    line(head, "Last-Modified", content::to_http_date(answer.changed_at));
}

std::string make_head(const Answer& answer, std::size_t coding, std::string_view media_type) {
  std::string head = status_line(answer.status);
  line(head, "Server", "feedd");
  if (!media_type.empty()) line(head, "Content-Type", media_type);
  if (answer.status != 204) line(head, "Content-Length", std::to_string(answer.bodies[coding]->size()));
  if (coding != 0) line(head, "Content-Encoding", coding_names[coding]);
  if (!answer.location.empty()) line(head, "Location", answer.location);
  add_tag(head, answer, coding != 0);
  add_delta(head, answer, coding != 0);
  add_caching(head, answer);
  if (answer.status == 200) line(head, "Accept-Ranges", "none");
  add_policies(head, answer);
  add_last_modified(head, answer);
  head.shrink_to_fit();
  return head;
}

std::string make_not_modified(const Answer& answer, bool weak) {
  std::string head = status_line(304);
  line(head, "Server", "feedd");
  add_tag(head, answer, weak);
  add_caching(head, answer);
  line(head, "X-Content-Type-Options", "nosniff");
  if (answer.cross_origin) line(head, "Access-Control-Allow-Origin", "*");
  for (const auto& field : answer.fields)
    if (equal_ignoring_case(field.substr(0, 14), "Cache-Control:")) head.append(field).append("\r\n");
  add_last_modified(head, answer);
  head.shrink_to_fit();
  return head;
}

}  // namespace

Published::Published(Answer answer) : Answer(std::move(answer)) {
  auto& plain = bodies[static_cast<std::size_t>(Coding::identity)];
  if (status == 204) {  // has neither a body nor a length (RFC 9110 section 8.6)
    bodies = {};
    plain = std::make_shared<const std::string>();
    media_type.clear();
  } else if (!plain) {
    assert(status != 200);
    plain = std::make_shared<const std::string>(status_words(status));
    media_type = "text/plain; charset=utf-8";
  }
  for (std::size_t coding = 0; coding < coding_count; ++coding) {
    if (!bodies[coding]) continue;
    heads[coding][0] = make_head(*this, coding, media_type);
    if (!document_media_type.empty()) heads[coding][1] = make_head(*this, coding, document_media_type);
  }
  if (status != 200) return;
  not_modified = make_not_modified(*this, false);
  not_modified_coded = make_not_modified(*this, true);
}

std::size_t Published::head_bytes() const {
  std::size_t sum = sizeof(Published) + not_modified.size() + not_modified_coded.size();
  for (const auto& pair : heads)
    for (const auto& head : pair) sum += head.size();
  return sum;
}

}  // namespace feedd::daemon
