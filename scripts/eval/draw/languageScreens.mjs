/**
 * Draws screenshots in nine languages in Chromium, a folder with truth.json for each, as `npm run eval:ocr -- FOLDER` reads them:
 * node --import tsx scripts/eval/draw/languageScreens.mjs OUT_FOLDER [COUNT] [SEED]
 *
 * Fonts from Debian: fonts-noto-cjk, fonts-wqy-microhei, fonts-wqy-zenhei, fonts-arphic-uming, fonts-ipafont, fonts-nanum, fonts-unfonts-core,
 * fonts-dejavu-core, fonts-liberation. The sentences were written for it; each screen is one of six looks, light or dark, in one of the fonts.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { findChromium } from '../../lib/chromium.ts';

const [out, count = '10', seed = '3'] = process.argv.slice(2);
if (!out) throw new Error('usage: languageScreens.mjs OUT_FOLDER [COUNT] [SEED]');
let state = Number(seed);
const random = () => {
  state = (state * 1664525 + 1013904223) % 2 ** 32;
  return state / 2 ** 32;
};
const pick = (list) => list[Math.floor(random() * list.length)];
const some = (list, n) => {
  const rest = [...list];
  return Array.from({ length: Math.min(n, rest.length) }, () => rest.splice(Math.floor(random() * rest.length), 1)[0]);
};

const LATIN = ['DejaVu Sans', 'Liberation Sans', 'Liberation Serif', 'Noto Sans CJK SC'];
const LANGUAGES = {
  'zh-CN': {
    fonts: ['Noto Sans CJK SC', 'WenQuanYi Micro Hei', 'WenQuanYi Zen Hei', 'Noto Serif CJK SC'],
    text: [
      '无法连接到数据库，请检查网络设置',
      '保存更改后需要重新启动服务',
      '用户名或密码不正确',
      '正在下载更新，已完成 45%',
      '文件“config.yaml”不存在',
      '最近打开的项目',
      '导出为 PDF 文件',
      '构建失败：缺少依赖项 react-dom',
      '请选择要上传的图片',
      '是否删除选中的 3 个文件？',
      '默认语言',
      '磁盘空间不足，剩余 1.2 GB',
      '测试通过 128 个，失败 2 个',
      '连接超时（30 秒）',
      '您的账户将于 2025 年 6 月到期',
      '启用自动保存',
      '查看详细日志',
      '提交信息不能为空',
      '服务器返回错误代码 502',
      '通知与隐私',
    ],
  },
  'zh-TW': {
    fonts: ['Noto Sans CJK TC', 'Noto Serif CJK TC', 'AR PL UMing TW'],
    text: [
      '無法連線到資料庫，請檢查網路設定',
      '儲存變更後需要重新啟動服務',
      '使用者名稱或密碼不正確',
      '正在下載更新，已完成 45%',
      '找不到檔案「config.yaml」',
      '最近開啟的專案',
      '匯出為 PDF 檔案',
      '建置失敗：缺少相依套件 react-dom',
      '請選擇要上傳的圖片',
      '是否刪除選取的 3 個檔案？',
      '預設語言',
      '磁碟空間不足，剩餘 1.2 GB',
      '測試通過 128 個，失敗 2 個',
      '連線逾時（30 秒）',
      '您的帳戶將於 2025 年 6 月到期',
      '啟用自動儲存',
      '檢視詳細記錄',
      '提交訊息不可為空白',
      '伺服器傳回錯誤代碼 502',
      '通知與隱私權',
    ],
  },
  ja: {
    fonts: ['Noto Sans CJK JP', 'Noto Serif CJK JP', 'IPAGothic', 'IPAPGothic'],
    text: [
      'データベースに接続できません',
      '変更を保存して再起動してください',
      'ユーザー名またはパスワードが違います',
      '更新をダウンロード中です（45%）',
      'ファイル「config.yaml」が見つかりません',
      '最近使ったプロジェクト',
      'PDF として書き出す',
      'ビルドに失敗しました：react-dom がありません',
      'アップロードする画像を選択してください',
      '選択した 3 個のファイルを削除しますか？',
      '表示言語',
      'ディスクの空き容量が不足しています',
      'テスト 128 件成功、2 件失敗',
      '接続がタイムアウトしました（30 秒）',
      'アカウントの有効期限は 2025 年 6 月です',
      '自動保存を有効にする',
      '詳しいログを見る',
      'コミットメッセージを入力してください',
      'サーバーがエラー 502 を返しました',
      '通知とプライバシー',
    ],
  },
  ko: {
    fonts: ['Noto Sans CJK KR', 'Noto Serif CJK KR', 'NanumGothic', 'UnDotum'],
    text: [
      '데이터베이스에 연결할 수 없습니다',
      '변경 사항을 저장한 후 다시 시작하세요',
      '사용자 이름 또는 비밀번호가 올바르지 않습니다',
      '업데이트 다운로드 중 45%',
      '파일 config.yaml을 찾을 수 없습니다',
      '최근에 연 프로젝트',
      'PDF 파일로 내보내기',
      '빌드 실패: react-dom 패키지가 없습니다',
      '업로드할 이미지를 선택하세요',
      '선택한 파일 3개를 삭제할까요?',
      '기본 언어',
      '디스크 공간이 부족합니다',
      '테스트 128개 통과, 2개 실패',
      '연결 시간이 초과되었습니다 (30초)',
      '계정은 2025년 6월에 만료됩니다',
      '자동 저장 사용',
      '자세한 로그 보기',
      '커밋 메시지를 입력하세요',
      '서버가 오류 코드 502를 반환했습니다',
      '알림 및 개인 정보',
    ],
  },
  de: {
    fonts: LATIN,
    text: [
      'Verbindung zur Datenbank nicht möglich',
      'Änderungen speichern und Dienst neu starten',
      'Benutzername oder Passwort ungültig',
      'Aktualisierung wird heruntergeladen: 45 %',
      'Die Datei „config.yaml“ wurde nicht gefunden',
      'Zuletzt geöffnete Projekte',
      'Als PDF-Datei exportieren',
      'Erstellung fehlgeschlagen: react-dom fehlt',
      'Bitte wählen Sie ein Bild zum Hochladen',
      'Möchten Sie 3 ausgewählte Dateien löschen?',
      'Größe der Schrift ändern',
      'Speicherplatz reicht nicht: noch 1,2 GB',
      '128 Tests bestanden, 2 fehlgeschlagen',
      'Zeitüberschreitung nach 30 Sekunden',
      'Ihr Konto läuft im März 2025 ab',
      'Automatisch speichern',
      'Ausführliches Protokoll anzeigen',
      'Übersicht über Straßen und Plätze',
      'Der Server meldet den Fehler 502',
      'Einstellungen für Schlüssel',
    ],
  },
  fr: {
    fonts: LATIN,
    text: [
      'Impossible de se connecter à la base de données',
      'Enregistrez les modifications puis redémarrez',
      'Nom d’utilisateur ou mot de passe incorrect',
      'Téléchargement de la mise à jour : 45 %',
      'Le fichier config.yaml est introuvable',
      'Projets récemment ouverts',
      'Exporter au format PDF',
      'Échec de la compilation : react-dom manque',
      'Choisissez une image à envoyer',
      'Supprimer les 3 fichiers sélectionnés ?',
      'Langue par défaut',
      'Espace disque insuffisant : reste 1,2 Go',
      '128 tests réussis, 2 échoués',
      'Délai dépassé après 30 secondes',
      'Votre compte expire en août 2025',
      'Activer l’enregistrement automatique',
      'Afficher le journal détaillé',
      'Le message ne doit pas être vide',
      'Le serveur a renvoyé l’erreur 502',
      'Confidentialité et sécurité',
    ],
  },
  es: {
    fonts: LATIN,
    text: [
      'No se puede conectar a la base de datos',
      'Guarde los cambios y reinicie el servicio',
      'Usuario o contraseña incorrectos',
      'Descargando la actualización: 45 %',
      'No se encontró el archivo config.yaml',
      'Proyectos abiertos recientemente',
      'Exportar como archivo PDF',
      'Error de compilación: falta react-dom',
      '¿Desea eliminar los 3 archivos?',
      'Tamaño de la fuente',
      'Espacio en disco insuficiente',
      '128 pruebas superadas, 2 fallidas',
      'Tiempo de espera agotado (30 s)',
      'Su cuenta vence en junio de 2025',
      'Activar guardado automático',
      'Configuración del año fiscal',
    ],
  },
  it: {
    fonts: LATIN,
    text: [
      'Impossibile connettersi al database',
      'Salva le modifiche e riavvia il servizio',
      'Nome utente o password non validi',
      'Scaricamento aggiornamento: 45 %',
      'Il file config.yaml non è stato trovato',
      'Progetti aperti di recente',
      'Esporta come file PDF',
      'Compilazione non riuscita: manca react-dom',
      'Vuoi eliminare i 3 file selezionati?',
      'Lingua predefinita',
      'Spazio su disco insufficiente',
      '128 test superati, 2 falliti',
      'Tempo scaduto dopo 30 secondi',
      'Il tuo account scadrà a giugno 2025',
      'Perché la qualità è più bassa',
      'Così il server può rispondere',
    ],
  },
  pt: {
    fonts: LATIN,
    text: [
      'Não foi possível conectar ao banco de dados',
      'Salve as alterações e reinicie o serviço',
      'Usuário ou senha inválidos',
      'Baixando a atualização: 45 %',
      'O arquivo config.yaml não foi encontrado',
      'Projetos abertos recentemente',
      'Exportar como arquivo PDF',
      'Falha na compilação: falta react-dom',
      'Deseja excluir os 3 arquivos?',
      'Configurações de privacidade',
      'Espaço em disco insuficiente',
      '128 testes aprovados, 2 reprovados',
      'Tempo esgotado após 30 segundos',
      'Sua conta expira em março de 2025',
      'Ativar gravação automática',
      'Informações da versão e licença',
    ],
  },
};

const CODE = [
  'export const retries = 3;',
  'import { join } from "node:path";',
  'if (!response.ok) return null;',
  'npm run build',
  'git push origin main',
  'GET /api/v2/orders 200',
];
const line = (text, style = '') => `<div style="${style}"><span class="t">${text}</span></div>`;
const LOOKS = {
  dialog: (text, accent) =>
    `<div style="margin:40px;padding:24px;border:1px solid #8886;border-radius:8px;width:560px">${line(text[0], 'font-size:20px;font-weight:bold;margin-bottom:14px')}${text
      .slice(1, 4)
      .map((t) => line(t, 'margin:8px 0'))
      .join(
        '',
      )}<div style="margin-top:20px"><span class="t" style="background:${accent};color:#fff;padding:6px 16px;border-radius:4px">${text[4]}</span></div></div>`,
  settings: (text) =>
    `<div style="padding:24px;width:720px">${line(text[0], 'font-size:24px;margin-bottom:16px')}${text
      .slice(1, 8)
      .map(
        (t) =>
          `<div style="display:flex;border-bottom:1px solid #8884;padding:10px 0"><span style="flex:1"><span class="t">${t}</span></span><span style="width:36px;height:18px;border-radius:9px;background:#2f81f7"></span></div>`,
      )
      .join('')}</div>`,
  log: (text) =>
    `<div style="padding:14px;width:820px;line-height:1.6">${text
      .slice(0, 10)
      .map((t, i) => line(`10:42:${String(10 + i * 3)} ${pick(['INFO', 'WARN', 'ERROR'])} ${t}`))
      .join('')}</div>`,
  editor: (text) =>
    `<div style="padding:14px;width:820px;line-height:1.7">${text
      .slice(0, 6)
      .map((t) => line(`// ${t}`, 'color:#6a9955') + line(pick(CODE)))
      .join('')}</div>`,
  page: (text) =>
    `<div style="padding:30px;width:760px">${line(text[0], 'font-size:28px;margin-bottom:18px')}${text
      .slice(1, 9)
      .map((t) => line(t, 'margin:10px 0;font-size:17px'))
      .join('')}</div>`,
  table: (text) =>
    `<table style="margin:24px;border-collapse:collapse;width:760px">${Array.from(
      { length: 4 },
      (_, i) =>
        `<tr>${[text[2 * i], text[2 * i + 1]].map((t) => `<td style="border:1px solid #8888;padding:8px"><span class="t">${t}</span></td>`).join('')}<td style="border:1px solid #8888;padding:8px"><span class="t">${(i + 1) * 37}</span></td></tr>`,
    ).join('')}</table>`,
};

const browser = await chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox'] });
for (const [language, { fonts, text }] of Object.entries(LANGUAGES)) {
  const folder = join(out, language);
  mkdirSync(folder, { recursive: true });
  const truth = {};
  for (let i = 0; i < Number(count); i++) {
    const look = Object.keys(LOOKS)[i % Object.keys(LOOKS).length];
    const dark = random() < 0.5;
    const scale = random() < 0.3 ? 2 : 1;
    const font = pick(fonts);
    const size = pick([13, 14, 15, 16]);
    const page = await browser.newPage({ deviceScaleFactor: scale, viewport: { width: 900, height: 600 } });
    await page.setContent(
      `<html lang="${language}"><body style="margin:0;background:${dark ? pick(['#1e1e1e', '#0d1117', '#282c34']) : pick(['#fff', '#f6f8fa', '#fdf6e3'])};color:${dark ? '#d4d4d4' : '#24292f'};font:${size}px '${font}'"><div id="all" style="display:inline-block">${LOOKS[look](some(text, 12), pick(['#0969da', '#1a7f37', '#8250df']))}</div></body></html>`,
    );
    const { lines, width, height } = await page.evaluate(() => {
      const all = document.getElementById('all').getBoundingClientRect();
      return {
        width: Math.ceil(all.width),
        height: Math.ceil(all.height),
        lines: [...document.querySelectorAll('.t')].map((span) => {
          const box = span.getBoundingClientRect();
          return { text: span.textContent, rot: false, box: [box.x, box.y, box.width, box.height] };
        }),
      };
    });
    const name = `${look}-${i}.png`;
    await page.screenshot({ path: join(folder, name), clip: { x: 0, y: 0, width, height } });
    await page.close();
    truth[name] = {
      scene: `${language}-${look}`,
      scale,
      width: width * scale,
      height: height * scale,
      font,
      lines: lines.map((line) => ({ ...line, box: line.box.map((value) => value * scale) })),
    };
  }
  writeFileSync(join(folder, 'truth.json'), JSON.stringify(truth, null, 1));
}
await browser.close();
