/** Which languages a text is in, by its characters and its commonest words. */

/** Characters that only one of the two ways of writing Chinese has. */
const SIMPLIFIED =
  /[们这个来为国对时会过还没发动开关无设错误请连网络检查据库认证输选择务运行结构环变数组线编译对应际显边话说语让给经级约红纪间问门闭页题预顾领颜风飞马验图团园圆场块坏报护担拟拥挤损换据摄标样栏树桥检楼权欢汇满热灯灵点炼烧爱独猫]/g;
const TRADITIONAL =
  /[們這個來為國對時會過還沒發動開關無設錯誤請連網絡檢查據庫認證輸選擇務運結構環變數組線編譯應際顯邊話說語讓給經級約紅紀間問門閉頁題預顧領顏風飛馬驗圖團園圓場塊壞報護擔擬擁擠損換攝標樣欄樹橋檢樓權歡匯滿熱燈靈點煉燒愛獨貓]/g;

/** Words that are common in one of the languages and rare in the others, and characters of its own. */
const LATIN: Record<string, { words: RegExp; characters: RegExp }> = {
  deu: {
    words:
      /^(der|die|das|und|nicht|ist|ein|eine|einen|mit|für|auf|zur|zum|von|wird|werden|wurde|oder|auch|nach|bei|bitte|datei|kein|keine|fehlt|über|größe|zurück)$/,
    characters: /[äöüßÄÖÜ]/,
  },
  fra: {
    words:
      /^(le|la|les|des|une|est|et|pas|pour|dans|sur|avec|vous|votre|veuillez|fichier|être|été|aux|ce|cette|qui|que|du|réessayer)$/,
    characters: /[àâçèêëîïôùûœÀÇÈÊ]/,
  },
  spa: {
    words: /^(el|los|las|del|una|por|para|con|está|no|se|su|archivo|más|también|cómo|qué|año|usuario|inténtelo)$/,
    characters: /[ñ¿¡Ñ]/,
  },
  ita: {
    words: /^(il|gli|della|delle|dei|nel|per|con|non|è|sono|questo|questa|più|impossibile|riprovare|utente|di|che)$/,
    characters: /[ìò]/,
  },
  por: {
    words: /^(o|os|as|do|da|dos|das|não|uma|um|para|com|por|você|arquivo|ficheiro|são|está|mais|em|ao|senha)$/,
    characters: /[ãõÃÕ]/,
  },
};
/** Evidence from which a language counts: words of its own, and characters that weigh as two. */
const ENOUGH = 3;

/** @returns Tesseract's codes (ISO 639-2, `chi_sim`, `chi_tra`), the one with most text first */
export function languagesIn(text: string): string[] {
  const found: { code: string; characters: number }[] = [];
  const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0;
  const [kana, hangul, han] = [count(/[\u3041-\u30ff]/g), count(/[\uac00-\ud7af]/g), count(/[\u4e00-\u9fff]/g)];
  if (hangul > 1) found.push({ code: 'kor', characters: hangul });
  if (kana > 1) found.push({ code: 'jpn', characters: kana + han });
  else if (han > 1)
    found.push({ code: count(TRADITIONAL) > count(SIMPLIFIED) ? 'chi_tra' : 'chi_sim', characters: han });
  const words = text.match(/[\p{Script=Latin}]{2,}/gu) ?? [];
  if (words.length > 0) {
    const letters = words.reduce((sum, word) => sum + word.length, 0);
    found.push({ code: latinLanguage(words), characters: letters / 2.5 });
  }
  return found.sort((a, b) => b.characters - a.characters).map(({ code }) => code);
}

function latinLanguage(words: string[]): string {
  const scores = Object.entries(LATIN).map(([code, { words: own, characters }]) => ({
    code,
    score: words.reduce(
      (sum, word) => sum + (own.test(word.toLowerCase()) ? 1 : 0) + (characters.test(word) ? 2 : 0),
      0,
    ),
  }));
  const [best] = scores.sort((a, b) => b.score - a.score);
  return best && best.score >= Math.max(ENOUGH, 0.06 * words.length) ? best.code : 'eng';
}
