// See respond.hpp.
#include "daemon/http/respond.hpp"

#include "daemon/http/conditional.hpp"
#include "daemon/http/date_lines.hpp"
#include "daemon/http/negotiate.hpp"

namespace feedd::daemon {
namespace {

void keep_behind_date(Reply& reply, const Published& answer, content::Timestamp now) {
  if (!answer.is_document() || answer.changed_at == content::Timestamp{} || answer.changed_at <= now) return;
  reply.head.remove_suffix(last_modified_line_bytes);
  reply.modified_now = true;
}

}  // namespace

Reply choose_reply(const Request& request, const Published& answer, content::Timestamp now) {
  std::array<bool, coding_count> available{};
  for (std::size_t i = 0; i < coding_count; ++i) available[i] = answer.bodies[i] != nullptr;
  const auto coding = static_cast<std::size_t>(choose_coding(request.accept_encoding, available));

  Reply reply{answer.status, {}, {}};
  if (request.is_guarded && answer.status == 200 &&
      is_precondition_failed(request, coding == 0 ? answer.etag : std::string_view{}, answer.changed_at)) {
    reply.status = 412;
    return reply;
  }
  if (answer.status == 200 && is_not_modified(request, answer.etag, answer.changed_at)) {
    reply.status = 304;
    reply.head = coding == 0 ? answer.not_modified : answer.not_modified_coded;
  } else {
    const bool document = request.fetch_dest == "document" && !answer.document_media_type.empty();
    reply.head = answer.heads[coding][document ? 1 : 0];
    if (request.method != Method::head) reply.body = *answer.bodies[coding];
  }
  keep_behind_date(reply, answer, now);
  return reply;
}

}  // namespace feedd::daemon
