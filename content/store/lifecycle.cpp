// An article's days after its arrival: it is released, expires, vanishes, is withdrawn and comes back.
#include "content/store/writing.hpp"

#include <algorithm>

namespace feedd::content {
namespace {

std::int64_t seconds(Timestamp time) {
  return time.time_since_epoch().count();
}

}  // namespace

Status ArticleStore::Writing::status_of(const Known& row) const {
  if (row.withdrawn != Timestamp{}) return Status::withdrawn;
  if (row.draft) return Status::draft;
  if (row.expires && *row.expires <= now_) return Status::expired;
  return row.published > now_ ? Status::scheduled : Status::published;
}

void ArticleStore::Writing::next_revision() {
  const auto since_2020 = now_ - std::chrono::sys_days(std::chrono::year{2020} / 1 / 1);
  if (!store_.least_revision_)
    store_.least_revision_ =
        revision_ == 0 ? 0 : static_cast<std::uint64_t>(std::max<std::int64_t>(since_2020.count(), 0)) * 1000;
  revision_ = std::max(revision_ + 1, *store_.least_revision_);
}

void ArticleStore::Writing::set_visible(Known& row, Status status, Change::Kind kind) {
  next_revision();
  const Membership before = row.membership;
  row.status = status;
  row.membership.visible = status == Status::published;
  const std::int64_t visible = row.membership.visible;
  database_.run("UPDATE article SET status = $2, visible = $3, revision = $4 WHERE article = $1",
                {row.key, static_cast<std::int64_t>(status), visible, static_cast<std::int64_t>(revision_)});
  database_.run("UPDATE article_term SET visible = $2 WHERE article = $1", {row.key, visible});
  if (row.membership.visible && !before.visible) note_edit(row.key);
  join_feeds(row);
  note_followers(before, row.published);
  note_followers(row.membership, row.published);
  note_referrers(row.path);
  note({kind, row.id, row.path, row.slug, other_slugs(row), aliases_of(row.key), status}, before, row.membership,
       row.updated);
  announce(row.key, before, row.membership);
}

void ArticleStore::Writing::vanish(std::string_view path) {
  std::optional<Known> row = known(Question::by_path, path);
  if (row && row->status != Status::vanished && row->origin == Origin::folder)
    set_visible(*row, Status::vanished, Change::Kind::vanished);
}

void ArticleStore::Writing::release_due() {
  for (const Question due : {Question::if_scheduled, Question::if_expiring})
    while (std::optional<Known> row = known(due, seconds(now_))) {
      const Status status = status_of(*row);
      set_visible(*row, status, status == Status::expired ? Change::Kind::expired : Change::Kind::released);
    }
  end_tombstones();
  end_leaving();
}

void ArticleStore::Writing::withdraw(std::int64_t key, bool undo) {
  std::optional<Known> row = known(Question::by_key, key);
  if (!row || (row->withdrawn == Timestamp{}) == undo) return;
  row->withdrawn = undo ? Timestamp{} : now_;
  const bool told = !undo && row->membership.visible && store_.tombstone_time_ > std::chrono::seconds(0);
  database_.run("UPDATE article SET withdrawn = $2, tombstone = $3 WHERE article = $1",
                {key, seconds(row->withdrawn), std::int64_t{told}});
  const bool has_file = row->status != Status::vanished;
  const auto before = row->membership;
  set_visible(*row, has_file ? status_of(*row) : Status::vanished,
              undo ? Change::Kind::restored : Change::Kind::withdrawn);
  if (undo || !before.visible) return;
  stamp(before, row->membership, now_);
}

void ArticleStore::Writing::touch_feeds_of(const Known& row) {
  Membership as_if = row.membership;
  as_if.visible = true;
  stamp(as_if, row.membership, {});
}

void ArticleStore::Writing::end_tombstones() {
  std::vector<std::int64_t> ended;
  database_.run("SELECT article FROM article WHERE site = $1 AND tombstone = 1 AND withdrawn <= $2 ORDER BY withdrawn",
                {site_, seconds(now_ - store_.tombstone_time_)},
                [&](const sql::Row& row) { ended.push_back(row.integer(0)); });
  for (const std::int64_t key : ended) {
    next_revision();
    database_.run("UPDATE article SET tombstone = 0 WHERE article = $1", {key});
    if (const std::optional<Known> row = known(Question::by_key, key)) touch_feeds_of(*row);
  }
}

}  // namespace feedd::content
