#include "daemon/service.hpp"

#include "content/url.hpp"
#include "daemon/admin.hpp"
#include "daemon/certificate_keeper.hpp"
#include "daemon/config_changes.hpp"
#include "daemon/control.hpp"
#include "daemon/courier_place.hpp"
#include "daemon/ids.hpp"
#include "daemon/listening.hpp"
#include "daemon/publisher.hpp"
#include "daemon/push/courier.hpp"
#include "daemon/push/tables.hpp"
#include "daemon/readership.hpp"
#include "daemon/records.hpp"
#include "daemon/scheduling.hpp"
#include "daemon/served_with.hpp"
#include "daemon/state_holder.hpp"
#include "daemon/store_commands.hpp"
#include "daemon/store_rules.hpp"
#include "daemon/systemd.hpp"
#include "daemon/watchdog.hpp"

#include <csignal>
#include <cstdio>
#include <thread>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <malloc.h>
#include <unistd.h>

namespace feedd::daemon {
namespace {

namespace asio = boost::asio;
namespace json = boost::json;
using namespace std::chrono_literals;

constexpr auto drain_time = 10s;
/// For deliveries that are under way; what is unsent stays in the outbox.
constexpr auto courier_time = 5s;
/// For a command that is slow to read its answer when everything else has ended.
constexpr auto answer_time = 5s;
/// What a scan of this length asks of systemd at each step.
constexpr auto more_time = 30s;
/// Each arena of malloc keeps what it once needed; two are enough for the few threads that allocate.
constexpr int malloc_arenas = 2;

template <class Value>
Value take(content::Result<Value>&& result) {
  if (!result) throw std::runtime_error(result.error().to_string());
  return std::move(*result);
}

class Service {
 public:
  explicit Service(const CommandLine& command_line);
  ~Service();
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;
  int run();

 private:
  void on_ready();
  void on_progress(std::size_t done, std::size_t of);
  void wait_for_signal();
  void reload();
  /// Drains and ends the threads beside this one, which goes on answering commands meanwhile.
  void stop();
  void end_threads();
  [[nodiscard]] Backend backend();
  void make_courier();
  [[nodiscard]] Readership readership() const;
  void report_readership();
  void tell_systemd() const;
  void answer(const json::object& request, ControlServer::Answer answer);
  [[nodiscard]] Figures figures() const;
  [[nodiscard]] AdminPage answer_operator(std::string_view path) const;
  void answer_status(const ControlServer::Answer& answer) const;
  void answer_regenerate(const json::object& request, ControlServer::Answer answer);
  void answer_readers(const json::object& request, const ControlServer::Answer& answer) const;
  void answer_from_store(const json::object& request, const ControlServer::Answer& answer);
  [[nodiscard]] std::string status_line() const;

