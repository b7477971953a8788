// Installs the VS Code workbench that `npm start` and the end-to-end tests run; prints the paths of its Node and its entry script.
import { installCodeServer } from './lib/codeServer.ts';
import { main } from './lib/run.ts';

await main(async () => console.log(JSON.stringify(await installCodeServer())));
