// The command line's grammar. The only file that knows CLI11.
#include "daemon/cli/commands.hpp"
#include "daemon/http/listen.hpp"
#include "daemon/service.hpp"
#include "daemon/systemd.hpp"

#include <cstdio>
#include <iostream>

#include <CLI/CLI.hpp>

namespace feedd::daemon::cli {
namespace {

/// What the options of all commands are read into.
struct Parsed {
  CommandLine where;
  RenderOptions render;
  RegenerateOptions regenerate;
  PublishOptions publish;
  WithdrawOptions withdraw;
  IdsOptions ids;
  ImportCommand import;
  OutboxOptions outbox;
  CheckOptions check;
  std::string drafts = "keep";
  std::string id;
  bool json = false;
};

void add_places(CLI::App& command, Parsed& parsed) {
  command.add_option("--config", parsed.where.config_file, "Configuration file (TOML)");
  command.add_option("--base-url", parsed.where.base_url,
                     "Where readers reach the feeds, e.g. https://example.org/news");
  command.add_option("--state", parsed.where.state_dir,
                     "Folder of the store (default: $STATE_DIRECTORY, else below $XDG_STATE_HOME)");
}

void add_folder(CLI::App& command, Parsed& parsed) {
  command.add_option("DIR", parsed.where.content_dir, "Folder of articles");
}

void add_json(CLI::App& command, bool& json) {
  command.add_flag("--json", json, "For programs: one JSON object a line, stable keys");
}

CLI::App* add_serve(CLI::App& app, Parsed& parsed) {
  CLI::App* command = app.add_subcommand("serve", "Serve the feeds of a folder, and watch it");
  add_folder(*command, parsed);
  add_places(*command, parsed);
  command->add_flag("--announce", parsed.where.announce,
                    "At a first start, tell endpoints and hubs of everything there is; else only of what is new");
  command->add_option("--listen", parsed.where.listen, "ADDR:PORT or unix:PATH (default 127.0.0.1:8080; port 0: any)")
      ->check(object_to_address);
  return command;
}

CLI::App* add_render(CLI::App& app, Parsed& parsed) {
  CLI::App* command = app.add_subcommand("render", "Write every feed as a file, for static hosting");
  add_folder(*command, parsed);
  add_places(*command, parsed);
  command->add_option("--out", parsed.render.out, "Folder to write to")->required();
  command->add_option("--format", parsed.render.formats, "Only these: rss, atom, json, rdf (default: all)")
      ->delimiter(',');
  command->add_flag("--archives", parsed.render.archives,
                    "Also each feed's whole history (RFC 5005), linked to by feeds");
  command->add_flag("--pages", parsed.render.pages, "Also the index and article pages, and the files of articles");
  return command;
}

CLI::App* add_regenerate(CLI::App& app, Parsed& parsed) {
  CLI::App* command =
      app.add_subcommand("regenerate", "Make the running daemon read its folder again and rebuild its feeds");
  command->add_option("FEED", parsed.regenerate.feeds,
                      "Feeds to rebuild: feed, tags/SLUG, authors/SLUG (default: all)");
  command->add_flag("--accept-deletions", parsed.regenerate.accept_deletions,
                    "Withdraw the articles whose files are gone in bulk");
  add_places(*command, parsed);
  add_json(*command, parsed.regenerate.json);
  return command;
}

CLI::App* add_publish(CLI::App& app, Parsed& parsed) {
  CLI::App* command = app.add_subcommand("publish", "Publish articles that lie in no folder; again: update them");
  command->add_option("FILE", parsed.publish.files, "Files in any dialect; their contents are sent, not their paths")
      ->required();
  command->add_option("--as", parsed.publish.name, "Name to publish the one file under (default: its own)");
  add_places(*command, parsed);
  add_json(*command, parsed.publish.json);
  return command;
}

CLI::App* add_withdraw(CLI::App& app, Parsed& parsed) {
  CLI::App* command =
      app.add_subcommand("withdraw", "Take an article back: out of all feeds, its page answers 410, for good");
  command->add_option("ID", parsed.withdraw.id, "Its id, slug or path")->required();
  command->add_flag("--undo", parsed.withdraw.undo, "Bring it back");
  add_places(*command, parsed);
  add_json(*command, parsed.withdraw.json);
  return command;
}

CLI::App* add_ids(CLI::App& app, Parsed& parsed) {
  CLI::App* command = app.add_subcommand("ids", "The ledger of ids, slugs and dates, as a text file");
  CLI::Option* to = command->add_option("--export", parsed.ids.export_to, "Write it to FILE (default: stdout)")
                        ->expected(0, 1)
                        ->default_str("-");
  CLI::Option* from = command->add_option("--import", parsed.ids.import_from, "Take it in; nothing is overwritten");
  to->excludes(from);
  command->require_option(1, 0);
  add_folder(*command, parsed);
  add_places(*command, parsed);
  command->callback([to, &parsed] { parsed.ids.do_export = to->count() != 0; });
  return command;
}

CLI::App* add_outbox(CLI::App& app, Parsed& parsed) {
  CLI::App* command = app.add_subcommand("outbox", "What is still to be told, and to whom");
  command
      ->add_option("ACTION", parsed.outbox.action,
                   "list (default), subscribers: of the hub and rssCloud, retry: now, drop: never")
      ->check(CLI::IsMember({"list", "subscribers", "retry", "drop"}));
  command->add_option("ID", parsed.outbox.id,
                      "As list names it: e3, e3:feed.rss, s12 (default: all); of subscribers, those behind it");
  add_places(*command, parsed);
  add_json(*command, parsed.outbox.json);
  return command;
}

CLI::App* add_import(CLI::App& app, Parsed& parsed) {
  CLI::App* command = app.add_subcommand("import", "Bring in a feed or a WordPress export, ids kept");
  command->add_option("FILE|URL", parsed.import.source, "RSS, Atom, JSON Feed or WXR; - for standard input")
      ->required();
  add_folder(*command, parsed);
  add_places(*command, parsed);
  add_json(*command, parsed.import.json);
  command->add_flag("--dry-run", parsed.import.dry_run,
                    "Read and report, import nothing; with --json, show each article");
  command->add_flag("--announce", parsed.import.announce, "Tell subscribers and hubs of what comes in; else nobody is");
  command->add_option("--drafts", parsed.drafts, "keep: import drafts as drafts (default); skip: leave them out")
      ->check(CLI::IsMember({"keep", "skip"}));
  command
      ->add_option("--max-pages", parsed.import.max_pages,
                   "Pages of one feed to read, archives included (default 1000)")
      ->check(CLI::Range(std::size_t{1}, std::size_t{100'000}));
  command->add_option("--allow-network", parsed.import.allow_networks,
                      "A private network that may be fetched from, e.g. 10.0.0.0/8");
  return command;
}

CLI::App* add_check(CLI::App& app, Parsed& parsed) {
  CLI::App* command = app.add_subcommand("check", "Check configuration, articles and feeds; publish nothing");
  CLI::Option* folder = command->add_option("DIR", parsed.where.content_dir, "Folder of articles");
  add_places(*command, parsed);
  add_json(*command, parsed.check.json);
  CLI::Option* feeds =
      command->add_option("--feed", parsed.check.feeds,
                          "Check this feed instead, of any site: an address, a file, or - for standard "
                          "input");
  feeds->excludes(folder);
  command
      ->add_option("--allow-network", parsed.check.allow_networks,
                   "A private network that feeds may be fetched from, e.g. 10.0.0.0/8")
      ->needs(feeds);
  return command;
}

CLI::App* add_simple(CLI::App& app, Parsed& parsed, const char* name, const char* description, bool folder) {
  CLI::App* command = app.add_subcommand(name, description);
  if (folder) add_folder(*command, parsed);
  add_places(*command, parsed);
  add_json(*command, parsed.json);
  return command;
}

}  // namespace

int run(int argc, const char* const* argv) {
  CLI::App app("feedd publishes a folder of articles as RSS, Atom and JSON Feed.", "feedd");
  app.set_version_flag("--version", "feedd " FEEDD_VERSION);
  app.require_subcommand(1);
  app.footer("Exit status: 0 done, 1 failed, 2 usage, 78 configuration.");
  Parsed parsed;
  const CLI::App* serve_command = add_serve(app, parsed);
  const CLI::App* render_command = add_render(app, parsed);
  const CLI::App* regenerate_command = add_regenerate(app, parsed);
  const CLI::App* publish_command = add_publish(app, parsed);
  const CLI::App* withdraw_command = add_withdraw(app, parsed);
  const CLI::App* ids_command = add_ids(app, parsed);
  const CLI::App* outbox_command = add_outbox(app, parsed);
  const CLI::App* import_command = add_import(app, parsed);
  const CLI::App* check_command = add_check(app, parsed);
  const CLI::App* list_command = add_simple(app, parsed, "list", "List the articles", true);
  CLI::App* show_command = add_simple(app, parsed, "show", "Show one article", false);
  show_command->add_option("ID", parsed.id, "Its id, slug or path")->required();
  const CLI::App* status_command = add_simple(app, parsed, "status", "What the running daemon does", false);
  CLI::App* readers_command =
      add_simple(app, parsed, "readers", "Who reads the feeds, since the daemon's start", false);
  readers_command->add_option("FEED", parsed.id, "Only this one: feed, tags/SLUG, authors/SLUG");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error, std::cout, std::cerr) == 0 ? success : usage;
  }
  try {
    if (serve_command->parsed()) return serve(parsed.where);
    if (render_command->parsed()) return render(parsed.where, parsed.render);
    if (regenerate_command->parsed()) return regenerate(parsed.where, parsed.regenerate);
    if (publish_command->parsed()) return publish(parsed.where, parsed.publish);
    if (withdraw_command->parsed()) return withdraw(parsed.where, parsed.withdraw);
    if (readers_command->parsed()) return readers(parsed.where, parsed.id, parsed.json);
    if (outbox_command->parsed()) return outbox(parsed.where, parsed.outbox);
    if (ids_command->parsed()) return ids(parsed.where, parsed.ids);
    if (import_command->parsed()) {
      parsed.import.keep_drafts = parsed.drafts == "keep";
      return import(parsed.where, parsed.import);
    }
    if (check_command->parsed())
      return parsed.check.feeds.empty() ? check(parsed.where, parsed.check.json)
                                        : check_feeds(parsed.where, parsed.check);
    if (list_command->parsed()) return list(parsed.where, parsed.json);
    if (show_command->parsed()) return show(parsed.where, parsed.id, parsed.json);
    if (status_command->parsed()) return status(parsed.where, parsed.json);
  } catch (const ConfigError& error) {
    if (systemd::logs_to_journal())
      (log::open(true), log::error("configuration", {{"error", error.what()}}));
    else
      std::fprintf(stderr, "feedd: %s\n", error.what());
    return configuration;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "feedd: %s\n", error.what());
    return failure;
  }
  return usage;
}

}  // namespace feedd::daemon::cli
