#include "daemon/push/hub/reply.hpp"

#include <utility>

namespace feedd::daemon::push {
namespace {

Fetched make(int status, std::string body, std::string_view media_type, std::vector<std::string> fields) {
  Answer answer;
  answer.status = status;
  answer.media_type = media_type;
  answer.fields = std::move(fields);
  answer.fields.emplace_back("Cache-Control: no-store");
  answer.bodies[0] = std::make_shared<const std::string>(std::move(body));
  return std::make_shared<const Published>(std::move(answer));
}

}  // namespace

Fetched text_reply(int status, std::string_view text, std::vector<std::string> fields) {
  return make(status, std::string(text) + '\n', "text/plain; charset=utf-8", std::move(fields));
}

Fetched reply(int status, std::string body, std::string_view media_type) {
  return make(status, std::move(body), media_type, {});
}

}  // namespace feedd::daemon::push
