// Walks through every state of the page in Chromium, checks each with axe and keeps a picture of it:
//   npx vite --mode pretend --port 5711 &   node dev/tour.js http://127.0.0.1:5711 FOLDER
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const [address = 'http://127.0.0.1:5711', folder = 'tour'] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--autoplay-policy=no-user-gesture-required'],
});
let failures = 0;

/** @param {Record<string, unknown>} body */
const pretend = (body) => fetch(`${address}/pretend`, { method: 'POST', body: JSON.stringify(body) });
const calm = { hub: 'online', levelDb: -22, lost: '', hoursLeft: 6.34, pendingBytes: 0, pinSet: true, sources: 3 };

for (const [width, height] of [
  [1280, 720],
  [1920, 1080],
]) {
  for (const language of ['zh-CN', 'en']) {
    await pretend(calm);
    await fetch(`${address}/api/v1/recording/stop`, { method: 'POST', body: '{}' });
    const page = await browser.newPage({ viewport: { width, height } });
    page.on('pageerror', (error) => {
      failures += 1;
      console.error(`page error: ${error.message}`);
    });
    page.on('console', (message) => {
      if (message.type() === 'error') console.error(`console: ${message.text()} ${message.location().url}`);
    });
    await page.addInitScript((value) => localStorage.setItem('tongtang.language', value), language);
    await page.goto(address);
    await page.waitForSelector('.card');
    await page.waitForTimeout(1200);

    const look = async (name) => {
      await page.waitForTimeout(400);
      await page.screenshot({ path: `${folder}/${width}-${language}-${name}.png` });
      if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe);
      // The pictures of the player are what was recorded; everything else is ours.
      const found = await page.evaluate(() =>
        window.axe.run(document, { rules: { 'video-caption': { enabled: false } } }),
      );
      for (const violation of found.violations) {
        failures += 1;
        const places = violation.nodes.map((node) => `${node.target} ${node.failureSummary?.split('\n')[1] ?? ''}`);
        console.error(`${width} ${language} ${name}: ${violation.id}: ${places.slice(0, 3).join(' | ')}`);
      }
      const small = await page.evaluate(() =>
        [...document.querySelectorAll('button, select, input:not([type=range], [type=file], [type=checkbox]), summary')]
          .filter((one) => !one.closest('.tp') && one.checkVisibility())
          .map((one) => ({ text: one.textContent, box: one.getBoundingClientRect() }))
          .filter(({ box }) => box.width < 43.9 || box.height < 43.9)
          .map(({ text, box }) => `${text} ${Math.round(box.width)}x${Math.round(box.height)}`),
      );
      const scrolls = await page.evaluate(() => document.documentElement.scrollHeight > innerHeight + 1);
      if (small.length > 0 || scrolls) {
        failures += 1;
        console.error(`${width} ${language} ${name}: too small: ${small.join(', ') || 'none'}; scrolls: ${scrolls}`);
      }
    };
    const main = '.main-button';

    await look('idle');
    await pretend({ ...calm, hub: 'offline', pendingBytes: 3.4e9 });
    await look('idle-offline');
    await pretend(calm);
    await page.click(main);
    await look('countdown');
    await page.waitForSelector('.card[data-face="recording"]');
    await page.waitForTimeout(2500);
    await look('recording');
    await page.click('.other >> nth=1');
    await page.waitForTimeout(300);
    await look('marked');
    await pretend({ ...calm, hub: 'offline' });
    await look('recording-offline');
    await pretend({ ...calm, lost: 'student', sources: 4 });
    await look('recording-lost');
    await pretend({ ...calm, levelDb: -70 });
    await page.waitForTimeout(11_000);
    await look('no-sound');
    await pretend(calm);
    await page.click('.other >> nth=0');
    await page.waitForSelector('.card[data-face="paused"]');
    await look('paused');
    await page.waitForTimeout(1200);
    await page.click(main);
    await page.waitForSelector('.card[data-face="recording"]');
    await page.waitForTimeout(1200);
    await page.click('.other >> nth=2');
    await page.waitForSelector('.card[data-face="covered"]');
    await look('covered');
    await page.waitForTimeout(1200);
    await page.click(main);
    await page.waitForSelector('.card[data-face="recording"]');
    await page.waitForTimeout(1200);
    await page.click('.main-stop');
    await page.waitForSelector('.card[data-face="stopping"]');
    await page.waitForTimeout(1100);
    await look('stopping');
    await page.waitForSelector('.card[data-face="idle"]', { timeout: 10_000 });

    await page.click('.nav button >> nth=0');
    await page.waitForSelector('.row');
    await look('recordings');
    await page.click('.row >> nth=0');
    await page.waitForSelector('.tp-tile[data-phase="paused"]');
    await page.click('.tp-button-main');
    await page.waitForTimeout(2000);
    await look('playing');
    const time = await page.evaluate(() => document.querySelector('video').currentTime);
    if (!(time > 1)) {
      failures += 1;
      console.error(`the player stands at ${time}`);
    }
    await page.click('.part-actions .button >> nth=0');
    await page.waitForTimeout(1500);
    await page.locator('.spans .button >> nth=1').click();
    await page.locator('.detail').evaluate((one) => one.scrollTo(0, 10_000));
    await look('copying');
    await page.click('.header .button >> nth=0');

    await page.click('.nav button >> nth=1');
    await page.waitForSelector('.pin');
    await page.keyboard.type('1357');
    await look('pin');
    await page.keyboard.type('91');
    await page.keyboard.press('Enter');
    await page.waitForTimeout(300);
    await look('pin-wrong');
    for (const digit of '246810') await page.click(`.pin-key:text-is("${digit}")`);
    await page.click('.pin-key.button-strong');
    await page.waitForSelector('.tabs');
    await look('joined');
    await pretend({ ...calm, hub: 'unenrolled' });
    await page.waitForSelector('.code');
    await page.fill('.code', 'ABCD EFGH JKMN PQRS TVWX YZ01 2345 6789');
    await page.click('.form .button-strong');
    await look('enrolment');
    await pretend(calm);
    await page.click('.tab >> nth=1');
    await page.waitForSelector('.source-row');
    await look('sources');
    await page.click('.source-list > .button-strong');
    await page.click('.form .button-strong');
    await look('source-faults');
    await page.fill('.form input >> nth=0', 'board');
    await page.fill('.form-wide input >> nth=0', 'rtsp://10.20.3.13/stream1');
    await page.click('.form .part-actions .button >> nth=1');
    await page.waitForSelector('.form .good');
    await look('source-probed');
    await page.click('.tab >> nth=2');
    await page.click('.form .button-strong');
    await page.waitForSelector('.clap-list');
    await look('clap');
    await page.click('.tabs-leave');
    await page.close();
  }
}
// Upright, while somebody watches over a slow line: what the header and the notices say is said whole.
for (const [width, height] of [
  [1080, 1920],
  [390, 844],
  [1280, 720],
]) {
  for (const language of ['zh-CN', 'en']) {
    await pretend({ ...calm, live: { sources: ['teacher'], quality: 'keyframes' } });
    const page = await browser.newPage({ viewport: { width, height } });
    await page.addInitScript((value) => localStorage.setItem('tongtang.language', value), language);
    await page.goto(address);
    await page.waitForSelector('.pill-live');
    await page.waitForTimeout(800);
    await page.screenshot({ path: `${folder}/${width}-${language}-live.png` });
    const cut = await page.evaluate(() =>
      [...document.querySelectorAll('.header *, .notices *')]
        .filter(
          (one) =>
            one.getBoundingClientRect().right > document.documentElement.clientWidth + 1 ||
            one.scrollWidth > one.clientWidth + 1,
        )
        .filter((one) => one.clientWidth > 0)
        .map((one) => one.textContent),
    );
    if (cut.length > 0) {
      failures += 1;
      console.error(`${width} ${language} live: cut: ${cut.join(' | ')}`);
    }
    await page.close();
  }
}
await browser.close();
console.log(failures === 0 ? 'clean' : `${failures} to mend`);
process.exitCode = failures === 0 ? 0 : 1;
