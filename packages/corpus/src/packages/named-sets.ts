import { corpusError } from '../corpus-error.ts';
import type { DocumentRole } from '../sources/source.ts';
import { normalizePythonName, npmArchive, packageSpecifier, type Registry } from './package-request.ts';
import type { PinnedPackage, Uploaded } from './pypi.ts';

/** The corpus to read by default. */
export const DEFAULT_CORPUS = 'stdlib';

/** Documents that are tables: at least three lines in ten are data. */
const tables = ['scrapy/settings/default_settings.py'];

/**
 * Parses a table of releases: name, version, SHA-256 of the archive, license (SPDX; from the license file if the metadata is vague), and
 * for npm also the source folders. For PyPI, only the platform-independent wheel is read.
 */
function projectsIn(registry: Registry, table: string) {
  return table
    .trim()
    .split('\n')
    .map((line) => {
      const [name = '', version = '', sha256 = '', license = '', folders] = line.trim().split(/ +/);
      const file =
        registry === 'pypi'
          ? `${name.replaceAll('-', '_')}-${version}-py3-none-any.whl`
          : npmArchive(name, version);
      return {
        project: name,
        name: packageSpecifier({ registry, name, version }),
        pinned: { file, sha256, license },
        ...(folders !== undefined && { folders: folders.split(',') }),
      };
    });
}

/** About 80 million characters for training (2026-11-28). Any change requires a new set with a new name. */
const pythonProjects = projectsIn(
  'pypi',
  `
  apache-airflow-core 3.3.2    99258922bccec15be4700ff89f3c942b8acd93407e263c287ce863e671bb3c50 Apache-2.0
  dask                2026.8.0 ccc0c83a189b0398602435189771d28dad7b5773b6089bb8dce14ae732dd782c BSD-3-Clause
  django              6.1.3    a0530e3fdac55d34ccc5893c36f6c57d7a7083064f3d414537e51473648b3290 BSD-3-Clause
  mitmproxy           12.3.1   87afb808ac8d55383dbe6aa30eadeb0fedaeffd26210e7e23c25c9cd43bdb36a MIT
  networkx            3.7      e3fd2c13a7814cee3746340d8d7f8598a67f16a58bf47fb7f8793fab6efca1b0 BSD-3-Clause
  sqlalchemy          2.1.9    449fed5c2caa3b278cc57499d09db001fb3f28dc7f18affc48142aee4dcc0cdf MIT
  sympy               1.14.0   e091cc3e99d2141a0ba2847328f5479b05d94a6635cb96148ccb3f34671bd8f5 BSD-3-Clause
  twisted             26.10.0  3732f42af218925a0fe78d6668db55853f7fb532245a89a2669babe7d3000fa8 MIT
  xarray              2026.9.0 fe349fa871628b1a0a5217af3fe1283a2862d5485156e6eda354fffb81c3bb7c Apache-2.0
`,
);

/** Projects held out as a whole: 5.3 million characters, the largest document 2.3 % of them. Any change requires a set with a new name. */
const heldOutProjects = projectsIn(
  'pypi',
  `
  celery 5.7.0  18310a9c919f9029e4735367484d93e6a25cdfd30afdc474622cc263d9b35f6e BSD-3-Clause
  luigi  3.8.1  ea974b26157c327ae8f6a6f9e0ddaa09d868ce8a4010f7631c383614e0152318 Apache-2.0
  pytest 9.2.0  07acdcf88ec174f907dc01af70bf52d49b014bbab03faeeade31c96b18c2e588 MIT
  scrapy 2.19.0 44c1ad4b008f1976e946c75b2adce0e448cbfe470c584b1b59469abf270e8013 BSD-3-Clause
`,
);

