// feedd: see daemon/cli/command_line.cpp for what it understands.
#include "daemon/cli/commands.hpp"

int main(int argc, char** argv) {
  return feedd::daemon::cli::run(argc, argv);
}
