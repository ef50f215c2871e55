// PROXY headers, version 2, byte by byte as a proxy sends them.
#pragma once

#include <string>
#include <string_view>

#include <arpa/inet.h>

namespace feedd::daemon {

/// `command` 0 is LOCAL, 1 PROXY; `family` is the byte of family and protocol.
inline std::string make_proxy_header(int command, int family, std::string_view rest) {
  std::string header{"\r\n\r\n\0\r\nQUIT\n", 12};
  header += static_cast<char>(0x20 | command);
  header += static_cast<char>(family);
  header += static_cast<char>(rest.size() >> 8U);
  header += static_cast<char>(rest.size() & 0xFFU);
  return header.append(rest);
}

/// Of a client over TCP, with `behind` (TLVs) after its addresses.
inline std::string proxy_header(const std::string& source, std::string_view behind = {}) {
  const bool six = source.find(':') != std::string::npos;
  std::string rest(six ? 16 : 4, '\0');
  ::inet_pton(six ? AF_INET6 : AF_INET, source.c_str(), rest.data());
  rest.append(six ? 16 : 4, '\x7F').append("\x30\x39\x00\x50", 4).append(behind);
  return make_proxy_header(1, six ? 0x21 : 0x11, rest);
}

inline std::string local_proxy_header() {
  return make_proxy_header(0, 0, "");
}

/// Of a client that came by something that is not IP.
inline std::string unknown_proxy_header() {
  return make_proxy_header(1, 0, "");
}

}  // namespace feedd::daemon
