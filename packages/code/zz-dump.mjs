import { Parser, Language } from 'web-tree-sitter';
await Parser.init();
const which = process.argv[2]; const text = process.argv[3];
const lang = await Language.load(which === 'js' ? 'node_modules/tree-sitter-javascript/tree-sitter-javascript.wasm' : `node_modules/tree-sitter-typescript/tree-sitter-${which}.wasm`);
const p = new Parser(); p.setLanguage(lang);
const t = p.parse(text);
const show = (c, d) => { const n = c.currentNode; if (n.isNamed) console.log(' '.repeat(d * 2) + (c.currentFieldName ? c.currentFieldName + ': ' : '') + n.type + (n.childCount === 0 ? ' ' + JSON.stringify(n.text) : '') ); if (c.gotoFirstChild()) { do show(c, d + 1); while (c.gotoNextSibling()); c.gotoParent(); } };
console.log('error', t.rootNode.hasError); show(t.walk(), 0);
