#include "daemon/control.hpp"

#include "daemon/short_name.hpp"

#include <atomic>
#include <cstdlib>
#include <utility>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <sys/stat.h>
#include <unistd.h>

namespace feedd::daemon {
namespace {

namespace asio = boost::asio;
namespace json = boost::json;
using Local = asio::local::stream_protocol;

/// Articles come this way, some MiB at once as delivery.cpp parts them; the largest single one, its quotation marks
/// escaped, is below this. Who may connect may write the store anyway.
constexpr std::size_t max_request_bytes = 128 << 20;
/// A command sends and reads at once; whoever does not is no command of ours, or stands still.
constexpr std::chrono::seconds transfer_time{30};
/// More than anybody has use for: others wait in the socket's queue.
constexpr std::size_t max_sessions = 32;
/// When no connection could be accepted (no descriptors), it is tried again after this.
constexpr std::chrono::milliseconds accept_pause{200};
constexpr const char* socket_name = "control";

/// One request of one command. What is asked of it happens on the socket's context.
class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(Local::socket socket, const ControlServer::Handler& handler)
      : socket_(std::move(socket)), timer_(socket_.get_executor()), handler_(handler) {}

  void start() {
    limit_time();
    asio::async_read_until(socket_, asio::dynamic_buffer(request_, max_request_bytes), '\n',
                           [self = shared_from_this()](const boost::system::error_code& error, std::size_t) {
                             self->timer_.cancel();
                             if (!error) return self->handle();
                             if (error == asio::error::not_found)
                               self->send(content::Error{"control", "", "the request is larger than 128 MiB"});
                           });
  }

  /// Ends where no request has come; one that has is answered.
  void close_unless_asked() {
    boost::system::error_code ignored;
    if (!asked_) socket_.close(ignored);
  }

  void send(content::Result<std::string> answer) {
    asked_ = true;
    if (answer)
      answer_ = "{\"ok\":true}\n" + *answer;
    else
      answer_ = json::serialize(json::object{{"ok", false}, {"error", answer.error().to_string()}}) + '\n';
    limit_time();
    asio::async_write(
        socket_, asio::buffer(answer_),
        [self = shared_from_this()](const boost::system::error_code&, std::size_t) { self->timer_.cancel(); });
  }

 private:
  void handle();

  void limit_time() {
    timer_.expires_after(transfer_time);
    timer_.async_wait([weak = weak_from_this()](const boost::system::error_code& error) {
      boost::system::error_code ignored;
      if (const auto self = weak.lock(); self && !error) self->socket_.close(ignored);
    });
  }

  Local::socket socket_;
  asio::steady_timer timer_;
  const ControlServer::Handler handler_;
  bool asked_ = false;
  std::string request_;
  std::string answer_;
};

/// The answer that is owed to a session: where nobody gives one before letting go of this, that is the answer.
class Owed {
 public:
  explicit Owed(std::shared_ptr<Session> session, asio::any_io_executor executor)
      : session_(std::move(session)), executor_(std::move(executor)) {}
  Owed(const Owed&) = delete;
  Owed& operator=(const Owed&) = delete;
  ~Owed() { give(stopping()); }

  /// Any thread; the first one counts.
  void give(content::Result<std::string> answer) {
    if (is_given_.exchange(true)) return;
    asio::post(executor_, [session = std::move(session_), answer = std::move(answer)]() mutable {
      session->send(std::move(answer));
    });
  }

 private:
  std::shared_ptr<Session> session_;
  asio::any_io_executor executor_;
  std::atomic<bool> is_given_{false};
};

void Session::handle() {
  asked_ = true;
  boost::system::error_code error;
  json::value value = json::parse(std::string_view(request_).substr(0, request_.find('\n')), error);
  std::string().swap(request_);
  if (error || !value.is_object()) return send(content::Error{"control", "", "the request is not a JSON object"});
  const auto owed = std::make_shared<Owed>(shared_from_this(), socket_.get_executor());
  try {
    handler_(value.get_object(), [owed](content::Result<std::string> answer) { owed->give(std::move(answer)); });
  } catch (const std::exception& failure) {  // no memory: others are served all the same
    owed->give(content::Error{"control", "", failure.what()});
  }
}

}  // namespace

class ControlServer::Acceptor : public std::enable_shared_from_this<Acceptor> {
 public:
  Acceptor(asio::io_context& context, std::filesystem::path path, Handler handler)
      : acceptor_(context), pause_(context), path_(std::move(path)), handler_(std::move(handler)) {}

