#include "daemon/config.hpp"

#include "tests/support/temporary_folder.hpp"

#include <cstdlib>
#include <map>

#include <gmock/gmock.h>

namespace feedd::daemon {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;

/// A variable of the environment for the time of a test.
class Environment {
 public:
  Environment(const char* name, const char* value) : name_(name) {
    if (const char* before = std::getenv(name)) before_ = before;
    value == nullptr ? ::unsetenv(name) : ::setenv(name, value, 1);
  }
  ~Environment() { before_ ? ::setenv(name_, before_->c_str(), 1) : ::unsetenv(name_); }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

 private:
  const char* name_;
  std::optional<std::string> before_;
};

class ConfigFile : public ::testing::Test {
 protected:
  Config load(std::string_view text) {
    if (!line.content_dir && text.find("dir = ") == text.npos) line.content_dir = folder.path() / "articles";
    line.config_file = folder.write("feedd.toml", text);
    return load_config(line);
  }
  /// What is said of the file, from its name on.
  std::string complaint(std::string_view text) {
    try {
      (void)load(text);
    } catch (const ConfigError& error) {
      const std::string what = error.what();
      const std::size_t at = what.find("feedd.toml");
      return at == std::string::npos ? what : what.substr(at);
    }
    return "none";
  }

  support::TemporaryFolder folder;
  CommandLine line;
  Environment state{"STATE_DIRECTORY", nullptr};
  Environment xdg{"XDG_STATE_HOME", "/var/tmp/feedd-test-state"};
};

TEST_F(ConfigFile, NamesLineAndColumnOfASyntaxError) {
  EXPECT_THAT(complaint("base_url = \"https://example.org\"\n[site\n"), HasSubstr("feedd.toml:2:"));
  EXPECT_THAT(complaint("a = 1\na = 2\n"), HasSubstr("feedd.toml:2:"));
}

TEST_F(ConfigFile, NamesLineColumnAndKeyOfAWrongValue) {
  EXPECT_THAT(complaint("[feeds]\n  limit = \"ten\"\n"), HasSubstr("feedd.toml:2:11: feeds.limit must be a whole"));
  EXPECT_THAT(complaint("[feeds]\nlimit = 0\n"), HasSubstr("feedd.toml:2:9: feeds.limit must be from 1 to"));
  EXPECT_THAT(complaint("[feeds]\nlimit = 1000000000000\n"), HasSubstr("feeds.limit must be from 1 to"));
  EXPECT_THAT(complaint("[feeds]\nfull_text = \"yes\"\n"), HasSubstr("feedd.toml:2:13: feeds.full_text"));
  EXPECT_THAT(complaint("[http]\nloops = 0\n"), HasSubstr("feedd.toml:2:9: http.loops"));
  EXPECT_THAT(complaint("[site]\ntitle = 5\n"), HasSubstr("feedd.toml:2:9: site.title must be a string"));
  EXPECT_THAT(complaint("site = 5\n"), HasSubstr("feedd.toml:1:8: [site] must be a table"));
  EXPECT_THAT(complaint("[content]\nexclude = [\"a\", 5]\n"), HasSubstr("feedd.toml:2:17: content.exclude"));
  EXPECT_THAT(complaint("[log]\nlevel = \"loud\"\n"), HasSubstr("log.level"));
}

TEST_F(ConfigFile, NamesThePlaceOfAnAddressNobodyCanListenAt) {
  for (const char* address : {"127.0.0.1:99999", "127.0.0.1", "localhost", "unix:", ""})
    EXPECT_THAT(complaint("[http]\nlisten = \"" + std::string(address) + "\"\n"),
                HasSubstr("feedd.toml:2:10: http.listen is "))
        << address;
  EXPECT_EQ(
      complaint("[http]\nadmin = \"127.0.0.1\"\n"),
      "feedd.toml:2:9: http.admin is not an address to listen on; write ADDR:PORT, [::1]:PORT, :PORT or unix:/PATH");
  EXPECT_EQ(load("[http]\nadmin = \"\"\n").admin, "");
  EXPECT_EQ(load("[http]\nadmin = \"socket\"\n").admin, "socket");
  EXPECT_EQ(load("[http]\nadmin = \"unix:/run/a\"\nlisten = \":80\"\n").admin, "unix:/run/a");
  EXPECT_THAT(complaint("[http.tls]\ncertificate = \"c\"\nkey = \"k\"\nlisten = \"8443\"\n"),
              HasSubstr("feedd.toml:4:10: http.tls.listen is not an address"));
}

TEST_F(ConfigFile, RefusesAKeyItDoesNotKnowAndNamesThoseItDoes) {
  const std::string inner = complaint("[site]\nlanguage = \"ko\"\ntitel = \"x\"\n");
  EXPECT_THAT(inner, HasSubstr("feedd.toml:3:1: unknown key site.titel"));
  EXPECT_THAT(inner, HasSubstr("title"));
  EXPECT_THAT(complaint("bases_url = \"x\"\n"), HasSubstr("feedd.toml:1:1: unknown key bases_url"));
  EXPECT_THAT(complaint("[fedes]\n"), HasSubstr("unknown key fedes"));
}

TEST_F(ConfigFile, NamesTheMisspeltNameOfAFeed) {
  EXPECT_THAT(complaint("[[feed]]\nnam = \"a\"\nmatch = {tag = \"a\"}\n"), HasSubstr("2:1: unknown key feed.nam"));
  EXPECT_THAT(complaint("[[feed]]\nmatch = {tag = \"a\"}\n"), HasSubstr("1:1: feed needs a name"));
}

TEST_F(ConfigFile, RefusesTextThatNoDocumentCanHold) {
  EXPECT_THAT(complaint("[site]\ntitle = \"A\\u0001B\"\n"),
              HasSubstr("feedd.toml:2:9: site.title must have no control characters"));
  EXPECT_EQ(load("[site]\ndescription = \"\"\"One\ntwo\"\"\"\n").site.description, "One\ntwo");
}

TEST_F(ConfigFile, ReadsWhichProxiesAreTrusted) {
  const HttpOptions http =
      load("[http]\ntrusted_proxies = [\"10.0.0.0/8\", \"2001:db8::1\"]\nproxy_protocol = true\n").http;
  ASSERT_EQ(http.trusted_proxies.size(), 2U);
  EXPECT_EQ(http.trusted_proxies[0], Network::parse("10.0.0.0/8"));
  EXPECT_EQ(http.trusted_proxies[1], Network::parse("2001:db8::1/128"));
  EXPECT_TRUE(http.proxy_protocol);
  EXPECT_FALSE(load("").http.proxy_protocol);
  EXPECT_EQ(complaint("[http]\ntrusted_proxies = [\"10.0.0.0/8\", \"10.0.0.0/33\"]\n"),
            "feedd.toml:2:19: http.trusted_proxies holds \"10.0.0.0/33\", no network like \"10.0.0.0/8\" or address");
  EXPECT_THAT(complaint("[http]\ntrusted_proxies = \"10.0.0.0/8\"\n"),
              HasSubstr("2:19: http.trusted_proxies must be a list"));
  EXPECT_THAT(complaint("[http]\nproxy_protocol = 2\n"), HasSubstr("2:18: http.proxy_protocol must be true or false"));
}

TEST_F(ConfigFile, SaysWithWhatTlsIsSpoken) {
  EXPECT_FALSE(load("[http]\n").tls);
  const auto tls = load("[http.tls]\ncertificate = \"tls/full.pem\"\nkey = \"/etc/key.pem\"\n").tls;
  ASSERT_TRUE(tls);
  EXPECT_EQ(tls->listen, "127.0.0.1:8443");
  EXPECT_EQ(tls->certificate, folder.path() / "tls/full.pem");
  EXPECT_EQ(tls->key, "/etc/key.pem");
  EXPECT_EQ(tls->least, TlsVersion::tls_1_2);
  const std::string files = "[http.tls]\ncertificate = \"c\"\nkey = \"k\"\n";
  EXPECT_EQ(load(files + "min_version = \"1.3\"\n").tls->least, TlsVersion::tls_1_3);
  EXPECT_EQ(complaint(files + "min_version = \"1.1\"\n"),
            "feedd.toml:4:15: http.tls.min_version must be \"1.2\" or \"1.3\"");
  EXPECT_EQ(complaint(files + "ciphers = \"\"\n"),
            "feedd.toml:4:1: unknown key http.tls.ciphers; known here: certificate, key, listen, min_version");
  EXPECT_THAT(complaint(files + "listen = \"unix:/a\"\n"), HasSubstr("4:10: http.tls.listen must be an address"));
  EXPECT_THAT(complaint("[http.tls]\nkey = \"k\"\n"), HasSubstr("1:1: http.tls needs certificate and key"));
  EXPECT_THAT(complaint("[http]\ntls = true\n"), HasSubstr("2:7: http.tls must be a table"));
}

TEST_F(ConfigFile, RefusesARedirectToItself) {
  EXPECT_THAT(complaint("[http.redirects]\n\"/a\" = \"/a\"\n"),
              HasSubstr("2:8: http.redirects: \"/a\" leads in a circle: /a -> /a"));
  EXPECT_THAT(complaint("[http.redirects]\n\"/x\" = \"/y\"\n\"/feed.rss\" = \"/rss.xml\"\n"),
              HasSubstr("3:15: http.redirects: \"/feed.rss\" leads in a circle: /feed.rss -> /rss.xml -> /feed.rss"));
  folder.write("old.txt", "/a /b\n/b /a\n");
  EXPECT_THAT(complaint("[http]\nredirects_file = \"old.txt\"\n"),
              HasSubstr("2:18: http.redirects_file leads in a circle: "));
}

TEST_F(ConfigFile, NamesTheSiteAfterItsFolderInCleanText) {
  line.content_dir = "/srv/caf\xE9\x01";
  EXPECT_EQ(load("").site.title, "caf\xEF\xBF\xBD");
}

TEST_F(ConfigFile, RefusesAnAddressThatIsNone) {
  for (const char* url : {"example.org", "ftp://example.org", "javascript:alert(1)", "https://example.org/?a=b", "/x",
                          "https://user:password@example.org"})
    EXPECT_THAT(complaint("base_url = \"" + std::string(url) + "\"\n"), HasSubstr("feedd.toml:1:12: base_url must be"))
        << url;
  line.base_url = "example.org";
  EXPECT_THAT(complaint(""), HasSubstr("--base-url must be an address"));
}

TEST_F(ConfigFile, RefusesATimeZoneThatIsNone) {
  EXPECT_EQ(complaint("[content]\ntime_zone = \"Asia/Soul\"\n"),
            "feedd.toml:2:13: content.time_zone must be a name of the IANA time zone database, like \"Asia/Seoul\"");
  EXPECT_EQ(load("[content]\ntime_zone = \"Asia/Seoul\"\n").rules.time_zone, "Asia/Seoul");
}

TEST_F(ConfigFile, ReadsDurationsWithTheirUnits) {
  EXPECT_EQ(load("[feeds]\nmax_age = \"90s\"\n").site.max_age, std::chrono::seconds{90});
  EXPECT_EQ(load("[feeds]\nmax_age = \"15m\"\n").site.max_age, std::chrono::minutes{15});
  EXPECT_EQ(load("[feeds]\nmax_age = \"2h\"\n").site.max_age, std::chrono::hours{2});
  EXPECT_EQ(load("[http]\nheader_timeout = \"1500ms\"\n").http.header_time, std::chrono::milliseconds{1500});
  EXPECT_EQ(load("[http]\nidle_timeout = \"1m\"\n").http.idle_time, std::chrono::minutes{1});
  for (const char* bad : {"15", "\"15\"", "\"m\"", "\"-1s\"", "\"1 s\"", "\"1d\"", "\"1.5h\"", "\"99999999h\""})
    EXPECT_THAT(complaint("[feeds]\nmax_age = " + std::string(bad) + "\n"), HasSubstr("feedd.toml:2:11: feeds.max_age"))
        << bad;
}

TEST_F(ConfigFile, RefusesTimesInWhichNothingCanBeAnswered) {
  for (const char* key : {"first_byte_timeout", "header_timeout", "idle_timeout", "send_timeout"})
    EXPECT_THAT(complaint("[http]\n" + std::string(key) + " = \"0s\"\n"), HasSubstr("must be at least a second"));
}

TEST_F(ConfigFile, SaysWhoGetsDeltas) {
  EXPECT_EQ(load("").http.delta, DeltaReaders::known);
  EXPECT_EQ(load("[http]\ndelta = \"known\"\n").http.delta, DeltaReaders::known);
  EXPECT_EQ(load("[http]\ndelta = \"all\"\n").http.delta, DeltaReaders::all);
  EXPECT_EQ(load("[http]\ndelta = \"off\"\n").http.delta, DeltaReaders::none);
  EXPECT_THAT(complaint("[http]\ndelta = \"on\"\n"), HasSubstr("http.delta must be \"known\", \"all\" or \"off\""));
}

TEST_F(ConfigFile, TakesTheSlashesOffTheEndOfAddresses) {
  const Config config = load(
      "base_url = \"https://example.org/news//\"\nsite_url = \"https://www.example.org/\"\n"
      "[content]\nmedia_base = \"https://cdn.example.org/\"\n");
  EXPECT_EQ(config.site.base_url, "https://example.org/news");
  EXPECT_EQ(config.site.site_url, "https://www.example.org");
  EXPECT_EQ(config.site.media_base, "https://cdn.example.org");
  line.base_url = "https://other.example/";
  EXPECT_EQ(load("").site.base_url, "https://other.example");
}

TEST_F(ConfigFile, LetsTheCommandLineWin) {
  line.content_dir = folder.path() / "from line";
  line.state_dir = folder.path() / "state";
  line.base_url = "https://line.example";
  line.listen = "127.0.0.1:1";
  const Config config = load(
      "base_url = \"https://file.example\"\nstate = \"elsewhere\"\n[content]\ndir = \"from-file\"\n"
      "[http]\nlisten = \"127.0.0.1:2\"\n");
  EXPECT_EQ(config.content_dir, folder.path() / "from line");
  EXPECT_EQ(config.state_dir, folder.path() / "state");
  EXPECT_EQ(config.site.base_url, "https://line.example");
  EXPECT_EQ(config.listen, "127.0.0.1:1");
}

TEST_F(ConfigFile, FindsFoldersFromWhereItLies) {
  const Config config = load("state = \"../state\"\n[content]\ndir = \"articles/\"\n");
  EXPECT_EQ(config.content_dir, folder.path() / "articles");
  EXPECT_EQ(config.state_dir, folder.path().parent_path() / "state");
  EXPECT_EQ(load("state = \"../state\"\n[content]\ndir = \"/srv/articles\"\n").content_dir, "/srv/articles");
}

TEST_F(ConfigFile, IsNotNeeded) {
  line.content_dir = folder.path() / "news";
  const Config config = load_config(line);
  EXPECT_EQ(config.site.title, "news");
  EXPECT_EQ(config.site.limit, 50U);
  EXPECT_EQ(config.site.max_age, std::chrono::minutes{15});
  EXPECT_TRUE(config.site.full_text);
  EXPECT_EQ(config.site.base_url, "");
  EXPECT_EQ(config.listen, "127.0.0.1:8080");
  EXPECT_EQ(config.loops, 1U);
  EXPECT_EQ(config.log_level, log::Level::info);
  EXPECT_THAT(config.state_dir.string(), ::testing::StartsWith("/var/tmp/feedd-test-state/feedd/"));
}

TEST_F(ConfigFile, MayBeEmptyButNotMissing) {
  line.content_dir = folder.path() / "news";
  EXPECT_EQ(load("").site.title, "news");
  line.config_file = folder.path() / "missing.toml";
  EXPECT_THROW((void)load_config(line), ConfigError);
}

TEST_F(ConfigFile, RefusesStateInsideTheArticles) {
  line.content_dir = folder.path() / "articles";
  for (const char* inside : {"articles", "articles/state", "articles/.feedd/x", "articles/../articles/state"}) {
    line.state_dir = folder.path() / inside;
    EXPECT_THROW((void)load_config(line), ConfigError) << inside;
  }
  for (const char* beside : {"articles-state", "state", "articles/../state"}) {
    line.state_dir = folder.path() / beside;
    EXPECT_NO_THROW((void)load_config(line)) << beside;
  }
}

TEST_F(ConfigFile, ReadsRedirectsFromPathsOnly) {
  const Config config = load("[http.redirects]\n\"/old.xml\" = \"/feed.rss\"\n\"/a b\" = \"https://example.org/\"\n");
  ASSERT_EQ(config.redirects->size(), 2U);
  EXPECT_EQ(config.redirects->find("/old.xml")->to, "/feed.rss");
  EXPECT_EQ(load("").redirects, nullptr);
  EXPECT_THAT(complaint("[http.redirects]\n\"old.xml\" = \"/feed.rss\"\n"), HasSubstr("feedd.toml:2:"));
  EXPECT_THAT(complaint("[http.redirects]\n\"/old.xml\" = 5\n"), HasSubstr("feedd.toml:2:14"));
}

TEST_F(ConfigFile, ReadsRedirectsWithTheirStatus) {
  const auto table =
      load("[http.redirects]\n\"/a\" = { to = \"/b\", status = 308 }\n\"/c\" = { status = 410 }\n").redirects;
  EXPECT_EQ(table->find("/a")->status, 308);
  EXPECT_EQ(table->find("/c")->status, 410);
  EXPECT_THAT(complaint("[http.redirects]\n\"/a\" = { to = \"/b\", status = 302 }\n"),
              HasSubstr("feedd.toml:2:8: http.redirects: \"/a\" may have status 301, 308 or 410"));
  EXPECT_THAT(complaint("[http.redirects]\n\"/a\" = { to = \"/b\", status = 410 }\n"), HasSubstr("leads nowhere"));
  EXPECT_THAT(complaint("[http.redirects]\n\"/a\" = { to = \"/b\", status = \"410\" }\n"), HasSubstr("a whole number"));
  EXPECT_THAT(complaint("[http.redirects]\n\"/a\" = { to = \"/b\", code = 308 }\n"), HasSubstr("unknown key"));
  EXPECT_THAT(complaint("[http.redirects]\n\"/a\" = { to = \"/b\", status = 4294967597 }\n"),
              HasSubstr("from 301 to 410"));
}

TEST_F(ConfigFile, TakesTheBasePathOffRedirects) {
  const auto table =
      load("base_url = \"https://example.org/blog\"\n[http.redirects]\n\"/blog/a\" = \"/blog/b\"\n").redirects;
  EXPECT_EQ(table->find("/a")->to, "/b");
}

TEST_F(ConfigFile, ReadsRedirectsFromAFileToo) {
  folder.write("old.txt", "/a /b\n/c 410\n");
  const auto table = load("[http]\nredirects_file = \"old.txt\"\n[http.redirects]\n\"/a\" = \"/d\"\n").redirects;
  EXPECT_EQ(table->find("/a")->to, "/d") << "what the configuration says itself wins";
  EXPECT_EQ(table->find("/c")->status, 410);
  folder.write("old.txt", "/a /b\nnonsense\n");
  EXPECT_THAT(complaint("[http]\nredirects_file = \"old.txt\"\n"),
              HasSubstr("feedd.toml:2:18: http.redirects_file cannot be taken: "));
  EXPECT_THAT(complaint("[http]\nredirects_file = \"none.txt\"\n"), HasSubstr("none.txt"));
}

TEST_F(ConfigFile, ReadsEveryKeyItHas) {
  const Config config = load(
      "[site]\nid = \"i\"\ntitle = \"t\"\ndescription = \"d\"\nlanguage = \"ko\"\nrights = \"r\"\n"
      "[content]\ndir = \"a\"\npermalink = \"/:slug/\"\nexclude = [\"drafts/*\", \"*.tmp\"]\n"
      "[feeds]\nlimit = 7\nfull_text = false\n[http]\nloops = 2\nadmin = \"\"\nmax_connections = 100\n[log]\nlevel = "
      "\"debug\"\n");
  EXPECT_EQ(config.site.id, "i");
  EXPECT_EQ(config.site.title, "t");
  EXPECT_EQ(config.site.description, "d");
  EXPECT_EQ(config.site.language, "ko");
  EXPECT_EQ(config.site.rights, "r");
  EXPECT_EQ(config.site.permalink, "/:slug/");
  EXPECT_EQ(config.exclude, (std::vector<std::string>{"drafts/*", "*.tmp"}));
  EXPECT_EQ(config.site.limit, 7U);
  EXPECT_FALSE(config.site.full_text);
  EXPECT_EQ(config.loops, 2U);
  EXPECT_EQ(config.http.max_connections, 100U);
  EXPECT_EQ(config.admin, "");
  EXPECT_EQ(config.log_level, log::Level::debug);
}

TEST(DefaultStateDir, IsOneForEachFolderAndTheSameForEachSpelling) {
  const Environment none("STATE_DIRECTORY", nullptr);
  const Environment xdg("XDG_STATE_HOME", "/s");
  EXPECT_EQ(default_state_dir("/srv/news"), default_state_dir("/srv/x/../news/"));
  EXPECT_NE(default_state_dir("/srv/news"), default_state_dir("/srv/other"));
  EXPECT_THAT(default_state_dir("/srv/news").parent_path().string(), EndsWith("/s/feedd"));
}

TEST(DefaultStateDir, IsTheServiceManagersWhereThatGivesOne) {
  const Environment given("STATE_DIRECTORY", "/var/lib/feedd:/var/lib/other");
  EXPECT_EQ(default_state_dir("/srv/news"), "/var/lib/feedd");
}

TEST(DefaultStateDir, CannotBeFoundWithoutAHome) {
  const Environment none("STATE_DIRECTORY", nullptr), xdg("XDG_STATE_HOME", "not/absolute"), home("HOME", nullptr);
  EXPECT_THROW((void)default_state_dir("/srv/news"), ConfigError);
}

TEST_F(ConfigFile, TakesAPodcastOnlyAsDirectoriesTakeIt) {
  const Config config = load("[podcast]\ncategory = 'TV & Film > Film Reviews'\nowner_email = 'a.b@example.org'\n");
  EXPECT_EQ(config.site.podcast->category, "TV & Film > Film Reviews");
  for (const char* category : {"Nonsense", "News > Nonsense", "News >", "Documentary", "News|Politics"})
    EXPECT_THAT(complaint("[podcast]\ncategory = '" + std::string(category) + "'\n"), HasSubstr("one of Apple's"))
        << category;
  for (const char* address : {"example.org", "a@example", "a b@example.org", "@example.org", "a@example..org"})
    EXPECT_THAT(complaint("[podcast]\nowner_email = '" + std::string(address) + "'\n"), HasSubstr("e-mail address"))
        << address;
}

TEST_F(ConfigFile, WantsALanguageThatIsOne) {
  EXPECT_EQ(load("[site]\nlanguage = 'zh-Hant'\n").site.language, "zh-Hant");
  EXPECT_THAT(complaint("[site]\nlanguage = 'english'\n"), HasSubstr("must be a language tag"));
}

TEST_F(ConfigFile, WritesAddressesAsUris) {
  const Config config =
      load("base_url = 'https://b\u00fccher.example/a[1]'\n[site]\nimage = 'https://e.org/\uadf8\ub9bc.png'\n");
  EXPECT_EQ(config.site.base_url, "https://xn--bcher-kva.example/a%5B1%5D");
  EXPECT_EQ(config.site.image, "https://e.org/%EA%B7%B8%EB%A6%BC.png");
}

TEST_F(ConfigFile, TakesNoAddressThatWouldMakeAFeedInvalid) {
  for (const char* address : {"https:///x.png", "https://", "http:///"}) {
    EXPECT_THAT(complaint("[site]\nimage = '" + std::string(address) + "'\n"), HasSubstr("must be an address"));
    EXPECT_THAT(complaint("base_url = '" + std::string(address) + "'\n"), HasSubstr("must be an address"));
  }
}

TEST_F(ConfigFile, WantsAPodcastsIdToBeOne) {
  EXPECT_THAT(complaint("[podcast]\nguid = 'no-uuid'\n"), HasSubstr("must be a UUID"));
}

}  // namespace
}  // namespace feedd::daemon
