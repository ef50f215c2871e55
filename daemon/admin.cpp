// See admin.hpp.
#include "daemon/admin.hpp"

#include "daemon/http/field.hpp"
#include "daemon/http/forwarded.hpp"
#include "daemon/http/listen.hpp"
#include "daemon/short_name.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/post.hpp>
#include <sys/stat.h>
#include <unistd.h>

namespace feedd::daemon {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

constexpr std::string_view unix_prefix = "unix:";
/// Monitors and a few people with curl.
constexpr std::size_t max_connections = 64;
/// A monitor's idle connection must not hold up the end, and a request on its way on this machine takes no longer.
constexpr auto drain_grace = 100ms;
/// For a request that is on its way when all else has ended.
constexpr auto drain_time = 1s;

Fetched finished(AdminPage page) {
  Answer answer;
  answer.status = page.status;
  answer.media_type = std::move(page.media_type);
  answer.fields = {"Cache-Control: no-store"};
  answer.bodies[0] = std::make_shared<const std::string>(std::move(page.text));
  return std::make_shared<const Published>(std::move(answer));
}

AdminPage readiness(const Figures& figures, const std::vector<Reporter>& reporters) {
  if (figures.stopping) return {503, "stopping\n"};
  if (!figures.ready) return {503, "starting\n"};
  auto lines = what_is_wrong(figures);
  for (const Reporter& reporter : reporters)
    if (reporter.what_is_wrong) reporter.what_is_wrong(lines);
  std::string text = "ready\n";
  for (std::string& line : lines) {
    std::replace_if(
        line.begin(), line.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
    text.append(line).append(1, '\n');
  }
  return {200, std::move(text)};
}

AdminPage metrics_page(const Figures& figures, const std::vector<Reporter>& reporters) {
  Metrics metrics;
  to_metrics(figures, metrics);
  for (const Reporter& reporter : reporters)
    if (reporter.metrics) reporter.metrics(metrics);
  return {200, metrics.text(), std::string(Metrics::media_type)};
}

Backend backend_of(asio::io_context& main, bool checks_host, Admin::Ask ask) {
  Backend backend;
  backend.rule = [](std::string_view) {
    SubmissionRule rule;
    rule.post = false;
    rule.get = true;
    return std::optional(rule);
  };
  backend.submit = [&main, checks_host, ask = std::move(ask)](Submission request, std::function<void(Fetched)> done) {
    if (checks_host && !is_address_or_localhost(request.host))
      return done(finished({403, "Here only requests to an IP address or to localhost are answered.\n"}));
    asio::post(main, [path = std::move(request.path), ask, done = std::move(done)] { done(finished(ask(path))); });
  };
  return backend;
}

/// Replaces what a daemon that was killed has left: the state's lock says that none runs.
content::Result<std::vector<int>> listen_at(const std::filesystem::path& socket) {
  const ShortName name(socket);
  ::unlink(name.name.c_str());
  return listen_on(std::string(unix_prefix) + name.name);
}

}  // namespace

AdminPage admin_page(std::string_view path, const Figures& figures, const std::vector<Reporter>& reporters) {
  if (path == "/healthz") return {200, "ok\n"};
  if (path == "/readyz") return readiness(figures, reporters);
  if (path == "/metrics") return metrics_page(figures, reporters);
  return {404, "Here are /healthz, /readyz and /metrics.\n"};
}

bool is_address_or_localhost(std::string_view host) {
  if (read_address(host)) return true;
  return equal_ignoring_case(host.substr(0, host.find(':')), "localhost");
}

content::Result<std::unique_ptr<Admin>> Admin::open(asio::io_context& main, const std::string& address,
                                                    const std::filesystem::path& socket, Ask ask) {
  const std::string shown = address == "socket" ? std::string(unix_prefix) + socket.string() : address;
  const bool is_unix = shown.starts_with(unix_prefix);
  const auto file = is_unix ? std::filesystem::absolute(shown.substr(unix_prefix.size())) : std::filesystem::path{};
  auto descriptors = address == "socket" ? listen_at(socket) : listen_on(address);
  if (!descriptors) return content::Error{"admin listener", shown, descriptors.error().reason};
  std::unique_ptr<Admin> admin(new Admin(*descriptors, file, is_unix ? shown : bound_address(descriptors->front())));
  if (is_unix) ::chmod(ShortName(file).name.c_str(), 0660);
  HttpOptions options;
  options.max_connections = max_connections;
  options.drain_grace = drain_grace;
  admin->loop_ = std::make_unique<IoLoop>("admin", *descriptors, options, backend_of(main, !is_unix, std::move(ask)));
  admin->loop_->set_ready();
  return admin;
}

Admin::~Admin() {
  loop_.reset();
  for (const int descriptor : descriptors_) ::close(descriptor);
  if (!file_.empty()) ::unlink(ShortName(file_).name.c_str());
}

void Admin::end() {
  loop_->drain(drain_time);
  loop_->join();
}

}  // namespace feedd::daemon
