#!/usr/bin/env node
// The compiler that forge calls: npm's solc (WebAssembly), so that nothing native has to be installed.
const fs = require('node:fs');
const path = require('node:path');

const flags = process.argv.slice(2);

if (flags.includes('--version')) {
  // Answered without loading the compiler (half a second on every forge call); must equal the pinned npm version.
  console.log('solc, the solidity compiler commandline interface\nVersion: 0.8.37+commit.f401782d.Linux.g++');
} else {
  const basePath = flags.includes('--base-path') ? flags[flags.indexOf('--base-path') + 1] : process.cwd();
  const readImport = (importPath) => {
    try {
      return { contents: fs.readFileSync(path.resolve(basePath, importPath), 'utf8') };
    } catch (error) {
      return { error: String(error) };
    }
  };
  let input = '';
  process.stdin.on('data', (chunk) => {
    input += chunk;
  });
  process.stdin.on('end', () => {
    const solc = require('solc');
    process.stdout.write(solc.compile(input, { import: readImport }));
  });
}
