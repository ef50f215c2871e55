// Runs a fuzz target over the folders and files named on the command line: its corpus as an ordinary test. Of a file
// `NAME.found` each input in it (its form is corpus.py's).
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

int run(const std::string& bytes) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  return 1;
}

/// How many inputs the file was.
int replay(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (file.extension() != ".found") return run({std::istreambuf_iterator<char>(in), {}});
  int count = 0;
  for (std::string length; std::getline(in, length); ++count) {
    std::string bytes(std::stoul(length), '\0');
    if (!in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()))) return 0;
    run(bytes);
  }
  return count;
}

}  // namespace

int main(int argc, char** argv) {
  int count = 0;
  for (int i = 1; i < argc; ++i) {
    if (std::filesystem::is_regular_file(argv[i])) count += replay(argv[i]);
    if (!std::filesystem::is_directory(argv[i])) continue;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(argv[i]))
      if (entry.is_regular_file()) count += replay(entry.path());
  }
  std::printf("%d inputs replayed\n", count);
  return count > 0 ? 0 : 1;
}
