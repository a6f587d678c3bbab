// Writes `<file>.br` and `<file>.gz` beside each file below the given folder, at the highest
// compression level of both formats: this runs once per build, and every phone that opens the page
// benefits.
import { readFile, readdir, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const COMPRESSED_ALREADY = new Set([".png", ".jpg", ".jpeg", ".webp", ".avif", ".woff2"]);
const [brotli, zip] = [promisify(brotliCompress), promisify(gzip)];

const folder = process.argv[2];
if (!folder) {
  console.error("usage: node compress.mjs <folder>");
  process.exit(2);
}

const entries = await readdir(folder, { recursive: true, withFileTypes: true });
const files = entries
  .filter((entry) => entry.isFile() && !COMPRESSED_ALREADY.has(extname(entry.name)))
  .map((entry) => join(entry.parentPath ?? entry.path, entry.name));

await Promise.all(
  files.map(async (file) => {
    const bytes = await readFile(file);
    const params = {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    };
    await Promise.all([
      brotli(bytes, { params }).then((small) => writeFile(`${file}.br`, small)),
      zip(bytes, { level: constants.Z_BEST_COMPRESSION }).then((small) =>
        writeFile(`${file}.gz`, small),
      ),
    ]);
  }),
);
