// Builds the browser's files: one stylesheet, one script for every page, one for charts, an icon sprite.
import { build } from "esbuild";
import { PurgeCSS } from "purgecss";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync, copyFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const source = join(here, "..", "..");
const built = join(here, "dist");
const dist = `${built}.new`; // takes the place of the old files in one step: servers run meanwhile
const modules = join(here, "..", "..", "..", "..", "node_modules");

function* files(folder, ends) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (["dist", "node_modules", "__pycache__", "tests", "migrations"].includes(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* files(path, ends);
    else if (ends.some((end) => entry.name.endsWith(end))) yield path;
  }
}

const texts = [...files(source, [".html", ".py", ".js"])].map((path) => readFileSync(path, "utf8"));

function sprite() {
  const wanted = new Set(JSON.parse(readFileSync(join(here, "icons", "always.json"), "utf8")));
  const patterns = [/\bicon\s*=\s*"([a-z0-9-]+)"/g, /\{%\s*icon\s+['"]([a-z0-9-]+)['"]/g, /\bicon='([a-z0-9-]+)'/g];
  for (const text of texts)
    for (const pattern of patterns) for (const match of text.matchAll(pattern)) wanted.add(match[1]);
  const folder = join(modules, "@tabler", "icons", "icons", "outline");
  const symbols = [];
  for (const name of [...wanted].sort()) {
    let svg;
    try {
      svg = readFileSync(join(folder, `${name}.svg`), "utf8");
    } catch {
      console.error(`icon "${name}" is not in the set; a circle stands for it`);
      svg = readFileSync(join(folder, "circle.svg"), "utf8");
    }
    const body = svg.replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "").replace(/\s*\n\s*/g, "");
    symbols.push(`<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${body}</symbol>`);
  }
  writeFileSync(join(dist, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`);
}

async function scripts() {
  const common = { bundle: true, minify: true, target: "es2022", legalComments: "none", outdir: dist, logLevel: "warning" };
  await build({ ...common, format: "iife", entryPoints: ["app", "chart", "theme", "live-worker"].map((n) => join(here, "js", `${n}.js`)) });
}

async function styles() {
  const bundled = async (entry) => {
    const made = await build({ bundle: true, minify: true, target: "es2022", legalComments: "none", logLevel: "error", write: false, entryPoints: [entry] });
    return made.outputFiles[0].text;
  };
  const framework = await bundled(join(modules, "@tabler", "core", "dist", "css", "tabler.css"));
  // Whole families stay whatever the templates use today, so that a new page needs no new build.
  const keep = [/^(m|p)[txybse]?-/, /^(d|w|h|g[xy]?|col|row|gap|flex|order|fs|fw|lh|text|bg|border|rounded|justify|align|overflow|position|opacity|shadow|float|font|user|vr|link|icon|status|steps?|progress|avatar|badge|btn|alert|card|table|list|form|input|nav|tab|empty|datagrid|timeline|placeholder|visually|sr|invalid|valid|is|was|dropdown|page|pagination|accordion|modal|subheader|chart|tracking|markdown|breadcrumb|container|table)(-|$)/, /^(active|disabled|show|collapse|collapsed|small|lead|mark|required)$/];
  const purged = await new PurgeCSS().purge({
    css: [{ raw: framework }],
    content: texts.map((raw) => ({ raw, extension: "html" })),
    safelist: { standard: keep, deep: [/data-bs-theme/], variables: [] },
    variables: false,
    keyframes: true,
  });
  const shades = /\.(bg|text|border|btn|link)-[a-z]+-(100|200|300|400|500|600|700|800|900)[^{}]*\{[^{}]*\}/g;
  writeFileSync(join(dist, "app.css"), purged[0].css.replace(shades, "") + (await bundled(join(here, "css", "app.css"))));
}

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });
sprite();
await scripts();
await styles();
copyFileSync(join(here, "icons", "favicon.svg"), join(dist, "favicon.svg"));
const rows = readdirSync(dist).map((name) => {
  const data = readFileSync(join(dist, name));
  writeFileSync(join(dist, `${name}.gz`), gzipSync(data, { level: 9 }));
  writeFileSync(join(dist, `${name}.br`), brotliCompressSync(data));
  return { file: name, kB: +(data.length / 1024).toFixed(1), gzip_kB: +(gzipSync(data).length / 1024).toFixed(1) };
});
rmSync(built, { recursive: true, force: true });
renameSync(dist, built);
if (process.argv.includes("--size")) console.table(rows);
