// An article's details as the store keeps them: one JSON object, its keys in a fixed order, nothing for what is empty.
#include "content/details.hpp"

#include "content/time.hpp"

#include <boost/json.hpp>

namespace feedd::content {
namespace {

namespace json = boost::json;

void put(json::object& object, std::string_view key, std::string_view value) {
  if (!value.empty()) object[key] = value;
}

void put(json::object& object, std::string_view key, std::uint32_t value) {
  if (value != 0) object[key] = value;
}

void put(json::object& object, std::string_view key, json::array&& list) {
  if (!list.empty()) object[key] = std::move(list);
}

template <typename T>
json::array array_of(const std::vector<T>& values, json::value (*to_json)(const T&)) {
  json::array list;
  for (const T& value : values) list.push_back(to_json(value));
  return list;
}

json::value link_value(const NamedLink& link) {
  json::object object;
  put(object, "url", link.url);
  put(object, "title", link.title);
  return object;
}

json::value correction_value(const Correction& correction) {
  json::object object;
  put(object, "note", correction.note);
  if (correction.at) object["at"] = to_rfc3339(*correction.at);
  return object;
}

json::value name_value(const std::string& name) {
  return json::value(name);
}

json::value transcript_value(const Transcript& transcript) {
  json::object object;
  put(object, "url", transcript.url);
  put(object, "type", transcript.type);
  put(object, "language", transcript.language);
  return object;
}

json::value person_value(const Person& person) {
  json::object object;
  put(object, "name", person.name);
  put(object, "role", person.role);
  put(object, "url", person.url);
  put(object, "image", person.image);
  return object;
}

json::object episode_value(const Episode& episode) {
  json::object object;
  put(object, "duration", episode.duration_seconds);
  put(object, "number", episode.number);
  put(object, "season", episode.season);
  put(object, "kind", episode.kind);
  if (episode.is_explicit) object["explicit"] = *episode.is_explicit;
  put(object, "chapters", episode.chapters);
  put(object, "transcripts", array_of(episode.transcripts, transcript_value));
  put(object, "persons", array_of(episode.persons, person_value));
  return object;
}

std::string text(const json::object& object, std::string_view key) {
  const json::value* const value = object.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::uint32_t number(const json::object& object, std::string_view key) {
  const json::value* const value = object.if_contains(key);
  if (value == nullptr) return 0;
  boost::system::error_code error;
  const auto read = value->to_number<std::uint32_t>(error);
  return error ? 0 : read;
}

/// What the objects of a list say; those that say nothing that counts are left out.
template <typename T>
std::vector<T> list_of(const json::object& object, std::string_view key, T (*read)(const json::object&)) {
  std::vector<T> list;
  const json::value* const value = object.if_contains(key);
  if (value == nullptr || !value->is_array()) return list;
  for (const json::value& item : value->get_array())
    if (item.is_object()) list.push_back(read(item.get_object()));
  return list;
}

std::vector<std::string> texts(const json::object& object, std::string_view key) {
  std::vector<std::string> list;
  if (const json::value* const names = object.if_contains(key); names != nullptr && names->is_array())
    for (const json::value& name : names->get_array())
      if (name.is_string()) list.emplace_back(name.get_string());
  return list;
}

NamedLink read_link(const json::object& object) {
  return {text(object, "url"), text(object, "title")};
}

Correction read_correction(const json::object& object) {
  return {text(object, "note"), parse_date(text(object, "at"))};
}

Transcript read_transcript(const json::object& object) {
  return {text(object, "url"), text(object, "type"), text(object, "language")};
}

Person read_person(const json::object& object) {
  return {text(object, "name"), text(object, "role"), text(object, "url"), text(object, "image")};
}

Episode read_episode(const json::object& object) {
  Episode episode;
  episode.duration_seconds = number(object, "duration");
  episode.number = number(object, "number");
  episode.season = number(object, "season");
  episode.kind = text(object, "kind");
  if (const json::value* const value = object.if_contains("explicit"); value != nullptr && value->is_bool())
    episode.is_explicit = value->get_bool();
  episode.chapters = text(object, "chapters");
  episode.transcripts = list_of(object, "transcripts", read_transcript);
  episode.persons = list_of(object, "persons", read_person);
  return episode;
}

}  // namespace

std::string write_details(const Details& details) {
  json::object object;
  put(object, "corrections", array_of(details.corrections, correction_value));
  put(object, "contributors", array_of(details.contributors, name_value));
  put(object, "related", array_of(details.related, link_value));
  put(object, "in_reply_to", array_of(details.in_reply_to, link_value));
  if (details.source) object["source"] = link_value(*details.source);
  if (details.episode) object["episode"] = episode_value(*details.episode);
  put(object, "categories", array_of(details.categories, name_value));
  return object.empty() ? std::string() : json::serialize(object);
}

Details read_details(std::string_view written) {
  boost::system::error_code error;
  const json::value root = json::parse(written, error);
  Details details;
  if (error || !root.is_object()) return details;
  const json::object& object = root.get_object();
  details.corrections = list_of(object, "corrections", read_correction);
  details.contributors = texts(object, "contributors");
  details.related = list_of(object, "related", read_link);
  details.in_reply_to = list_of(object, "in_reply_to", read_link);
  if (const json::value* const source = object.if_contains("source"); source != nullptr && source->is_object())
    details.source = read_link(source->get_object());
  if (const json::value* const episode = object.if_contains("episode"); episode != nullptr && episode->is_object())
    details.episode = read_episode(episode->get_object());
  details.categories = texts(object, "categories");
  return details;
}

}  // namespace feedd::content
