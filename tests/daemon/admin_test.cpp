// What operators are told, and who else may ask. The way through the running daemon is in tests/system/admin_test.py.
#include "daemon/admin.hpp"

#include "tests/support/temporary_folder.hpp"

#include <filesystem>

#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>

namespace feedd::daemon {
namespace {

using ::testing::HasSubstr;

Figures ready() {
  Figures figures;
  figures.ready = true;
  return figures;
}

TEST(AdminPage, IsReadyFromTheFirstPublicationUntilItStops) {
  Figures figures;
  EXPECT_EQ(admin_page("/readyz", figures, {}).status, 503);
  EXPECT_EQ(admin_page("/readyz", figures, {}).text, "starting\n");
  figures.ready = true;
  EXPECT_EQ(admin_page("/readyz", figures, {}).status, 200);
  EXPECT_EQ(admin_page("/readyz", figures, {}).text, "ready\n");
  figures.stopping = true;
  EXPECT_EQ(admin_page("/readyz", figures, {}).status, 503);
  EXPECT_EQ(admin_page("/readyz", figures, {}).text, "stopping\n");
  EXPECT_EQ(admin_page("/healthz", figures, {}).status, 200) << "it lives all the same";
}

TEST(AdminPage, NamesAllThatIsNotWellALineEachAndStaysReady) {
  Figures figures = ready();
  figures.deletions_held = 12;
  figures.folder_lost = true;
  figures.store_failing = true;
  figures.quarantined = {"a.md:3:1: no title"};
  figures.held_back = {"b.md: no host\nin its link (rss-item-link)"};
  const auto page = admin_page("/readyz", figures, {});
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(page.text,
            "ready\n"
            "degraded: 12 deletions held; feedd regenerate --accept-deletions confirms them\n"
            "degraded: the folder of articles cannot be read\n"
            "degraded: the store refuses; what is new waits\n"
            "quarantined: a.md:3:1: no title\n"
            "held_back: b.md: no host in its link (rss-item-link)\n");
}

TEST(AdminPage, TakesInWhatOtherPartsReport) {
  std::vector<Reporter> reporters(2);  // the first has nothing to say
  reporters[1].metrics = [](Metrics& metrics) { metrics.gauge("feedd_endpoints", "Endpoints.", 3); };
  reporters[1].what_is_wrong = [](std::vector<std::string>& lines) { lines.emplace_back("degraded: no endpoint"); };
  EXPECT_EQ(admin_page("/readyz", ready(), reporters).text, "ready\ndegraded: no endpoint\n");
  EXPECT_THAT(admin_page("/metrics", ready(), reporters).text, HasSubstr("\nfeedd_endpoints 3\n"));
}

TEST(AdminPage, SaysTheSameInMetricsAndStatus) {
  Figures figures = ready();
  figures.articles = 7;
  figures.folder_lost = true;
  figures.not_found = 5;
  const auto page = admin_page("/metrics", figures, {});
  EXPECT_EQ(page.media_type, "text/plain; version=0.0.4; charset=utf-8");
  for (const char* line : {"\nfeedd_articles 7\n", "\nfeedd_degraded 1\n", "\nfeedd_ready 1\n",
                           "\nfeedd_http_requests_total{status=\"404\"} 5\n"})
    EXPECT_THAT(page.text, HasSubstr(line));
  EXPECT_EQ(to_json(figures).at("articles").to_number<int>(), 7);
  EXPECT_EQ(to_json(figures).at("state").as_string(), "degraded");
}

TEST(AdminPage, KnowsNothingElse) {
  EXPECT_EQ(admin_page("/", ready(), {}).status, 404);
  EXPECT_EQ(admin_page("/readyz/", ready(), {}).status, 404);
}

TEST(AdminHost, IsAnAddressOrLocalhost) {
  for (const char* host :
       {"127.0.0.1", "127.0.0.1:9180", "[::1]:9180", "[::1]", "192.0.2.1", "localhost", "LocalHost:9180"})
    EXPECT_TRUE(is_address_or_localhost(host)) << host;
  for (const char* host : {"", ":9180", "feeds.example.org", "localhost.example.org", "127.0.0.1.example.org",
                           "example.org:127", "localhostx:80", "[localhost]", "127.0.0.1.:80"})
    EXPECT_FALSE(is_address_or_localhost(host)) << host;
}

TEST(Admin, OpensASocketForItsGroupHoweverLongThePathAndTakesItAway) {
  const support::TemporaryFolder folder;
  const auto deep = folder.path() / std::string(120, 'a');
  std::filesystem::create_directory(deep);
  const auto socket = deep / "admin";
  boost::asio::io_context main;
  {
    auto left = Admin::open(main, "socket", socket, {});
    ASSERT_TRUE(left) << left.error().to_string();
    auto admin = Admin::open(main, "socket", socket, {});  // as after a daemon that was killed
    ASSERT_TRUE(admin) << admin.error().to_string();
    EXPECT_EQ((*admin)->address(), "unix:" + socket.string());
    const auto status = std::filesystem::status(socket);
    EXPECT_EQ(status.type(), std::filesystem::file_type::socket);
    EXPECT_EQ(static_cast<unsigned>(status.permissions()), 0660U);
  }
  EXPECT_FALSE(std::filesystem::exists(socket));
}

TEST(Admin, SaysWhereItCannotListen) {
  boost::asio::io_context main;
  const auto refused = Admin::open(main, "nonsense", "/unused", {});
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().to_string(), HasSubstr("nonsense"));
}

}  // namespace
}  // namespace feedd::daemon
