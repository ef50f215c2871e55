// `[http]` in the configuration, as far as it is about clients: limits, times, who is believed, politeness.
#pragma once

#include "daemon/config_section.hpp"
#include "daemon/http/options.hpp"
#include "daemon/redirects.hpp"

#include <memory>
#include <optional>
#include <vector>

namespace feedd::daemon {

/// Reads those keys. Throws ConfigError with the place.
void read_http_options(Section& http, HttpOptions& options);

/// `redirects_file` and `redirects`, whose rows win; `base_url` may be empty. Rows that lead in a circle, also over
/// what `presets` and the usual names of feeds lead to, are refused. Null: there are none.
[[nodiscard]] std::shared_ptr<const RedirectTable> read_redirect_tables(Section& http,
                                                                        const std::filesystem::path& config_file,
                                                                        const std::string& base_url,
                                                                        const std::vector<std::string>& presets);

/// `[http.tls]`; nothing where there is none.
[[nodiscard]] std::optional<TlsSettings> read_tls(Section& http, const std::filesystem::path& config_file);

}  // namespace feedd::daemon
