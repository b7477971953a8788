// The editor in Simplified Chinese. No language pack can be fetched here, so the editor's own words stay English; Imp's manifest, panel,
// messages of the extension, of the engine's process and of the model store are what a Chinese user sees.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { picture, useProduct } from './support/product.ts';

describe('in Chinese', () => {
  const imp = useProduct({
    language: 'zh-cn',
    settings: { 'imp.offline': true },
    files: { 'chart.png': picture('chart.png'), 'short.png': picture('chart.png').subarray(0, 600) },
  });

  test('commands, panel, answer and figures', async () => {
    await imp.workbench.command('Imp: 新建对话');
    await imp.panel.ready();
    assert.match(await imp.panel.emptyState.innerText(), /粘贴/);
    await imp.screenshot('chinese-empty');
    await imp.workbench.contextMenu(imp.workbench.file('chart.png'), 'Imp', '解释此图表');
    assert.ok((await imp.panel.finished(0)).length > 0);
    assert.equal(await imp.panel.questions.locator('.question-text').innerText(), '解释此图表');
    assert.match(await imp.panel.frame.getByTestId('figures').first().innerText(), /秒/);
    await imp.screenshot('chinese');
  });

  test('what the engine finds wrong with a picture', async () => {
    await imp.workbench.contextMenu(imp.workbench.file('short.png'), 'Imp', '询问图片…');
    const thumb = imp.panel.frame.locator('.thumb[data-state="error"] .thumb-open');
    await thumb.waitFor();
    assert.match((await thumb.getAttribute('aria-label')) ?? '', /short\.png 是损坏或不完整的 PNG 文件/);
  });

  test('what the panel, the store and the picker say', async () => {
    await imp.panel.drop({ files: [{ name: 'fake.png', type: 'image/png', bytes: Buffer.from('no picture') }] });
    await imp.panel.notice.getByText('fake.png 不是 Imp 能读取的图片').waitFor();
    await imp.workbench.command('Imp: 选择模型…'); // the editor takes the mouse from a view over which something was dragged
    const row = imp.workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Imp 2B' });
    await row.getByText(/不在本机上：需下载/).waitFor();
    await row.getByText(/内存 .* GB/).waitFor();
    await row.getByText(/擅长中文/).waitFor();
    await imp.screenshot('chinese-picker');
    await row.click();
    await imp.workbench.pick('Q4_K_M', 'Imp：Imp 2B');
    await imp.workbench.pick('Q8_0', 'Imp：视觉塔的权重');
    await imp.session.page.locator('.monaco-dialog-box').getByRole('button', { name: '下载', exact: true }).click();
    await imp.workbench.notified('imp.offline 禁止下载');
  });
});
