// Walks through the pages as an asker and a consultant do, in Debian's Chromium.
//
//   node walk.mjs BASE_URL LOGIN_LINK [SCREENSHOT_DIR]
//
// BASE_URL is a running server with the shipped knowledge, LOGIN_LINK an unused login link of an
// administrator. CHROMIUM names another browser. Every page is checked with axe: no violations.

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import axe from "axe-core";
import { chromium } from "playwright-core";

const [base, loginLink, shots] = process.argv.slice(2);
if (!base || !loginLink) {
  console.error("usage: node walk.mjs BASE_URL LOGIN_LINK [SCREENSHOT_DIR]");
  process.exit(2);
}
if (shots) mkdirSync(shots, { recursive: true });

// Answered from the collection, and certainly not answered by it.
const KNOWN = "在宅勤務の日に子どもの迎えで1時間抜けたらどう扱う？";
const UNKNOWN = "うちの社長の飼い猫が会議に映り込むのを社内報に載せる順番";
const MARKUP = '<script>alert("x")</script> **太字** [1] @everyone';

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
  ],
});
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };
const desktop = { viewport: { width: 1280, height: 900 } };

/** Opens a browser window of its own; a page that logs an error or breaks fails the walk. */
async function open(options) {
  const context = await browser.newContext({ locale: "ja-JP", timezoneId: "Asia/Tokyo", ...options });
  const page = await context.newPage();
  page.on("pageerror", (error) => assert.fail(`a script broke: ${error}`));
  page.on("console", (message) => {
    // The browser itself logs a refused form (422, 409 …) and the lost connection below.
    const expected = /the server responded|ERR_INTERNET_DISCONNECTED/.test(message.text());
    if (message.type() === "error" && !expected) assert.fail(message.text());
  });
  page.on("dialog", () => assert.fail("a dialog opened"));
  return page;
}

/** Checks the page with axe and for sideways scrolling, and takes its picture. */
async function check(page, name) {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  }));
  const found = violations.map((it) => `${it.id}: ${it.help}\n  ${it.nodes.map((node) => node.html).join("\n  ")}`);
  assert.deepEqual(found, [], `${name}: axe`);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(overflow <= 0, `${name}: scrolls sideways by ${overflow} px`);
  if (shots) await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true });
}

/**
 * Checks a page of a window without JavaScript. Axe needs scripts: it runs in a second window that
 * gets the same page, with the same cookies, and none of our script.
 */
async function checkPlain(page, name) {
  const twin = await open(desktop);
  await twin.context().addCookies(await page.context().cookies());
  await twin.route("**/static/site.js*", (route) => route.fulfill({ contentType: "text/javascript", body: "" }));
  await twin.goto(page.url());
  const text = (it) => it.locator("body").innerText();
  assert.equal(await text(twin), await text(page), `${name}: the same page`);
  await check(twin, name);
  await twin.context().close();
}

const step = (text) => console.log(`ok  ${text}`);
const button = (page, name) => page.getByRole("button", { name });
const url = (path) => new URL(path, base).href;

// An asker on the phone asks what the collection knows.
const asker = await open(phone);
await asker.goto(base);
await check(asker, "01-chat-phone");
await asker.getByLabel("質問", { exact: true }).fill(KNOWN);
await button(asker, "質問する").click();
const card = asker.locator(".card").last();
await card.locator(".sources li").first().waitFor();
await card.getByText("時点").first().waitFor();
await check(asker, "02-answer-phone");
step("a known question gets an answer with its sources");