/** About 40 million characters for training (2026-11-30), with some files held out. Any change requires a new set with a new name. */
const typescriptSplit = projectsIn(
  'npm',
  `
  @antv/g2              5.4.8    4782cc5de5d2824fe5fb438e23847ed49b2694c2b364e5086f7a1a08d1d4999d MIT          src
  @loopback/repository  8.0.15   10342eb58a64aea6559fa7baae1d2d929dac6c85c14a27477231ce383366d8bd MIT          src
  @reduxjs/toolkit      2.15.0   20424372851b608ae3b504eb06d93d6bb80f53217e4a0c3f3a558303a115b87e MIT          src
  @tanstack/db          0.15.2   18682e004ce628f78fd144409e8780c9cca774eaac141f953d1a146a573738b9 MIT          src
  @tanstack/router-core 1.171.39 0c9345f2830bda69901d464a293d101f10635d3c935f7f1e310681b71bd2e962 MIT          src
  @trpc/server          11.25.2  43d5562bf3d3ca2ba55bb37a91020c19d90ddaa3359a1eb55e5fefc62c6cb29a MIT          src
  @xterm/xterm          6.0.0    908e66e04af6c8dc6b00dd3b54de088e2e81e5ed866284fd6c2fb3c2d1c7a3f6 MIT          src
  ai                    6.0.326  71df15c4429203af31b0ea596c0778664eb913647515639a54672dfb4e7ae5b3 Apache-2.0   src
  fabric                7.4.0    47b563847544c80a23f7a37de6788e78667a385bfde932706834bbab076c0c3f MIT          src
  mobx                  7.1.3    bbd07665d8851ee01df2fd4e12db106c60fd878839610dd8b899548969625616 MIT          src
  pdf-lib               1.17.1   a7cc1eaf12e41e612a7be581162a63b18118aefc01e90f6a1f35347b1f324a1c MIT          src
  prosemirror-view      1.44.0   1ca9ae90f4c955877e127e9eb724dadac9d2eca277d41ed088e5a2ddccb9425c MIT          src
  vega-lite             6.4.3    24260f85e6f5bfe1069505f7c5c2b9863181ac413ef1030746f0a80c93991ce5 BSD-3-Clause src
  zrender               6.1.0    38f2fb722a638be016ca0175b139c40c886ef47fc2afdb741b2e7e7ae9683f9c BSD-3-Clause src
`,
);

const typescriptTraining = projectsIn(
  'npm',
  `
  @antv/g6                          5.1.1   0a31a3d0b2802660aeb24065a47baaa0a1672b41e893247c819c33afe8a145ae MIT          src
  @antv/x6                          3.1.8   e690310b9b82774cbd824a76667ac506fbfbdb4ff78f5206cafec23882dc004a MIT          src
  @blueprintjs/core                 6.20.0  780c2f73b4ade1e0fa1c3f9012ee4c69aa10a5a70a577d4f314f3519d4606d5e Apache-2.0   src
  @deck.gl/core                     9.4.0   28328885fe8dd7c5411eb681930a3395a41f26aa0a636cb5d1a4c2ef5f59dd38 MIT          src
  @deck.gl/layers                   9.4.0   0e27fefa2e2e4fbaaff228307c36b4d14ff74f0f990b0619c413e08fef857052 MIT          src
  @fluidframework/container-runtime 3.0.2   43fc0edd219f68b21cc602a2c384b6e57785c5dcf3cd97d29160fa7e8dbdbe53 MIT          src
  @fluidframework/merge-tree        3.7.0   45c1f9c026a87f717bee3f740c0b3daac05450eebd102100607cd0cd410ebd44 MIT          src
  @fluidframework/tree              3.1.0   761bfb0716b2a2b27ea746a374ef566b3fb1926e314358ca8f81e9ee8e7ebba5 MIT          src
  @jupyterlab/apputils              4.7.6   3b2dfe77bc86baad98dfe38b9885aca8295b2d260538cd121c508d301220893e BSD-3-Clause src
  @jupyterlab/notebook              4.6.6   9691ea1c1fb5695c30ffb2c284ce95bd1a5414a60d8ff8ce7f5db1affa2426f3 BSD-3-Clause src
  @microsoft/signalr                10.0.11 ae9efcfc7dccfc81b2f69edd4a0f879a8f0c51c0154c469561c4a5c201310b4c MIT          src
  @noble/curves                     2.4.0   55279c71b0201d6c0e58d0206d15825359e02a3932f326ba7b7909ac2d334aa9 MIT          src
  @patternfly/react-core            6.6.1   e90c6b46c3fbfa2aeccaafce1e03a6c07443fae99fd5dfb0479de075f4efd573 MIT          src
  ethers                            6.17.0  17355f81284ba8431953c77af803b122baf4670cdbf84907adf7cafcd745052b MIT          src.ts
  maplibre-gl                       6.17.0  587807d8d6c99349022e027fa310c16cfaa55392131f6263df080306db6809b0 BSD-3-Clause src
  matrix-js-sdk                     37.5.0  014037b1d756637b7993fa8a57dfb4cf8ef65eff85300da61e5c22de3673985f Apache-2.0   src
  ox                                1.8.3   be3008858fb65bf3bde8d40867a15b161d167436bd07321daf30c4f29093dfad MIT          src
  rxdb                              17.6.0  dbd15cdd9b159d85811f3800693313177ba0ba6dbc8cb75498c98e72bd8b4578 Apache-2.0   src
  viem                              2.57.20 32241c5553f316a299921ce66ad2315e21a3b34d16c6bfc075a55e729c7207a2 MIT          .
  zod                               4.6.7   84efd155bed93270286e793fc951be270b536cbd5b0eeb111f0fa3967201d698 MIT          src
`,
);