  CommandLine command_line_;
  Config config_;
  asio::io_context context_{1};
  asio::signal_set signals_{context_, SIGTERM, SIGINT, SIGHUP};
  std::unique_ptr<CertificateKeeper> certificate_;  ///< null: no TLS
  Listening listening_;
  StateDir state_;
  std::unique_ptr<content::ArticleStore> store_;
  std::unique_ptr<content::ScanState> scanned_;
  content::Folder folder_;
  std::unique_ptr<Workers> workers_;
  std::unique_ptr<Documents> documents_;
  std::vector<std::unique_ptr<IoLoop>> loops_;
  std::unique_ptr<Publisher> publisher_;
  std::unique_ptr<push::Courier> courier_;
  std::unique_ptr<ControlServer> control_;
  std::unique_ptr<Watchdog> watchdog_;
  ReadershipMetrics readership_metrics_;
  std::vector<Reporter> reporters_;  ///< whoever adds to what the service says of itself, once it is there
  std::unique_ptr<Admin> admin_;     ///< null: there is none
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  std::string stripped_path_;  ///< of requests: base_url's, at the start
  bool ready_ = false;
  bool stopping_ = false;
  Figures last_;                                ///< what there was to say when it began to stop
  std::vector<std::function<void()>> waiting_;  ///< questions to a store that is being filled; who asks is owed a word
  std::thread ending_;  ///< while it stops: nobody else uses the loops, the publisher and the workers then
  int exit_status_ = 0;
};

Config checked(Config config) {
  if (config.content_dir.empty())
    throw ConfigError("no folder of articles: give it as an argument, or set content.dir in the configuration");
  return config;
}

/// Locked once commands that work with it are done; throws where a daemon has it.
StateDir hold(const std::filesystem::path& state_dir) {
  auto holder = take(hold_state(state_dir));
  if (holder.state) return std::move(*holder.state);
  return take(StateDir::open(state_dir));
}

Service::Service(const CommandLine& command_line)
    : command_line_(command_line),
      config_(checked(load_config(command_line))),
      certificate_(config_.tls ? std::make_unique<CertificateKeeper>(context_, *config_.tls) : nullptr),
      listening_(config_.listen, config_.tls ? &config_.tls->listen : nullptr),
      state_(hold(config_.state_dir)),
      store_(take(state_.open_store(config_.site.id, content::sql::Durability::later))),
      scanned_(take(state_.open_scan_state())),
      folder_(config_.content_dir, config_.exclude) {
  log::set_level(config_.log_level);
  keep_served_with(config_.state_dir, command_line_, config_.site);
  if (config_.site.base_url.empty()) config_.site.base_url = listening_.base_url();
  offer_push(config_);
  HttpOptions http = config_.http;
  http.path_prefix = stripped_path_ = base_path_of(config_.site.base_url);
  fit_descriptors(http, config_.loops);
  const unsigned workers = std::max(2U, std::thread::hardware_concurrency());
  workers_ = std::make_unique<Workers>(workers);
  std::vector<std::unique_ptr<content::sql::Database>> readers;
  for (unsigned i = 0; i <= workers; ++i) readers.push_back(take(state_.open_reader_later()));
  if (auto made = content::sql::migrate(store_->database(), push::push_tables(), config_.state_dir.string()); !made)
    throw std::runtime_error(made.error().to_string());
  store_->announce_first_filling(command_line_.announce);
  if (auto ruled = apply_rules(*store_, config_); !ruled) throw std::runtime_error(ruled.error().to_string());
  documents_ = std::make_unique<Documents>(*workers_, std::move(readers), folder_);
  documents_->use(std::make_shared<const SiteView>(config_.site, config_.redirects, config_.redirect_presets,
                                                   config_.push.purges_by_key()));
  std::vector<IoLoop*> loops;
  for (unsigned number = 0; number < config_.loops; ++number) {
    loops_.push_back(std::make_unique<IoLoop>(number, listening_.descriptors(), http, backend()));
    loops_.back()->post([] { go_first(); });
    loops.push_back(loops_.back().get());
  }
  if (certificate_) {
    certificate_->serve_through(loops, listening_.tls_descriptors());
    reporters_.push_back(certificate_->reporter(listening_.tls_address()));
  }
  documents_->serve_through(loops);
}

/// Where it was not stopped but never began, the threads end here.
Service::~Service() {
  if (ending_.joinable()) ending_.join();
  watchdog_.reset();
  control_.reset();
  for (const auto& loop : loops_) loop->drain(0ms);
  end_threads();
}

int Service::run() {
  wait_for_signal();
  Publisher::Events events;
  events.ready = [this] { asio::post(context_, [this] { on_ready(); }); };
  events.identified = [this](const std::string& site_id) { state_.keep_site_id(site_id); };
  events.changed = [this] {
    asio::post(context_, [this] {
      if (ready_) systemd::status(status_line());
    });
  };
  events.served = [this](push::ServedNews news) { courier_->served(std::move(news)); };
  events.progress = [this](std::size_t done, std::size_t of) {
    asio::post(context_, [this, done, of] { on_progress(done, of); });
  };
  events.failed = [this](const std::string& reason) {
    asio::post(context_, [this, reason] {
      log::error("start", {{"error", reason}});
      exit_status_ = 1;
      stop();
    });
  };
  make_courier();
  report_readership();
  if (!config_.admin.empty())  // before anything is published: its address may be taken
    admin_ = take(Admin::open(context_, config_.admin, control_path(config_.state_dir).replace_filename("admin"),
                              [this](std::string_view path) { return answer_operator(path); }));
  publisher_ =
      std::make_unique<Publisher>(config_, folder_, *store_, *scanned_, *workers_, *documents_, wall_clock, events);
  watchdog_ = std::make_unique<Watchdog>(context_, *publisher_, loops_);
  control_ = take(ControlServer::open(
      context_, control_path(config_.state_dir),
      [this](const json::object& request, ControlServer::Answer done) { answer(request, std::move(done)); }));
  log::info("start", {{"version", FEEDD_VERSION},
                      {"folder", config_.content_dir.string()},
                      {"state", config_.state_dir.string()},
                      {"listen", listening_.address()},
                      {"tls", listening_.tls_address()},
                      {"admin", admin_ ? admin_->address() : ""},
                      {"base_url", config_.site.base_url}});
  context_.run();
  context_.restart();
  context_.run_for(answer_time);  // what commands are still owed
  return exit_status_;
}

/// What loops ask of the rest of the process. The courier is there before any of them is ready.
Backend Service::backend() {
  Backend backend = documents_->backend();
  backend.rule = [this](std::string_view path) { return courier_->rule(path); };
  backend.submit = [this](Submission submission, std::function<void(Fetched)> done) {
    courier_->submit(std::move(submission), std::move(done));
  };
  return backend;
}

void Service::make_courier() {
  auto guard = NetworkGuard::create(config_.allow_networks);
  courier_ = std::make_unique<push::Courier>(config_.push, take(std::move(guard)), take(state_.open_reader_later()),
                                             courier_place(publisher_, *documents_, loops_));
  Reporter reporter;
  reporter.status = [this](json::object& status) { status["push"] = courier_->report()->status; };
  reporter.metrics = [this](Metrics& metrics) {
    if (const auto report = courier_->report(); report->metrics) report->metrics(metrics);
  };
  reporter.what_is_wrong = [this](std::vector<std::string>& lines) {
    const auto report = courier_->report();
    lines.insert(lines.end(), report->troubles.begin(), report->troubles.end());
  };
  reporters_.push_back(std::move(reporter));
}

Readership Service::readership() const {
  return gather_readership(loops_, day_number(wall_clock()));
}

void Service::report_readership() {
  Reporter reporter;
  reporter.status = [this](json::object& status) {
    status["readership"] = short_json(gather_site(loops_, day_number(wall_clock())));
  };
  reporter.metrics = [this](Metrics& metrics) { readership_metrics_.fill(readership(), metrics); };
  reporters_.push_back(std::move(reporter));
}

void Service::answer_readers(const json::object& request, const ControlServer::Answer& done) const {
  const json::value* wanted = request.if_contains("feed");
  const bool is_named = wanted != nullptr && wanted->is_string();
  done(readership_lines(readership(), is_named ? std::string_view(wanted->get_string()) : std::string_view{}));
}

void Service::on_ready() {
  if (stopping_) return;
  ready_ = true;
  courier_->start(publisher_->figures().served_revision, command_line_.announce);
  for (const auto& loop : loops_) loop->set_ready();
  for (const auto& question : std::exchange(waiting_, {})) question();
  ::malloc_trim(0);
  systemd::ready(status_line());
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began_);
  log::info("ready", {{"revision", publisher_->figures().served_revision.load()}, {"ms", took.count()}});
  std::printf("feedd: open %s/\n", config_.site.base_url.c_str());
  std::fflush(stdout);
}

void Service::on_progress(std::size_t done, std::size_t of) {
  if (stopping_) return;
  watchdog_->publisher_is_alive();
  if (ready_) return;
  systemd::extend_timeout(more_time);
  systemd::status("Reading articles: " + std::to_string(done) + " of " + std::to_string(of));
}

void Service::wait_for_signal() {
  signals_.async_wait([this](const boost::system::error_code& error, int signal) {
    if (error) return;
    if (signal != SIGHUP) return stop();
    reload();
    wait_for_signal();
  });
}

void Service::reload() {
  if (ready_) systemd::reloading();
  Config config;
  std::vector<std::string> fixed;
  try {
    config = checked(load_config(command_line_));
    fixed = fixed_keys(config_, config);
    config.site.time_zone = config_.site.time_zone;  // by which the articles' dates were read
    const feeds::Site written = config.site;
    if (config.site.base_url.empty()) config.site.base_url = listening_.base_url();
    config.push.hub = config_.push.hub;
    config.push.rss_cloud = config_.push.rss_cloud;
    offer_push(config);
    keep_served_with(config_.state_dir, command_line_, written);
  } catch (const ConfigError& error) {
    log::error("reload", {{"error", error.what()}, {"effect", "the configuration stays as it was"}});
    return tell_systemd();
  }
  for (const std::string& key : fixed)
    log::warning("reload", {{"key", key}, {"effect", "takes a restart; the old value stays"}});
  if (!config.site.id.empty() && config.site.id != documents_->view()->site.id)
    log::warning("reload", {{"key", "site.id"}, {"effect", "takes a restart; the old value stays"}});
  if (base_path_of(config.site.base_url) != stripped_path_)
    log::warning("reload",
                 {{"key", "base_url"}, {"effect", "its path is stripped from requests only after a restart"}});
  log::set_level(config.log_level);
  if (certificate_ && config.tls) certificate_->reload(*config.tls);
  config_.site = config.site;
  publisher_->reload(config, [this, push = config.push](bool good) {
    courier_->reload(push);
    asio::post(context_, [this, good] {
      if (good) log::info("reload", {{"effect", "done"}});
      tell_systemd();
    });
  });
}

/// READY=1 belongs to the first publication, whatever is reloaded before.
void Service::tell_systemd() const {
  if (ready_) systemd::ready(status_line());
}

void Service::stop() {
  if (stopping_) return;
  last_ = figures();
  last_.stopping = stopping_ = true;
  log::info("stop", {{"drain_s", std::chrono::seconds(drain_time).count()}});
  systemd::stopping();
  waiting_.clear();
  for (const int signal : {SIGTERM, SIGINT}) std::signal(signal, SIG_DFL);  // a second one ends at once
  signals_.cancel();
  watchdog_.reset();
  if (certificate_) certificate_->let_go();
  // Held by all loops until they accept no more.
  const std::shared_ptr<void> accepting(nullptr,
                                        [this](void*) { asio::post(context_, [this] { listening_.close_own(); }); });
  for (const auto& loop : loops_) loop->drain(drain_time, accepting);
  ending_ = std::thread([this] {
    end_threads();
    if (admin_) admin_->end();
    asio::post(context_, [this] {
      control_.reset();
      context_.stop();
    });
  });
}

/// In the order of who calls whom: loops ask workers, the publisher waits for workers, workers hand to loops that may
/// have ended but still exist. Messages nobody took any more go with the loops; they report to the publisher, and so
/// come to whoever waits for an answer.
void Service::end_threads() {
  for (const auto& loop : loops_) loop->join();
  if (courier_) courier_->stop(courier_time);
  if (publisher_) publisher_->stop();
  workers_->end();
  loops_.clear();
  documents_->end();
  courier_.reset();
}

std::string Service::status_line() const {
  const PublisherFigures& figures = publisher_->figures();
  std::string line = "Serving " + std::to_string(figures.articles) + " articles at " + config_.site.base_url;
  if (figures.held != 0) line += "; " + std::to_string(figures.held) + " deletions held";
  if (figures.folder_lost) line += "; the folder cannot be read";
  return line;
}

void Service::answer(const json::object& request, ControlServer::Answer done) {
  if (stopping_) return done(stopping());
  const json::value* command = request.if_contains("command");
  const std::string_view name =
      command != nullptr && command->is_string() ? std::string_view(command->get_string()) : "";
  if (name == "status") return answer_status(done);
  if (name == "regenerate") return answer_regenerate(request, std::move(done));
  if (name == "list" || name == "show" || name == "ids-export") return answer_from_store(request, done);
  if (name == "readers") return answer_readers(request, done);
  if (name == "outbox") return courier_->outbox(request, std::move(done));
  if (name == "deliver") return deliver(*publisher_, request, std::move(done));
  if (name == "withdraw") return withdraw(*publisher_, request, std::move(done));
  if (name == "ids-import") return import_ids(*publisher_, request, std::move(done));
  done(content::Error{"control", "", "unknown command " + std::string(name)});
}

Figures Service::figures() const {
  if (stopping_) return last_;
  Figures figures = gather(*publisher_, *documents_, loops_);
  figures.base_url = config_.site.base_url;
  if (command_line_.config_file) figures.config_file = std::filesystem::absolute(*command_line_.config_file).string();
  figures.content_dir = config_.content_dir.string();
  figures.state_dir = config_.state_dir.string();
  figures.admin = admin_ ? admin_->address() : "";
  figures.uptime = std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - began_);
  figures.ready = ready_;
  return figures;
}

