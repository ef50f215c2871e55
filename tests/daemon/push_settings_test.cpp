// `[push]` in the configuration.
#include "daemon/config.hpp"
#include "daemon/courier_place.hpp"
#include "tests/support/temporary_folder.hpp"

#include <gmock/gmock.h>

namespace feedd::daemon {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Endpoint = push::ConfiguredEndpoint;

class PushConfigFile : public ::testing::Test {
 protected:
  Config load(const std::string& text) {
    line.content_dir = folder.path() / "articles";
    line.config_file = folder.write("feedd.toml", text);
    return load_config(line);
  }
  push::PushConfig push(const std::string& keys) { return load("[push]\n" + keys).push; }
  std::string complaint(const std::string& keys) {
    try {
      static_cast<void>(push(keys));
    } catch (const ConfigError& error) {
      const std::string what = error.what();
      return what.substr(std::min(what.find("feedd.toml"), what.size()));
    }
    return "none";
  }

  support::TemporaryFolder folder;
  CommandLine line;
};

TEST_F(PushConfigFile, TellsNobodyAndServesSubscribersByDefault) {
  const push::PushConfig config = load("").push;
  EXPECT_TRUE(config.hub);
  EXPECT_TRUE(config.rss_cloud);
  EXPECT_FALSE(config.open_hub);
  EXPECT_FALSE(config.canary);
  EXPECT_THAT(config.endpoints, IsEmpty());
  EXPECT_EQ(config.signature, "sha256");
}

TEST_F(PushConfigFile, NamesEndpointsOfEachKind) {
  const push::PushConfig config = push(
      "hubs = ['https://hub.example/']\nxml_rpc = ['http://rpc.example/RPC2']\n"
      "rss_cloud_servers = ['http://cloud.example/ping']\nindex_now = ['https://search.example/indexnow']\n"
      "[[push.webhook]]\nurl = 'https://hook.example/a'\nsecret = 's'\n"
      "[[push.webhook]]\nurl = 'https://hook.example/b'\n"
      "[[push.purge]]\n[[push.purge]]\nurl = 'http://cache.example:6081'\ntoken = 't'\n"
      "[[push.purge]]\nkind = 'fastly'\nurl = 'https://api.fastly.example/'\ntoken = 'f'\n"
      "[[push.purge]]\nkind = 'cloudflare'\nurl = 'https://api.cloudflare.example/'\ntoken = 'c'\n");
  EXPECT_THAT(
      config.endpoints,
      ElementsAre(Endpoint{"websub", "https://hub.example/", ""}, Endpoint{"xml-rpc", "http://rpc.example/RPC2", ""},
                  Endpoint{"rss-cloud", "http://cloud.example/ping", ""},
                  Endpoint{"index-now", "https://search.example/indexnow", ""},
                  Endpoint{"webhook", "https://hook.example/a", "s"}, Endpoint{"webhook", "https://hook.example/b", ""},
                  Endpoint{"purge", "", ""}, Endpoint{"purge", "http://cache.example:6081", "t"},
                  Endpoint{"purge-fastly", "https://api.fastly.example/", "f"},
                  Endpoint{"purge-cloudflare", "https://api.cloudflare.example/", "c"}));
}

TEST_F(PushConfigFile, WantsAddressesToBeSome) {
  for (const char* address : {"", "hub.example", "ftp://hub.example/", "https://", "https:///hub", "http://:80/",
                              "https://hub.example/a b", "https://hub.example/\\n"}) {
    const std::string list = " = [\"" + std::string(address) + "\"]\n";
    for (const char* key : {"hubs", "xml_rpc", "rss_cloud_servers", "index_now"})
      EXPECT_THAT(complaint(key + list), HasSubstr("push." + std::string(key) + " must hold addresses")) << address;
    EXPECT_THAT(complaint("[[push.webhook]]\nurl = \"" + std::string(address) + "\"\n"), HasSubstr("push.webhook"))
        << address;
  }
  EXPECT_THAT(complaint("hubs = 'https://hub.example/'\n"), HasSubstr("must be a list"));
  EXPECT_THAT(complaint("[[push.webhook]]\nsecret = 's'\n"), HasSubstr("needs a url"));
  EXPECT_THAT(complaint("webhook = 'https://hook.example/'\n"), HasSubstr("[[push.webhook]]"));
  EXPECT_THAT(complaint("webhook = ['https://hook.example/']\n"), HasSubstr("[[push.webhook]]"));
}

TEST_F(PushConfigFile, WritesAddressesAsUris) {
  EXPECT_EQ(push("hubs = ['https://hub.example/\u94A5']\n").endpoints.at(0).url, "https://hub.example/%E9%92%A5");
}

TEST_F(PushConfigFile, TakesNoPasswordThatFeedsWouldTellEverybody) {
  EXPECT_THAT(complaint("hubs = ['https://user:pass@hub.example/']\n"), HasSubstr("password"));
  EXPECT_EQ(push("xml_rpc = ['https://user:pass@rpc.example/']\n").endpoints.size(), 1U);
}

TEST_F(PushConfigFile, WantsAPurgeThatThereIs) {
  EXPECT_THAT(complaint("[[push.purge]]\nkind = 'akamai'\nurl = 'https://a/'\n"), HasSubstr("push.purge.kind"));
  EXPECT_THAT(complaint("[[push.purge]]\nkind = 'fastly'\n"), HasSubstr("needs the url"));
  EXPECT_THAT(complaint("[[push.purge]]\nurl = 'cache'\n"), HasSubstr("push.purge.url"));
  EXPECT_THAT(complaint("[[push.purge]]\nkeys = 1\n"), HasSubstr("keys"));
}

TEST_F(PushConfigFile, WantsLeasesInTheirOrder) {
  const push::PushConfig config = push("lease = '48h'\nshortest_lease = '1h'\nlongest_lease = '72h'\n");
  EXPECT_EQ(config.lease, std::chrono::hours(48));
  EXPECT_EQ(config.shortest_lease, std::chrono::hours(1));
  EXPECT_EQ(config.longest_lease, std::chrono::hours(72));
  EXPECT_THAT(complaint("lease = '1h'\n"), HasSubstr("shortest_lease <= lease <= longest_lease"));
  EXPECT_THAT(complaint("longest_lease = '24h'\n"), HasSubstr("shortest_lease <= lease <= longest_lease"));
  EXPECT_THAT(complaint("lease = 3600\n"), HasSubstr("must be a time"));
  EXPECT_THAT(complaint("shortest_lease = '0s'\n"), HasSubstr("at least a second"));
}

TEST_F(PushConfigFile, BoundsWhatIsToBeKeptAndSent) {
  const push::PushConfig config = push(
      "max_subscriptions = 5\nmax_per_host = 4\nmax_per_topic = 3\nverifications_per_second = 2\n"
      "parallel = 7\nparallel_per_host = 6\ncallback_ports = [443, 8443]\n");
  EXPECT_EQ(config.max_subscriptions, 5U);
  EXPECT_EQ(config.max_per_host, 4U);
  EXPECT_EQ(config.max_per_topic, 3U);
  EXPECT_EQ(config.verifications_per_second, 2U);
  EXPECT_EQ(config.parallel, 7U);
  EXPECT_EQ(config.parallel_per_host, 6U);
  EXPECT_THAT(config.callback_ports, ElementsAre(443, 8443));
  for (const char* key : {"max_subscriptions", "max_per_host", "max_per_topic", "verifications_per_second", "parallel",
                          "parallel_per_host"})
    EXPECT_THAT(complaint(key + std::string(" = 0\n")), HasSubstr("push." + std::string(key) + " must be from 1"));
  EXPECT_THAT(complaint("parallel = 1025\n"), HasSubstr("1024"));
  EXPECT_THAT(complaint("callback_ports = [0]\n"), HasSubstr("from 1 to 65535"));
  EXPECT_THAT(complaint("callback_ports = 443\n"), HasSubstr("must be a list"));
}

TEST_F(PushConfigFile, WantsAlgorithmsAndKeysThatThereAre) {
  for (const char* name : {"sha1", "sha256", "sha384", "sha512"})
    EXPECT_EQ(push("signature = '" + std::string(name) + "'\n").signature, name);
  EXPECT_THAT(complaint("signature = 'md5'\n"), HasSubstr("push.signature"));
  EXPECT_EQ(push("index_now_key = '0123-abcd'\n").index_now_key, "0123-abcd");
  for (const std::string& key : {std::string("short"), std::string(129, 'a'), std::string("../../../etc")})
    EXPECT_THAT(complaint("index_now_key = '" + key + "'\n"), HasSubstr("push.index_now_key")) << key;
}

TEST_F(PushConfigFile, RefusesWhatNobodyKnows) {
  EXPECT_THAT(complaint("hub_s = true\n"), HasSubstr("hub_s"));
  EXPECT_THAT(complaint("hub = 'yes'\n"), HasSubstr("true or false"));
  EXPECT_THAT(complaint("[[push.webhook]]\nurl = 'https://a/'\nkind = 'x'\n"), HasSubstr("kind"));
}

TEST_F(PushConfigFile, NamesItsOwnHubFirstAndOthersBehindItInEveryFeed) {
  Config config = load("base_url = 'https://news.example:8443/a'\n[push]\nhubs = ['https://hub.example/']\n");
  offer_push(config);
  EXPECT_THAT(config.site.hubs, ElementsAre("https://news.example:8443/a/hub", "https://hub.example/"));
  ASSERT_TRUE(config.site.cloud);
  EXPECT_EQ(config.site.cloud->domain, "news.example");
  EXPECT_EQ(config.site.cloud->port, 8443);
  EXPECT_EQ(config.site.cloud->path, "/a/rsscloud/pleaseNotify");
}

TEST_F(PushConfigFile, OffersNothingThatIsSwitchedOff) {
  Config config = load("base_url = 'https://news.example'\n[push]\nhub = false\nrss_cloud = false\n");
  offer_push(config);
  EXPECT_THAT(config.site.hubs, IsEmpty());
  EXPECT_FALSE(config.site.cloud);
}

TEST_F(PushConfigFile, KnowsThePortOfItsScheme) {
  for (const auto& [url, port] : {std::pair("http://news.example", 80), std::pair("https://news.example/a", 443)}) {
    Config config = load("base_url = '" + std::string(url) + "'\n");
    offer_push(config);
    EXPECT_EQ(config.site.cloud.value().port, port);
  }
}

}  // namespace
}  // namespace feedd::daemon
