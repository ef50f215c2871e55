// What few articles say in their metadata: corrections, contributors, related articles, an answer's subject, a source,
// a podcast's episode. Private to content.
#pragma once

#include "content/article.hpp"
#include "content/sources/media.hpp"
#include "content/sources/metadata_keys.hpp"
#include "content/time_zone.hpp"

namespace feedd::content {

/// Sets `article.minor` and `article.details` as far as the keys say something. An episode's keys count at the top
/// level and in a map `podcast` or `episode`. Files named there are media of the source as any other. What is written
/// wrongly becomes a warning that begins with its place.
void read_details_of(const MetadataKeys& keys, const TimeZone& zone, Surroundings& surroundings,
                     SourceArticle& article);

}  // namespace feedd::content
