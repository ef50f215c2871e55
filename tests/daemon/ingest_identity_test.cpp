// Which article a file is after a renaming and an edit at once, and what is no edit of it.
#include "tests/daemon/ingest_folder.hpp"

#include <gmock/gmock.h>

namespace feedd::daemon {
namespace {

using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

using IngestIdentity = IngestFolder;

TEST_F(IngestIdentity, MovesNoUpdatedForOtherRules) {
  const std::string frame = "<iframe src=\"https://video.example.org/embed/7\"></iframe>\n\nText.\n";
  const auto file = [&](std::string_view tag) {
    return "---\ntitle: A\ndate: 2020-09-17\ntags: [" + std::string(tag) + "]\n---\n" + frame;
  };
  const auto article = [&] { return support::load(store->reader(), "a.md"); };
  content::SourceRules rules;
  const auto by = [&](std::vector<std::string> hosts) {
    rules.iframe_hosts = std::move(hosts);
    ingest = std::make_unique<Ingest>(source, *store, *scanned, workers, wall_clock, rules);
  };
  folder.write("a.md", file("one"));
  scan();
  settle();
  const content::Timestamp before = article().updated;
  by({"video.example.org"});
  EXPECT_THAT(kinds(scan()), ElementsAre("updated a.md"));
  EXPECT_NE(article().content.find("<iframe"), std::string::npos);
  EXPECT_EQ(article().updated, before) << "nobody wrote that";
  by({});
  folder.write("a.md", file("another"));
  EXPECT_THAT(kinds(scan()), ElementsAre("updated a.md"));
  EXPECT_EQ(article().updated, before) << "a tag is not its text, by whatever rules it is read";
  folder.rename("a.md", "b.md");
  by({"video.example.org"});
  EXPECT_THAT(kinds(scan()), ElementsAre("moved b.md")) << "known by its bytes";
  EXPECT_EQ(support::load(store->reader(), "b.md").updated, before);
  folder.write("b.md", file("another") + "More.\n");
  scan();
  EXPECT_GT(support::load(store->reader(), "b.md").updated, before);
}

TEST_F(IngestIdentity, KnowsAShortFileAgainThatWasRenamedAndEdited) {
  const std::string before =
      "The ferry leaves an hour earlier from Monday, since the tide and the new quay ask for it, and returns to the "
      "old "
      "times in winter.";
  std::string after = before;
  after.replace(after.find("Monday"), 6, "Tuesday").replace(after.find("winter"), 6, "spring");
  folder.write("ferry.md", markdown("The ferry", before));
  scan();
  const std::string known = id("ferry.md");
  folder.remove("ferry.md");
  folder.write("early-ferry.md", markdown("An early ferry", after));
  EXPECT_THAT(kinds(scan()), ElementsAre("moved early-ferry.md"));
  EXPECT_EQ(id("early-ferry.md"), known);
}

TEST_F(IngestIdentity, TakesAnotherArticleOfOneTemplateForANewOne) {
  const auto report = [](std::string_view told) {
    return std::string(told) +
           "\n\nWrite to the desk before noon, and say your name and town. Pictures are welcome, if you took them "
           "yourself. We answer every letter within a week, and we print what others may want to read.";
  };
  folder.write("east.md", markdown("East", report("The library opens on Sundays from now on.")));
  folder.write("west.md", markdown("West", report("A choir of forty sang in the empty station hall.")));
  folder.write("north.md", markdown("North", report("A bridge was closed.")));
  scan();
  folder.remove("north.md");
  folder.write("south.md", markdown("South", report("Two bakers met.")));
  EXPECT_THAT(kinds(scan()), UnorderedElementsAre("added south.md", "vanished north.md"));
}

TEST_F(IngestIdentity, MendsALostTextWhenItsFileIsSavedAsItWas) {
  folder.write("a.md", markdown("A"));
  folder.write("b.md", markdown("B"));
  scan();
  settle();
  store->database().run("UPDATE article_body SET texts = 'L'");
  folder.write("a.md", markdown("A"));
  EXPECT_THAT(kinds(scan()), ElementsAre("updated a.md"));
  EXPECT_EQ(support::load(store->reader(), "a.md").content, "<p>Text.</p>\n");
  ASSERT_TRUE(ingest->read_again("b.md"));
  EXPECT_THAT(kinds(update({"b.md"})), ElementsAre("updated b.md"));
}

/// Refuses titles with a `!`.
content::Result<void> quiet_titles(const content::Article& article) {
  if (article.title.find('!') == std::string::npos) return {};
  return content::Error{"too-loud", "", "the title shouts"};
}

TEST_F(IngestFolder, KeepsAnIdOverARenamingWithAnEditThatIsRefused) {
  const std::string text = "A text that is long enough to be known again by what it says, whatever it is called now.\n";
  for (const bool restarted : {false, true}) {
    folder.write("old.md", markdown("A", text));
    folder.write("other.md", markdown("Other", "Nothing alike."));
    scan();
    store->hold_to(quiet_titles);
    const std::string before = id("old.md");
    folder.remove("old.md");
    folder.write("new.md", markdown("A!", text));
    const IngestReport refused = scan();
    EXPECT_EQ(refused.problems.size(), 1U);
    EXPECT_EQ(support::load(store->reader(), "new.md").title, "A");
    EXPECT_THAT(published(), ::testing::UnorderedElementsAre("new.md", "other.md"));
    if (restarted) restart();
    scan();
    EXPECT_THAT(published(), ::testing::UnorderedElementsAre("new.md", "other.md")) << "still there at the next scan";
    folder.write("new.md", markdown("A.", text));
    scan();
    EXPECT_EQ(id("new.md"), before);
    EXPECT_EQ(support::load(store->reader(), "new.md").title, "A.");
    folder.remove("new.md");
    scan(Scan::accepting);
  }
}

}  // namespace
}  // namespace feedd::daemon
