#include "daemon/http_settings.hpp"

#include <algorithm>

namespace feedd::daemon {
namespace {

using namespace std::chrono_literals;

template <class Number>
void read_size(Section& section, std::string_view key, std::int64_t least, std::int64_t most, Number& size) {
  auto number = static_cast<std::int64_t>(size);
  section.read_number(key, least, most, number);
  size = static_cast<Number>(number);
}

void read_networks(Section& section, std::string_view key, std::vector<Network>& networks) {
  std::vector<std::string> texts;
  section.read_list(key, texts);
  for (const std::string& text : texts) {
    const auto network = Network::parse(text);
    if (!network) section.refuse(key, "holds \"" + text + "\", no network like \"10.0.0.0/8\" or address");
    networks.push_back(*network);
  }
}

void read_pace(Section& section, std::string_view interval, std::string_view burst, Pace& pace) {
  section.read_duration(interval, pace.interval);
  if (pace.interval > 24h || (pace.interval > 0ms && pace.interval < 1s))
    section.refuse(interval, "must be from \"1s\" to \"24h\", or \"0s\" for none");
  read_size(section, burst, 1, 1000, pace.burst);
}

bool is_reader(std::string_view name) {
  if (name == "hosted") return true;
  for (std::size_t i = 0; i < reader_family_count(); ++i)
    if (name_of(static_cast<ReaderFamily>(i)) == name) return true;
  return false;
}

void read_politeness(Section politeness, PolitenessOptions& options) {
  read_pace(politeness, "interval", "burst", options.pace);
  politeness.read("enforce", options.enforce, "true or false");
  read_pace(politeness, "ceiling", "ceiling_burst", options.ceiling);
  read_networks(politeness, "allow_networks", options.allow_networks);
  if (politeness.has("allow_readers")) options.allow_readers.clear();
  politeness.read_list("allow_readers", options.allow_readers);
  for (const std::string& name : options.allow_readers)
    if (!is_reader(name))
      politeness.refuse("allow_readers",
                        "knows no \"" + name + "\"; `feedd readers` shows names, \"hosted\" is all hosted ones");
  politeness.done();
}

/// `"/new"`, or a table of `to` and `status`; `to` keeps the text.
RedirectTable::Target read_target(const std::filesystem::path& file, std::string_view from, const toml::node& value,
                                  std::string& to) {
  std::int64_t status = 301;
  if (value.is_table()) {
    Section row(file, value.as_table(), "http.redirects.\"" + std::string(from) + '"');
    row.read("to", to);
    row.read_number("status", 301, 410, status);
    row.done();
  } else {
    to = value.value_exact<std::string>().value_or("");
  }
  return {static_cast<int>(status), to};
}

}  // namespace

std::shared_ptr<const RedirectTable> read_redirect_tables(Section& http, const std::filesystem::path& config_file,
                                                          const std::string& base_url,
                                                          const std::vector<std::string>& presets) {
  auto table = std::make_shared<RedirectTable>();
  const std::string base_path = base_path_of(base_url);
  std::string name;
  http.read("redirects_file", name);
  if (!name.empty())
    if (const auto read = read_redirects(config_file.parent_path() / name, base_path, *table); !read)
      http.refuse("redirects_file", "cannot be taken: " + read.error().to_string());
  http.read_entries("redirects", [&](std::string_view from, const toml::node& value) {
    std::string to;
    auto target = read_target(config_file, from, value, to);
    if (const auto objection = object_to_redirect(from, target); !objection.empty())
      fail(config_file, value.source(), "http.redirects: \"" + std::string(from) + "\" " + objection);
    target.to = within(base_path, target.to);
    table->add(within(base_path, from), target);
  });
  if (const auto circle = table->find_circle(base_url, old_feed_names(presets)); !circle.empty()) {
    http.read_entries("redirects", [&](std::string_view from, const toml::node& value) {
      const std::string step = ' ' + as_requested(within(base_path, from)) + ' ';
      if ((' ' + circle + ' ').find(step) != std::string::npos)
        fail(config_file, value.source(), "http.redirects: \"" + std::string(from) + "\" leads in a circle: " + circle);
    });
    http.refuse(http.has("redirects") ? "redirects" : "redirects_file", "leads in a circle: " + circle);
  }
  return table->size() == 0 ? nullptr : table;
}

std::optional<TlsSettings> read_tls(Section& http, const std::filesystem::path& config_file) {
  if (!http.has("tls")) return std::nullopt;
  Section tls = http.inside("tls");
  TlsSettings settings;
  tls.read("listen", settings.listen);
  if (settings.listen.starts_with("unix:"))
    tls.refuse("listen", "must be an address like \"0.0.0.0:8443\": whoever reaches a Unix socket needs no TLS");
  tls.read_address("listen", settings.listen);
  for (auto [key, path] : {std::pair("certificate", &settings.certificate), std::pair("key", &settings.key)}) {
    std::string text;
    tls.read(key, text);
    if (text.empty()) tls.refuse_all("needs certificate and key: files in PEM");
    *path = (config_file.parent_path() / text).lexically_normal();  // relative to the file that says it
  }
  std::string least = "1.2";
  tls.read("min_version", least);
  if (least != "1.2" && least != "1.3") tls.refuse("min_version", "must be \"1.2\" or \"1.3\"");
  if (least == "1.3") settings.least = TlsVersion::tls_1_3;
  tls.done();
  return settings;
}

void read_http_options(Section& http, HttpOptions& options) {
  read_size(http, "max_connections", 1, 1'000'000, options.max_connections);
  read_size(http, "max_connections_per_client", 0, 1'000'000, options.max_connections_per_client);
  read_size(http, "max_request_line", 1000, 64 << 10, options.head.request_line_bytes);
  read_size(http, "max_header_bytes", 1000, 1 << 20, options.head.field_lines_bytes);
  read_size(http, "max_header_lines", 10, 1000, options.head.field_lines);
  read_size(http, "max_pipelined", 1, 1000, options.max_pipelined);
  read_size(http, "max_held_bytes", 1 << 20, std::int64_t{1} << 40, options.max_held_bytes);
  read_size(http, "min_send_rate", 0, 1'000'000, options.min_send_rate);
  http.read_duration("first_byte_timeout", options.first_byte_time, 1s);
  http.read_duration("header_timeout", options.header_time, 1s);
  http.read_duration("idle_timeout", options.idle_time, 1s);
  http.read_duration("send_timeout", options.write_stall, 1s);
  read_networks(http, "trusted_proxies", options.trusted_proxies);
  http.read("proxy_protocol", options.proxy_protocol, "true or false");
  std::string delta = "known";
  http.read("delta", delta);
  if (delta != "known" && delta != "all" && delta != "off")
    http.refuse("delta", "must be \"known\", \"all\" or \"off\"");
  options.delta = delta == "known" ? DeltaReaders::known : delta == "all" ? DeltaReaders::all : DeltaReaders::none;
  read_politeness(http.inside("politeness"), options.politeness);
}

}  // namespace feedd::daemon
