// The text format of Prometheus, byte by byte.
#include "daemon/metrics.hpp"

#include <limits>

#include <gtest/gtest.h>

namespace feedd::daemon {
namespace {

TEST(Metrics, SaysWhatAFigureIsBeforeItsValue) {
  Metrics metrics;
  metrics.gauge("feedd_articles", "Visible articles.", 12);
  metrics.counter("feedd_sent_total", "Sent.", std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(metrics.text(),
            "# HELP feedd_articles Visible articles.\n"
            "# TYPE feedd_articles gauge\n"
            "feedd_articles 12\n"
            "# HELP feedd_sent_total Sent.\n"
            "# TYPE feedd_sent_total counter\n"
            "feedd_sent_total 18446744073709551615\n");
}

TEST(Metrics, KeepsTheLinesOfOneNameTogetherUnderOneHead) {
  Metrics metrics;
  metrics.counter("a_total", "A.", 1, {{"status", "200"}});
  metrics.gauge("b", "B.", true);
  metrics.counter("a_total", "A.", 2, {{"status", "404"}, {"loop", "1"}});
  EXPECT_EQ(metrics.text(),
            "# HELP a_total A.\n"
            "# TYPE a_total counter\n"
            "a_total{status=\"200\"} 1\n"
            "a_total{status=\"404\",loop=\"1\"} 2\n"
            "# HELP b B.\n"
            "# TYPE b gauge\n"
            "b 1\n");
}

TEST(Metrics, EscapesWhatWouldEndALabelOrALine) {
  Metrics metrics;
  metrics.gauge("a", "A \\ \"b\"\nc", 0.25, {{"label", "\\ \"quoted\"\nline é"}});
  EXPECT_EQ(metrics.text(),
            "# HELP a A \\\\ \"b\"\\nc\n"
            "# TYPE a gauge\n"
            "a{label=\"\\\\ \\\"quoted\\\"\\nline é\"} 0.25\n");
}

}  // namespace
}  // namespace feedd::daemon
