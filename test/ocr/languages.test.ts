import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import sharp from 'sharp';
import { createReader } from '../../src/reading/index.ts';
import { languagesIn } from '../../src/ocr/script/languages.ts';
import { networkOf } from '../../src/ocr/script/network.ts';

const reader = createReader();
after(() => reader.dispose());

/** Lines drawn with whatever font of the system has the letters; undefined where none has. */
async function drawn(lines: string[], size = 18) {
  const text = lines.map((line, i) => `<text x="16" y="${34 + 34 * i}">${line}</text>`).join('');
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="620" height="${30 + 34 * lines.length}"><rect width="100%" height="100%" fill="#fff"/><g font-family="DejaVu Sans, sans-serif" font-size="${size}" fill="#222">${text}</g></svg>`;
  const { data, info } = await sharp(Buffer.from(svg)).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}

test('accents of German and French are read, and the language is told', async () => {
  const german = await reader.read(
    await drawn(['Die Größe ist ungültig: bitte prüfen', 'Zurück zur Übersicht und später öffnen']),
  );
  assert.match(german.text, /Größe ist ungültig/);
  assert.match(german.text, /Zurück zur Übersicht und später öffnen/);
  assert.deepEqual(german.languages, ['deu']);
  const french = await reader.read(
    await drawn(['Échec de la requête : paramètre manquant', 'Veuillez réessayer dès que possible']),
  );
  assert.match(french.text, /Échec de la requête/);
  assert.match(french.text, /réessayer dès que possible/);
  assert.deepEqual(french.languages, ['fra']);
});

/** Drawn by scripts/eval/draw/languageScreens.mjs. */
const japanese = async (name: string) => {
  const { data, info } = await sharp(`test/fixtures/ocr/japanese/${name}.png`)
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return await reader.read({ width: info.width, height: info.height, data });
};

test('Japanese: Latin words and numbers among it, cells of a table, and no words of switches', async () => {
  const log = (await japanese('log')).lines.map(({ text }) => text);
  assert.match(log[0]!, /^10:42:10 INFO .*は ?2025 ?年 ?6 ?月です$/);
  assert.match(log.join('\n'), /10:42:22 ERROR ディスクの空き容量が不足しています/);
  const words = (await japanese('table')).lines.flatMap((line) => line.words);
  const across = words.filter(({ box }) => box.x < 395 && box.x + box.width > 410);
  assert.deepEqual(across, [], 'no word reaches into the next cell');
  assert.ok(words.some(({ text, box }) => text === '111' && box.x > 740));
  const { lines, left = [] } = await japanese('settings');
  assert.deepEqual(
    lines.filter(({ text }) => !/^[\u3000-\u9fff\uff00-\uffef0-9%（） ]+$/.test(text)).map(({ text }) => text),
    [],
  );
  assert.equal(lines.length, 8);
  assert.ok(left.some(({ why, box }) => why === 'noise' && box.x > 700));
});

test('Cyrillic and Greek are found, boxed and said to be unread; file names in them are read', async () => {
  for (const [script, lines] of [
    ['Cyrillic', ['Ошибка: не удалось открыть файл settings.json', 'Попробуйте ещё раз через тридцать секунд']],
    ['Greek', ['Σφάλμα: το αρχείο δεν βρέθηκε στον φάκελο', 'Δοκιμάστε ξανά σε τριάντα δευτερόλεπτα']],
  ] as const) {
    const { text, unread = [] } = await reader.read(await drawn([...lines]));
    assert.deepEqual([...new Set(unread.map((region) => region.script))], [script]);
    assert.equal(unread.length, 2);
    for (const { box } of unread) assert.ok(box.width > 200 && box.x < 30, JSON.stringify(box));
    const latin = text.match(/[A-Za-z]{3,}/g) ?? [];
    assert.ok(
      latin.every((word) => ['settings', 'json'].includes(word)),
      text,
    );
  }
});

test('languages by characters and common words', () => {
  assert.deepEqual(languagesIn('无法连接到数据库'), ['chi_sim']);
  assert.deepEqual(languagesIn('無法連接到資料庫'), ['chi_tra']);
  assert.deepEqual(languagesIn('接続がタイムアウトしました'), ['jpn']);
  assert.deepEqual(languagesIn('파일을 찾을 수 없습니다'), ['kor']);
  assert.deepEqual(languagesIn('TypeError: Cannot read properties of undefined 用户未登录'), ['eng', 'chi_sim']);
  assert.deepEqual(languagesIn('No se pudo abrir el archivo: ¿está en uso por otra aplicación?'), ['spa']);
  assert.deepEqual(languagesIn('Não foi possível abrir o arquivo; você não tem permissão'), ['por']);
  assert.deepEqual(languagesIn('for (const value of this.items.values()) total += value'), ['eng']);
  assert.deepEqual(languagesIn('12.4 17 :'), []);
});

test('a file that is no network is refused', () => assert.throws(() => networkOf(new Uint8Array(64)), /network/));
