// An HttpSender to be run by a test, and what it sends.
#pragma once

#include "daemon/http_sender.hpp"
#include "tests/support/http_peer.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace feedd::daemon {

using namespace std::chrono_literals;
using support::HttpPeer;
using support::PeerAnswer;
using support::PeerRequest;
using Answer = content::Result<HttpResponse>;
using Manner = PeerAnswer::Manner;

inline NetworkGuard guard(const std::vector<std::string>& allowed = {"127.0.0.0/8", "::1"}) {
  return NetworkGuard::create(allowed).value();
}

inline OutgoingRequest post(std::string url, std::string body = "tide") {
  OutgoingRequest request;
  request.url = std::move(url);
  request.body = std::make_shared<const std::string>(std::move(body));
  return request;
}

inline OutgoingRequest get(std::string url) {
  OutgoingRequest request;
  request.url = std::move(url);
  request.method = "GET";
  return request;
}

inline HttpPeer::Handler always(PeerAnswer answer) {
  return [answer = std::move(answer)](const PeerRequest&) { return answer; };
}

inline PeerAnswer in_manner(Manner manner, std::string body = {}) {
  PeerAnswer answer;
  answer.manner = manner;
  answer.body = std::move(body);
  return answer;
}

/// A sender on a context of its own, run until nothing is under way.
struct Sending {
  explicit Sending(SendLimits limits = {}, NetworkGuard networks = guard())
      : sender(std::make_unique<HttpSender>(context, std::move(networks), limits)) {}

  void send(OutgoingRequest request) {
    sender->send(std::move(request), [this](Answer answer) { answers.push_back(std::move(answer)); });
  }
  void run() {
    context.restart();
    context.run_for(HttpPeer::patience);
    EXPECT_EQ(sender->under_way(), 0U) << "out of patience";
  }
  /// What the request is answered with.
  Answer answer_to(OutgoingRequest request) {
    send(std::move(request));
    run();
    if (answers.empty()) return content::Error{"test", "", "no answer"};
    Answer last = std::move(answers.back());
    answers.pop_back();
    return last;
  }

  boost::asio::io_context context{1};
  std::unique_ptr<HttpSender> sender;
  std::vector<Answer> answers;
};

}  // namespace feedd::daemon