  void listen() {
    const ShortName name(path_);
    ::unlink(name.name.c_str());  // left by a daemon that was killed: the state's lock says that none runs
    acceptor_.open();
    acceptor_.bind(Local::endpoint(name.name));
    ::chmod(name.name.c_str(), 0660);
    acceptor_.listen();
    accept();
  }

  void close() {
    boost::system::error_code ignored;
    acceptor_.close(ignored);
    pause_.cancel();
    for (const auto& weak : sessions_)
      if (const auto session = weak.lock()) session->close_unless_asked();
    ::unlink(ShortName(path_).name.c_str());
  }

 private:
  void accept() {
    std::erase_if(sessions_, [](const auto& weak) { return weak.expired(); });
    if (sessions_.size() >= max_sessions) return accept_later();
    acceptor_.async_accept([self = shared_from_this()](const boost::system::error_code& error, Local::socket socket) {
      if (error == asio::error::operation_aborted) return;
      if (error) return self->accept_later();
      const auto session = std::make_shared<Session>(std::move(socket), self->handler_);
      self->sessions_.push_back(session);
      session->start();
      self->accept();
    });
  }

  void accept_later() {
    pause_.expires_after(accept_pause);
    pause_.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
      if (!error && self->acceptor_.is_open()) self->accept();
    });
  }

  Local::acceptor acceptor_;
  asio::steady_timer pause_;
  std::filesystem::path path_;
  Handler handler_;
  std::vector<std::weak_ptr<Session>> sessions_;
};

content::Error stopping() {
  return {"stop", "", "the daemon stops; ask again when it runs"};
}

std::filesystem::path control_path(const std::filesystem::path& state_dir) {
  const char* runtime = std::getenv("RUNTIME_DIRECTORY");
  if (runtime == nullptr || *runtime == '\0') return state_dir / socket_name;
  const std::string_view first = std::string_view(runtime).substr(0, std::string_view(runtime).find(':'));
  return std::filesystem::path(first) / socket_name;
}

content::Result<std::unique_ptr<ControlServer>> ControlServer::open(asio::io_context& context,
                                                                    const std::filesystem::path& path,
                                                                    Handler handler) {
  auto acceptor = std::make_shared<Acceptor>(context, path, std::move(handler));
  try {
    acceptor->listen();
  } catch (const boost::system::system_error& error) {
    return content::Error{"control socket", path.string(), error.code().message()};
  }
  return std::unique_ptr<ControlServer>(new ControlServer(std::move(acceptor)));
}

ControlServer::~ControlServer() {
  acceptor_->close();
}

content::Result<std::string> ask_daemon(const std::filesystem::path& path, const json::object& request,
                                        std::chrono::milliseconds patience) {
  asio::io_context context;
  Local::socket socket(context);
  boost::system::error_code error;
  socket.connect(Local::endpoint(ShortName(path).name), error);
  if (error)
    return content::Error{"connect", path.string(), error.message() + "; is the daemon running, with this state?"};
  const std::string line = json::serialize(request) + '\n';
  std::string answer;
  bool ended = false;
  asio::async_write(socket, asio::buffer(line), [&](const boost::system::error_code&, std::size_t) {
    // A daemon that refuses reads no further, and has answered all the same.
    asio::async_read(socket, asio::dynamic_buffer(answer),
                     [&](const boost::system::error_code&, std::size_t) { ended = true; });
  });
  patience.count() == 0 ? context.run() : context.run_for(patience);
  if (!ended) return content::Error{"control", path.string(), "the daemon does not answer"};
  const std::size_t end = answer.find('\n');
  if (end == std::string::npos) return content::Error{"control", path.string(), "the daemon closed without an answer"};
  const json::value first = json::parse(std::string_view(answer).substr(0, end), error);
  const json::value* ok = error || !first.is_object() ? nullptr : first.get_object().if_contains("ok");
  if (ok == nullptr || !ok->is_bool()) return content::Error{"control", path.string(), "the answer cannot be read"};
  if (ok->get_bool()) return answer.substr(end + 1);
  const json::value* reason = first.get_object().if_contains("error");
  return content::Error{"", "",
                        reason != nullptr && reason->is_string() ? std::string(reason->get_string()) : "refused"};
}

}  // namespace feedd::daemon
