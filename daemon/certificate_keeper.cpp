// See certificate_keeper.hpp.
#include "daemon/certificate_keeper.hpp"

#include "daemon/log.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <utility>

#include <boost/json/object.hpp>
#include <sys/stat.h>

namespace feedd::daemon {
namespace {

using content::Error;
using content::Result;
using std::chrono::steady_clock;
using std::chrono::system_clock;

/// A certificate with its whole chain has some KB.
constexpr std::uintmax_t largest_bytes = 1 << 20;

Result<PemText> read_file(const char* what, const std::filesystem::path& path) {
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  std::ifstream file;
  if (!error) file.open(path);
  if (error || !file) {
    const std::string reason = error ? error.message() : std::strerror(errno);
    return Error{what, path.string(), "cannot be read: " + reason + "; feedd reads it as the user it runs as"};
  }
  if (size > largest_bytes) return Error{what, path.string(), "is too large for PEM"};
  std::ostringstream text;
  text << file.rdbuf();
  return PemText{path.string(), std::move(text).str()};
}

std::array<std::uint64_t, 5> print_of(const std::filesystem::path& path) {
  struct stat facts {};
  if (::stat(path.c_str(), &facts) != 0) return {};
  const auto nanoseconds = [](const timespec& time) {
    return static_cast<std::uint64_t>(time.tv_sec) * 1'000'000'000 + static_cast<std::uint64_t>(time.tv_nsec);
  };
  return {facts.st_dev, facts.st_ino, static_cast<std::uint64_t>(facts.st_size), nanoseconds(facts.st_mtim),
          nanoseconds(facts.st_ctim)};
}

/// `2027-02-28T12:00:00Z`.
std::string written(std::chrono::sys_seconds time) {
  const std::time_t seconds = system_clock::to_time_t(time);
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  char text[32];
  return {text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

}  // namespace

CertificateKeeper::CertificateKeeper(boost::asio::io_context& main, const TlsSettings& settings,
                                     std::chrono::milliseconds every)
    : settings_(settings), tickets_since_(steady_clock::now()), every_(every), timer_(main) {
  read_ = seen_ = print();
  auto tls = read(settings_, tickets_);
  if (!tls) throw ConfigError("TLS: " + tls.error().to_string());
  take(std::move(*tls));
  await_next();
}

void CertificateKeeper::serve_through(std::vector<IoLoop*> loops, const std::vector<int>& listening) {
  loops_ = std::move(loops);
  for (IoLoop* loop : loops_) loop->listen_by_tls(listening, tls_);
}

void CertificateKeeper::reload(const TlsSettings& settings) {
  settings_ = settings;
  seen_ = print();
  try_to_read();
}

void CertificateKeeper::let_go() {
  has_gone_ = true;  // the timer may have passed already
  timer_.cancel();
  loops_.clear();
}

Result<std::shared_ptr<const TlsContext>> CertificateKeeper::read(const TlsSettings& settings,
                                                                  const TicketKeys& tickets) {
  const auto certificate = read_file("certificate", settings.certificate);
  if (!certificate) return certificate.error();
  const auto key = read_file("key", settings.key);
  if (!key) return key.error();
  return TlsContext::create(*certificate, *key, settings.least, tickets);
}

CertificateKeeper::Print CertificateKeeper::print() const {
  return {print_of(settings_.certificate), print_of(settings_.key)};
}

void CertificateKeeper::take(std::shared_ptr<const TlsContext> tls) {
  tls_ = std::move(tls);
  failure_.clear();
  for (IoLoop* loop : loops_) loop->use(tls_);
  log::info("tls", {{"certificate", settings_.certificate.string()},
                    {"names", tls_->names()},
                    {"expires", written(tls_->expires())}});
  warn();
}

void CertificateKeeper::try_to_read() {
  read_ = seen_;
  auto tls = read(settings_, tickets_);
  if (tls) return take(std::move(*tls));
  failure_ = tls.error().to_string();
  log::error(
      "tls",
      {{"error", failure_}, {"effect", "the certificate stays as it was"}, {"expires", written(tls_->expires())}});
}

void CertificateKeeper::await_next() {
  timer_.expires_after(every_);
  timer_.async_wait([this](boost::system::error_code error) {
    if (error || has_gone_) return;
    look();
    await_next();
  });
}

void CertificateKeeper::look() {
  const auto now = steady_clock::now();
  if (const auto print = this->print(); print != seen_)
    seen_ = print;  // and maybe not whole yet
  else if (seen_ != read_)
    try_to_read();
  if (now - tickets_since_ >= ticket_time) {
    tickets_since_ = now;
    tickets_ = tickets_.renewed();
    if (auto tls = tls_->with(tickets_)) {
      tls_ = std::move(*tls);
      for (IoLoop* loop : loops_) loop->use(tls_);
    } else {
      log::error("tls", {{"error", tls.error().to_string()}, {"effect", "the keys of tickets stay as they were"}});
    }
  }
  if (now - warned_ >= std::chrono::days(1)) warn();
}

/// What is wrong with the certificate's time, or nothing.
std::string CertificateKeeper::trouble() const {
  const auto now = system_clock::now();
  if (now >= tls_->expires()) return "expired at " + written(tls_->expires());
  const auto ahead = std::min<std::chrono::seconds>(expires_soon, (tls_->expires() - tls_->valid_from()) / 6);
  if (now >= tls_->expires() - ahead) return "expires at " + written(tls_->expires());
  if (now < tls_->valid_from()) return "is not valid before " + written(tls_->valid_from());
  return {};
}

/// Once a day for as long as it lasts.
void CertificateKeeper::warn() {
  warned_ = steady_clock::now();
  const auto text = trouble();
  if (!text.empty()) log::warning("tls", {{"certificate", settings_.certificate.string()}, {"trouble", "it " + text}});
}

Reporter CertificateKeeper::reporter(std::string listen) const {
  Reporter reporter;
  reporter.status = [this, listen = std::move(listen)](boost::json::object& status) {
    status["tls"] = boost::json::object{{"listen", listen},
                                        {"certificate", settings_.certificate.string()},
                                        {"names", tls_->names()},
                                        {"expires", written(tls_->expires())},
                                        {"problem", failure_}};
  };
  reporter.metrics = [this](Metrics& metrics) {
    metrics.gauge("feedd_tls_certificate_expires_timestamp_seconds", "When the certificate expires.",
                  tls_->expires().time_since_epoch().count());
  };
  reporter.what_is_wrong = [this](std::vector<std::string>& lines) {
    if (const auto text = trouble(); !text.empty()) lines.push_back("degraded: the certificate " + text);
    if (!failure_.empty()) lines.push_back("degraded: the certificate could not be replaced: " + failure_);
  };
  return reporter;
}

}  // namespace feedd::daemon