await card.locator(".mark").first().click();
assert.match(asker.url(), /#q-[0-9a-f]{32}-s-1$/, "a mark leads to its source");
await button(card, "解決しない").click();
await card.getByRole("link", { name: "この内容を相談員に聞く" }).waitFor();
await check(asker, "03-rated-phone");
step("an answer that did not help leads to a consultant");

await asker.getByLabel("続けて質問する").fill(MARKUP);
await button(asker, "質問する").click();
await asker.locator(".card").nth(1).waitFor();
assert.equal(await asker.locator(".asked p").last().textContent(), MARKUP, "a question is shown as it was typed");
step("markup in a question stays text");

// The network goes away: the question stays in the box.
await asker.context().setOffline(true);
await asker.getByLabel("続けて質問する").fill(UNKNOWN);
await button(asker, "質問する").click();
await asker.getByText("通信できませんでした").waitFor();
assert.equal(await asker.locator("#question").inputValue(), UNKNOWN);
await asker.context().setOffline(false);
await button(asker, "質問する").click();
const handoff = asker.locator(".card").nth(2);
await handoff.waitFor();
await check(asker, "04-handoff-phone");
step("an unknown question is handed over; a lost connection loses nothing");

// The answer is lost on its way: sent again, the question is not another one.
const before = await asker.locator(".card").count();
await asker.route("**/ask", async (route) => {
  await route.fetch();
  await route.abort("internetdisconnected");
}, { times: 1 });
await asker.getByLabel("続けて質問する").fill(KNOWN);
await button(asker, "質問する").click();
await asker.getByText("通信できませんでした").waitFor();
await button(asker, "質問する").click();
await asker.locator(".card").nth(before).waitFor();
await asker.getByLabel("続けて質問する").fill(KNOWN);
await button(asker, "質問する").click();
await asker.locator(".card").nth(before + 1).waitFor();
await asker.reload();
assert.equal(await asker.locator(".card").count(), before + 2, "one for each answer that was shown");
step("a question whose answer was lost is recorded once; asked anew, it is another one");

// The form, first with an error, then right.
await handoff.getByRole("link", { name: "相談員に聞く" }).click();
await asker.waitForURL("**/tickets/new**");
assert.equal(await asker.getByLabel("相談内容").inputValue(), UNKNOWN, "the question is filled in");
await check(asker, "05-form-phone");
await asker.getByLabel("従業員数").fill("たくさん");
await asker.getByLabel("連絡先").fill("soumu@example.jp");
await button(asker, "相談を送信する").click();
await asker.getByText("入力内容をお確かめください").waitFor();
assert.equal(await asker.getByLabel("連絡先").inputValue(), "soumu@example.jp", "what was typed stays");
await check(asker, "06-form-error-phone");
await asker.getByLabel("従業員数").fill("１２人");
await asker.getByLabel("事業所のある都道府県").selectOption("長野県");
await asker.getByLabel("業種").selectOption({ index: 5 });
await button(asker, "相談を送信する").dblclick();
await asker.waitForURL(/\/tickets\/\d+$/);
const number = asker.url().split("/").pop();
const code = await asker.locator("#code").textContent();
assert.match(code, /^([2-9A-HJ-NP-Z]{4}-){3}[2-9A-HJ-NP-Z]{4}$/);
await check(asker, "07-receipt-phone");
step("the form gives a receipt; a double press makes one ticket");

// The consultant logs in, on a desktop.
const desk = await open(desktop);
await desk.goto(url("/desk"));
await desk.getByText("ログインが必要です").waitFor();
await check(desk, "08-not-logged-in");
await desk.goto(loginLink);
await check(desk, "09-login");
await button(desk, "ログインする").click();
await desk.waitForURL("**/desk");
const mine = desk.getByRole("link", { name: UNKNOWN.slice(0, 12) });
assert.equal(await mine.count(), 1, "one ticket");
assert.match(await desk.title(), /^（\d+件）/);
await check(desk, "10-desk");
await mine.click();
await desk.getByText("soumu@example.jp").waitFor();
await desk.getByText("確信度").first().waitFor();
await check(desk, "11-desk-ticket");
await button(desk, "担当する").click();
await desk.getByText("あなたが担当しています").waitFor();
step("the consultant sees everything and claims the ticket");

// A second consultant, who comes too late.
await desk.goto(url("/desk/people"));
await desk.getByLabel("名前").fill("鈴木");
await button(desk, "リンクを作る").click();
const second = (await desk.locator("#link").textContent()).trim();
await check(desk, "12-people");
await desk.goto(url("/desk/proposals"));
await check(desk, "12-proposals");
await desk.goto(url("/desk/explain"));
await desk.getByLabel("質問", { exact: true }).fill("中抜けの時間はどう扱いますか");
await button(desk, "説明を見る").click();
await desk.getByText("欄ごとの点").waitFor();
await check(desk, "12-explain");
const colleague = await open(phone);
await colleague.goto(second);
await button(colleague, "ログインする").click();
await colleague.goto(url(`/desk/tickets/${number}`));
await colleague.getByText("さんが担当しています").waitFor();
await check(colleague, "13-desk-taken-phone");
await colleague.goto(url("/desk/people"));
await colleague.getByText("管理者だけが使えるページです").waitFor();
await colleague.goto(second);
await button(colleague, "ログインする").click();
await colleague.getByText("このリンクは使えません").waitFor();
await check(colleague, "14-link-used-phone");
step("a colleague is told who has it; a login link works once");

// The reply appears on the asker's open page by itself; the note never does.
await colleague.goto(url("/desk"));
const watcher = await colleague.context().newPage();
await watcher.goto(url(`/desk/tickets/${number}`));
await desk.goto(url(`/desk/tickets/${number}`));
await desk.getByLabel("社内メモ").fill("次回の会議で共有する");
await button(desk, "メモを残す").click();
await desk.getByText("次回の会議で共有する").waitFor();
await watcher.locator("#live").getByText("次回の会議で共有する").waitFor({ timeout: 3000 });
await watcher.close();
await desk.getByLabel("相談者への返信").fill("社内報の順番に決まりはありません。\n社内でお決めください。");
await button(desk, "返信する").click();
const reply = asker.locator("#live").getByText("社内でお決めください。");
await reply.waitFor({ timeout: 3000 });
await asker.locator("#announce", { hasText: "更新されました" }).waitFor({ state: "attached" });
await check(asker, "15-reply-phone");
assert.equal(await asker.getByText("次回の会議で共有する").count(), 0, "notes stay inside");
await colleague.locator(".status.answered").first().waitFor({ timeout: 3000 });
await check(colleague, "16-desk-phone");
step("reply and note appear on the open pages without a reload, the note not on the asker's");

await asker.getByLabel("相談員への文章").fill("ありがとうございます。");
await button(asker, "書き込む").click();
await desk.locator("#live").getByText("ありがとうございます。").waitFor({ timeout: 3000 });
await check(desk, "17-desk-thread");
await button(desk, "解決にする").click();
await desk.getByText("解決にしました").waitFor();
await asker.locator(".status.closed").waitFor({ timeout: 3000 });
step("the asker writes on; the consultant closes");

// The colleague leaves.
await desk.goto(url("/desk/people"));
await check(desk, "24-people-two");
await desk.getByRole("link", { name: "利用を止める" }).click();
await desk.getByText("担当している相談票はありません").waitFor();
await check(desk, "25-people-stop");
await button(desk, "利用を止める").click();
await desk.getByText("鈴木さんの利用を止めました").waitFor();
await check(desk, "26-people-stopped");
assert.equal(await desk.getByRole("link", { name: "利用を止める" }).count(), 0, "the last administrator stays");
await colleague.reload();
await colleague.getByText("ログインが必要です").waitFor();
step("whoever is stopped is out at once");

// Another device comes back with number and code.
const other = await open(desktop);
await other.goto(url(`/tickets/${number}`));
await other.waitForURL("**/receipt**");
await other.getByLabel("確認コード").fill("2222-2222-2222-2222");
await button(other, "確認する").click();
await other.getByText("確認できませんでした").waitFor();
await check(other, "18-receipt-wrong");
const wide = code.replaceAll("-", "　").toLowerCase().replace(/[!-~]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0));
await other.getByLabel("確認コード").fill(wide);
await button(other, "確認する").click();
await other.getByText("社内でお決めください。").waitFor();
assert.equal(await other.locator("#code").count(), 0, "the code is shown once");
await check(other, "19-ticket-desktop");
step("number and code open the ticket elsewhere, typed in any width");

