// validate.cjs FILE: checks a bill of materials with the schema of CycloneDX. Prints what is wrong and exits with status 1.
const { readFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const installed = createRequire(`${process.cwd()}/artifacts/tools/cyclonedx/`);
const { Validation } = installed('@cyclonedx/cyclonedx-library');

async function main([file]) {
  const text = readFileSync(file, 'utf8');
  const errors = await new Validation.JsonStrictValidator(JSON.parse(text).specVersion).validate(text);
  for (const error of errors ?? []) {
    console.log(`${error.instancePath}: ${error.message}`);
  }
  process.exitCode = errors === null ? 0 : 1;
}

main(process.argv.slice(2));
