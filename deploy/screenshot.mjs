// Takes the picture of the chat page that the README shows.
//
//   npm ci --prefix tests/browser
//   node deploy/screenshot.mjs [BASE_URL] [FILE]
//   pngquant --force --nofs --ext .png 32 deploy/chat.png
//
// BASE_URL is a running server with the shipped knowledge. CHROMIUM names another browser. The last
// line makes the file small.

import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const require = createRequire(new URL("../tests/browser/package.json", import.meta.url));
const { chromium } = require("playwright-core");

const [base = "http://127.0.0.1:8080", file = fileURLToPath(new URL("chat.png", import.meta.url))] =
  process.argv.slice(2);

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
  ],
});
const page = await browser.newPage({
  locale: "ja-JP",
  timezoneId: "Asia/Tokyo",
  viewport: { width: 820, height: 1180 },
});
await page.goto(base);
await page.getByLabel("質問", { exact: true }).fill("在宅勤務の日に子どもの迎えで1時間抜けたらどう扱う？");
await page.getByRole("button", { name: "質問する" }).click();
const card = page.locator("article.card");
await card.waitFor();
await page.evaluate(() => document.activeElement?.blur());
// From the heading down to what the asker can do next.
const bottom = (it) => it.getBoundingClientRect().bottom + globalThis.scrollY;
const height = Math.ceil(await card.locator(".ending").evaluate(bottom)) + 16;
await page.screenshot({ path: file, fullPage: true, clip: { x: 0, y: 0, width: 820, height } });
await browser.close();