AdminPage Service::answer_operator(std::string_view path) const {
  return admin_page(path, figures(), stopping_ ? std::vector<Reporter>{} : reporters_);
}

void Service::answer_status(const ControlServer::Answer& done) const {
  json::object status = to_json(figures());
  for (const Reporter& reporter : reporters_)
    if (reporter.status) reporter.status(status);
  done(json::serialize(status) + '\n');
}

void Service::answer_regenerate(const json::object& request, ControlServer::Answer done) {
  std::vector<std::string> feeds;
  if (const json::value* list = request.if_contains("feeds"); list != nullptr && list->is_array())
    for (const json::value& feed : list->get_array())
      if (feed.is_string()) feeds.emplace_back(feed.get_string());
  const json::value* accept = request.if_contains("accept_deletions");
  const bool accept_deletions = accept != nullptr && accept->is_bool() && accept->get_bool();
  publisher_->regenerate(accept_deletions, std::move(feeds), [done = std::move(done)](Publisher::Regenerated result) {
    if (!result.ok) return done(content::Error{"", "", result.error});
    const IngestReport& report = result.report;
    json::object record{{"files", report.files},         {"read", report.read},      {"revision", report.revision},
                        {"documents_made", result.made}, {"withdrawn", report.gone}, {"deletions_held", report.held}};
    json::array& changes = record["changes"].emplace_array();
    for (const content::Change& change : report.changes)
      changes.push_back(
          json::object{{"change", content::to_string(change.kind)}, {"path", change.path}, {"id", change.id}});
    json::array& problems = record["problems"].emplace_array();
    for (const content::Error& problem : report.problems) problems.emplace_back(problem.to_string());
    done(json::serialize(record) + '\n');
  });
}

