#include "daemon/control.hpp"

#include "content/sources/folder.hpp"

#include <cstdlib>

#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fcntl.h>
#include <sys/stat.h>

namespace feedd::daemon {
namespace {

namespace asio = boost::asio;
namespace json = boost::json;
using Local = asio::local::stream_protocol;

/// Articles come this way, some MiB at once as delivery.cpp parts them. Who may connect may write the store anyway.
constexpr std::size_t max_request_bytes = 64 << 20;
constexpr const char* socket_name = "control";

/// A name for the socket that fits sockaddr_un (108 bytes) however long its path is: through a descriptor of its
/// folder.
struct ShortName {
  explicit ShortName(const std::filesystem::path& path)
      : folder(::open(path.parent_path().c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)),
        name("/proc/self/fd/" + std::to_string(folder.get()) + '/' + path.filename().string()) {}
  content::Descriptor folder;
  std::string name;
};

/// One request of one command.
class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(Local::socket socket, const ControlServer::Handler& handler)
      : socket_(std::move(socket)), handler_(handler) {}

  void start() {
    asio::async_read_until(socket_, asio::dynamic_buffer(request_, max_request_bytes), '\n',
                           [self = shared_from_this()](const boost::system::error_code& error, std::size_t) {
                             if (!error) self->handle();
                           });
  }

 private:
  void handle() {
    boost::system::error_code error;
    const json::value value = json::parse(std::string_view(request_).substr(0, request_.find('\n')), error);
    if (error || !value.is_object()) return send(content::Error{"control", "", "the request is not a JSON object"});
    handler_(value.get_object(), [self = shared_from_this()](content::Result<std::string> answer) {
      asio::post(self->socket_.get_executor(),
                 [self, answer = std::move(answer)]() mutable { self->send(std::move(answer)); });
    });
  }

  void send(content::Result<std::string> answer) {
    if (answer)
      answer_ = "{\"ok\":true}\n" + *answer;
    else
      answer_ = json::serialize(json::object{{"ok", false}, {"error", answer.error().to_string()}}) + '\n';
    asio::async_write(socket_, asio::buffer(answer_),
                      [self = shared_from_this()](const boost::system::error_code&, std::size_t) {});
  }

  Local::socket socket_;
  const ControlServer::Handler handler_;
  std::string request_;
  std::string answer_;
};

}  // namespace

class ControlServer::Acceptor : public std::enable_shared_from_this<Acceptor> {
 public:
  Acceptor(asio::io_context& context, std::filesystem::path path, Handler handler)
      : acceptor_(context), path_(std::move(path)), handler_(std::move(handler)) {}

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
    ::unlink(ShortName(path_).name.c_str());
  }

 private:
  void accept() {
    acceptor_.async_accept([self = shared_from_this()](const boost::system::error_code& error, Local::socket socket) {
      if (error == asio::error::operation_aborted) return;
      if (!error) std::make_shared<Session>(std::move(socket), self->handler_)->start();
      self->accept();
    });
  }

  Local::acceptor acceptor_;
  std::filesystem::path path_;
  Handler handler_;
};

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

content::Result<std::string> ask_daemon(const std::filesystem::path& path, const json::object& request) {
  asio::io_context context;
  Local::socket socket(context);
  boost::system::error_code error;
  socket.connect(Local::endpoint(ShortName(path).name), error);
  if (error)
    return content::Error{"connect", path.string(), error.message() + "; is the daemon running, with this state?"};
  asio::write(socket, asio::buffer(json::serialize(request) + '\n'), error);
  std::string answer;
  asio::read(socket, asio::dynamic_buffer(answer), error);
  const std::size_t end = answer.find('\n');
  if (end == std::string::npos) return content::Error{"control", path.string(), "the daemon closed without an answer"};
  const json::value first = json::parse(answer.substr(0, end), error);
  if (error || !first.is_object()) return content::Error{"control", path.string(), "the answer cannot be read"};
  const json::object& head = first.get_object();
  if (!head.at("ok").as_bool()) return content::Error{"", "", std::string(head.at("error").as_string())};
  return answer.substr(end + 1);
}

}  // namespace feedd::daemon