// Without JavaScript: ask and answer, by keyboard alone.
const plain = await open({ ...desktop, javaScriptEnabled: false });
await plain.goto(base);
await plain.getByLabel("質問", { exact: true }).focus();
await plain.keyboard.type(KNOWN);
await plain.keyboard.press("Tab");
await plain.keyboard.press("Enter");
await plain.locator(".sources li").first().waitFor();
assert.match(plain.url(), /\/#q-/);
await checkPlain(plain, "20-answer-without-script");
await button(plain, "解決した").click();
await plain.getByText("ありがとうございます").waitFor();
await checkPlain(plain, "27-rated-without-script");
await button(plain, "新しい質問を始める").click();
await plain.locator(".examples").waitFor();
assert.equal(await plain.locator(".card").count(), 0, "a new beginning");
step("ask, answer and rating work without JavaScript");

// On the desktop Enter sends, also for the pictures.
const wideChat = await open(desktop);
await wideChat.goto(base);
await check(wideChat, "21-chat-desktop");
await wideChat.getByLabel("質問", { exact: true }).fill(KNOWN);
await wideChat.keyboard.press("Shift+Enter");
assert.equal(await wideChat.locator(".card").count(), 0, "Shift+Enter breaks the line");
await wideChat.keyboard.press("Enter");
await wideChat.locator(".card .sources").waitFor();
await check(wideChat, "22-answer-desktop");
await wideChat.goto(url("/nowhere"));
await check(wideChat, "23-not-found");
step("Enter sends, Shift+Enter does not");

// Programs: a list on the phone, a table on the desktop, filtered by prefecture, purpose and size.
for (const [device, options] of [["phone", phone], ["desktop", desktop]]) {
  const page = await open(options);
  await page.goto(base);
  await page.getByRole("navigation", { name: "主なメニュー" }).getByRole("link", { name: "補助金の一覧" }).click();
  const programs = page.getByRole("table").getByRole("link");
  await programs.first().waitFor();
  const all = await programs.count();
  await check(page, `24-programs-${device}`);
  await page.getByLabel("会社のある都道府県").selectOption("北海道");
  await page.getByLabel("常時雇っている従業員数").fill("８人");
  await button(page, "しぼりこむ").click();
  await page.getByRole("heading", { name: /件のうち.*件の制度/ }).waitFor();
  const shown = await programs.count();
  assert.ok(0 < shown && shown < all, `${shown} of ${all} programs`);
  assert.equal(await page.getByRole("cell", { name: "東京都", exact: true }).count(), 0, "none of Tokyo");
  assert.equal(await page.evaluate(() => document.activeElement.id), "result", "the result is read next");
  await check(page, `25-programs-filtered-${device}`);
  await page.goto(url("/programs?prefecture=江戸&employees=たくさん"));
  await page.getByText("読み取れない条件がありました").waitFor();
  await check(page, `26-programs-wrong-${device}`);
  await page.getByRole("table").getByRole("link", { name: "人材確保等支援助成金（テレワークコース）", exact: true }).first().click();
  await page.getByRole("heading", { level: 1, name: "人材確保等支援助成金（テレワークコース）" }).waitFor();
  await check(page, `27-program-${device}`);
  await button(page, "うちで使えるか確かめる").click();
  await page.locator(".card .lead").first().waitFor();
  await check(page, `28-program-asked-${device}`);
}
step("programs are listed, filtered, read and asked about");

// On paper a sheet is one page of A4.
const paper = await open(desktop);
await paper.goto(url("/programs"));
const sheets = await paper.locator("th[scope=row] a").evaluateAll((links) => links.map((it) => it.href));
assert.ok(sheets.length > 0);
for (const sheet of sheets) {
  await paper.goto(sheet);
  const pdf = await paper.pdf({ preferCSSPageSize: true });
  assert.equal(pdf.toString("latin1").match(/\/Type\s*\/Page\b/g).length, 1, `${sheet}: pages`);
}
await paper.goto(url("/programs/jinzai-kakuho-telework"));
await paper.emulateMedia({ media: "print" });
assert.ok(!(await button(paper, "印刷する").isVisible()), "no buttons on paper");
if (shots) await paper.screenshot({ path: `${shots}/29-program-print.png`, fullPage: true });
step("every sheet fits on one page of A4");

// A question back is answered by its buttons, with JavaScript and without.
const talks = [["phone", phone], ["without-script", { ...desktop, javaScriptEnabled: false }]];
for (const [device, options] of talks) {
  const page = await open(options);
  const look = async (name) => {
    // Without JavaScript axe cannot run.
    if (options.javaScriptEnabled !== false) return check(page, `${name}-${device}`);
    if (shots) await page.screenshot({ path: `${shots}/${name}-${device}.png`, fullPage: true });
  };
  await page.goto(base);
  await page.getByLabel("質問", { exact: true }).fill("うちが使える補助金はある？");
  await button(page, "質問する").click();
  const cards = page.locator(".card");
  const last = cards.last();
  const fact = last.locator(".fact");
  await fact.waitFor();
  // Which facts still decide depends on the programs that are open on the day of the test.
  let asked = 0;
  while (asked < 3 && await fact.count() > 0) {
    assert.equal(await page.locator(".fact").count(), 1, "only the last card asks");
    const lead = await last.locator(".lead").boundingBox();
    assert.ok((await fact.boundingBox()).y - (lead.y + lead.height) < 40, "the buttons stand right under the question");
    await look(`30-question-back-${asked}`);
    const places = fact.getByLabel("都道府県");
    if (await places.count() > 0) {
      await places.selectOption("東京都");
      await button(fact, "答える").focus();
    } else {
      await fact.locator(".choice").nth(1).focus();
    }
    await page.keyboard.press("Enter");
    asked += 1;
    await cards.nth(asked).waitFor();
    if (options.javaScriptEnabled !== false) {
      assert.equal(await last.evaluate((it) => it === document.activeElement), true, "the answer is read next");
    }
  }
  assert.ok(asked > 0, "nothing was asked back");
  await look("31-what-fits");
}
step("a question back is answered by buttons, also without JavaScript");

await browser.close();
console.log("all steps passed");