void Service::answer_from_store(const json::object& request, const ControlServer::Answer& done) {
  if (!ready_ && is_store_being_filled(config_.state_dir))  // no reader sees it before it is whole
    return waiting_.push_back([this, request, done] { answer_from_store(request, done); });
  const json::value* wanted = request.if_contains("id");
  const std::string id = wanted != nullptr && wanted->is_string() ? std::string(wanted->get_string()) : std::string();
  const bool ids = request.at("command").as_string() == "ids-export";
  workers_->submit(Priority::miss, [this, id, ids, done](unsigned) {
    auto store = state_.open_reader();
    auto scan = state_.open_scan_reader();
    if (!store) return done(store.error());
    if (ids) return done(exported_ids(**store));
    content::ArticleReader reader(**store);
    const auto view = documents_->view();
    const feeds::Site& site = view->site;
    if (!id.empty()) return done(show_line(site, reader, id));
    done(list_lines(site, reader,
                    scan ? content::scan_problems(**scan) : std::vector<std::pair<std::string, std::string>>{}));
  });
}

}  // namespace

int serve(const CommandLine& command_line) {
  ::mallopt(M_ARENA_MAX, malloc_arenas);
  std::signal(SIGPIPE, SIG_IGN);
  log::open(systemd::logs_to_journal());
  try {
    const int status = Service(command_line).run();
    log::info("stopped", {{"status", status}});
    log::flush();
    return status;
  } catch (const ConfigError&) {
    throw;
  } catch (const std::exception& error) {
    log::error("start", {{"error", error.what()}});
    log::flush();
    return 1;
  }
}

}  // namespace feedd::daemon
