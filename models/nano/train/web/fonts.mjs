// The few font files the SVG renderers use (loading a whole font folder for each picture is slow).
import { existsSync, readdirSync, statSync } from 'node:fs';

const WANT = ['Roboto-Regular.ttf', 'DejaVuSans.ttf', 'LiberationSans-Regular.ttf', 'Lato-Regular.ttf', 'OpenSans-Regular.ttf', 'DejaVuSerif.ttf'];

function* walk(dir) {
  if (!existsSync(dir)) return;
  for (const name of readdirSync(dir)) {
    const path = `${dir}/${name}`;
    if (statSync(path).isDirectory()) yield* walk(path);
    else if (WANT.includes(name)) yield path;
  }
}

export const FONTS = [...walk('/usr/share/fonts')];
