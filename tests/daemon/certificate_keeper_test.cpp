// What TLS is served with while files change under it.
#include "daemon/certificate_keeper.hpp"

#include "tests/daemon/http/tls_client.hpp"
#include "tests/support/temporary_folder.hpp"

#include <boost/json/object.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace feedd::daemon {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class CertificateKeeperTest : public testing::Test {
 protected:
  void write(const Issue& issue) {
    settings.certificate = folder.write("fullchain.pem", issue.certificate);
    settings.key = folder.write("privkey.pem", issue.key);
  }
  /// Why it does not begin.
  std::string complaint() {
    try {
      const CertificateKeeper keeper(context, settings);
    } catch (const ConfigError& error) {
      return error.what();
    }
    return "none";
  }
  static std::string names(const CertificateKeeper& keeper) {
    boost::json::object status;
    keeper.reporter("").status(status);
    return std::string(status["tls"].as_object()["names"].as_string());
  }
  static std::vector<std::string> troubles(const CertificateKeeper& keeper) {
    std::vector<std::string> lines;
    keeper.reporter("").what_is_wrong(lines);
    return lines;
  }
  /// Lets the keeper look at its files until `claim` holds.
  template <class Claim>
  void eventually(Claim claim) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!claim() && std::chrono::steady_clock::now() < end) context.run_one();
    EXPECT_TRUE(claim());
  }

  support::TemporaryFolder folder;
  boost::asio::io_context context;
  TlsSettings settings;
};

TEST_F(CertificateKeeperTest, NamesTheFileThatIsWrong) {
  write(issue());
  EXPECT_EQ(complaint(), "none");
  settings.key = folder.path() / "none.pem";
  EXPECT_THAT(complaint(), HasSubstr("none.pem: cannot be read: No such file or directory"));
  settings.key = settings.certificate;
  EXPECT_THAT(complaint(), HasSubstr("fullchain.pem: there is no private key in it"));
  settings.key = folder.path();
  EXPECT_THAT(complaint(), HasSubstr("cannot be read: Is a directory"));
}

TEST_F(CertificateKeeperTest, GivesWhatIsReplacedToEveryLoop) {
  write(issue("old.example"));
  CertificateKeeper keeper(context, settings, milliseconds(1));
  Server first, second;
  const int port = first.listen_by_tls(make_tls(issue()));
  keeper.serve_through({&first.loop(), &second.loop()}, {});
  write(issue("new.example"));
  eventually([&] { return names(keeper) == "new.example"; });
  first.sync();
  TlsClient client{port};
  EXPECT_TRUE(client.shake_hands());
  EXPECT_EQ(client.peer(), "/CN=new.example");
  keeper.let_go();
}

TEST_F(CertificateKeeperTest, KeepsWhatItHasWhereTheNewIsWrong) {
  write(issue("old.example"));
  CertificateKeeper keeper(context, settings, milliseconds(1));
  EXPECT_THAT(troubles(keeper), IsEmpty());
  folder.write("privkey.pem", issue().key);
  eventually([&] { return !troubles(keeper).empty(); });
  EXPECT_THAT(troubles(keeper), ElementsAre(HasSubstr("could not be replaced: ")));
  EXPECT_EQ(names(keeper), "old.example");
  write(issue("new.example"));
  keeper.reload(settings);
  EXPECT_THAT(troubles(keeper), IsEmpty());
  EXPECT_EQ(names(keeper), "new.example");
}

TEST_F(CertificateKeeperTest, SaysThatItExpires) {
  const std::pair<Issue, const char*> cases[] = {{issue("a", 90, -77), "degraded: the certificate expires at "},
                                                 {issue("a", 5, -6), "degraded: the certificate expired at "},
                                                 {issue("a", 90, 1), "degraded: the certificate is not valid before "}};
  for (const auto& [issued, line] : cases) {
    write(issued);
    EXPECT_THAT(troubles(CertificateKeeper(context, settings)), ElementsAre(HasSubstr(line)));
  }
  write(issue("a", 6));
  EXPECT_THAT(troubles(CertificateKeeper(context, settings)), IsEmpty()) << "of those that live a week, a day before";
}

}  // namespace
}  // namespace feedd::daemon