/** Held out as a whole: 4.9 million characters, the largest document 2.2 % of them. */
const typescriptHeldOut = projectsIn(
  'npm',
  `
  hls.js         1.7.4   e4ab3d5d13f7cca9ef241d098f39686e19fd451831ba07dc9943482fd5ff75c7 Apache-2.0   src
  langium        4.4.0   d3bfb230ec50ed70632f9f8aeb90ba6b5c570a580211df38fb193f9c937dc6d3 MIT          src
  puppeteer-core 24.43.1 b6853eba26fa6b686727cdad5d09a5765d231a6ca0f5b74ccb236713c696f400 Apache-2.0   src
  rxjs           7.8.2   2312f8ffd9726ffd7bd53ea12c5f13663d09a3dc3326f448c70b88f5ef6fac82 Apache-2.0   src
`,
);

/** About 70 million characters for training (2026-11-30), with some files held out. Any change requires a new set with a new name. */
const javascriptSplit = projectsIn(
  'npm',
  `
  discord.js 14.28.1 effef694c5dfb2aecb49f9ca5bf021a1a3059d88a82699907f371c3411db558d Apache-2.0   src
  jsdom      29.1.1  2c831cf9091180ac65b560dab8a47d684b3369cb5938661e5dc61c03440322ce MIT          lib
  mongoose   9.12.1  de332a61c69faea1f9775291a984a9391a985e0b452d51c55b6458796de7d04b MIT          lib
  plotly.js  3.7.0   2b379459d4e72e366470241a48639ac1a9c3a448171e4962bd0b6ac3a99c32a4 MIT          src
  svelte     5.57.3  afda776761670addcd6f4345c1b4b0665c8dd11b82961cbfee9696d5d9f4546a MIT          src
`,
);

const javascriptTraining = projectsIn(
  'npm',
  `
  @cesium/engine       24.0.0  987445c145b7f35078e3c49b3feb7dbba4b55bef869a0a107beaf09ce3e2de58 Apache-2.0   Source
  @openui5/sap.m       1.152.0 e92c082a8f46bd38c8436da8390752cd68582916aa0d3a60deb9779d68ccda37 Apache-2.0   src
  @openui5/sap.ui.core 1.152.0 7c46e6b361f588a9577f7406773e0ee0835c40e2ae69c36f266d77db4e02910f Apache-2.0   src
  ol                   10.11.0 9e8377871c10e1299a8a302be847de3b8f1060a6d31063b90e84363c7e060477 BSD-2-Clause .
  phaser               4.2.1   10c483ef182f0e2aafdc2a11b3bcf86cedb02a4b62a14cfce673b2f9b714318b MIT          src
  three                0.187.0 ff540832ded0cfe919764d24a3d88f3e2a05f23303f876423e4f893841e90728 MIT          src,examples/jsm
  webpack              5.113.0 095755cb8e271b3f38615ae794264f314b1e4dd3158c5677e8700aee9ea20bb7 MIT          lib
`,
);

/** Held out as a whole: 5.3 million characters, the largest document 1.7 % of them. */
const javascriptHeldOut = projectsIn(
  'npm',
  `
  cytoscape 3.35.0  058a81a7534777ea68dc737e9b77bd5b701e00acd9bee246245a576eeeac32e6 MIT          src
  eslint    10.15.0 8cb5e45fb5b1174e4216d546b69d37c0ac5cb5d9ba8342946a04af1f59605edb MIT          lib
  leaflet   1.9.4   84c65a256e50657896f54c33bd857b6849ebe94c817803be818bf32a3dde0b77 BSD-2-Clause src
  undici    7.30.2  2bf5b1c41724614729cb383f22c64506b6665869d385de862752c33763fcce1b MIT          lib
`,
);

