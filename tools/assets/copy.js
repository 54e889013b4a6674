// Copies what is published to where the office serves it from. Source maps are not served, so nothing may point at one.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";

const TO = "../../src/rencai/office/pages/static/office/vendor/";
const FILES = [
  ["bootstrap/dist/css/bootstrap.min.css", "bootstrap.min.css"],
  ["bootstrap/LICENSE", "bootstrap.LICENSE.txt"],
  ["htmx.org/dist/htmx.min.js", "htmx.min.js"],
  ["htmx.org/LICENSE", "htmx.LICENSE.txt"],
];

mkdirSync(TO, { recursive: true });
for (const [from, name] of FILES) {
  const text = readFileSync(`node_modules/${from}`, "utf8");
  writeFileSync(TO + name, text.replace(/\/[*/]# sourceMappingURL=\S+( \*\/)?\s*$/, ""));
}