const [python, typescript, javascript] = [
  ['.py'],
  ['.ts', '.mts', '.cts', '.tsx'],
  ['.js', '.mjs', '.cjs', '.jsx'],
];

/** Named corpora. */
const sets: Readonly<Record<string, NamedSet>> = {
  [DEFAULT_CORPUS]: namedSet(python, [{ name: DEFAULT_CORPUS }]),
  'python-80m': namedSet(python, [{ name: DEFAULT_CORPUS }], pythonProjects, heldOutProjects),
  'python-projects-1': namedSet(python, [], [], heldOutProjects),
  'typescript-40m': namedSet(typescript, typescriptSplit, typescriptTraining, typescriptHeldOut),
  'typescript-projects-1': namedSet(typescript, [], [], typescriptHeldOut),
  'javascript-70m': namedSet(javascript, javascriptSplit, javascriptTraining, javascriptHeldOut),
  'javascript-projects-1': namedSet(javascript, [], [], javascriptHeldOut),
};

/** Makes a set of members to split, members for training alone, and held-out members. */
function namedSet(
  extensions: readonly string[],
  split: readonly SetMember[],
  training: readonly SetMember[] = [],
  heldOut: readonly SetMember[] = [],
): NamedSet {
  return {
    extensions,
    members: [
      ...split,
      ...training.map((member) => ({ ...member, role: 'train' as const })),
      ...heldOut.map((member) => ({ ...member, role: 'projects' as const, tables })),
    ],
  };
}

/** Returns the file extensions of a named corpus or a PyPI package; undefined for a source that may contain anything. */
export function extensionsOf(name: string): readonly string[] | undefined {
  if (Object.hasOwn(sets, name)) return sets[name]!.extensions;
  return /^pypi(?:-since)?:/.test(name) ? python : undefined;
}

/** Extensions to read by default. */
export const DEFAULT_EXTENSIONS: readonly string[] = extensionsOf(DEFAULT_CORPUS)!;

/** Returns the sources of a named set or of projects since a date; undefined for any other name. */
export function membersOf(name: string): readonly SetMember[] | undefined {
  return Object.hasOwn(sets, name) ? sets[name]!.members : membersSince(name);
}

const SINCE = /^pypi-since:(?<date>\d{4}-\d{2}(?:-\d{2})?)(?::(?<names>[a-z0-9._-]+(?:,[a-z0-9._-]+)*))?$/i;

/**
 * Returns the sources of `pypi-since:2026-06` or `pypi-since:2026-06-15:flask,attrs`: for each project (by default those of the named
 * sets), the newest release uploaded since, without near copies of the newest earlier release. Undefined for any other name.
 *
 * @throws CORPUS_PACKAGE_NAME
 */
function membersSince(source: string): readonly SetMember[] | undefined {
  if (!source.startsWith('pypi-since:')) return undefined;
  const { date, names } = SINCE.exec(source)?.groups ?? {};
  const since = Date.parse(date ?? '');
  if (Number.isNaN(since)) {
    throw corpusError(
      'CORPUS_PACKAGE_NAME',
      `Expected a date as pypi-since:YYYY-MM or pypi-since:YYYY-MM-DD, got ${JSON.stringify(source)}.`,
      'for example pypi-since:2026-06, or with projects of your own pypi-since:2026-06:flask,attrs.',
    );
  }
  const projects = names?.split(',').map(normalizePythonName) ?? defaults;
  return projects.flatMap((name): SetMember[] => [
    { name: `pypi:${name}`, uploaded: { since }, role: 'projects' },
    { name: `pypi:${name}`, uploaded: { before: since }, role: 'known' },
  ]);
}

const defaults = [...heldOutProjects, ...pythonProjects].map(({ project }) => project);

/** Source in a named set. */
export interface SetMember {
  /** `stdlib`, or a package with its exact version. */
  readonly name: string;
  /** Required file of the package. */
  readonly pinned?: PinnedPackage | undefined;
  /** Role of all its documents; undefined if they are to be split. */
  readonly role?: DocumentRole;
  /** Required upload period of the release; without such a release, nothing is read. */
  readonly uploaded?: Uploaded | undefined;
  /** Paths of documents that are tables of data. */
  readonly tables?: readonly string[];
  /** Folders of the package whose hand-written files are read; `.` for all. */
  readonly folders?: readonly string[];
}

interface NamedSet {
  readonly extensions: readonly string[];
  readonly members: readonly SetMember[];
}
